public import Core
import Sim

/// Runs a simulated workload again with each resource doubled and ideal, one at a time.
///
/// Layers that were equal stay equal and run once. A run keeps the tilings of the base; with more capacity layers
/// without a given mapping are tiled anew, and the faster of both tilings counts. A resource the architecture doesn't
/// have, or that can't be doubled within the limits of a file, is left out.
///
/// More of a resource can cost a little: a request that comes earlier may take another one's open row, so a run may
/// need up to `whatIfTolerance` more cycles than the base.
///
/// - Parameters:
///   - base: The workload as it ran with the options.
///   - options: What the base ran with.
///   - progress: Called from any thread when one of the `whatIfRuns` is done, with what it was.
/// - Returns: One variant per resource and change, the same for any number of jobs.
/// - Throws: What the simulation of a layer throws.
public func whatIf(
  _ base: SimulationResult, options: NetworkOptions = NetworkOptions(), progress: @Sendable (String) -> Void = { _ in }
) throws -> WhatIf {
  let layers = base.workload.layers
  let experiments = WhatIfExperiment.all(on: base.architecture)
  let mappings = try layers.map { try mapping(of: $0, on: base.architecture, options: options) }
  let firsts = firstEqual(layers, mappings)
  let unique = layers.indices.filter { firsts[$0] == $0 }
  let runs = experiments.indices.flatMap { experiment in unique.map { (experiment: experiment, layer: $0) } }
  // Long layers first, so that no worker is left with one at the end.
  let order = runs.indices.sorted { (layers[runs[$1].layer].macs, $0) < (layers[runs[$0].layer].macs, $1) }
  let cycles = try parallelMap(order: order, jobs: options.jobs) { index in
    let (experiment, layer) = (experiments[runs[index].experiment], layers[runs[index].layer])
    let cycles = try experiment.cycles(of: layer, mapping: mappings[runs[index].layer], options: options)
    progress("\(layer.name), \(experiment.resource.words) \(experiment.change.rawValue)")
    return cycles
  }
  var places = [Int](repeating: 0, count: layers.count)
  for (place, layer) in unique.enumerated() { places[layer] = place }
  return WhatIf(
    variants: experiments.indices.map { experiment in
      WhatIf.Variant(
        resource: experiments[experiment].resource, change: experiments[experiment].change,
        layerCycles: layers.indices.map { cycles[experiment * unique.count + places[firsts[$0]]] })
    })
}

/// How often `whatIf` calls its progress.
public func whatIfRuns(of workload: Workload, on architecture: Architecture, options: NetworkOptions) -> Int {
  uniqueLayers(of: workload, options: options) * WhatIfExperiment.all(on: architecture).count
}

/// How much slower than the base a run with a better resource may be, as a share of the base: what the memory's
/// scheduler serves first depends on what is queued.
public let whatIfTolerance = 0.05

/// An architecture with one resource made better.
struct WhatIfExperiment: Sendable {
  var resource: WhatIf.Resource
  var change: WhatIf.Change
  var architecture: Architecture
  var ideal: IdealResources = []

  /// Every experiment the architecture allows, resources in their declared order, doubled before ideal.
  static func all(on architecture: Architecture) -> [WhatIfExperiment] {
    WhatIf.Resource.allCases.flatMap { resource -> [WhatIfExperiment] in
      var experiments: [WhatIfExperiment] = []
      if let doubled = architecture.doubling(resource) {
        experiments.append(WhatIfExperiment(resource: resource, change: .doubled, architecture: doubled))
      }
      if let ideal = ideal(resource, on: architecture) {
        experiments.append(
          WhatIfExperiment(resource: resource, change: .ideal, architecture: architecture, ideal: ideal))
      }
      return experiments
    }
  }

  private static func ideal(_ resource: WhatIf.Resource, on architecture: Architecture) -> IdealResources? {
    switch resource {
    case .array: .array
    case .dma: .dma
    case .scratchpadBandwidth: .buffers
    case .dram: .dram
    case .vectorUnit: architecture.vectorUnit == nil ? nil : .vectorUnit
    case .controller: .controller
    case .scratchpadCapacity, .dramBandwidth, .dramLatency: nil
    }
  }

  /// Core cycles of a layer; with more capacity those of the faster tiling.
  func cycles(of layer: Layer, mapping: Mapping?, options: NetworkOptions) throws -> Int {
    var machine = options.machine
    machine.ideal.formUnion(ideal)
    machine.timeline = nil
    func cycles(_ mapping: Mapping?) throws -> Int {
      try simulateLayer(layer, mapping: mapping, on: architecture, options: machine).cycles
    }
    let kept = try cycles(mapping)
    guard resource == .scratchpadCapacity, mapping != nil else { return kept }
    let retiled = try Evaluation.mapping(of: layer, on: architecture, options: options)
    return retiled == mapping ? kept : min(kept, try cycles(retiled))
  }
}
