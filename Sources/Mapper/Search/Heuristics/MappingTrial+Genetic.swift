import Core

/// Evolution (Kao and Krishna, "GAMMA: Automating the HW Mapping of DNN Models on Accelerators via Genetic Algorithm",
/// ICCAD 2020).
///
/// A mapping's genes are its tile factors by dimension and its loop orders by level. Children take genes from two parents
/// and mutate: a factor moves between levels (or to and from the array: GAMMA's change of parallelism), loops swap. Ours
/// differs where the paper leaves gaps or maps another machine: the number of levels is the architecture's, so genes
/// don't grow or age; parents are chosen by tournaments of two; a population that stands still is drawn anew but for its
/// best.
extension MappingTrial {
  private static var populationSize: Int { 60 }
  private static var eliteSize: Int { 6 }
  /// Generations without a better mapping before the population is drawn anew.
  private static var patience: Int { 15 }

  mutating func evolve() {
    var population: [(fitness: Double, genome: MappingGenome)] = []
    var idle = 0
    while goesOn {
      if population.isEmpty || idle >= Self.patience {
        population = Array(population.prefix(1))
        while population.count < Self.populationSize, goesOn {
          guard let genome = draw() else { return }
          population.append((score(genome), genome))
        }
        // Immigrants need time before the old best takes the population over.
        if idle >= Self.patience { population.removeFirst() }
        idle = 0
      }
      population.sort { $0.fitness < $1.fitness }
      guard let best = population.first?.fitness else { return }
      var next = Array(population.prefix(Self.eliteSize))
      while next.count < Self.populationSize, goesOn {
        let parents = (pick(population), pick(population))
        var child = random.below(4) > 0 ? space.child(of: parents.0, and: parents.1, &random) : parents.0
        if child == parents.0 || random.below(2) == 0 { child = space.neighbour(of: child, &random) }
        next.append((score(child), child))
      }
      population = next
      idle = population.contains { $0.fitness < best } ? 0 : idle + 1
    }
  }

  /// The better of two members.
  private mutating func pick(_ population: [(fitness: Double, genome: MappingGenome)]) -> MappingGenome {
    let first = random.below(population.count)
    let second = random.below(population.count)
    return population[first].fitness <= population[second].fitness
      ? population[first].genome : population[second].genome
  }
}
