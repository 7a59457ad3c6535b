import Core

/// Takes nests made elsewhere, many of them, for mappings of one variant of a problem.
package struct NestAdoption: ~Copyable {
  /// What becomes of a nest.
  package enum Verdict {
    /// It is a mapping of the variant; its loops stand in the nearest order the constraints allow.
    case legal(ScoredNest)
    /// It would be one if its tiles fitted a memory.
    case tooLarge(memory: Int)
    /// Its factors or its order break a constraint.
    case illegal
  }

  private let space: GenomeSpace
  private let variant: Int
  private let memoryCount: Int
  private var model: AnalyticalModel<Double>
  /// Nests that were put through the model.
  package private(set) var evaluations = 0

  /// Adoption by one variant.
  package init(_ problem: MappingProblem, variant: Int) {
    space = GenomeSpace(problem.variants[variant], bounds: problem.convolution.bounds)
    self.variant = variant
    memoryCount = problem.variants[variant].hierarchy.memories.count
    model = problem.model(variant: variant)
  }

  /// Judges a nest, by the model where its factors are legal.
  package mutating func judge(_ nest: LoopNest<Double>) -> Verdict {
    let genome = space.genome(of: nest)
    guard space.isLegal(genome) else { return .illegal }
    let legal = space.nest(of: genome)
    let cost = model.evaluate(legal)
    evaluations += 1
    if cost.fits {
      return .legal(
        ScoredNest(cost: CostPoint(energy: cost.energy, cycles: cost.cycles), nest: legal, variant: variant))
    }
    let fullest = (0..<memoryCount).max { overflow($0) < overflow($1) }
    return .tooLarge(memory: fullest ?? 0)
  }

  /// How many times what a memory would have to hold fills it.
  private func overflow(_ memory: Int) -> Double { model.occupancy[memory] / max(model.memories[memory].capacity, 1) }
}
