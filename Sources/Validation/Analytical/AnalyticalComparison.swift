/// How the analytical model's cycles compare with simulated ones on random mappings.
package struct AnalyticalComparison: Encodable, Sendable {
  /// One mapping.
  package struct Point: Encodable, Hashable, Sendable {
    package var layer: String
    package var mapping: String
    /// Cycles by the analytical model and by simulation.
    package var analytical: Double
    package var simulated: Int
    /// Whether the model takes the multipliers, not a memory, for the bottleneck.
    package var isBoundByCompute: Bool
  }

  /// Rank correlations within layers, over layers with at least six points.
  package struct WithinLayers: Encodable, Hashable, Sendable {
    package var layers = 0
    package var meanSpearman = 0.0
    package var medianSpearman = 0.0
    package var meanKendall = 0.0
    package var medianKendall = 0.0
  }

  /// All mappings together.
  package var overall: PairedStatistics
  package var withinLayers = WithinLayers()
  /// Mappings the model takes to be bound by the multipliers, and by a memory.
  package var computeBound: PairedStatistics
  package var memoryBound: PairedStatistics
  /// Distinct layers.
  package var layers: Int
  package var points: [Point]

  /// Fewer points say little about a ranking (DESIGN §11).
  private static let fewestPoints = 6

  package init(_ points: [Point]) {
    self.points = points
    overall = Self.statistics(points)
    computeBound = Self.statistics(points.filter(\.isBoundByCompute))
    memoryBound = Self.statistics(points.filter { !$0.isBoundByCompute })
    let byLayer = Dictionary(grouping: points, by: \.layer).sorted { $0.key < $1.key }.map(\.value)
    layers = byLayer.count
    let ranked = byLayer.filter { $0.count >= Self.fewestPoints }.map(Self.statistics)
    let spearman = ranked.map(\.spearman).sorted()
    let kendall = ranked.map(\.kendall).sorted()
    withinLayers = WithinLayers(
      layers: ranked.count, meanSpearman: mean(spearman), medianSpearman: quantile(0.5, ofSorted: spearman),
      meanKendall: mean(kendall), medianKendall: quantile(0.5, ofSorted: kendall))
  }

  private static func statistics(_ points: [Point]) -> PairedStatistics {
    PairedStatistics(predicted: points.map(\.analytical), measured: points.map { Double($0.simulated) })
  }
}

extension AnalyticalComparison: CustomStringConvertible {
  /// The comparison as a person reads it.
  package var description: String {
    func line(_ name: String, _ figures: PairedStatistics) -> String {
      "\(name): \(figures.count) mappings, MAPE \(text(figures.mape)) %, median error \(text(figures.medianError)) %,"
        + " analytical/simulated \(text(figures.geometricMeanRatio)) (geometric mean),"
        + " Spearman \(text(figures.spearman)), Kendall \(text(figures.kendall))"
    }
    return [
      "The analytical model's cycles against simulated ones, \(overall.count) random mappings of \(layers) layers",
      line("all", overall), line("bound by multipliers", computeBound), line("bound by a memory", memoryBound),
      "within \(withinLayers.layers) layers: Spearman mean \(text(withinLayers.meanSpearman)),"
        + " median \(text(withinLayers.medianSpearman)); Kendall mean \(text(withinLayers.meanKendall)),"
        + " median \(text(withinLayers.medianKendall))",
    ].joined(separator: "\n") + "\n"
  }

  /// Three decimals.
  private func text(_ value: Double) -> String {
    "\((value * 1000).rounded() / 1000)"
  }
}
