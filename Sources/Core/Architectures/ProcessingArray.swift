/// The systolic array: processing elements in rows and columns.
public struct ProcessingArray: Hashable, Sendable, Codable {
  /// Whether loading the stationary operand holds the array up.
  public enum Preload: String, CaseIterable, Hashable, Sendable, Codable {
    /// The next stationary tile shifts in after the present fold has streamed.
    case exposed
    /// Each processing element has a second register: the next tile shifts in while the present one computes.
    case overlapped
  }

  /// Rows of processing elements.
  public var rows: Int
  /// Columns of processing elements.
  public var columns: Int
  /// The dataflows the array can run, the default first.
  public var dataflows: [Dataflow]
  /// Whether loading the stationary operand holds the array up.
  public var preload: Preload
  /// Cycles a partial sum takes from one row to the next.
  public var partialSumCyclesPerRow: Int
  /// Registers inside a processing element between its operands and its result, beyond the one every PE has.
  public var pipelineDepth: Int
  /// Picojoules of one multiply–accumulate.
  public var macEnergy: Double
  /// The clock domain the array runs in.
  public var clock: String

  /// An array of the given shape.
  public init(
    rows: Int, columns: Int, dataflows: [Dataflow] = [.weightStationary], preload: Preload = .overlapped,
    partialSumCyclesPerRow: Int = 1, pipelineDepth: Int = 0, macEnergy: Double = 0, clock: String = "core"
  ) {
    self.rows = rows
    self.columns = columns
    self.dataflows = dataflows
    self.preload = preload
    self.partialSumCyclesPerRow = partialSumCyclesPerRow
    self.pipelineDepth = pipelineDepth
    self.macEnergy = macEnergy
    self.clock = clock
  }

  /// Processing elements of the whole array.
  public var processingElements: Int { rows * columns }
}
