package import Core

/// Simulates one layer on the machine, from its first command to the last byte written.
///
/// - Parameters:
///   - layer: a convolution or GEMM, or a vector layer.
///   - mapping: how a convolution's loops are tiled; ignored for vector layers.
///   - architecture: the accelerator.
///   - options: what is ideal, where events go, when to stop.
/// - Returns: cycles, what every unit did in each of them, traffic, occupancy, energy.
/// - Throws: `InvalidInput` for a mapping that is missing or illegal and for what can't be modelled, located at the
///   layer; `Interrupted` when asked to stop.
/// - Complexity: proportional to DMA requests and folds; memory is bounded by the machine, not the layer.
package func simulateLayer(
  _ layer: Layer, mapping: Mapping?, on architecture: Architecture, options: SimulationOptions = SimulationOptions()
) throws -> LayerResult {
  try simulateCounted(layer, mapping: mapping, on: architecture, options: options).result
}

/// Simulates one layer as `simulateLayer` does, and says what its energy is made of.
///
/// - Parameters:
///   - layer: a convolution or GEMM, or a vector layer.
///   - mapping: how a convolution's loops are tiled; ignored for vector layers.
///   - architecture: the accelerator.
///   - options: what is ideal, where events go, when to stop.
/// - Returns: the result, and the counts its energy was worked out from; `nil` where Gemmini's own controller ran.
/// - Throws: what `simulateLayer` throws.
package func simulateCounted(
  _ layer: Layer, mapping: Mapping?, on architecture: Architecture, options: SimulationOptions = SimulationOptions()
) throws -> (result: LayerResult, counts: EnergyCounts?) {
  do {
    let problems = architecture.problemsOfSizes()
    guard problems.isEmpty else { throw UnusableLayer(problems: problems) }
    switch layer.operation {
    case .convolution(let convolution):
      guard let mapping else {
        throw UnusableLayer(
          .other("layer '\(layer.name)' has no mapping", remedy: "give one, or let the mapper choose it"))
      }
      return try simulate(layer, convolution, mapping, on: architecture, options: options)
    case .vector(let operation):
      return try simulate(layer, operation, on: architecture, options: options)
    }
  } catch let error as UnusableLayer {
    throw error.located(at: layer)
  } catch let error as UnusableArray {
    throw UnusableLayer(error.problem).located(at: layer)
  }
}

private func simulate(
  _ layer: Layer, _ convolution: Convolution, _ mapping: Mapping, on architecture: Architecture,
  options: SimulationOptions
) throws -> (result: LayerResult, counts: EnergyCounts?) {
  let usable = try UsableMapping(mapping, of: layer, convolution, on: architecture)
  let (architecture, mapping) = (usable.architecture, usable.mapping)
  var warnings = usable.warnings
  if architecture.gemmini != nil {
    if let kernelLayer = GemminiLayer(convolution, precision: layer.precision) {
      let result = try simulateOnGemmini(
        layer, kernelLayer, convolution, mapping, on: architecture, options: options, warnings: warnings)
      return (result, nil)
    }
    let obstacle = GemminiLayer.obstacle(to: convolution, precision: layer.precision) ?? "it is no layer of its kernels"
    warnings.append(
      "Gemmini's controller can't run '\(layer.name)': \(obstacle); the generic units run it, without its host and caches"
    )
  }

  let plan = try BufferPlan(
    mapping, of: convolution, precision: layer.precision, on: architecture,
    isIdeal: options.ideal.contains(.buffers) || options.ideal.contains(.array))
  func scheme(_ share: CoreShare?) throws -> ExecuteScheme {
    try ExecuteScheme(
      mapping, of: convolution, precision: layer.precision, on: architecture, buffers: plan.level, ideal: options.ideal,
      share: share)
  }
  let schemes =
    architecture.cores.count == 1
    ? [try scheme(nil)]
    : try CoreShare.all(of: convolution, mapping, among: architecture.cores).map { try scheme($0) }
  let tiles = schemes[0].tiles
  let layout = TensorLayout(
    weights: tiles.weights.tensorElements, inputs: tiles.inputs.tensorElements, outputs: tiles.outputs.tensorElements,
    precision: layer.precision)
  let configuration = try memoryConfiguration(of: architecture)
  let memory = try MemoryPort(
    configuration, on: architecture, regions: layout.regions, isIdeal: options.ideal.contains(.dram))
  var machine = Machine(
    cores: schemes.indices.map { core in
      MachineCore(
        program: MappingCommands(schemes[core], layout: layout),
        compute: ExecuteUnit(schemes[core], queueDepth: architecture.controller.queueDepth), buffers: plan.buffers,
        on: architecture, core: core, memory: memory, ideal: options.ideal)
    }, memory: memory, options: options)
  let cycles = try machine.run()

  var account = LayerAccount(
    layer, on: architecture, configuration: configuration, isCached: memory.isCached, cycles: cycles,
    skipped: machine.skippedCycles)
  for (core, scheme) in zip(machine.cores, schemes) {
    account.add(load: core.load, store: core.store, buffers: core.buffers)
    account.addFills(load: core.load, store: core.store, levels: plan.level, copies: scheme.levels.bufferCopies)
  }
  account.add(machine.memory)
  for (index, scheme) in schemes.enumerated() {
    var counts = machine.cores[index].compute.counts
    counts.conclude(scheme.levels)
    account.addArray(ofCore: index, machine.cores[index].compute.activity, counts, scheme.levels)
  }
  require(
    account.macs == convolution.macs, "layer '\(layer.name)': \(account.macs) of \(convolution.macs) MACs were done")
  return account.concluded(mapping: mapping, warnings: warnings)
}

private func simulate(
  _ layer: Layer, _ operation: VectorOperation, on architecture: Architecture, options: SimulationOptions
) throws -> (result: LayerResult, counts: EnergyCounts?) {
  let split = try VectorSplit(operation, precision: layer.precision, on: architecture)
  let configuration = try memoryConfiguration(of: architecture)
  let lanes = options.ideal.contains(.vectorUnit) ? nil : architecture.vectorUnit?.lanes
  let memory = try MemoryPort(
    configuration, on: architecture, regions: split.regions, isIdeal: options.ideal.contains(.dram))
  let cores = architecture.cores.count
  var machine = Machine(
    cores: (0..<cores).map { core in
      MachineCore(
        program: split.commands.share(of: core, among: cores),
        compute: VectorLane(lanes: lanes, queueDepth: architecture.controller.queueDepth), buffers: split.buffers,
        on: architecture, core: core, memory: memory, ideal: options.ideal)
    }, memory: memory, options: options)
  let cycles = try machine.run()

  var account = LayerAccount(
    layer, on: architecture, configuration: configuration, isCached: memory.isCached, cycles: cycles,
    skipped: machine.skippedCycles)
  for core in machine.cores {
    account.add(load: core.load, store: core.store, buffers: core.buffers)
    account.addFills(load: core.load, store: core.store, levels: split.levels, copies: OperandMap(repeating: 1))
  }
  account.add(machine.memory)
  for (index, core) in machine.cores.enumerated() {
    account.addVectorUnit(
      ofCore: index, core.compute.activity, operations: core.compute.operations, load: core.load, split)
  }
  let warnings =
    architecture.vectorUnit == nil
    ? ["'\(architecture.name)' has no vector unit: the arithmetic of '\(layer.name)' is taken to cost nothing"] : []
  return account.concluded(mapping: nil, warnings: warnings)
}

/// The memory an architecture names, with what it states instead of the preset's values.
private func memoryConfiguration(of architecture: Architecture) throws -> DRAMConfiguration {
  let external = architecture.externalMemory
  do {
    if let configuration = try external.configuration() { return configuration }
  } catch {
    throw UnusableLayer(.architecture(.addressMapping(subject: "'\(architecture.name)'", reason: "\(error)")))
  }
  throw UnusableLayer(
    .dangling(
      subject: "'\(architecture.name)'", reference: external.standard, kind: "memory standard",
      known: DRAMConfiguration.presetNames))
}

/// A mapping as the machine runs it, and the architecture as it looks to it.
struct UsableMapping {
  let mapping: Mapping
  let architecture: Architecture
  let warnings: [String]

  /// Checks a mapping and makes of it what the controller can run.
  ///
  /// - Throws: `UnusableLayer` when the mapping or the layer is illegal.
  init(
    _ mapping: Mapping, of layer: Layer, _ convolution: Convolution, on architecture: Architecture
  ) throws(UnusableLayer) {
    func check(_ mapping: Mapping, on architecture: Architecture) throws(UnusableLayer) {
      let problems = mapping.problems(
        layer: layer.name, convolution: convolution, precision: layer.precision, architecture: architecture)
      guard problems.isEmpty else { throw UnusableLayer(problems: problems) }
    }
    if let invalidity = convolution.invalidity {
      throw UnusableLayer(.other("layer '\(layer.name)': \(invalidity)", remedy: "correct the layer's sizes"))
    }
    try check(mapping, on: architecture)
    if let problem = architecture.bypassProblem(keeping: mapping.levels.map(\.keeps)) {
      throw UnusableLayer(.inLayer(layer.name, problem))
    }
    // What passes a level by is not there for the machine.
    self.architecture = architecture.keeping(as: mapping)
    (self.mapping, warnings) = effectiveMapping(mapping, on: self.architecture)
    try check(self.mapping, on: self.architecture)
  }
}

/// A layer that can't be simulated as it was asked to be, and why.
struct UnusableLayer: Error {
  var problems: [Problem]

  init(_ problem: Problem) {
    problems = [problem]
  }

  init(problems: [Problem]) {
    self.problems = problems
  }

  /// The problems as those of an input, at the layer.
  func located(at layer: Layer) -> InvalidInput {
    InvalidInput(problems.map { Diagnostic($0, at: SourceLocation(file: "layer '\(layer.name)'")) })
  }
}
