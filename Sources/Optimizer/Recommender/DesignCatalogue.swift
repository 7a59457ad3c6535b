package import Core
import Evaluation
import Foundation

/// The legal designs of a space that is small enough to list, with the areas they are known to have.
package struct DesignCatalogue: Hashable, Sendable, Codable {
  /// The space.
  package let space: DesignSpace
  /// Its legal points, in the order of the list in which the last parameter changes fastest.
  package let points: [DesignPoint]
  /// Square millimetres of each.
  package let areas: [Double]

  /// Points of the largest space that is listed.
  package static let mostPoints = 4096

  /// The given legal points, each with its area in square millimetres.
  package init(space: DesignSpace, points: [DesignPoint], areas: [Double]) {
    self.space = space
    self.points = points
    self.areas = areas
  }

  /// The smallest area of a design; no budget below it can be kept.
  package var leastArea: Double { areas.min() ?? 0 }

  /// The best allowed design by some values, of equally good ones the smallest, then the first; `nil` where no design is
  /// allowed.
  ///
  /// - Parameters:
  ///   - values: Of each design; less is better, infinite where it can't be used.
  ///   - budget: Square millimetres allowed.
  ///   - slack: Values so much worse than the best count as equal to it.
  /// - Returns: The design's place in the catalogue.
  package func best(by values: [Double], within budget: Double, slack: Double = 0) -> Int? {
    var least = Double.infinity
    for place in points.indices where areas[place] <= budget { least = min(least, values[place]) }
    guard least.isFinite else { return nil }
    var best: Int?
    for place in points.indices where areas[place] <= budget && values[place] <= least + slack {
      guard let known = best else {
        best = place
        continue
      }
      if (areas[place], values[place]) < (areas[known], values[known]) { best = place }
    }
    return best
  }
}

/// A catalogue with the architectures of its designs: what costs are worked out on.
package struct ListedDesigns: Sendable {
  /// The designs.
  package let catalogue: DesignCatalogue
  /// The architecture of each, priced.
  package let architectures: [Architecture]

  /// Lists the legal designs of a space.
  ///
  /// - Parameters:
  ///   - space: The space, of at most `DesignCatalogue.mostPoints` points.
  ///   - architecture: The priced architecture of a point; `nil` or an error where the point isn't legal.
  package init(_ space: DesignSpace, architecture: (DesignPoint) throws -> Architecture?) {
    var (points, areas, architectures): ([DesignPoint], [Double], [Architecture]) = ([], [], [])
    for place in 0..<Int(min(space.size, Double(DesignCatalogue.mostPoints))) {
      guard let point = space.point(at: place), let found = try? architecture(point) else { continue }
      points.append(point)
      areas.append(found.freeFigures.areaSquareMillimetres)
      architectures.append(found)
    }
    catalogue = DesignCatalogue(space: space, points: points, areas: areas)
    self.architectures = architectures
  }

  /// What a layer costs on each design, by the analytical model with the default tiling.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - version: What makes the figures.
  /// - Returns: Seconds and joules of each design.
  package func costs(of layer: Layer, version: String) -> LayerCosts {
    let evaluation = DesignEvaluation(of: Workload(name: layer.name, layers: [layer]), version: version)
    var costs = LayerCosts(seconds: [], joules: [])
    for architecture in architectures {
      let metrics = try? evaluation.evaluate(architecture, at: .analytical).metrics
      costs.seconds.append(metrics?.seconds ?? .infinity)
      costs.joules.append(metrics?.joules ?? .infinity)
    }
    return costs
  }

  /// What layers cost on each design, in their order.
  ///
  /// - Parameters:
  ///   - layers: The layers.
  ///   - version: What makes the figures.
  ///   - jobs: Layers worked on at the same time; changes no result.
  ///   - isInterrupted: Asked before each layer.
  ///   - progress: Called after each layer, from any thread.
  /// - Returns: A row for each layer.
  /// - Throws: `CancellationError` when interrupted.
  package func costs(
    of layers: [Layer], version: String, jobs: Int, isInterrupted: @Sendable () -> Bool = { false },
    progress: @Sendable (String) -> Void
  ) throws -> [LayerCosts] {
    try parallelMap(order: Array(layers.indices), jobs: jobs) { index in
      if isInterrupted() { throw CancellationError() }
      let costs = costs(of: layers[index], version: version)
      progress(layers[index].name)
      return costs
    }
  }
}

/// What a layer, or a network, costs on each design of a catalogue.
package struct LayerCosts: Hashable, Sendable {
  /// Seconds on each design; infinite where it can't run.
  package var seconds: [Double]
  /// Joules on each design.
  package var joules: [Double]

  /// The given costs.
  package init(seconds: [Double], joules: [Double]) {
    self.seconds = seconds
    self.joules = joules
  }

  /// Whether every design can run it, at a cost above nothing.
  package var isWhole: Bool {
    seconds.allSatisfy { $0.isFinite && $0 > 0 } && joules.allSatisfy { $0.isFinite && $0 > 0 }
  }

  /// The costs of a network: sums over layers, each so many times.
  ///
  /// - Precondition: There is a layer, and there are as many counts as layers.
  package init(sumOf layers: [LayerCosts], counts: [Int]) {
    let places = layers[0].seconds.indices
    seconds = places.map { place in zip(layers, counts).reduce(0) { $0 + $1.0.seconds[place] * Double($1.1) } }
    joules = places.map { place in zip(layers, counts).reduce(0) { $0 + $1.0.joules[place] * Double($1.1) } }
  }

  /// The natural logarithms of an objective on each design.
  package func logarithms(of objective: RecommendedObjective) -> [Double] {
    switch objective {
    case .latency: seconds.map { log($0) }
    case .energy: joules.map { log($0) }
    case .edp: zip(seconds, joules).map { log($0) + log($1) }
    }
  }
}

/// What a recommended design is best at.
package enum RecommendedObjective: String, CaseIterable, Hashable, Sendable, Codable {
  case latency
  case energy
  case edp
}
