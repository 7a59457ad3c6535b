import Core

/// The execute queue and the mesh: pairs of preload and compute, one for each block.
struct ExecuteStream: Sendable {
  /// When the newest pair entered the reservation station.
  private(set) var issued = 0
  /// When the last output row of the newest block left the mesh.
  private(set) var output = 0
  /// Blocks so far, rows they streamed, and weights brought in.
  private(set) var blocks = 0
  private(set) var rowsStreamed = 0
  private(set) var preloads = 0
  /// The mesh: rows streaming, weights shifting in, and what it waited for.
  private(set) var activity = Activity()
  private let timing: GemminiTiming
  private let side: Int
  private let latency: Int
  private let issueLatency: Int
  private var starts: TimeRing
  private var ends: TimeRing
  private var meshFree = 0

  private static let cycle = GemminiTiming.ticksPerCycle

  init(_ timing: GemminiTiming, side: Int) {
    self.timing = timing
    self.side = side
    latency = 2 * side * timing.meshRow + timing.execute.meshLatency.ticks
    issueLatency = timing.execute.latency.ticks
    starts = TimeRing(holding: timing.execute.pairs)
    ends = TimeRing(holding: timing.execute.taggedBlocks)
  }

  /// What the block after this one needs.
  enum Successor: Sendable {
    case sameWeights
    case newWeights
  }

  /// A time before which something can't start, and what it waits for.
  struct Dependency: Sendable {
    var time: Int
    var cause: StallCause

    /// The dependency that is ready last.
    @inline(__always)
    func later(_ other: Dependency) -> Dependency { other.time > time ? other : self }
  }

  /// Brings in the first weights of a tile, which nothing overlaps.
  mutating func preload(at ready: Dependency) {
    activity.waits(until: ready.time, for: ready.cause)
    meshFree = max(meshFree, ready.time) + side * timing.meshRow
    activity.waits(until: meshFree, for: .array)
    preloads += 1
  }

  /// Streams one block through the mesh.
  ///
  /// - Parameters:
  ///   - rows: Rows streamed, at most the array's side.
  ///   - next: What the block after this one needs.
  ///   - ready: When its operands are in the scratchpad, and the last of them.
  ///   - earliest: When its commands may be issued, and what they wait for.
  @inline(__always)
  mutating func block(rows: Int, before next: Successor, ready: Dependency, from earliest: Dependency) {
    issued = max(max(issued + 2 * Self.cycle, earliest.time), starts[blocks - timing.execute.pairs])
    let drained = ends[blocks - timing.execute.taggedBlocks] + latency
    let start = max(max(meshFree, issued + issueLatency), max(ready.time, drained))
    activity.waits(until: min(start, earliest.time), for: earliest.cause)
    activity.waits(until: start, for: start == ready.time ? ready.cause : start == drained ? .array : .issue)
    let length = next == .newWeights ? max(side, rows) : max(timing.execute.fewestRows, rows)
    meshFree = start + length * timing.meshRow
    activity.works(until: start + rows * timing.meshRow)
    // Too few rows for the mesh's floor, or for the weights shifting in behind them.
    activity.waits(until: meshFree, for: .array)
    starts[blocks] = start
    ends[blocks] = meshFree
    output = meshFree + latency
    blocks += 1
    rowsStreamed += rows
    if next == .newWeights { preloads += 1 }
  }
}
