public import Core

/// How the layers of a design get their mappings when nobody attached any.
public enum MapperPolicy: Hashable, Sendable, Codable {
  /// The default tiling: what an accelerator's own runtime would run. No search.
  case tiler
  /// The exact search on the analytical model, ended at a relative gap or after so many partial mappings of a layer; it
  /// begins with an annealed mapping. A simulation also tries the default tiling and keeps the better of both.
  case exact(objective: MappingObjective, gap: Double, effort: Int)

  /// What a search may look at when nothing else was asked for; layers of ResNet-50 are within a percent by then or not
  /// worth waiting for.
  public static let usualEffort = 20_000
}

extension MapperPolicy: CustomStringConvertible {
  /// The policy in words that tell policies apart.
  public var description: String {
    switch self {
    case .tiler: "tiler"
    case .exact(let objective, let gap, let effort):
      "exact(\(objective.rawValue), gap \(shortestDecimal(gap)), effort \(effort))"
    }
  }
}
