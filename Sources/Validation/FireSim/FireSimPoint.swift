import Core
import Formats
import Sim

/// One measured run of a layer on Gemmini's RTL: what was run, and the cycles the FPGA counted.
///
/// What is run follows from the problem, the mapping and the array's side alone; derived columns of the file aren't
/// read.
struct FireSimPoint: Hashable, Sendable {
  var id: String
  var program: GemminiProgram
  /// What earlier runs left in the caches.
  var caches = GemminiProgram.Caches.warm
  /// Cycles measured; nil where the column is empty.
  var measured: Int?
  /// The same layer with Gemmini's own tiling, which ran before, and the cycles measured for it.
  var defaultProgram: GemminiProgram?
  var measuredDefault: Int?
  /// The layer's sizes, as text, to compare mappings of one layer.
  var layerName: String
  /// A convolution with P ≠ Q, which the measurement ran as a P × P square.
  var isNonSquare: Bool

  /// The columns a file must have.
  static let columns = ["point_id", "R", "S", "P", "Q", "C", "K", "stride", "rtl_pe_dim", "mapping"]

  /// Reads a row.
  ///
  /// - Throws: `InvalidInput` with everything wrong in the row.
  init(_ table: CSVTable, _ row: CSVTable.Row) throws(InvalidInput) {
    var fields = CSVFields(table, row)
    id = fields.text("point_id")
    let sizes = ["R", "S", "P", "Q", "C", "K", "stride"].map { fields.size($0, upTo: 16384) }
    let side = fields.size("rtl_pe_dim", upTo: 128)
    let layer = GemminiLayer(
      p: sizes[2], q: sizes[3], r: sizes[0], s: sizes[1], c: sizes[4], k: sizes[5], stride: sizes[6])
    layerName = sizes.map(String.init).joined(separator: "_")
    isNonSquare = layer.kernel == .convolution && sizes[2] != sizes[3]
    var tiling = GemminiTiling(sizes: [:], order: [])
    do {
      tiling = GemminiTiling(try Mapping(parsing: fields.text("mapping")))
    } catch {
      fields.report(error.problem)
    }
    if layer.outputWidth < 1 {
      fields.report(
        .other("the filter is larger than the padded image", remedy: "give R at most P · stride + 2 ⌊R / 2⌋"))
    } else if max(layer.inputBytes, layer.weightBytes, layer.outputBytes) >= 1 << 36 {
      fields.report(.other("an operand takes 64 GiB or more", remedy: "check the sizes"))
    }
    guard fields.diagnostics.isEmpty else { throw InvalidInput(fields.diagnostics) }
    program = GemminiProgram(layer, tiling, side: side)
    measured = fields.text("rtl_cycles").isEmpty ? nil : fields.size("rtl_cycles", upTo: 1 << 53)
    let own = fields.text("gemmini_default_tiling_R_S_P_Q_C_K_N")
    if !own.isEmpty {
      let parts = own.split(separator: "_").compactMap { Int($0) }
      if parts.count == 7, parts.allSatisfy({ $0 > 0 }) {
        let tiles: [Dimension: Int] = [
          .r: parts[0], .s: parts[1], .p: parts[2], .q: parts[3], .c: parts[4], .k: parts[5], .n: parts[6],
        ]
        defaultProgram = GemminiProgram(
          layer, GemminiTiling(sizes: tiles, order: layer.kernel.defaultOrder), side: side)
        let cycles = "rtl_cycles_gemmini_default_tiling"
        measuredDefault = fields.text(cycles).isEmpty ? nil : fields.size(cycles, upTo: 1 << 53)
      } else {
        fields.report(.other("'\(own)' is not seven tile sizes", remedy: "write R_S_P_Q_C_K_N, e.g. 1_1_14_14_64_32_1"))
      }
    }
    guard fields.diagnostics.isEmpty else { throw InvalidInput(fields.diagnostics) }
  }

  /// Simulates the run, after Gemmini's own tiling where it ran before (`conv_tilings.c`, `matmul_tilings.c`).
  ///
  /// - Parameter timing: The machine's times.
  /// - Returns: The run, and that of Gemmini's own tiling.
  func simulate(_ timing: GemminiTiming) -> (own: GemminiRun, defaultTiling: GemminiRun?) {
    guard let defaultProgram else { return (program.run(timing, caches: caches), nil) }
    let runs = program.run(timing, after: defaultProgram, caches: .cold)
    return (runs.own, runs.previous)
  }
}

extension CSVFields {
  /// A whole number from 1 to a limit, or 1 and a diagnostic.
  fileprivate mutating func size(_ column: String, upTo limit: Int) -> Int {
    let value = integer(column)
    if (1...limit).contains(value) { return value }
    if Int(text(column)) != nil {
      report(
        .outOfRange(
          subject: "column '\(column)'", attribute: "value", found: text(column), expected: "from 1 to \(limit)"))
    }
    return 1
  }
}

extension GemminiLayer.Kernel {
  /// The loop order of Gemmini's own tiling, innermost first (`conv_auto`, `matmul_auto` of the DOSA artifact).
  fileprivate var defaultOrder: [Dimension] {
    switch self {
    case .convolution: [.c, .r, .s, .k, .p, .q, .n]
    case .matmul: [.c, .k, .p, .q, .r, .s, .n]
    }
  }
}
