package import Core
import Evaluation
package import Mapper

/// A layer on a design with the best mappings a search came across: what a model of mappings learns from.
package struct MappingExample: Sendable {
  /// The layer.
  package var layer: Layer
  /// What it is mapped onto.
  package var problem: MappingProblem
  /// The best mappings found, the best first.
  package var nests: [LoopNest<Double>]

  /// A layer with its best mappings.
  package init(layer: Layer, problem: MappingProblem, nests: [LoopNest<Double>]) {
    self.layer = layer
    self.problem = problem
    self.nests = nests
  }

  /// The problem of mapping a layer onto an architecture whose controller has to run the mapping as it is written.
  ///
  /// - Returns: `nil` for a vector layer, and where there is no mapping.
  package static func problem(of layer: Layer, on architecture: Architecture) -> MappingProblem? {
    guard let convolution = layer.convolution,
      var problem = try? MappingProblem(
        convolution: convolution, precision: layer.precision, architecture: architecture)
    else { return nil }
    problem.keepToController(of: architecture)
    return problem.variants.isEmpty ? nil : problem
  }

  /// Random layers on random designs, each with the best mappings of an annealing.
  ///
  /// - Parameters:
  ///   - count: How many layers are drawn; vector layers and those that can't be mapped are left out.
  ///   - designs: What they are mapped onto.
  ///   - evaluations: Mappings scored for each.
  ///   - kept: Mappings kept of each.
  ///   - seed: Of layers, designs and searches.
  ///   - jobs: Layers worked on at the same time; changes no result.
  ///   - isInterrupted: Asked before each layer.
  ///   - progress: Called after each layer, from any thread.
  /// - Returns: The examples, in the order of the layers.
  /// - Throws: `CancellationError` when interrupted.
  package static func random(
    _ count: Int, on designs: [Architecture], evaluations: Int, kept: Int, seed: UInt64, jobs: Int,
    isInterrupted: @Sendable () -> Bool = { false }, progress: @Sendable () -> Void = {}
  ) throws -> [MappingExample] {
    guard !designs.isEmpty else { return [] }
    return try parallelMap(order: Array(0..<count), jobs: jobs) { number -> MappingExample? in
      if isInterrupted() { throw CancellationError() }
      defer { progress() }
      // Another stream than the layer's own numbers come from.
      var random = SeededRandom(seed: ~seed, stream: UInt64(number))
      let layer = LayerSampler.layer(number, seed: seed)
      guard let problem = problem(of: layer, on: designs[random.below(designs.count)]) else { return nil }
      let outcome = problem.search(
        .annealing, .edp, evaluations: evaluations, seed: random.next(), keep: kept)
      guard !outcome.found.isEmpty else { return nil }
      return MappingExample(layer: layer, problem: problem, nests: outcome.found.map(\.nest))
    }.compactMap { $0 }
  }
}
