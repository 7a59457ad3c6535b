import Core

/// What came out of simulating a program.
package struct GemminiRun: Hashable, Sendable {
  /// Cycles from the kernel's call to the return of its last fence.
  package var cycles: Int
  /// Tiles of the program, and those simulated; the others are carried over from windows.
  package var tiles: Int
  package var simulatedTiles: Int
  /// What the simulated tiles did.
  package var counts: Counts

  /// Commands and memory events.
  package struct Counts: Hashable, Sendable {
    /// Moves from memory into the scratchpad, and moves of zeros into scratchpad or accumulator.
    package var loads: Int
    package var zeroLoads: Int
    /// Pairs of preload and compute.
    package var blocks: Int
    /// Moves from the accumulator to memory.
    package var stores: Int
    /// TileLink Gets and Puts, those that missed in the L2, and those of them that missed in the last-level cache.
    package var requests: Int
    package var cacheMisses: Int
    package var lastLevelMisses: Int
  }
}

extension GemminiProgram {
  /// How much of a long program is simulated.
  package struct Budget: Hashable, Sendable {
    /// Requests and blocks of one program; a shorter program is simulated whole.
    package var work: Int
    /// Windows of a longer one.
    package var windows: Int

    /// A budget; the default takes about a third of a second on one free core.
    package init(work: Int = 2_000_000, windows: Int = 16) {
      self.work = max(1, work)
      self.windows = max(1, windows)
    }
  }

  /// What the caches hold at the start.
  package enum Caches: String, Hashable, Sendable, Codable {
    /// Neither holds anything of the layer.
    case empty
    /// The L2 holds nothing of the layer, the last-level cache what fits: the first run of a layer.
    case cold
    /// Both hold what a run of the same layer before left.
    case warm
  }

  /// Line touches before a window is measured: more than both caches hold.
  private static let leadInWork = 60_000

  /// Wrapped tiles of a long program that are simulated.
  private static let wrappedTiles = 12

  /// Simulates the program.
  ///
  /// A program above the budget is simulated in windows at irregular places, each after a lead-in that fills caches
  /// and queues; the cycles measured are carried over in proportion to a forecast of every tile. Tiles whose extent
  /// wraps around are measured apart.
  package func run(
    _ timing: GemminiTiming, caches: Caches = .warm, budget: Budget = Budget()
  ) -> GemminiRun {
    var machine = GemminiMachine(self, timing, caches: caches)
    var work = 0
    var usual = Sample()
    var wrapped = Sample()
    for position in 0..<tileCount {
      let estimate = TileEstimate(tile(at: position), machine)
      work += estimate.work
      if estimate.isWrapped { wrapped.add(estimate) } else { usual.add(estimate) }
    }
    var ticks: Int
    var simulated = tileCount
    if work <= budget.work {
      for position in 0..<tileCount { machine.run(tile(at: position)) }
      ticks = machine.drained
    } else {
      usual.take(measureWindows(&machine, budget, work: work))
      wrapped.take(measureWrapped(&machine, of: wrapped.tiles))
      simulated = usual.measuredTiles + wrapped.measuredTiles
      ticks = timing.kernelEdge + usual.extrapolated + wrapped.extrapolated + machine.drained - machine.configured
    }
    ticks += timing.kernelEdge
    return GemminiRun(
      cycles: ceilingDivide(ticks, GemminiTiming.ticksPerCycle), tiles: tileCount, simulatedTiles: simulated,
      counts: GemminiRun.Counts(machine))
  }

  private func measureWindows(_ machine: inout GemminiMachine, _ budget: Budget, work: Int) -> Measurement {
    var measurement = Measurement()
    var places = SeededRandom(seed: machine.timing.victimSeed, stream: UInt64(tileCount))
    let windows = min(budget.windows, tileCount)
    let length = max(1, budget.work / windows * tileCount / work)
    let leadIn = max(ceilingDivide(Self.leadInWork * tileCount, work), length / 8)
    var done = 0
    for window in 0..<windows {
      let from = tileCount * window / windows
      let to = tileCount * (window + 1) / windows
      let begin = max(done, from + places.below(max(1, to - from - length + 1)))
      let end = min(tileCount, begin + length)
      var start = machine.configured
      for position in max(done, begin - leadIn)..<max(begin, end) {
        if position == begin { start = machine.configured }
        let tile = tile(at: position)
        let estimate = TileEstimate(tile, machine)
        guard !estimate.isWrapped else { continue }
        machine.run(tile)
        measurement.tiles += 1
        if position >= begin { measurement.forecast += estimate.ticks }
      }
      measurement.ticks += machine.configured - start
      done = end
    }
    return measurement
  }

  private func measureWrapped(_ machine: inout GemminiMachine, of count: Int) -> Measurement {
    var measurement = Measurement()
    var seen = 0
    for position in 0..<tileCount where measurement.tiles < count {
      let tile = tile(at: position)
      let estimate = TileEstimate(tile, machine)
      guard estimate.isWrapped else { continue }
      seen += 1
      guard seen * Self.wrappedTiles / count > measurement.tiles else { continue }
      let start = machine.drained
      machine.run(tile)
      measurement.tiles += 1
      measurement.ticks += machine.drained - start
      measurement.forecast += estimate.ticks
    }
    return measurement
  }
}

extension GemminiRun.Counts {
  fileprivate init(_ machine: GemminiMachine) {
    loads = machine.loads.commands - machine.loads.zeroCommands
    zeroLoads = machine.loads.zeroCommands
    blocks = machine.execute.blocks
    stores = machine.stores.commands
    requests = machine.memory.counts.requests
    cacheMisses = machine.memory.counts.misses.total
    lastLevelMisses = machine.memory.counts.lastLevelMisses.total
  }
}

extension OperandMap<Int> {
  /// All operands together.
  var total: Int { weights + inputs + outputs }
}

/// What windows measured, and the forecast of the same tiles; ticks.
private struct Measurement {
  var ticks = 0
  var forecast = 0
  var tiles = 0
}

/// The tiles of one kind in a program: their forecast, and what a part of them took.
private struct Sample {
  var tiles = 0
  var measuredTiles = 0
  private var forecast = 0
  private var measurement = Measurement()

  mutating func add(_ estimate: TileEstimate) {
    tiles += 1
    forecast += estimate.ticks
  }

  mutating func take(_ measurement: Measurement) {
    self.measurement = measurement
    measuredTiles = measurement.tiles
  }

  /// Ticks of all tiles.
  var extrapolated: Int {
    guard measurement.forecast > 0 else { return forecast }
    return measurement.forecast.dividingFullWidth(forecast.multipliedFullWidth(by: measurement.ticks)).quotient
  }
}
