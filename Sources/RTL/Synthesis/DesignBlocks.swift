import Sim

/// Where in its column a tile stands: nothing below takes the last one's stationary words, and where sums stay none
/// shift into the first one.
enum TilePosition: String, CaseIterable, Hashable, Sendable {
  case only
  case first
  case middle
  case last

  var isFirst: Bool { self == .only || self == .first }
  var isLast: Bool { self == .only || self == .last }
}

extension ArrayDesign {
  /// The positions tiles of the design have, and how many tiles have each.
  var tilePositions: [(position: TilePosition, tiles: Int)] {
    let (rows, columns) = (array.meshRows, array.meshColumns)
    var positions: [(position: TilePosition, tiles: Int)] = []
    if sumsStay {
      guard rows > 1 else { return [(.only, columns)] }
      positions.append((.first, columns))
    }
    let between = rows - 1 - positions.count
    if between > 0 { positions.append((.middle, columns * between)) }
    return positions + [(.last, columns)]
  }

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

  /// A tile in a frame of the registers around it, as it sees them in the mesh; and the bits of the frame.
  func framedTile(_ position: TilePosition) -> (block: SynthesisBlock, registers: Int) {
    let name = "systole_tile_\(position.rawValue)"
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
    func output(_ signal: String, _ width: Int, isRegistered: Bool) {
      lines.append("wire \(bits(width)) \(signal);")
      guard isRegistered else { return }
      ports.append("output wire \(bits(width)) \(signal)_out")
      register(width, from: signal, to: "\(signal)_out")
    }
    input("control", columns * controlBits, passesOn: !position.isLast)
    input("left", rows * leftBits, passesOn: true)
    input(sumsStay ? "top" : "chain", columns * operandBits, passesOn: sumsStay && !position.isLast)
    let sum = columns * sumBits
    if position.isFirst {
      lines.append("wire \(bits(sum)) sum = \(sum)'d0;")
    } else {
      input("sum", sum, passesOn: false)
    }
    // Sums that stay leave the last row without another register.
    let leavesRegister = !(sumsStay && position.isLast)
    output("total", sum, isRegistered: leavesRegister)
    if !leavesRegister {
      ports.append("output wire \(bits(sum)) total_out")
      lines.append("assign total_out = total;")
    }
    var connections = [".clock(clock)", ".control(control)", ".left(left)", ".sum_in(sum)", ".sum_out(total)"]
    if sumsStay {
      connections.append(".top(top)")
    } else {
      output("chain_below", columns * operandBits, isRegistered: !position.isLast)
      connections += [".chain_in(chain)", ".chain_out(chain_below)"]
    }
    lines.append("systole_tile tile (\(connections.joined(separator: ", ")));")
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
    return (SynthesisBlock(top: name, files: tileModules + [frame]), registers)
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

  /// Everything at once.
  var wholeBlock: SynthesisBlock {
    SynthesisBlock(top: Self.topModule, files: modules)
  }
}
