import Sim

extension ArrayDesign {
  /// The module of a tile, synthesised once whatever surrounds it.
  static let tileModuleName = "systole_tile"

  /// Registers between tiles, in bits.
  var meshRegisters: Int {
    let (rows, columns) = (array.meshRows, array.meshColumns)
    let words = rows * (columns - 1) * array.tileRows * leftBits
    let delay = array.partialSumCyclesPerRow
    if sumsStay {
      return words + (rows - 1) * array.columns * (controlBits + operandBits + delay * sumBits)
    }
    let below = (rows - 1) * array.columns * delay * (1 + controlBits + operandBits + sumBits)
    return words + below + array.columns * (sumBits + array.pipelineDepth + 1)
  }

  private var tileModules: [VerilogModule] {
    modules.filter { !["systole_mesh", "systole_control", Self.topModule].contains($0.name) }
  }

  /// Registers that skew words and control at the edges, in bits, beside the one each of them has anyway.
  var skewRegisters: Int {
    let rowDelay = sumsStay ? 1 : array.partialSumCyclesPerRow
    let rows = (0..<array.rows).reduce(0) { $0 + $1 / array.tileRows * rowDelay * leftBits }
    let columnBits = operandBits + controlBits + (sumsStay ? 0 : 1)
    let columns = (0..<array.columns).reduce(0) { $0 + $1 / array.tileColumns * columnBits }
    return rows + columns + (sumsStay ? 0 : array.columns * array.pipelineDepth)
  }

  /// A tile in a frame of the registers around it, and the bits of the frame.
  ///
  /// - Parameters:
  ///   - place: Where it stands.
  ///   - isDissolved: Whether it is dissolved in its frame, so that what both hold alike is held once.
  /// - Returns: What is synthesised, and the registers that belong to other parts.
  func framedTile(
    at place: TilePlace = TilePlace(), isDissolved: Bool = false
  ) -> (block: SynthesisBlock, registers: Int) {
    let name = (["systole_framed"] + place.words + ["tile"]).joined(separator: "_")
    let (rows, columns) = (array.tileRows, array.tileColumns)
    var ports = ["input  wire clock"]
    var lines: [String] = []
    var registers = 0
    func register(_ width: Int, from word: String, to later: String) {
      registers += width
      lines.append(
        "systole_delay #(.WIDTH(\(width)), .DEPTH(1)) \(later)_register ("
          + ".clock(clock), .word(\(word)), .later(\(later)));")
    }
    func input(_ signal: String, _ width: Int, passesOn: Bool) {
      ports.append("input  wire \(bits(width)) \(signal)_in")
      lines.append("wire \(bits(width)) \(signal);")
      register(width, from: "\(signal)_in", to: signal)
      guard passesOn else { return }
      ports.append("output wire \(bits(width)) \(signal)_on")
      register(width, from: signal, to: "\(signal)_on")
    }
    func output(_ signal: String, _ width: Int) {
      lines.append("wire \(bits(width)) \(signal);")
      ports.append("output wire \(bits(width)) \(signal)_out")
      register(width, from: signal, to: "\(signal)_out")
    }
    let sum = columns * sumBits
    input("control", columns * controlBits, passesOn: !place.isInLastRow)
    input("left", rows * leftBits, passesOn: !place.isInLastColumn)
    input(sumsStay ? "top" : "chain", columns * operandBits, passesOn: sumsStay && !place.isInLastRow)
    // Where sums stay, only zeros shift into the first row.
    let isPlain = sumsStay && place.isInFirstRow
    if !isPlain { input("sum", sum, passesOn: false) }
    output("total", sum)
    var connections = [
      ".clock(clock)", ".control(control)", ".left(left)", ".sum_in(\(isPlain ? "\(sum)'d0" : "sum"))",
      ".sum_out(total)",
    ]
    if sumsStay {
      connections.append(".top(top)")
    } else {
      if !place.isInLastRow { output("chain_below", columns * operandBits) }
      connections += [".chain_in(chain)", ".chain_out(\(place.isInLastRow ? "" : "chain_below"))"]
    }
    lines.append("\(Self.tileModuleName) tile (\(connections.joined(separator: ", ")));")
    let frame = VerilogModule(
      name,
      """
      // A tile between registers, as it stands in the mesh.
      module \(name) (
      \(ports.map { "    " + $0 }.joined(separator: ",\n"))
      );
      \(lines.map { "    " + $0 }.joined(separator: "\n"))
      endmodule
      """)
    let kept = isDissolved ? [] : [Self.tileModuleName]
    return (SynthesisBlock(top: name, files: tileModules + [frame], kept: kept), registers)
  }

  /// The design with the same edge and the plainest inside: what the edge doesn't depend on is left out.
  private var plain: ArrayDesign {
    let keepsTiles = array.partialSumCyclesPerRow > 1
    let array = try? ArrayConfiguration(
      rows: array.rows, columns: array.columns, dataflow: array.dataflow, preload: array.preload,
      partialSumCyclesPerRow: array.partialSumCyclesPerRow, tileRows: keepsTiles ? array.tileRows : 1,
      tileColumns: keepsTiles ? array.tileColumns : 1, preloadExtent: array.preloadExtent)
    let plain = array.flatMap {
      try? ArrayDesign($0, operandBits: operandBits, accumulatorBits: accumulatorBits, overflow: overflow)
    }
    return plain ?? self
  }

  /// Controller and masks, with one register for each word and control bit at the edge: the array without its mesh and
  /// its skew.
  var edgeBlock: SynthesisBlock {
    let plain = plain
    let files = plain.modules.filter { ["systole_delay", "systole_control"].contains($0.name) }
    let ports = plain.meshPorts.joined(separator: ",\n    ")
    let mesh = "(* blackbox *)\nmodule systole_mesh (\n    \(ports)\n);\nendmodule"
    return SynthesisBlock(
      top: Self.topModule,
      files: files + [plain.arrayModule(skews: false), VerilogModule("systole_mesh", mesh)])
  }

  /// One register.
  var registerBlock: SynthesisBlock {
    SynthesisBlock(top: "systole_delay", files: [delayModule])
  }

  /// Everything at once, its tiles equal modules.
  var wholeBlock: SynthesisBlock {
    SynthesisBlock(top: Self.topModule, files: modules, kept: [Self.tileModuleName])
  }

  /// Everything at once, its tiles dissolved in it.
  var dissolvedBlock: SynthesisBlock {
    SynthesisBlock(top: Self.topModule, files: modules)
  }
}

/// Where a tile stands in the mesh, as far as its surroundings differ.
struct TilePlace: Hashable {
  /// Whether nothing is above it.
  var isInFirstRow = false
  /// Whether it passes nothing down.
  var isInLastRow = false
  /// Whether it passes nothing to the right.
  var isInLastColumn = false

  /// The place in words.
  var words: [String] {
    [(isInFirstRow, "first_row"), (isInLastRow, "last_row"), (isInLastColumn, "last_column")].filter(\.0).map(\.1)
  }
}
