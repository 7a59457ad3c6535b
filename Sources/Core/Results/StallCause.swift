/// Why a unit that had work waited: the dependency that became ready last.
///
/// The list is closed: XML, pages and traces use these words and no others. A unit without work is idle, not stalled.
public enum StallCause: String, CaseIterable, Hashable, Sendable, Codable {
  /// Weights had not arrived in their on-chip memory.
  case weights
  /// Inputs had not arrived in their on-chip memory.
  case inputs
  /// Partial sums had not come back.
  case partialSums = "partial-sums"
  /// Results had not been computed yet.
  case results
  /// No room in the on-chip memory: an earlier tile still held it.
  case space
  /// The requests allowed in flight were all out.
  case requestsInFlight = "requests-in-flight"
  /// The memory's queue was full, or its data had not come back.
  case dram
  /// The bus carried something else.
  case bus
  /// Another access held the bank.
  case bankConflict = "bank-conflict"
  /// The array's pipeline was draining, or its stationary operand was loading.
  case array
  /// The vector unit was busy with another result.
  case vectorUnit = "vector-unit"
  /// The controller had not issued the command.
  case issue

  /// The cause in words for a person.
  public var meaning: String {
    switch self {
    case .weights: "waiting for weights"
    case .inputs: "waiting for inputs"
    case .partialSums: "waiting for partial sums"
    case .results: "waiting for results"
    case .space: "waiting for room on chip"
    case .requestsInFlight: "all requests in flight"
    case .dram: "waiting for DRAM"
    case .bus: "waiting for the bus"
    case .bankConflict: "bank conflicts"
    case .array: "waiting for the array"
    case .vectorUnit: "waiting for the vector unit"
    case .issue: "waiting for the controller"
    }
  }
}

/// Stall cycles by cause.
public struct StallCycles: Hashable, Sendable, Codable {
  private var cycles: [Int]

  /// No stalls.
  public init() {
    cycles = Array(repeating: 0, count: StallCause.allCases.count)
  }

  /// Stall cycles of one cause.
  public subscript(cause: StallCause) -> Int {
    get { cycles[Self.index(cause)] }
    set { cycles[Self.index(cause)] = newValue }
  }

  /// Stall cycles of all causes.
  public var total: Int { cycles.reduce(0, +) }

  private static func index(_ cause: StallCause) -> Int {
    StallCause.allCases.firstIndex(of: cause) ?? 0
  }
}
