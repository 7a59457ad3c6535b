import FoundationEssentials
import Sim

/// How the simulator's cycles compare with cycles counted on Gemmini's RTL in FireSim.
///
/// The figures over all points leave out convolutions with P ≠ Q: the measurement ran them as P × P squares, and so
/// does the simulation; they are a group of their own.
package struct FireSimComparison: Sendable {
  /// One run.
  package struct Point: Sendable {
    package var id: String
    /// Cycles measured; nil where the file doesn't say.
    package var measured: Int?
    package var simulated: Int
    /// The cycles of Gemmini's own tiling, where the file has them.
    package var measuredDefault: Int?
    package var simulatedDefault: Int?
    /// Sizes of the layer.
    package var layer: String
    /// The groups the point belongs to.
    package var groups: [Group]
    /// Whether the measurement ran another shape than the row names.
    package var isNonSquare: Bool
  }

  /// A set of points shown by itself.
  package struct Group: Hashable, Sendable {
    package var name: String
    /// Groups stand in the order of their ranks.
    package var rank: Int

    /// Convolutions with P ≠ Q, which ran as squares.
    static let nonSquare = Group(name: "non-square", rank: 4002)
    /// Points with a tile whose extent wraps around in 16 bits, and the others.
    static let wrapped = Group(name: "wrapped", rank: 4001)
    static let unwrapped = Group(name: "not wrapped", rank: 4000)
  }

  /// How much was simulated for the figures.
  package struct Effort: Hashable, Sendable {
    /// Requests and blocks simulated.
    package private(set) var events = 0
    /// Tiles of all programs; none is skipped.
    package private(set) var tiles = 0

    mutating func add(_ run: GemminiRun) {
      events += run.counts.requests + run.counts.blocks + run.counts.zeroLoads
      tiles += run.tiles
    }
  }

  /// Errors and ranks of one set of points.
  package struct Figures: Sendable {
    package var pairs: PairedStatistics
    /// Mean and median of Kendall's τ-b over layers with at least six points; nil without such a layer.
    package var withinLayerKendall: Double?
    package var medianWithinLayerKendall: Double?
    /// Layers with at least six points.
    package var layers: Int

    fileprivate static let fewestPoints = 6

    /// The figures of points; those without a measurement are left out.
    init(_ points: [Point]) {
      let measured = points.compactMap { point in point.measured.map { (point, Double($0)) } }
      pairs = PairedStatistics(predicted: measured.map { Double($0.0.simulated) }, measured: measured.map(\.1))
      var positions: [String: Int] = [:]
      var byLayer: [[(Double, Double)]] = []
      for (point, cycles) in measured {
        let position = positions[point.layer] ?? byLayer.count
        if position == byLayer.count {
          positions[point.layer] = position
          byLayer.append([])
        }
        byLayer[position].append((Double(point.simulated), cycles))
      }
      let correlations =
        byLayer.filter { $0.count >= Self.fewestPoints }
        .map { kendallTauB($0.map(\.0), $0.map(\.1)) }.sorted()
      layers = correlations.count
      withinLayerKendall = correlations.isEmpty ? nil : mean(correlations)
      medianWithinLayerKendall = correlations.isEmpty ? nil : quantile(0.5, ofSorted: correlations)
    }
  }

  /// The points in the order of the files.
  package let points: [Point]
  /// All points but the non-square ones.
  package let overall: Figures
  /// Figures of each group, in the order a person reads them.
  package let groups: [(name: String, figures: Figures)]
  /// The ratio of the default tiling's cycles to the mapping's, simulated against measured.
  package let speedup: PairedStatistics?
  /// How much was simulated.
  package let effort: Effort

  init(_ points: [Point], _ effort: Effort) {
    self.points = points
    self.effort = effort
    let square = points.filter { !$0.isNonSquare }
    overall = Figures(square)
    let known = Set(points.flatMap(\.groups)).sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }
    groups = known.compactMap { group in
      let members = (group == .nonSquare ? points : square).filter { $0.groups.contains(group) }
      return members.contains { $0.measured != nil } ? (group.name, Figures(members)) : nil
    }
    let ratios = square.compactMap { point -> (Double, Double)? in
      guard let measured = point.measured, let measuredDefault = point.measuredDefault,
        let simulatedDefault = point.simulatedDefault
      else { return nil }
      return (Double(simulatedDefault) / Double(point.simulated), Double(measuredDefault) / Double(measured))
    }
    speedup = ratios.isEmpty ? nil : PairedStatistics(predicted: ratios.map(\.0), measured: ratios.map(\.1))
  }

  /// One line per point: `point_id,rtl_cycles,simulated_cycles`, the second empty where unknown.
  package var csv: String {
    points.reduce(into: "point_id,rtl_cycles,simulated_cycles\n") { text, point in
      text += "\(point.id),\(point.measured.map(String.init) ?? ""),\(point.simulated)\n"
    }
  }
}

extension FireSimComparison.Figures: Encodable {
  private enum CodingKeys: String, CodingKey {
    case withinLayerKendall, medianWithinLayerKendall, layers
  }

  package func encode(to encoder: any Encoder) throws {
    try pairs.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(withinLayerKendall, forKey: .withinLayerKendall)
    try container.encodeIfPresent(medianWithinLayerKendall, forKey: .medianWithinLayerKendall)
    try container.encode(layers, forKey: .layers)
  }
}

extension FireSimComparison: Encodable {
  private enum CodingKeys: String, CodingKey {
    case groups, speedup, events, tiles
  }

  private struct GroupName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package func encode(to encoder: any Encoder) throws {
    try overall.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(speedup, forKey: .speedup)
    try container.encode(effort.events, forKey: .events)
    try container.encode(effort.tiles, forKey: .tiles)
    var named = container.nestedContainer(keyedBy: GroupName.self, forKey: .groups)
    for group in groups { try named.encode(group.figures, forKey: GroupName(stringValue: group.name)) }
  }
}
