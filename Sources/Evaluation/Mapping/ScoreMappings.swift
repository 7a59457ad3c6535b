public import Core
import Mapper

/// What the analytical model says of exactly this mapping.
///
/// - Returns: The model's figures.
/// - Throws: `InvalidInput` with everything wrong with the mapping, or when the model can't take it.
package func score(_ mapping: Mapping, of layer: Layer, on architecture: Architecture) throws -> MappingScore {
  guard let convolution = layer.convolution else {
    throw InvalidInput(.nothingToMap(layer: layer.name), at: layer.place)
  }
  let problems = mapping.problems(
    layer: layer.name, convolution: convolution, precision: layer.precision, architecture: architecture)
  guard problems.isEmpty else { throw InvalidInput(problems.map { Diagnostic($0, at: layer.place) }) }
  do {
    let problem = try MappingProblem(
      convolution: convolution, precision: layer.precision, architecture: architecture)
    return try problem.score(mapping, on: architecture)
  } catch {
    throw error.located(at: layer)
  }
}

/// What the analytical model says of the mappings given for a workload's layers, nothing searched.
///
/// - Parameters:
///   - mappings: By layer name; layers without one stay unmapped.
///   - workload: The network.
///   - architecture: The accelerator.
/// - Returns: One outcome per layer, without certificates.
/// - Throws: `InvalidInput` with everything wrong with a mapping.
public func score(
  _ mappings: [String: Mapping], of workload: Workload, on architecture: Architecture
) throws -> MappingResult {
  let layers = try workload.layers.map { layer -> LayerMapping in
    guard layer.convolution != nil else { return LayerMapping(name: layer.name, outcome: .vector) }
    guard let mapping = mappings[layer.name] else { return LayerMapping(name: layer.name, outcome: .notFound) }
    let score = try score(mapping, of: layer, on: architecture)
    return LayerMapping(name: layer.name, outcome: .mapped(FoundMapping(mapping: mapping, score: score)))
  }
  return MappingResult(
    architecture: architecture, workload: workload, objective: .edp, search: nil, constraintSet: "", layers: layers)
}

extension Layer {
  /// Where complaints about the layer are said to be.
  fileprivate var place: SourceLocation { SourceLocation(file: "layer '\(name)'") }
}

extension NestProblem {
  /// The problem as that of an input, at the layer.
  func located(at layer: Layer) -> InvalidInput {
    InvalidInput(.other("\(self)", remedy: "the mapper can't work on this layer"), at: layer.place)
  }
}
