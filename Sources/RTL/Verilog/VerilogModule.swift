/// One Verilog module: a file of its own.
package struct VerilogModule: Hashable, Sendable {
  /// The module's name; the file's without `.v`.
  package var name: String
  /// The whole file.
  package var text: String

  init(_ name: String, _ text: String) {
    self.name = name
    self.text = text.hasSuffix("\n") ? text : text + "\n"
  }

  /// The file the module is written to.
  package var file: String { name + ".v" }
}

/// The bits of a vector as a Verilog range: `[7:0]` for 8.
func bits(_ width: Int) -> String { "[\(width - 1):0]" }

/// The bits that hold the numbers from 0 to `largest`.
func bitsHolding(_ largest: Int) -> Int { max(1, Int.bitWidth - largest.leadingZeroBitCount) }

extension ArrayDesign {
  /// The modules of the design, a module before those that use it, the array itself last.
  package var modules: [VerilogModule] {
    var modules: [VerilogModule] = [delayModule]
    modules += multiplierModules
    modules.append(adderModule(name: "systole_sum_adder", width: accumulatorBits, saturates: overflow == .saturate))
    modules.append(sumsStay ? stationarySumElement : stationaryOperandElement)
    modules.append(tileModule)
    modules.append(sumsStay ? stationarySumMesh : stationaryOperandMesh)
    modules.append(sumsStay ? stationarySumControl : stationaryOperandControl)
    modules.append(arrayModule)
    return modules
  }

  /// The name of the module that holds everything.
  package static let topModule = "systole_array"

  /// A line of registers, for skews and between tiles.
  var delayModule: VerilogModule {
    VerilogModule(
      "systole_delay",
      """
      // A word, DEPTH cycles later.
      module systole_delay #(
          parameter WIDTH = 1,
          parameter DEPTH = 1
      ) (
          input  wire             clock,
          input  wire [WIDTH-1:0] word,
          output wire [WIDTH-1:0] later
      );
          generate
              if (DEPTH == 0) begin : no_register
                  wire unused_clock = clock;
                  assign later = word;
              end else if (DEPTH == 1) begin : one_register
                  reg [WIDTH-1:0] stage;
                  always @(posedge clock) stage <= word;
                  assign later = stage;
              end else begin : registers
                  reg [WIDTH*DEPTH-1:0] stages;
                  always @(posedge clock) stages <= {stages[WIDTH*(DEPTH-1)-1:0], word};
                  assign later = stages[WIDTH*DEPTH-1 -: WIDTH];
              end
          endgenerate
      endmodule
      """)
  }
}
