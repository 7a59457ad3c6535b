import Core

/// What came out of simulating a program.
package struct GemminiRun: Hashable, Sendable {
  /// Cycles from the kernel's call to the return of its last fence.
  package var cycles: Int
  /// Tiles of the program, and those simulated; the others are carried over from windows.
  package var tiles: Int
  package var simulatedTiles: Int
  /// TileLink requests simulated, those that missed in the L2 and those of them that missed in the last-level cache.
  package var requests: Int
  package var cacheMisses: Int
  package var lastLevelMisses: Int
}

extension GemminiProgram {
  /// How much of a long program is simulated.
  package struct Budget: Hashable, Sendable {
    /// Requests and blocks of one program; a shorter program is simulated whole.
    package var work: Int
    /// Windows of a longer one.
    package var windows: Int

    /// A budget; the default takes at most half a second on one core.
    package init(work: Int = 4_000_000, windows: Int = 8) {
      self.work = max(1, work)
      self.windows = max(1, windows)
    }
  }

  /// Line touches before a window is measured: more than both caches hold.
  private static let leadInWork = 60_000

  /// Simulates the program on the measured machine.
  ///
  /// A program above the budget is simulated in windows at irregular places, each after a lead-in that fills caches
  /// and queues; the cycles measured are carried over in proportion to a forecast of every tile.
  package func run(_ timing: GemminiTiming = GemminiTiming(), budget: Budget = Budget()) -> GemminiRun {
    var machine = GemminiMachine(self, timing)
    var work = 0
    var forecast = 0
    for position in 0..<tileCount {
      let estimate = TileEstimate(tile(at: position), machine)
      work += estimate.work
      forecast += estimate.ticks
    }
    var simulated = 0
    var ticks: Int
    if work <= budget.work {
      for position in 0..<tileCount { machine.run(tile(at: position)) }
      simulated = tileCount
      ticks = machine.drained
    } else {
      let sample = sample(&machine, budget, work: work)
      simulated = sample.tiles
      let (high, low) = forecast.multipliedFullWidth(by: sample.measured)
      ticks = timing.kernelEdge + sample.forecast.dividingFullWidth((high, low)).quotient
      ticks += machine.drained - machine.configured
    }
    ticks += timing.kernelEdge
    let counts = machine.memory.counts
    return GemminiRun(
      cycles: ceilingQuotient(ticks, GemminiTiming.ticksPerCycle), tiles: tileCount, simulatedTiles: simulated,
      requests: counts.requests, cacheMisses: counts.misses, lastLevelMisses: counts.lastLevelMisses)
  }

  /// What windows measured: their ticks, the forecast of the same tiles, and how many were simulated.
  private struct Sample {
    var measured = 0
    var forecast = 0
    var tiles = 0
  }

  private func sample(_ machine: inout GemminiMachine, _ budget: Budget, work: Int) -> Sample {
    var sample = Sample()
    var places = SeededRandom(seed: machine.timing.victimSeed, stream: UInt64(tileCount))
    let windows = min(budget.windows, tileCount)
    let length = max(1, Int(Double(tileCount) * Double(budget.work / windows) / Double(work)))
    let leadIn = ceilingQuotient(Self.leadInWork * tileCount, work)
    var done = 0
    for window in 0..<windows {
      let from = tileCount * window / windows
      let to = tileCount * (window + 1) / windows
      let begin = from + places.below(max(1, to - from - length + 1))
      for position in max(done, begin - leadIn)..<max(done, begin) {
        machine.run(tile(at: position))
        sample.tiles += 1
      }
      let start = machine.configured
      let end = min(tileCount, begin + length)
      for position in begin..<end {
        let tile = tile(at: position)
        machine.run(tile)
        sample.forecast += TileEstimate(tile, machine).ticks
      }
      sample.measured += machine.configured - start
      sample.tiles += end - begin
      done = end
    }
    return sample
  }
}
