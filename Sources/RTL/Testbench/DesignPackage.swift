import Core
import Sim

/// Everything a folder with a design holds: modules, testbench, and how to run and synthesise them.
package struct DesignPackage: Sendable {
  /// Name and text of each file.
  package let files: [(name: String, text: String)]

  /// The files of a design and its stimulus.
  package init(_ design: ArrayDesign, _ stimulus: ArrayStimulus) {
    let modules = design.modules
    files =
      modules.map { ($0.file, $0.text) } + Testbench(design, stimulus).files + [
        ("Makefile", Self.makefile(modules.map(\.file))), ("README.md", Self.readme(design, stimulus, modules)),
      ]
  }

  private static func makefile(_ sources: [String]) -> String {
    """
    # Debian: apt-get install iverilog verilator yosys qflow-tech-osu018
    SOURCES = \(sources.joined(separator: " "))
    TOP = \(ArrayDesign.topModule)
    LIBERTY = /usr/share/qflow/tech/osu018/osu018_stdcells.lib

    simulate: testbench.vvp
    \tvvp -n testbench.vvp
    \tvvp -n testbench.vvp +stall

    testbench.vvp: $(SOURCES) \(Testbench.module).v
    \tiverilog -g2005 -o $@ $^

    lint:
    \tverilator --lint-only -Wall --top-module $(TOP) $(SOURCES)

    netlist.v: $(SOURCES)
    \tyosys -q -p "read_verilog $^; synth -flatten -noabc -top $(TOP); dfflibmap -liberty $(LIBERTY); \\
    \t  abc -liberty $(LIBERTY); opt_clean -purge; stat -liberty $(LIBERTY); write_verilog -noattr $@"

    clean:
    \trm -f testbench.vvp netlist.v

    .PHONY: simulate lint clean

    """
  }

  private static func readme(_ design: ArrayDesign, _ stimulus: ArrayStimulus, _ modules: [VerilogModule]) -> String {
    let rows = design.array.dataflow == .outputStationary ? "M" : "K"
    let columns = design.array.dataflow == .inputStationary ? "M" : "N"
    let stationary =
      switch design.array.dataflow {
      case .weightStationary: "weights (K×N), a row of them a cycle before the fold streams, the last row used first"
      case .inputStationary: "inputs (K×M), a row of them a cycle before the fold streams, the last row used first"
      case .outputStationary: "weights (K×N), one for each column in the cycle of the inputs"
      }
    let streamed = design.array.dataflow == .inputStationary ? "weights" : "inputs"
    let leave =
      design.array.dataflow == .outputStationary
      ? "after the fold, the last row used first" : "while it streams, in the order of the streamed words"
    let partials =
      design.array.dataflow == .outputStationary
      ? ""
      : """
      * **Partial sums.** In a cycle with `partial_take[c]` high the number at `partial_data` is added to the sum that
        starts down column c; give zero to add up outside.

      """
    return """
      # \(design.summary)

      Verilog-2005; the top module is `\(ArrayDesign.topModule)`.

      | file | holds |
      |---|---|
      \(modules.map { "| `\($0.file)` | \(purpose(of: $0.name)) |" }.joined(separator: "\n"))
      | `\(Testbench.module).v`, `*.hex` | a \(stimulus.shape.m)×\(stimulus.shape.n)×\(stimulus.shape.k) product (M×N×K), \
      its outputs and cycles |

      `make simulate` runs the testbench in Icarus Verilog: every output, the cycle each fold starts and ends in, and the
      \(stimulus.cycles) cycles in all are compared with the reference array's; then again with words that come late.
      `make lint` asks Verilator, `make netlist.v` maps the design to standard cells with Yosys.

      ## Interface

      Everything happens at the rising edge of `clock`. Hold `reset` for \(design.resetCycles) cycles: nothing else clears
      the processing elements, which take zeros from the top meanwhile.

      * **Folds.** Hold `fold_valid` with the rows and columns the fold uses and the number of words it streams; `fold_take`
        is high in the cycle it is taken. Rows lie along \(rows), columns along \(columns).
      * **Left.** `left_data` holds one word for each row (\(streamed)), the first row in the lowest bits. A vector is taken
        when `left_valid` and `left_take` are high. Lanes the fold does not use are ignored.
      * **Top.** `top_data` holds one word for each column: \(stationary).
      \(partials)* **Sums.** Column c shows a sum whenever `sum_valid[c]` is high, \(leave). Sums of several folds for the
        same outputs are added up outside.

      """
  }

  private static func purpose(of module: String) -> String {
    switch module {
    case "systole_delay": "registers in a row: skews, pipelines, between tiles"
    case "systole_multiplier": "product of two words"
    case "systole_product_adder": "last adder of the multiplier"
    case "systole_sum_adder": "partial sum plus product"
    case "systole_pe": "processing element"
    case "systole_tile": "processing elements without registers between them"
    case "systole_mesh": "tiles and the registers between them"
    case "systole_control": "takes folds, says when words enter and registers shift"
    default: "controller, skew registers, mesh"
    }
  }
}
