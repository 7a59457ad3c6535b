public import Core

/// Random mappings of one layer and random changes of one of them, scored in the three forms the analytical model has.
///
/// What the benchmarks measure; every pass scores the same mappings and allocates nothing.
public struct MappingSample: ~Copyable {
  /// A prime factor that moves from one loop to another of its dimension.
  private struct Move: Sendable {
    var factor: Double
    var source: Int
    var target: Int
  }

  private let nests: [LoopNest<Double>]
  private let varying: [LoopNest<Dual>]
  private let moves: [Move]
  private var model: AnalyticalModel<Double>
  private var gradients: AnalyticalModel<Dual>
  private var incremental: IncrementalModel

  /// Draws mappings and changes.
  ///
  /// - Parameters:
  ///   - convolution: The layer.
  ///   - architecture: The accelerator, with everything its mapspace allows.
  ///   - count: How many mappings, and how many changes.
  ///   - seed: Where the random numbers begin.
  ///   - countsBursts: Whether short rows cost whole bursts; Timeloop's semantics alone if not.
  /// - Throws: `InvalidInput` when the architecture can't be modelled.
  public init(
    _ convolution: Convolution, on architecture: Architecture, count: Int, seed: UInt64, countsBursts: Bool = false
  ) throws {
    let problem: MappingProblem
    do {
      problem = try MappingProblem(
        convolution: convolution, precision: Precision(), architecture: architecture,
        rules: countsBursts ? .systole : .walked)
    } catch {
      throw InvalidInput(
        .other("\(error)", remedy: "take another architecture"), at: SourceLocation(file: architecture.name))
    }
    let variant = problem.variants[0]
    var random = SeededRandom(seed: seed)
    var sampler = NestSampler(variant, bounds: convolution.bounds)
    var nests: [LoopNest<Double>] = []
    while nests.count < count {
      if let nest = sampler.draw(&random) { nests.append(nest) }
    }
    self.nests = nests
    // A gradient's operands are large; a few nests show what one costs.
    varying = nests.prefix(64).map { LoopNest<Dual>(varying: $0) }
    model = problem.model()
    var relaxed = problem.rules
    relaxed.rounding = .relaxed
    gradients = AnalyticalModel(
      shape: LayerShape<Dual>(convolution), hierarchy: Hierarchy<Dual>(variant.hierarchy), rules: relaxed)
    let loops = Self.loops(variant, convolution.bounds)
    incremental = IncrementalModel(
      shape: LayerShape<Double>(convolution), hierarchy: variant.hierarchy, rules: problem.rules, loops: loops)
    moves = Self.moves(count, of: loops, variant.hierarchy, &random)
  }

  /// Every dimension at every level, spatial where the machine fans out; all trips at the outermost level.
  private static func loops(_ variant: MappingVariant, _ bounds: LoopBounds) -> [NestLoop<Double>] {
    let used = Dimension.allCases.filter { bounds[$0] > 1 }
    return variant.hierarchy.levels.indices.flatMap { level in
      let constraint = variant.mapspace.levels[level]
      func spatial(_ limits: FactorLimits, _ place: NestLoop<Double>.Place) -> [NestLoop<Double>] {
        used.filter { limits.maximum[$0] > 1 }.map { NestLoop($0, 1, level: level, place: place) }
      }
      return used.filter { level == 0 || constraint.temporal.maximum[$0] > 1 }
        .map { NestLoop($0, level == 0 ? Double(bounds[$0]) : 1, level: level) }
        + spatial(constraint.spatialX, .x) + spatial(constraint.spatialY, .y)
    }
  }

  /// A random walk through the factorisations.
  private static func moves(
    _ count: Int, of loops: [NestLoop<Double>], _ hierarchy: Hierarchy<Double>, _ random: inout SeededRandom
  ) -> [Move] {
    var loops = loops
    var moves: [Move] = []
    while moves.count < count {
      let (source, target) = (random.below(loops.count), random.below(loops.count))
      guard source != target, loops[source].dimension == loops[target].dimension, loops[source].bound > 1 else {
        continue
      }
      let bound = Int(loops[source].bound)
      let prime = Double((2...bound).first { bound % $0 == 0 } ?? bound)
      let level = hierarchy.levels[Int(loops[target].level)]
      let copies = loops[target].place == .x ? level.fanOutX : loops[target].place == .y ? level.fanOutY : .max
      guard loops[target].bound * prime <= Double(copies) else { continue }
      loops[source].bound /= prime
      loops[target].bound *= prime
      moves.append(Move(factor: prime, source: source, target: target))
    }
    return moves
  }

  /// Scores every mapping; `count` evaluations.
  ///
  /// - Returns: The sum of their energies, so that nothing is left out.
  public mutating func scoreAll() -> Double {
    var sum = 0.0
    for index in nests.indices { sum += model.evaluate(nests[index]).energy }
    return sum
  }

  /// Differentiates the cost of the first 64 mappings by each of their factors; 64 gradients.
  ///
  /// - Returns: The sum of a derivative.
  public mutating func differentiateAll() -> Double {
    var sum = 0.0
    for index in varying.indices { sum += gradients.evaluate(varying[index]).edp.derivatives[0] }
    return sum
  }

  /// Makes every change and takes it back; 2 · `count` incremental evaluations.
  ///
  /// - Returns: The sum of the energies on the way.
  public mutating func moveAll() -> Double {
    var sum = 0.0
    for index in moves.indices {
      sum += incremental.move(moves[index].factor, from: moves[index].source, to: moves[index].target).energy
    }
    for index in moves.indices.reversed() {
      sum += incremental.move(moves[index].factor, from: moves[index].target, to: moves[index].source).energy
    }
    return sum
  }
}
