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
    /// Lines the L2 fetched for an operand, and of these the ones the last-level cache fetched.
    var misses = OperandMap(repeating: 0)
    var lastLevelMisses = OperandMap(repeating: 0)
    /// Dirty lines each cache drove out.
    var writeBacks = 0
    var lastLevelWriteBacks = 0
    /// Time the bus was taken; ticks.
    var busTicks = 0
  }

  private(set) var counts = Counts()
  /// Lines of each cache that what lies behind it doesn't hold yet.
  var dirtyLines: (cache: Int, lastLevel: Int) { (cache.dirtyLines, lastLevel.dirtyLines) }
  private var cache: CacheTags
  private var lastLevel: CacheTags
  private var port = BookedPort()
  private var bus = BookedPort()
  /// For each direction: when the port and the bus may be booked next, and how many lines it fetched.
  private var portNext = [0, 0]
  private var busNext = [0, 0]
  private var missIndex = [0, 0]
  /// When the last misses of each direction end, and when each set's fill does.
  private var readMissEnd: TimeRing
  private var writeMissEnd: TimeRing
  private var fillEnd: [Int]
  private let timing: GemminiTiming
  private let sets: Int
  /// Bits of an address inside a line of the L2, and more of them inside one of the last-level cache.
  private let lineShift: Int
  private let outerShift: Int

  /// Caches as another program left them.
  init(after previous: GemminiMemory) {
    self.init(previous.timing, previous.cache, previous.lastLevel)
  }

  private init(_ timing: GemminiTiming, _ cache: CacheTags, _ lastLevel: CacheTags) {
    self.timing = timing
    self.cache = cache
    self.lastLevel = lastLevel
    sets = timing.cache.sets
    lineShift = timing.cache.lineShift
    outerShift = timing.lastLevel.lineShift - timing.cache.lineShift
    readMissEnd = TimeRing(holding: timing.missesInFlight)
    writeMissEnd = readMissEnd
    fillEnd = Array(repeating: 0, count: 2 * sets)
  }

  /// Caches as the runs before left them.
  init(_ timing: GemminiTiming, _ arrays: GemminiArrays, _ caches: GemminiProgram.Caches) {
    self.init(
      timing, timing.cache.tags(seed: timing.victimSeed), timing.lastLevel.tags(seed: timing.victimSeed + 1))
    guard caches != .empty else { return }
    for _ in 0..<timing.warmPasses { pass(over: arrays, caches) }
  }

  private mutating func pass(over arrays: GemminiArrays, _ caches: GemminiProgram.Caches) {
    for (range, isWrite) in [(arrays.weights, false), (arrays.input, false), (arrays.output, true)] {
      for line in range.lowerBound >> lineShift...(range.upperBound - 1) >> lineShift {
        if caches == .warm {
          touch(line: line, isWrite: isWrite)
        } else {
          _ = lastLevel.access(line: line >> outerShift, isWrite: isWrite)
        }
      }
    }
  }

  /// Changes the caches as an access does, without time.
  private mutating func touch(line: Int, isWrite: Bool) {
    switch cache.access(line: line, isWrite: isWrite) {
    case .hit: break
    case .miss: _ = lastLevel.access(line: line >> outerShift, isWrite: false)
    case .missEvicting(let victim):
      _ = lastLevel.access(line: victim >> outerShift, isWrite: true)
      _ = lastLevel.access(line: line >> outerShift, isWrite: false)
    }
  }

  /// When a request, sent at `time`, has its data or room; ticks.
  @inline(__always)
  mutating func access(address: Int, at time: Int, _ direction: Direction, for operand: Operand) -> Int {
    counts.requests += 1
    let line = address >> lineShift
    let side = direction.rawValue
    let service = port.book(at: max(time, portNext[side]), cost: timing.cacheService)
    portNext[side] = service + timing.cacheService
    let set = cache.set(of: line)
    let fill = side * sets + set
    switch cache.access(line: line, isWrite: direction == .write) {
    case .hit:
      return max(service, fillEnd[fill])
    case .miss:
      return fetch(line: line, at: max(service, fillEnd[fill]), fill: fill, direction, operand, cost: timing.busLine)
    case .missEvicting(let victim):
      counts.writeBacks += 1
      if case .missEvicting = lastLevel.access(line: victim >> outerShift, isWrite: true) {
        counts.lastLevelWriteBacks += 1
      }
      return fetch(
        line: line, at: max(service, fillEnd[fill]), fill: fill, direction, operand, cost: 2 * timing.busLine)
    }
  }

  private mutating func fetch(
    line: Int, at time: Int, fill: Int, _ direction: Direction, _ operand: Operand, cost: Int
  ) -> Int {
    counts.misses[operand] += 1
    counts.busTicks += cost
    let side = direction.rawValue
    let index = missIndex[side]
    missIndex[side] = index + 1
    let before = index - timing.missesInFlight
    let room = direction == .read ? readMissEnd[before] : writeMissEnd[before]
    var latency = timing.lastLevelHit
    switch lastLevel.access(line: line >> outerShift, isWrite: false) {
    case .hit: break
    case .missEvicting:
      counts.lastLevelWriteBacks += 1
      fallthrough
    case .miss:
      counts.lastLevelMisses[operand] += 1
      latency = timing.memory
    }
    let begin = bus.book(at: max(max(time, room) + latency, busNext[side]), cost: cost)
    let end = begin + cost
    busNext[side] = end
    if direction == .read { readMissEnd[index] = end } else { writeMissEnd[index] = end }
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
  init(_ layer: GemminiLayer, side: Int, offset: Int) {
    // A matmul reads whole blocks of weights, rows beyond the matrix included.
    let excess =
      layer.kernel == .matmul
      ? (ceilingDivide(layer.inputChannels, side) * side - layer.inputChannels) * layer.outputChannels : 0
    func place(_ bytes: Int, after end: Int) -> Range<Int> {
      let base = (end + 4095) & ~4095 + offset
      return base..<base + max(1, bytes)
    }
    input = place(layer.inputBytes, after: 1 << 20)
    weights = place(layer.weightBytes + excess, after: input.upperBound)
    output = place(layer.outputBytes, after: weights.upperBound)
  }
}
