/// Completions on their way back to the requester, in order of time.
struct ReturnQueue: Sendable {
  private var ring: [MemoryCompletion]
  private var head = 0
  private var count = 0
  private var lastTime = Int64.min

  /// Room for `capacity` completions, rounded up to a power of two; it grows only beyond that.
  init(capacity: Int) {
    var size = 16
    while size < capacity { size *= 2 }
    ring = Array(repeating: MemoryCompletion(id: 0, time: 0, isWrite: false), count: size)
  }

  /// Time of the first completion; `.max` when there is none.
  @inline(__always)
  var nextTime: Int64 { count == 0 ? .max : ring[head].time }

  /// Appends a completion, not before those already waiting.
  mutating func push(_ completion: MemoryCompletion) {
    if count == ring.count { grow() }
    lastTime = max(lastTime, completion.time)
    ring[(head + count) & (ring.count - 1)] = completion
    ring[(head + count) & (ring.count - 1)].time = lastTime
    count += 1
  }

  /// Moves every completion up to and including `time` to `completions`.
  mutating func drain(upTo time: Int64, into completions: inout [MemoryCompletion]) {
    while count > 0, ring[head].time <= time {
      completions.append(ring[head])
      head = (head + 1) & (ring.count - 1)
      count -= 1
    }
  }

  private mutating func grow() {
    var larger = ring[head...] + ring[..<head]
    larger += larger
    ring = Array(larger)
    head = 0
  }
}
