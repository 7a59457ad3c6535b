public import Core
public import Sim

/// A systolic array as hardware: its organisation, the widths of its numbers, and how its arithmetic is built.
public struct ArrayDesign: Hashable, Sendable {
  /// How a partial sum leaves its range.
  public enum Overflow: String, CaseIterable, Hashable, Sendable, Codable {
    /// Modulo two to the number of its bits.
    case wrap
    /// It stays at the largest or smallest number there is.
    case saturate
  }

  /// How the product of two words is formed.
  public enum Multiplier: String, CaseIterable, Hashable, Sendable, Codable {
    /// Verilog's `*`; the synthesis tool chooses.
    case inferred
    /// Baugh–Wooley partial products, added up row by row in carry-save form (IEEE Trans. Computers C-22, 1973).
    case array
    /// Radix-4 recoded partial products (Booth 1951, MacSorley 1961), added up by a tree of carry-save adders.
    case booth
  }

  /// How carries travel in the adders that form sums.
  public enum Adder: String, CaseIterable, Hashable, Sendable, Codable {
    /// Verilog's `+`; the synthesis tool chooses.
    case inferred
    /// From bit to bit.
    case ripple
    /// A Kogge–Stone prefix tree (IEEE Trans. Computers C-22, 1973).
    case lookahead
  }

  /// Size, dataflow and registers.
  public let array: ArrayConfiguration
  /// Bits of a streamed or stationary word, in two's complement.
  public let operandBits: Int
  /// Bits of a partial sum, in two's complement.
  public let accumulatorBits: Int
  /// How a partial sum leaves its range.
  public let overflow: Overflow
  /// How products are formed.
  public let multiplier: Multiplier
  /// How sums are formed.
  public let adder: Adder

  /// The longest side hardware is written for.
  public static let sideLimit = 256
  /// Bits of the counter of the words a fold streams.
  public static let lengthBits = 16

  /// A checked design.
  ///
  /// - Throws: `UnusableArray` for a side above `sideLimit`, words outside 2 ... 16 bits, sums that can't hold a
  ///   product or have more than 48 bits, and folds that wait for the one before to drain.
  public init(
    _ array: ArrayConfiguration, operandBits: Int = 8, accumulatorBits: Int = 32, overflow: Overflow = .wrap,
    multiplier: Multiplier = .inferred, adder: Adder = .inferred
  ) throws {
    try Self.check("rows", array.rows, within: 1...Self.sideLimit)
    try Self.check("columns", array.columns, within: 1...Self.sideLimit)
    try Self.check("operand bits", operandBits, within: 2...16)
    try Self.check("accumulator bits", accumulatorBits, within: 2 * operandBits...48)
    guard array.foldIssue == .backToBack else {
      throw UnusableArray(
        .other("the controller issues folds back to back, not after drain", remedy: "use back-to-back folds"))
    }
    self.array = array
    self.operandBits = operandBits
    self.accumulatorBits = accumulatorBits
    self.overflow = overflow
    self.multiplier = multiplier
    self.adder = adder
  }

  /// The array of an architecture that runs one of its dataflows, with the widths given.
  ///
  /// - Throws: `UnusableArray` as the other initialiser, and for a dataflow the architecture doesn't list.
  public init(
    _ architecture: Architecture, dataflow: Dataflow? = nil, tileRows: Int = 1, tileColumns: Int = 1,
    operandBits: Int = 8, accumulatorBits: Int = 32, overflow: Overflow = .wrap, multiplier: Multiplier = .inferred,
    adder: Adder = .inferred
  ) throws {
    let source = architecture.array
    guard let chosen = dataflow ?? source.dataflows.first, source.dataflows.contains(chosen) else {
      throw UnusableArray(
        .unknownWord(
          subject: "array", attribute: "dataflow", found: dataflow?.rawValue ?? "",
          known: source.dataflows.map(\.rawValue)))
    }
    try self.init(
      ArrayConfiguration(
        rows: source.rows, columns: source.columns, dataflow: chosen, preload: source.preload,
        partialSumCyclesPerRow: source.partialSumCyclesPerRow, pipelineDepth: source.pipelineDepth,
        tileRows: tileRows, tileColumns: tileColumns),
      operandBits: operandBits, accumulatorBits: accumulatorBits, overflow: overflow, multiplier: multiplier,
      adder: adder)
  }

  /// Whether sums stay in the processing elements.
  var sumsStay: Bool { array.dataflow == .outputStationary }

  /// Whether each processing element has two stationary registers.
  var hasTwoPlanes: Bool { array.preload == .overlapped }

  /// The design in a few words, such as `weight-stationary 4x4, 8-bit words, 32-bit sums (wrap)`.
  public var summary: String {
    var words = "\(array.dataflow.rawValue) \(array.rows)x\(array.columns)"
    if array.tileRows * array.tileColumns > 1 { words += " in tiles of \(array.tileRows)x\(array.tileColumns)" }
    words += ", \(operandBits)-bit words, \(accumulatorBits)-bit sums (\(overflow.rawValue))"
    words += ", preload \(array.preload.rawValue), pipeline depth \(array.pipelineDepth)"
    if array.partialSumCyclesPerRow > 1 { words += ", \(array.partialSumCyclesPerRow) cycles a row" }
    if array.preloadExtent == .physicalRows { words += ", all rows preloaded" }
    if multiplier != .inferred { words += ", \(multiplier.rawValue) multiplier" }
    if adder != .inferred { words += ", \(adder.rawValue) adder" }
    return words
  }

  private static func check(_ attribute: String, _ value: Int, within range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw UnusableArray(
        .outOfRange(
          subject: "hardware", attribute: attribute, found: "\(value)",
          expected: "in \(range.lowerBound) ... \(range.upperBound)"))
    }
  }
}
