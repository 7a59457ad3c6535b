public import Core
import Mapper
package import Sim

/// How a network is simulated.
public struct NetworkOptions: Sendable {
  /// Layers simulated at the same time; the result is the same for any number.
  public var jobs: Int
  /// Mappings by layer name; layers without one get the default tiling.
  public var mappings: [String: Mapping]
  /// Options of the machine.
  package var machine: SimulationOptions

  /// Options; one job and default tilings unless said otherwise.
  public init(jobs: Int = 1, mappings: [String: Mapping] = [:]) {
    self.jobs = jobs
    self.mappings = mappings
    machine = SimulationOptions()
  }
}

/// Simulates a network layer by layer, equal layers once.
///
/// Layers are equal when their content and their mapping are; each starts with drained queues.
///
/// - Parameters:
///   - workload: The network.
///   - architecture: The accelerator.
///   - options: Mappings, and how many layers run at the same time.
///   - progress: Called from any thread when a layer is done, with its name.
/// - Returns: One result per layer, in the workload's order.
/// - Throws: `InvalidInput` when a mapping does not fit its layer; what the simulation of a layer throws.
public func simulate(
  _ workload: Workload, on architecture: Architecture, options: NetworkOptions = NetworkOptions(),
  progress: @Sendable (String) -> Void = { _ in }
) throws -> SimulationResult {
  let mappings = try workload.layers.map { try mapping(of: $0, on: architecture, options: options) }
  let firsts = firstEqual(workload.layers, mappings)
  let unique = workload.layers.indices.filter { firsts[$0] == $0 }
  // Long layers first, so that no worker is left with one at the end.
  let order = unique.indices.sorted { workload.layers[unique[$0]].macs > workload.layers[unique[$1]].macs }
  let results = try parallelMap(order: order, jobs: options.jobs) { position in
    let index = unique[position]
    let layer = workload.layers[index]
    let result = try simulateLayer(layer, mapping: mappings[index], on: architecture, options: options.machine)
    progress(layer.name)
    return result
  }
  let byLayer = Dictionary(uniqueKeysWithValues: zip(unique, results))
  let layers = workload.layers.indices.compactMap { index -> LayerResult? in
    var result = byLayer[firsts[index]]
    result?.name = workload.layers[index].name
    result?.equalTo = firsts[index] == index ? nil : workload.layers[firsts[index]].name
    return result
  }
  return SimulationResult(
    architecture: architecture, workload: workload, layers: layers, components: architecture.componentCosts())
}

/// The mapping a layer runs with: the one given, or the default tiling; `nil` for a vector layer.
package func mapping(of layer: Layer, on architecture: Architecture, options: NetworkOptions) throws -> Mapping? {
  guard case .convolution(let convolution) = layer.operation else { return nil }
  if let given = options.mappings[layer.name] { return given }
  return try defaultMapping(for: convolution, precision: layer.precision, on: architecture)
}

/// The number of layers a simulation has to run: those that equal no earlier one.
///
/// - Returns: How often `simulate` calls its progress.
public func uniqueLayers(of workload: Workload, options: NetworkOptions) -> Int {
  let mappings = workload.layers.map { options.mappings[$0.name] }
  return Set(firstEqual(workload.layers, mappings)).count
}

/// For each layer, the index of the first with the same content and mapping.
private func firstEqual(_ layers: [Layer], _ mappings: [Mapping?]) -> [Int] {
  struct Key: Hashable {
    var content: LayerContent
    var mapping: Mapping?
  }
  var first: [Key: Int] = [:]
  return layers.indices.map { index in
    let key = Key(content: layers[index].content, mapping: mappings[index])
    if let known = first[key] { return known }
    first[key] = index
    return index
  }
}
