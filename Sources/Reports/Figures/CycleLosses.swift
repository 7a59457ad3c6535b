package import Core

/// Why a unit did less than it could have.
package enum LossReason: Hashable, Sendable {
  case stall(StallCause)
  /// It had nothing to do.
  case idle
  /// The array worked, but some of its processing elements had nothing to multiply.
  case emptyElements
  /// A layer ran that the unit takes no part in.
  case absence

  /// The word of JSON and CSV: a stall cause's own, `idle`, `empty-elements`, `absence`.
  package var word: String {
    switch self {
    case .stall(let cause): cause.rawValue
    case .idle: "idle"
    case .emptyElements: "empty-elements"
    case .absence: "absence"
    }
  }

  /// The reason as a sentence about the array says it.
  package var words: String {
    switch self {
    case .stall(let cause): cause.reason
    case .idle: "idling"
    case .emptyElements: "processing elements left empty while it works"
    case .absence: "layers it takes no part in"
    }
  }
}

extension StallCause {
  /// The reason in words that hold for the array's own stalls too: where the array is blamed, it fills or drains.
  package var reason: String { self == .array ? "the array filling or draining" : meaning }
}

/// All that keeps a unit from its peak, in cycles; for the array it adds up to the cycles it would save at its peak.
package struct CycleLosses: Hashable, Sendable {
  private var stalls = StallCycles()
  private var idle = 0
  private var emptyElements = 0
  private var absence = 0

  package init() {}

  /// Adds what a unit lost in a layer; for the array also the work its empty processing elements could have done.
  package mutating func add(_ unit: UnitActivity, macs: Int, processingElements: Int) {
    idle += unit.idle
    for cause in StallCause.allCases { stalls[cause] += unit.stalls[cause] }
    guard unit.role == .array, processingElements > 0 else { return }
    emptyElements += max(0, unit.work - ceilingDivide(macs, processingElements))
  }

  /// Adds a layer the unit takes no part in.
  package mutating func addAbsence(cycles: Int) {
    absence += cycles
  }

  /// The reason with the most cycles; `nil` where nothing was lost.
  ///
  /// Of equal reasons a stall comes before the others.
  package var largest: (reason: LossReason, cycles: Int)? {
    let all =
      StallCause.allCases.map { (reason: LossReason.stall($0), cycles: stalls[$0]) } + [
        (.idle, idle), (.emptyElements, emptyElements), (.absence, absence),
      ]
    let most = all.map(\.cycles).max() ?? 0
    return most > 0 ? all.first { $0.cycles == most } : nil
  }
}
