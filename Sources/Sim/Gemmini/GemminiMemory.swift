import Core

/// The memory Gemmini's DMA sees: a shared L2, a last-level cache behind a narrow bus, and DRAM as one latency.
///
/// Contents change in program order; only times depend on what runs at once.
struct GemminiMemory: Sendable {
  /// A stream's direction, with its own limits.
  enum Direction: Int, Sendable {
    case read = 0
    case write = 1
  }

  /// Events counted since the start.
  struct Counts: Hashable, Sendable {
    var requests = 0
    var misses = 0
    var lastLevelMisses = 0
  }

  private(set) var counts = Counts()
  private var cache: CacheTags
  private var lastLevel: CacheTags
  private var port = BookedPort()
  private var bus = BookedPort()
  /// For each direction: when the port and the bus may be booked next, and how many lines it fetched.
  private var portNext = [0, 0]
  private var busNext = [0, 0]
  private var missIndex = [0, 0]
  /// When the last misses of each direction end, and when each set's fill does.
  private var missEnd: [Int]
  private var fillEnd: [Int]
  private let timing: GemminiTiming
  private let sets: Int

  /// Caches as passes over weights, input and output leave them; without the L2 if it is cold.
  init(_ timing: GemminiTiming, _ arrays: GemminiArrays, _ caches: GemminiProgram.Caches) {
    self.timing = timing
    sets = timing.cacheSets
    cache = CacheTags(sets: timing.cacheSets, ways: 8, replacement: .random, seed: timing.victimSeed)
    lastLevel = CacheTags(
      sets: timing.lastLevelSets, ways: 8, replacement: .emptyThenRandom, seed: timing.victimSeed + 1)
    missEnd = Array(repeating: 0, count: 2 * 8)
    fillEnd = Array(repeating: 0, count: 2 * timing.cacheSets)
    for _ in 0..<timing.warmPasses { pass(over: arrays, caches) }
  }

  private mutating func pass(over arrays: GemminiArrays, _ caches: GemminiProgram.Caches) {
    for (range, isWrite) in [(arrays.weights, false), (arrays.input, false), (arrays.output, true)] {
      for line in range.lowerBound >> 6...(range.upperBound - 1) >> 6 {
        switch caches {
        case .warm: touch(line: line, isWrite: isWrite)
        case .cold: _ = lastLevel.access(line: line >> 1, isWrite: isWrite)
        }
      }
    }
  }

  /// Changes the caches as an access does, without time.
  private mutating func touch(line: Int, isWrite: Bool) {
    switch cache.access(line: line, isWrite: isWrite) {
    case .hit: break
    case .miss: _ = lastLevel.access(line: line >> 1, isWrite: false)
    case .missEvicting(let victim):
      _ = lastLevel.access(line: victim >> 1, isWrite: true)
      _ = lastLevel.access(line: line >> 1, isWrite: false)
    }
  }

  /// When a request for a line of 64 bytes, sent at `time`, has its data or room; ticks.
  @inline(__always)
  mutating func access(line: Int, at time: Int, _ direction: Direction) -> Int {
    counts.requests += 1
    let side = direction.rawValue
    let service = port.book(at: max(time, portNext[side]), cost: timing.cacheService)
    portNext[side] = service + timing.cacheService
    let fill = side * sets + cache.set(of: line)
    switch cache.access(line: line, isWrite: direction == .write) {
    case .hit:
      return max(service, fillEnd[fill])
    case .miss:
      return fetch(line: line, at: max(service, fillEnd[fill]), fill: fill, side: side, cost: timing.busLine)
    case .missEvicting(let victim):
      _ = lastLevel.access(line: victim >> 1, isWrite: true)
      return fetch(
        line: line, at: max(service, fillEnd[fill]), fill: fill, side: side, cost: 2 * timing.busLine)
    }
  }

  private mutating func fetch(line: Int, at time: Int, fill: Int, side: Int, cost: Int) -> Int {
    counts.misses += 1
    let index = missIndex[side]
    missIndex[side] = index + 1
    let room = missEnd[side * 8 + (index - timing.missesInFlight) & 7]
    var latency = timing.lastLevelHit
    if lastLevel.access(line: line >> 1, isWrite: false) != .hit {
      counts.lastLevelMisses += 1
      latency = timing.memory
    }
    let begin = bus.book(at: max(max(time, room) + latency, busNext[side]), cost: cost)
    let end = begin + cost
    busNext[side] = end
    missEnd[side * 8 + index & 7] = end
    fillEnd[fill] = end
    return end
  }
}

/// Where a layer's arrays lie; bytes.
struct GemminiArrays: Hashable, Sendable {
  var weights: Range<Int>
  var input: Range<Int>
  var output: Range<Int>

  /// The arrays of the measurement programs.
  ///
  /// The convolution's static int8 arrays are 8-byte aligned only and lie at 56 mod 64 in the measured binaries; the
  /// matmul's are 64-byte aligned. What lies between them only matters for which sets they share.
  init(_ layer: GemminiLayer, side: Int) {
    // A matmul reads whole blocks of weights, rows beyond the matrix included.
    let weightBytes =
      layer.kernel == .matmul
      ? ceilingQuotient(layer.inputChannels, side) * side * layer.outputChannels : layer.weightBytes
    let offset = layer.kernel == .convolution ? 56 : 0
    func place(_ bytes: Int, after end: Int) -> Range<Int> {
      let base = (end + 4095) & ~4095 + offset
      return base..<base + max(1, bytes)
    }
    input = place(layer.inputBytes, after: 1 << 20)
    weights = place(weightBytes, after: input.upperBound)
    output = place(layer.outputBytes, after: weights.upperBound)
  }
}
