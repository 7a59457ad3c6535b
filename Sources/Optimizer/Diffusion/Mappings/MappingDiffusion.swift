package import Core
import Foundation
import Learning
package import Mapper

/// Draws mappings of a layer on a design: diffusion over tilings and loop orders, conditioned on both.
///
/// It learns from the best mappings a search found for random layers on random designs under the analytical model
/// (`MappingExample`). A sample is read back as a nest whose factors divide the layer; one that breaks a constraint or
/// overflows a memory is repaired. DiffuSE diffuses hardware; that mappings are diffused, and how, is ours.
package struct MappingDiffusion: Sendable {
  /// What it learns from and how long.
  package struct Options: Hashable, Sendable {
    /// Random layers, mappings scored for each, and how many of the best are learnt from.
    package var layers = 1500
    package var evaluations = 2000
    package var kept = 4
    /// Columns of the hidden layers, and steps of the optimiser.
    package var width = 192
    package var steps = 4000
    /// Calls of the network for a sample.
    package var samplingSteps = 12

    /// The usual settings.
    package init() {}
  }

  /// Mappings drawn for a layer.
  package struct Drawn: Sendable {
    /// The best, with what they cost.
    package var found: Candidates
    /// How many were drawn, and how many of them were legal.
    package var counts = SampleCounts()
    /// Mappings put through the model, those of repairs included.
    package var evaluations = 0
  }

  private let coding: MappingCoding
  private let scaling: ColumnScaling
  private let diffusion: ConditionalDiffusion
  private let options: Options

  /// Trains a model; deterministic for a seed.
  ///
  /// - Parameters:
  ///   - examples: What it learns from; at least one.
  ///   - options: Sizes and training.
  ///   - seed: Of the training.
  ///   - training: Where trained networks are kept.
  package init(
    _ examples: [MappingExample], options: Options = Options(), seed: UInt64,
    by training: ModelTraining = ModelTraining()
  ) {
    let coding = MappingCoding(examples.map(\.problem))
    let rows = examples.flatMap { example in
      example.nests.map { nest in
        (
          vector: coding.encoded(nest, example.problem.convolution.bounds),
          condition: Self.condition(example.layer, example.problem)
        )
      }
    }
    let conditions = Matrix<Float>(rows.map(\.condition))
    let scaling = ColumnScaling(conditions.double)
    var settings = ConditionalDiffusion.Options()
    settings.width = options.width
    settings.steps = options.steps
    settings.dropped = 0
    let samples = ConditionalDiffusion.Samples(
      vectors: Matrix(rows.map(\.vector)), conditions: scaling.apply(conditions), groupEnds: [rows.count])
    diffusion = ConditionalDiffusion(samples, options: settings, seed: seed, by: training)
    self.coding = coding
    self.scaling = scaling
    self.options = options
  }

  /// What a mapping depends on: the layer's sizes; of the design fan-outs, capacities and bandwidths.
  private static func condition(_ layer: Layer, _ problem: MappingProblem) -> [Float] {
    func logarithm(_ value: Double) -> Float { value.isFinite ? Float(log2(max(1, value))) / 10 : 0 }
    let hierarchy = problem.variants[0].hierarchy
    let levels = hierarchy.levels.flatMap { level -> [Float] in
      let fanOut = [logarithm(Double(level.fanOutX)), logarithm(Double(level.fanOutY))]
      return fanOut + Operand.allCases.map { level.keeps.contains($0) ? 1 : 0 }
    }
    let memories = hierarchy.memories.flatMap { memory -> [Float] in
      let widths = [memory.capacity, memory.readBandwidth, memory.writeBandwidth, memory.sharedBandwidth]
      return (widths + [memory.readEnergy, memory.fillEnergy]).map { logarithm($0 * 16) }
    }
    return LayerDescription.numbers(of: layer) + levels + memories
  }
}

// MARK: - Drawing

extension MappingDiffusion {
  /// Standard deviations within which nearly all conditions learnt from lie.
  private static let reach: Float = 2.5

  /// Draws mappings of a layer until a number of mappings went through the model.
  ///
  /// - Parameters:
  ///   - problem: The layer on the design.
  ///   - layer: The layer.
  ///   - objective: What the best are the best in.
  ///   - evaluations: Mappings put through the model at most, give or take a repair.
  ///   - keep: How many of the best are wanted.
  ///   - random: The noise, and the changes that repair.
  /// - Returns: The best mappings.
  package func draw(
    _ problem: MappingProblem, _ layer: Layer, _ objective: Objective, evaluations: Int, keep: Int = 1,
    _ random: inout SeededRandom
  ) -> Drawn {
    var drawn = Drawn(found: Candidates(objective, keep: keep))
    let scaled = scaling.apply(Matrix<Float>([Self.condition(layer, problem)]))
    // Designs unlike all that were learnt from are taken for the nearest of these; beyond them the network knows nothing.
    let condition = Matrix<Float>([scaled.row(0).map { min(max($0, -Self.reach), Self.reach) }])
    while drawn.evaluations < evaluations, drawn.counts.drawn < 4 * evaluations {
      let count = min(Self.together, max(8, evaluations - drawn.evaluations))
      let conditions = Matrix<Float>(Array(repeating: Array(condition.row(0)), count: count))
      let vectors = diffusion.samples(conditions, steps: options.samplingSteps, emphasis: 0, &random) { _, _ in }
      for row in 0..<count where drawn.evaluations < evaluations {
        take(vectors.row(row), of: problem, into: &drawn, &random)
      }
    }
    return drawn
  }

  /// Samples drawn at a time.
  private static let together = 256

  /// Reads a sample, repairs it where it must be, and keeps it if it is among the best.
  private func take(
    _ vector: ArraySlice<Float>, of problem: MappingProblem, into drawn: inout Drawn, _ random: inout SeededRandom
  ) {
    drawn.counts.drawn += 1
    let plain = coding.decoded(vector, problem.convolution.bounds, in: problem.variants)
    for variant in problem.variants.indices {
      var adoption = NestAdoption(problem, variant: variant)
      guard case .legal(let scored) = adoption.judge(plain) else {
        drawn.evaluations += adoption.evaluations
        continue
      }
      drawn.evaluations += adoption.evaluations
      drawn.counts.legal += 1
      drawn.found.add(scored)
      return
    }
    let order = random.permutation(problem.variants.count)
    for variant in order {
      let near = coding.decoded(vector, problem.convolution.bounds, in: [problem.variants[variant]])
      guard let scored = repaired(near, of: problem, variant: variant, &drawn.evaluations, &random) else { continue }
      drawn.counts.repaired += 1
      drawn.found.add(scored)
      return
    }
  }

  /// A nest whose tiles fit: prime factors move out of what overflows, one by one.
  private func repaired(
    _ nest: LoopNest<Double>, of problem: MappingProblem, variant: Int, _ evaluations: inout Int,
    _ random: inout SeededRandom
  ) -> ScoredNest? {
    var adoption = NestAdoption(problem, variant: variant)
    defer { evaluations += adoption.evaluations }
    let chosen = problem.variants[variant]
    var nest = nest
    for _ in 0..<Self.repairs {
      switch adoption.judge(nest) {
      case .legal(let scored): return scored
      case .illegal: return nil
      case .tooLarge(let memory):
        let level = chosen.hierarchy.levels.firstIndex { Int($0.memory) == memory } ?? 0
        guard let smaller = Self.moved(nest, outOf: level, in: chosen, &random) else { return nil }
        nest = smaller
      }
    }
    return nil
  }

  /// Prime factors moved before a nest is given up.
  private static let repairs = 48

  /// The nest with a prime factor of a random temporal loop at or inside a level moved to the nearest place outside it.
  private static func moved(
    _ nest: LoopNest<Double>, outOf level: Int, in variant: MappingVariant, _ random: inout SeededRandom
  ) -> LoopNest<Double>? {
    let inside = (0..<nest.count).filter { !nest[$0].isSpatial && Int(nest[$0].level) >= level }
    for place in random.permutation(inside.count) {
      let loop = nest[inside[place]]
      let prime = primeFactors(Int(loop.bound))[0]
      let outer = (0..<level).last { variant.mapspace.levels[$0].temporal.maximum[loop.dimension] > 1 }
      guard let outer else { continue }
      return Self.nest(nest, moving: prime, from: inside[place], to: outer)
    }
    return nil
  }

  private static func nest(
    _ nest: LoopNest<Double>, moving prime: Int, from index: Int, to level: Int
  ) -> LoopNest<Double> {
    var loops = (0..<nest.count).map { nest[$0] }
    let dimension = loops[index].dimension
    loops[index].bound /= Double(prime)
    if let known = loops.firstIndex(where: { !$0.isSpatial && Int($0.level) == level && $0.dimension == dimension }) {
      loops[known].bound *= Double(prime)
    } else {
      let place = loops.lastIndex { Int($0.level) < level || Int($0.level) == level && !$0.isSpatial } ?? -1
      loops.insert(NestLoop(dimension, Double(prime), level: level), at: place + 1)
    }
    var result = LoopNest<Double>()
    for loop in loops { result.append(loop) }
    return result
  }
}
