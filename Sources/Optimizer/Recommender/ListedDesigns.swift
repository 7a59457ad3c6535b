package import Core
import Evaluation

/// A catalogue with the architectures of its designs: what costs are worked out on.
package struct ListedDesigns: Sendable {
  /// The designs.
  package let catalogue: DesignCatalogue
  /// The architecture of each, priced.
  package let architectures: [Architecture]
  /// Where costs of layers are kept, if anywhere.
  package var labels: LabelFile?

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
      let layer = layers[index]
      defer { progress(layer.name) }
      if let known = labels?.costs(of: layer) { return known }
      let costs = costs(of: layer, version: version)
      labels?.keep(costs, of: layer)
      return costs
    }
  }
}
