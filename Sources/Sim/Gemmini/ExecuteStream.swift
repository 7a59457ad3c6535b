/// The execute queue and the mesh: pairs of preload and compute, one for each block.
struct ExecuteStream: Sendable {
  /// When the newest pair entered the reservation station.
  private(set) var issued = 0
  /// When the last output row of the newest block left the mesh.
  private(set) var output = 0
  private let timing: GemminiTiming
  private let side: Int
  private let latency: Int
  /// Blocks so far.
  private(set) var blocks = 0
  private var starts = [Int](repeating: 0, count: 8)
  private var ends = [Int](repeating: 0, count: 8)
  private var meshFree = 0

  private static let cycle = GemminiTiming.ticksPerCycle

  init(_ timing: GemminiTiming, side: Int) {
    self.timing = timing
    self.side = side
    latency = 2 * side * Self.cycle + timing.meshLatency
  }

  /// What the block after this one needs.
  enum Successor: Sendable {
    case sameWeights
    case newWeights
  }

  /// Brings in the first weights of a tile, which nothing overlaps.
  mutating func preload(at ready: Int) {
    meshFree = max(meshFree, ready) + side * Self.cycle
  }

  /// Streams one block through the mesh.
  ///
  /// - Parameters:
  ///   - rows: Rows streamed, at most the array's side.
  ///   - next: What the block after this one needs.
  ///   - ready: When its operands are in the scratchpad.
  ///   - earliest: When its commands may be issued.
  @inline(__always)
  mutating func block(rows: Int, before next: Successor, ready: Int, from earliest: Int) {
    issued = max(max(issued + 2 * Self.cycle, earliest), starts[(blocks - timing.executePairs) & 7])
    let start = max(
      max(meshFree, issued + timing.executeLatency), max(ready, ends[(blocks - timing.taggedBlocks) & 7] + latency))
    let length = next == .newWeights ? max(side, rows) : max(timing.fewestRows, rows)
    meshFree = start + length * Self.cycle
    starts[blocks & 7] = start
    ends[blocks & 7] = meshFree
    output = meshFree + latency
    blocks += 1
  }
}
