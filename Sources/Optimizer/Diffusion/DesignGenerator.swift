package import Core
import Learning

/// Draws designs that are believed to have wanted objectives.
///
/// A conditional diffusion model learns which designs have which objectives, from the evaluated designs and from legal ones
/// whose objectives are only believed; a predictor's gradient leads its samples on.
package struct DesignGenerator {
  /// Designs drawn for some targets.
  package struct Drawn: Sendable {
    /// New legal designs, no two alike, each with the place of its target.
    package var designs: [(point: DesignPoint, target: Int)] = []
    /// How many were drawn, and how many of them were legal.
    package var counts = SampleCounts()
  }

  private let context: ProposalContext
  private let options: DiffusionOptions
  private let coding: DesignCoding
  private let scales: [Standardisation]
  private let diffusion: ConditionalDiffusion
  private let predictor: DesignPredictor?

  /// Trains the networks of a batch.
  ///
  /// - Parameters:
  ///   - belief: What is believed of designs that were not evaluated.
  ///   - told: The evaluated designs; at least one has objectives.
  ///   - context: What is explored.
  ///   - options: What is learnt from and how much.
  ///   - random: Draws the unlabelled designs.
  init(
    belief: DesignBelief, told: ToldDesigns, in context: ProposalContext, options: DiffusionOptions,
    _ random: inout SeededRandom
  ) {
    self.context = context
    self.options = options
    let coding = DesignCoding(context.space)
    self.coding = coding
    let labelled = told.entries.compactMap { entry in
      entry.values.map { (point: entry.point, values: belief.transformed($0)) }
    }
    var groups = [labelled]
    if options.learnsUnlabelled {
      let near = Self.neighbours(of: told, count: options.unlabelled, in: context, &random)
      for points in [context.draw(options.unlabelled, with: &random), near] where !points.isEmpty {
        let beliefs = belief.predictions(at: points)
        groups.append(
          points.indices.map { index in
            (points[index], beliefs.map { $0.means[index] - options.optimism * $0.deviations[index] })
          })
      }
    }
    let samples = groups.flatMap { $0 }
    let scales = context.objectives.metrics.indices.map { objective in
      Standardisation(of: samples.map { $0.values[objective] })
    }
    self.scales = scales
    let vectors = Matrix<Float>(samples.map { coding.encoded($0.point) })
    let conditions = Matrix<Float>(
      samples.map { sample in zip(scales, sample.values).map { Float($0.standardise($1)) } })
    var settings = ConditionalDiffusion.Options()
    settings.width = options.width
    settings.steps = options.trainingSteps
    var ends: [Int] = []
    for group in groups { ends.append((ends.last ?? 0) + group.count) }
    let seed = random.next()
    diffusion = ConditionalDiffusion(
      ConditionalDiffusion.Samples(vectors: vectors, conditions: conditions, groupEnds: ends), options: settings,
      seed: seed, by: context.training)
    predictor =
      options.isGuided
      ? DesignPredictor(
        vectors: vectors, values: conditions, width: options.width / 2, steps: options.trainingSteps, seed: seed,
        by: context.training) : nil
  }

  /// Draws designs for each of some targets.
  ///
  /// - Parameters:
  ///   - targets: Transformed objectives.
  ///   - perTarget: Samples for each.
  ///   - random: The noise, and the changes that repair.
  /// - Returns: The designs, and how many of the samples were legal.
  func draw(_ targets: [[Double]], perTarget: Int, _ random: inout SeededRandom) -> Drawn {
    let wanted = targets.flatMap { target in
      Array(repeating: zip(scales, target).map { Float($0.standardise($1)) }, count: perTarget)
    }
    let conditions = Matrix<Float>(wanted, columns: scales.count)
    let vectors = diffusion.samples(
      conditions, steps: options.samplingSteps, emphasis: Float(options.emphasis), &random
    ) { clean, noise in
      guard let predictor, noise < Self.guidedNoise else { return }
      let slopes = predictor.slopes(clean, missing: conditions)
      for row in 0..<clean.rows {
        let length = slopes.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
        let step = Float(options.guidance) * min(1, Self.longestSlope / max(length, .leastNormalMagnitude))
        for column in 0..<clean.columns { clean[row, column] -= step * slopes[row, column] }
      }
    }
    var drawn = Drawn()
    var seen: Set<DesignPoint> = []
    for row in 0..<vectors.rows {
      let point = coding.decoded(vectors.row(row))
      drawn.counts.drawn += 1
      let isLegal = context.isLegal(point)
      guard let legal = isLegal ? point : repaired(point, &random) else { continue }
      drawn.counts.legal += isLegal ? 1 : 0
      drawn.counts.repaired += isLegal ? 0 : 1
      if seen.insert(legal).inserted, context.isOpen(legal) { drawn.designs.append((legal, row / perTarget)) }
    }
    return drawn
  }

  /// A legal design a few changes away.
  private func repaired(_ point: DesignPoint, _ random: inout SeededRandom) -> DesignPoint? {
    for _ in 0..<Self.repairs {
      let changed = point.mutated(in: context.space, &random)
      if context.isLegal(changed) { return changed }
    }
    return nil
  }

  /// Noise, as a share of the variance, beyond which a prediction says too little to be led anywhere.
  private static let guidedNoise = 0.95
  /// Slopes longer than this, in scaled objectives for each unit, count as this long.
  private static let longestSlope: Float = 1
  /// Changes tried to make a design legal.
  private static let repairs = 24

  /// Legal designs a few changes away from the best told ones.
  private static func neighbours(
    of told: ToldDesigns, count: Int, in context: ProposalContext, _ random: inout SeededRandom
  ) -> [DesignPoint] {
    let feasible = told.feasible
    let front = paretoFront(of: feasible.map { $0.values ?? [] }).map { feasible[$0].point }
    guard !front.isEmpty else { return [] }
    var points: [DesignPoint] = []
    var seen: Set<DesignPoint> = []
    for _ in 0..<count {
      var point = front[random.below(front.count)]
      if random.below(2) == 0 {
        point = point.crossed(with: front[random.below(front.count)], in: context.space, &random)
      }
      point = point.mutated(in: context.space, &random)
      if seen.insert(point).inserted, context.isLegal(point) { points.append(point) }
    }
    return points
  }
}
