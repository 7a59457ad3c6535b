import Core

/// What more of one resource would bring.
package struct WhatIfFigures: Hashable, Sendable, Encodable {
  /// The resource as results name it.
  package var resource: String
  /// The resource in words.
  package var words: String
  /// What doubling it means, where it can be doubled.
  package var doubling: String?
  /// Cycles of the workload with twice as much of it.
  package var doubledCycles: Int?
  /// The base's cycles over those.
  package var doubledSpeedup: Double?
  /// Cycles of the workload with the resource costing no time.
  package var idealCycles: Int?
  /// The base's cycles over those.
  package var idealSpeedup: Double?

  /// The resources, the one that helps most first; `nil` where nobody asked.
  static func ranked(_ result: SimulationResult) -> [WhatIfFigures]? {
    guard let whatIf = result.whatIf else { return nil }
    func speedup(_ variant: WhatIf.Variant?) -> Double? {
      guard let cycles = variant?.cycles, cycles > 0 else { return nil }
      return Double(result.cycles) / Double(cycles)
    }
    return whatIf.ranking.map { resource in
      let (doubled, ideal) = (whatIf.variant(resource, .doubled), whatIf.variant(resource, .ideal))
      return WhatIfFigures(
        resource: resource.rawValue, words: resource.words, doubling: doubled == nil ? nil : resource.doubling,
        doubledCycles: doubled?.cycles, doubledSpeedup: speedup(doubled), idealCycles: ideal?.cycles,
        idealSpeedup: speedup(ideal))
    }
  }

  /// A speed-up with two decimals: `1.42×`.
  static func text(_ speedup: Double) -> String { NumberText.fixed(speedup, decimals: 2) + "×" }
}
