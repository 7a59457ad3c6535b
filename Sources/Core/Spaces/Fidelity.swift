/// How a trial's figures were made; the list is open, so that results from outside have a place.
public struct Fidelity: Hashable, Sendable, Codable {
  /// The word studies and tables use, such as `simulated` or `firesim`.
  public var name: String

  /// A fidelity by name.
  public init(_ name: String) {
    self.name = name
  }

  /// The analytical model.
  public static let analytical = Fidelity("analytical")
  /// The cycle-level simulation.
  public static let simulated = Fidelity("simulated")

  /// Cells of a synthesised array, with closed forms of what the network asks of it.
  public static let synthesized = Fidelity("synthesized")

  /// Whether this tool makes such figures; others are told from outside.
  public var isOwn: Bool { [.analytical, .simulated, .synthesized].contains(self) }
}

extension Fidelity: Comparable {
  /// Whether figures of one are trusted less than those of the other: analytical, simulated, then what is told from
  /// outside, by name.
  public static func < (left: Fidelity, right: Fidelity) -> Bool {
    (left.rank, left.name) < (right.rank, right.name)
  }

  private var rank: Int {
    switch self {
    case .analytical: 0
    case .simulated: 1
    default: 2
    }
  }
}
