import Core

/// Simulates a layer tile by tile on Gemmini's own controller.
///
/// The mapping's outermost loops are the software's tile loops; everything inside is one macro-operation, whose loops
/// run in the order of the hardware's state machines (output channels, filter, input channels, rows, columns). Images
/// and groups are macro-operations of their own. The tile shrinks where its whole rows don't fit half a memory.
///
/// - Parameters:
///   - layer: The layer.
///   - kernelLayer: The layer as Gemmini's kernels run it.
///   - convolution: Its loops.
///   - mapping: A legal mapping, as the controller runs it.
///   - architecture: An architecture with Gemmini's parameters.
///   - options: What is ideal, what the caches hold, where events go, when to stop.
///   - warnings: What was already done otherwise than asked.
/// - Returns: Cycles, what every unit did in each of them, traffic, occupancy, energy.
/// - Throws: `UnusableLayer` when no tile fits; `InvalidInput` for an architecture Gemmini's controller can't run on;
///   `Interrupted` when asked to stop.
/// - Complexity: Proportional to requests and blocks, about 50 ns each on one core; every tile is simulated.
func simulateOnGemmini(
  _ layer: Layer, _ kernelLayer: GemminiLayer, _ convolution: Convolution, _ mapping: Mapping,
  on architecture: Architecture, options: SimulationOptions, warnings: [String]
) throws -> LayerResult {
  var timing = try GemminiTiming(architecture)
  timing.idealize(options.ideal)
  let side = architecture.array.columns
  var warnings = warnings
  let buffers = HalfBuffers(architecture)
  func askedTiling(from level: Int) -> GemminiTiling {
    let asked = GemminiTiling(mapping, tileLevel: level)
    return GemminiLayer.hasImagesAsRows(convolution) ? asked.withImagesAsRows() : asked
  }
  var tileLevel = 1
  var tiling = askedTiling(from: tileLevel)
  let outputs = architecture.outermostOnChipLevel(keeping: .outputs) ?? 1
  if outputs > 1, !mapping.levels[1..<outputs].allSatisfy(\.temporal.isEmpty),
    !buffers.hold(GemminiProgram(kernelLayer, tiling, side: side, blocks: .whole))
  {
    // A macro-operation has all its outputs in the accumulator.
    tileLevel = outputs
    tiling = askedTiling(from: tileLevel)
    warnings.append(
      "a macro-operation of '\(architecture.name)' takes one tile of its accumulator: the scratchpad's loops of the "
        + "mapping '\(mapping)' load their operands anew")
  }
  guard let (fitting, program) = buffers.fitting(tiling, kernelLayer, side: side) else {
    throw UnusableLayer(
      .other(
        "layer '\(layer.name)' fits no macro-operation of '\(architecture.name)'",
        remedy: "enlarge its scratchpad or accumulator"))
  }
  warnings += mapping.departures(on: architecture, tileLevel: tileLevel, from: tiling, to: fitting)
  if program.hasWrappedWindow {
    warnings.append(
      "tiles of '\(layer.name)' split its filter inside the padding: the hardware's 16-bit extents wrap around and it "
        + "walks 65535 rows of padding; keep R and S whole")
  }

  var machine = GemminiMachine(program, timing, caches: options.hasWarmCaches ? .warm : .empty)
  var timeline = Timeline(options.timeline)
  var account = GemminiAccount(program)
  for position in 0..<program.tileCount {
    if position & 255 == 0, options.isInterrupted?() == true { throw Interrupted() }
    let tile = program.tile(at: position)
    let before = machine.progress
    machine.run(tile)
    account.add(tile)
    machine.record(tile, number: position, since: before, in: &timeline)
  }
  timeline.flush()
  let cycles = ceilingDivide(machine.drained + timing.kernelEdge, GemminiTiming.ticksPerCycle)
  require(
    account.macs == convolution.macs, "layer '\(layer.name)': \(account.macs) of \(convolution.macs) MACs were done")
  return account.result(
    of: layer, mapping: mapping, machine, cycles: cycles, on: architecture, warnings: warnings)
}

extension Mapping {
  /// What the controller does otherwise than the mapping says, in words.
  fileprivate func departures(
    on architecture: Architecture, tileLevel: Int, from asked: GemminiTiling, to fitting: GemminiTiling
  ) -> [String] {
    var departures: [String] = []
    let rank: [Dimension] = [.k, .s, .r, .c, .q, .p]
    let inner = levels.dropFirst(tileLevel).flatMap(\.temporal).filter { $0.bound > 1 }
    let order = inner.compactMap { rank.firstIndex(of: $0.dimension) }
    if order != order.sorted() {
      departures.append(
        "inside a tile '\(architecture.name)' runs its own loop order K S R C Q P, not that of the mapping '\(self)'")
    }
    let changed = rank.filter { asked[$0] != fitting[$0] }
    if !changed.isEmpty {
      let sizes = changed.map { "\($0.letter) \(asked[$0]) → \(fitting[$0])" }.joined(separator: ", ")
      departures.append(
        "the tile doesn't fit half of the memories of '\(architecture.name)' in whole rows: it runs with \(sizes)")
    }
    if asked[.n] > 1 || asked[.g] > 1 {
      departures.append(
        "a macro-operation of '\(architecture.name)' takes one image of one group: images and groups of the tile run "
          + "one after the other")
    }
    return departures
  }
}

extension GemminiMachine {
  /// Where the streams stand; ticks.
  struct Progress {
    var loads: Int
    var blocks: Int
    var stores: Int
  }

  var progress: Progress {
    Progress(
      loads: loads.activity.accounted, blocks: execute.activity.accounted, stores: stores.activity.accounted)
  }

  /// Records when a tile's loads, blocks and stores ended, each from the end of the tile before or later.
  fileprivate func record(_ tile: GemminiTile, number: Int, since before: Progress, in timeline: inout Timeline) {
    func cycle(_ ticks: Int) -> Int { ceilingDivide(ticks, GemminiTiming.ticksPerCycle) }
    let start = cycle(configured)
    let now = progress
    for (unit, operand, from, to) in [
      (TimelineEvent.Unit.load, Operand.inputs, before.loads, now.loads),
      (.array, .weights, before.blocks, now.blocks), (.store, .outputs, before.stores, now.stores),
    ] where to > from {
      timeline.record(
        unit, .tile, operand, from: max(start, cycle(from)), to: max(start, cycle(to)), address: number,
        amount: tile.elements(of: operand))
    }
  }
}

extension GemminiTile {
  /// Elements of an operand, halo and padding left out; blocks in a matmul.
  fileprivate func elements(of operand: Operand) -> Int {
    switch operand {
    case .weights: outputChannels * inputChannels * filterRows * filterColumns
    case .inputs: rows * columns * inputChannels
    case .outputs: rows * columns * outputChannels
    }
  }
}
