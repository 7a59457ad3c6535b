public import Core

/// One systolic array running one dataflow: everything its timing depends on.
///
/// Both array models take every combination of these values and agree on it (`ReferenceArray`, `FastArray`).
public struct ArrayConfiguration: Hashable, Sendable {
  /// When a fold may follow the one before it.
  public enum FoldIssue: String, CaseIterable, Hashable, Sendable {
    /// A fold enters once the last output of the one before has left, as in SCALE-Sim and its RTL's test bench.
    case afterDrain = "after-drain"
    /// A fold enters right behind the one before, as soon as its registers are free (Gemmini, TPU v1).
    case backToBack = "back-to-back"
  }

  /// The rows a stationary operand is shifted into.
  public enum PreloadExtent: String, CaseIterable, Hashable, Sendable {
    /// As many shifts as the fold uses rows.
    case usedRows = "used-rows"
    /// Always a word for every physical row, zeros where the fold has none (Gemmini pads its blocks to DIM).
    case physicalRows = "physical-rows"
  }

  /// Rows of processing elements (PEs).
  public let rows: Int
  /// Columns of PEs.
  public let columns: Int
  /// The operand that stays in the PEs.
  public let dataflow: Dataflow
  /// One stationary register in each PE, its filling (or, output-stationary, its draining) `exposed`; or two, so that
  /// the next fold's operand shifts in (the last fold's sums shift out) while the present fold streams.
  public let preload: ProcessingArray.Preload
  /// Cycles a partial sum takes from one row of tiles to the next: the registers between two adders of a column.
  public let partialSumCyclesPerRow: Int
  /// Registers between a PE's operands and its adder: input registers and multiplier stages.
  ///
  /// 0 is a PE that multiplies and adds in the cycle its operands arrive.
  public let pipelineDepth: Int
  /// Rows of PEs between two rows of registers (Gemmini's `tileRows`); 1 is a register after every PE.
  public let tileRows: Int
  /// Columns of PEs between two columns of registers (Gemmini's `tileColumns`).
  public let tileColumns: Int
  /// When a fold may follow the one before it.
  public let foldIssue: FoldIssue
  /// The rows a stationary operand is shifted into.
  public let preloadExtent: PreloadExtent

  /// The largest side of an array.
  public static let sideLimit = 1 << 16

  /// A checked configuration.
  ///
  /// - Throws: `UnusableArray` for a size outside 1 ... 65536, a register count outside 1 ... 16 (partial sums) or
  ///   0 ... 64 (pipeline), and tiles that do not divide the array.
  public init(
    rows: Int, columns: Int, dataflow: Dataflow, preload: ProcessingArray.Preload = .overlapped,
    partialSumCyclesPerRow: Int = 1, pipelineDepth: Int = 0, tileRows: Int = 1, tileColumns: Int = 1,
    foldIssue: FoldIssue = .backToBack, preloadExtent: PreloadExtent = .usedRows
  ) throws {
    try Self.check("rows", rows, within: 1...Self.sideLimit)
    try Self.check("columns", columns, within: 1...Self.sideLimit)
    try Self.check("partial-sum cycles per row", partialSumCyclesPerRow, within: 1...16)
    try Self.check("pipeline depth", pipelineDepth, within: 0...64)
    try Self.check("tile rows", tileRows, dividing: rows, "rows")
    try Self.check("tile columns", tileColumns, dividing: columns, "columns")
    self.rows = rows
    self.columns = columns
    self.dataflow = dataflow
    self.preload = preload
    self.partialSumCyclesPerRow = partialSumCyclesPerRow
    self.pipelineDepth = pipelineDepth
    self.tileRows = tileRows
    self.tileColumns = tileColumns
    self.foldIssue = foldIssue
    self.preloadExtent = preloadExtent
  }

  /// The array of an architecture, running one of its dataflows.
  ///
  /// - Throws: `UnusableArray` as the other initialiser.
  public init(
    _ array: ProcessingArray, dataflow: Dataflow, foldIssue: FoldIssue = .backToBack,
    preloadExtent: PreloadExtent = .usedRows
  ) throws {
    try self.init(
      rows: array.rows, columns: array.columns, dataflow: dataflow, preload: array.preload,
      partialSumCyclesPerRow: array.partialSumCyclesPerRow, pipelineDepth: array.pipelineDepth,
      foldIssue: foldIssue, preloadExtent: preloadExtent)
  }

  /// Rows of tiles, with registers between them.
  public var meshRows: Int { rows / tileRows }

  /// Columns of tiles, with registers between them.
  public var meshColumns: Int { columns / tileColumns }

  private static func check(_ attribute: String, _ value: Int, within range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw UnusableArray(
        .outOfRange(
          subject: "array", attribute: attribute, found: "\(value)",
          expected: "in \(range.lowerBound) ... \(range.upperBound)"))
    }
  }

  private static func check(_ attribute: String, _ value: Int, dividing side: Int, _ name: String) throws {
    guard value >= 1, side % value == 0 else {
      throw UnusableArray(
        .outOfRange(
          subject: "array", attribute: attribute, found: "\(value)", expected: "a divisor of the \(side) \(name)"))
    }
  }
}

/// An array, or a layer for an array, that can't be simulated.
public struct UnusableArray: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, as data.
  public var problem: Problem

  /// The error for a problem.
  public init(_ problem: Problem) {
    self.problem = problem
  }

  /// The problem in words.
  public var description: String { problem.message }
}
