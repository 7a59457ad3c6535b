import Core

/// What came out of simulating a program.
package struct GemminiRun: Hashable, Sendable {
  /// Cycles from the kernel's call to the return of its last fence.
  package var cycles: Int
  /// Tiles of the program.
  package var tiles: Int
  /// What they did.
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
  /// What the caches hold at the start.
  package enum Caches: String, Hashable, Sendable, Codable {
    /// Neither holds anything of the layer.
    case empty
    /// The L2 holds nothing of the layer, the last-level cache what fits: the first run of a layer.
    case cold
    /// Both hold what a run of the same layer before left.
    case warm
  }

  /// Simulates the program, every tile of it.
  ///
  /// - Parameters:
  ///   - timing: The machine's times.
  ///   - caches: What the caches hold at the start.
  /// - Returns: Cycles and counts.
  package func run(_ timing: GemminiTiming, caches: Caches = .warm) -> GemminiRun {
    var machine = GemminiMachine(self, timing, caches: caches)
    return run(on: &machine)
  }

  /// Simulates the program right after another one of the same layer, in the caches which that one leaves.
  ///
  /// - Parameters:
  ///   - timing: The machine's times.
  ///   - previous: The program that runs first.
  ///   - caches: What the caches hold when it starts.
  /// - Returns: Cycles and counts of both.
  package func run(
    _ timing: GemminiTiming, after previous: GemminiProgram, caches: Caches
  ) -> (previous: GemminiRun, own: GemminiRun) {
    var first = GemminiMachine(previous, timing, caches: caches)
    let firstRun = previous.run(on: &first)
    var machine = GemminiMachine(self, timing, after: first)
    return (firstRun, run(on: &machine))
  }

  private func run(on machine: inout GemminiMachine) -> GemminiRun {
    for position in 0..<tileCount { machine.run(tile(at: position)) }
    return GemminiRun(
      cycles: ceilingDivide(machine.drained + machine.timing.kernelEdge, GemminiTiming.ticksPerCycle),
      tiles: tileCount, counts: GemminiRun.Counts(machine))
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
