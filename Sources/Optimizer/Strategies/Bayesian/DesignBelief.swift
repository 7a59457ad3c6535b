import Core
import Foundation
import Learning

/// What is believed of all designs after the told trials, and how much is expected of each.
struct DesignBelief {
  private let context: ProposalContext
  private var objectives: [MetricModel]
  private var limits: [(model: MetricModel, most: Double)]
  /// Transformed objectives of the designs that keep all limits.
  private(set) var achieved: [[Double]]
  /// The worst corner of the hypervolume, transformed.
  let reference: [Double]

  /// Models of every objective and limit; `nil` when there is nothing to learn from.
  ///
  /// - Parameters:
  ///   - told: The designs known so far.
  ///   - reference: The worst corner in the objectives' units; `nil` takes one beyond the front.
  ///   - figures: What a cheaper model says of told designs, and of all that will be asked about; designs without are left
  ///     out. `nil` where there is no such model.
  ///   - context: What is explored.
  init?(
    told: ToldDesigns, reference: [Double]?, correcting figures: [DesignPoint: DesignMetrics]? = nil,
    in context: ProposalContext
  ) {
    self.context = context
    let known = figures.map { figures in told.entries.filter { figures[$0.point] != nil } } ?? told.entries
    guard !known.isEmpty else { return nil }
    let entries = Self.chosen(of: known, context.seed)
    let inputs = Matrix(entries.map { context.space.unitCoordinates(of: $0.point) })
    let groups = context.space.parameters.enumerated().flatMap { index, parameter in
      Array(repeating: index, count: parameter.kind == .ordinal ? 1 : parameter.count)
    }
    func model(_ metric: Metric) -> MetricModel? {
      MetricModel(
        of: metric, entries: entries, inputs: inputs, groups: groups, correcting: figures ?? [:], in: context)
    }
    let objectives = context.objectives.metrics.compactMap(model)
    limits = context.objectives.limits.compactMap { limit in
      model(limit.metric).map { ($0, $0.transformed(limit.most)) }
    }
    guard objectives.count == context.objectives.metrics.count, limits.count == context.objectives.limits.count else {
      return nil
    }
    self.objectives = objectives
    func transformed(_ values: [Double]) -> [Double] { zip(objectives, values).map { $0.transformed($1) } }
    achieved = told.feasible.compactMap { $0.values.map(transformed) }
    self.reference =
      reference.map(transformed)
      ?? Self.corner(beyond: achieved, all: told.entries.compactMap { $0.values.map(transformed) })
  }

  /// How much is expected of designs: the logarithm of expected improvement, or of expected hypervolume improvement with
  /// several objectives, times the probability that all limits are kept; that alone until a design keeps them.
  func scoring() -> ([DesignPoint]) -> [Double] {
    let improvement = improvement()
    return { points in
      var scores = limitScores(of: points)
      guard let improvement else { return scores }
      let predictions = predictions(at: points)
      for index in points.indices {
        scores[index] += improvement(predictions.map { $0.means[index] }, predictions.map { $0.deviations[index] })
      }
      return scores.map { $0.isNaN ? -.infinity : $0 }
    }
  }

  /// The logarithm of the expected (hypervolume) improvement of independent normal objectives, from their means and
  /// deviations; `nil` until a design keeps all limits.
  func improvement() -> (([Double], [Double]) -> Double)? {
    guard let best = achieved.compactMap(\.first).min() else { return nil }
    guard objectives.count > 1 else {
      return { means, deviations in logExpectedImprovement(mean: means[0], deviation: deviations[0], below: best) }
    }
    let boxes = ImprovementBoxes(front: paretoFront(of: achieved).map { achieved[$0] }, reference: reference)
    return { means, deviations in boxes.logExpectedImprovement(means: means, deviations: deviations) }
  }

  /// The logarithm of the probability that designs keep all limits.
  func limitScores(of points: [DesignPoint]) -> [Double] {
    var scores = [Double](repeating: 0, count: points.count)
    guard !points.isEmpty, !limits.isEmpty else { return scores }
    let inputs = Matrix(points.map { context.space.unitCoordinates(of: $0) })
    for limit in limits {
      let (means, deviations) = limit.model.predict(points, inputs: inputs, in: context)
      for index in points.indices {
        scores[index] += Self.logProbability(of: means[index], deviations[index], atMost: limit.most)
      }
    }
    return scores
  }

  /// Means and deviations of each transformed objective at designs.
  func predictions(at points: [DesignPoint]) -> [(means: [Double], deviations: [Double])] {
    guard !points.isEmpty else { return objectives.map { _ in ([], []) } }
    let inputs = Matrix(points.map { context.space.unitCoordinates(of: $0) }, columns: context.space.unitDimensions)
    return objectives.map { $0.predict(points, inputs: inputs, in: context) }
  }

  /// An objective vector as the models see it.
  func transformed(_ values: [Double]) -> [Double] { zip(objectives, values).map { $0.transformed($1) } }

  /// Takes it for granted that a design will turn out as expected ("kriging believer": Ginsbourger, Le Riche and Carraro,
  /// "Kriging is well-suited to parallelize optimization", 2010), so that the next of a batch looks elsewhere.
  ///
  /// - Parameters:
  ///   - point: The design.
  ///   - outcome: Its transformed objectives, where another belief knows better what to expect.
  mutating func imagine(_ point: DesignPoint, outcome: [Double]? = nil) {
    let input = Matrix([context.space.unitCoordinates(of: point)])
    let values = outcome ?? objectives.map { $0.predict([point], inputs: input, in: context).means[0] }
    for index in objectives.indices { objectives[index].imagine(values[index], of: point, at: input) }
    var keepsLimits = true
    for index in limits.indices {
      let mean = limits[index].model.predict([point], inputs: input, in: context).means[0]
      limits[index].model.imagine(mean, of: point, at: input)
      keepsLimits = keepsLimits && mean <= limits[index].most
    }
    if keepsLimits { achieved.append(values) }
  }

  /// Takes it for granted that transformed objectives like these will be achieved, without learning from them.
  mutating func count(achieved values: [Double]) { achieved.append(values) }

  /// Takes in what the cheaper model says of further designs.
  mutating func correct(_ figures: [DesignPoint: DesignMetrics]) {
    for index in objectives.indices { objectives[index].correct(figures) }
    for index in limits.indices { limits[index].model.correct(figures) }
  }

  /// The designs of which most is expected, one after the other, each as if the ones before had turned out as expected.
  func mostGain(_ count: Int, of points: [DesignPoint]) -> [DesignPoint] {
    var belief = self
    var left = points
    var chosen: [DesignPoint] = []
    while chosen.count < count {
      let scores = belief.scoring()(left)
      guard let best = scores.indices.max(by: { (scores[$0], $1) < (scores[$1], $0) }) else { break }
      chosen.append(left[best])
      belief.imagine(left.remove(at: best))
    }
    return chosen
  }

  /// log Φ((most − mean) / deviation), by the tail's leading term where it underflows.
  private static func logProbability(of mean: Double, _ deviation: Double, atMost most: Double) -> Double {
    guard deviation > 0 else { return mean <= most ? 0 : -.infinity }
    let z = (most - mean) / deviation
    return z > -30 ? log(normalCumulative(z)) : -z * z / 2 - log(-z) - log(2 * Double.pi) / 2
  }

  /// A tenth of the front's extent beyond its worst values, as BoTorch's `infer_reference_point`; where the front has no
  /// extent, a tenth of that of all designs.
  private static func corner(beyond achieved: [[Double]], all: [[Double]]) -> [Double] {
    let front = paretoFront(of: achieved).map { achieved[$0] }
    return (front.first ?? all.first ?? []).indices.map { objective in
      let values = (front.isEmpty ? all : front).map { $0[objective] }
      let every = all.map { $0[objective] }
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let extent = high > low ? high - low : (every.max() ?? 0) - (every.min() ?? 0)
      return high + (extent > 0 ? extent / 10 : 1)
    }
  }

  /// The designs models are fitted to: all, or of many the best half and others at random.
  private static func chosen(of entries: [ToldDesigns.Entry], _ seed: UInt64) -> [ToldDesigns.Entry] {
    guard entries.count > mostObservations else { return entries }
    var rest = Array(entries.indices)
    var chosen: Set<Int> = []
    while chosen.count < mostObservations / 2, !rest.isEmpty {
      let front = paretoFront(of: rest.map { entries[$0].violation == 0 ? entries[$0].values ?? [] : [] })
      guard !front.isEmpty else { break }
      for place in front.prefix(mostObservations / 2 - chosen.count) { chosen.insert(rest[place]) }
      rest = rest.filter { !chosen.contains($0) }
    }
    var random = SeededRandom(seed: seed, stream: UInt64(entries.count))
    while chosen.count < mostObservations, !rest.isEmpty {
      chosen.insert(rest.remove(at: random.below(rest.count)))
    }
    return chosen.sorted().map { entries[$0] }
  }

  /// Observations a model is fitted to; the fit takes time with their cube.
  private static let mostObservations = 300
}
