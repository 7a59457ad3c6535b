/// Cycles and words an operand's DRAM reads are reported with.
typealias NaiveReads = (first: Int, last: Int, words: Int)

/// An operand SRAM in either mode.
enum NaiveReadBuffer {
  case stalling(NaiveWindow)
  case estimating(NaiveEstimate)

  /// The cycle in which a line's operands are read.
  mutating func serve(_ line: [Int], cycle: Int) -> Int {
    switch self {
    case .stalling(var window):
      defer { self = .stalling(window) }
      return window.serve(line, cycle: cycle)
    case .estimating(var estimate):
      for address in line where address != NaiveScaleSim.null { estimate.read(address, cycle: cycle) }
      self = .estimating(estimate)
      return cycle + 1
    }
  }

  mutating func finish() -> NaiveReads? {
    switch self {
    case .stalling(let window): return (-window.firstFetch, window.lastFetch, window.words)
    case .estimating(var estimate): return estimate.finish()
    }
  }
}

/// USER mode (`memory/read_buffer.py`): sets of addresses, of which a sliding part is on chip.
struct NaiveWindow {
  private var sets: [Set<Int>] = []
  private var windowSets: Int
  private var shiftSets: Int
  private var start = 0
  private let fetchCycles: Int
  private let bandwidth: Int
  private(set) var lastFetch = -1
  private(set) var words: Int
  let firstFetch: Int

  init(bytes: Int, bandwidth: Int, list: [Int]) {
    let setSize = (bytes + 99) / 100
    var current: Set<Int> = []
    var count = 0
    for address in list where address != NaiveScaleSim.null {
      current.insert(address)
      count += 1
      if count == setSize {
        sets.append(current)
        current = []
        count = 0
      }
    }
    sets.append(current)
    let half = bytes / 2
    func setsOf(_ words: Int) -> Int { (words + setSize - 1) / setSize }
    windowSets = min(sets.count, setsOf(half))
    shiftSets = min(sets.count - windowSets, setsOf(half))
    fetchCycles = (half + bandwidth - 1) / bandwidth
    self.bandwidth = bandwidth
    firstFetch = min(fetchCycles, (list.count + bandwidth - 1) / bandwidth)
    words = firstFetch * bandwidth
  }

  private func holds(_ address: Int) -> Bool {
    (0..<windowSets).contains { sets[(start + $0) % sets.count].contains(address) }
  }

  mutating func serve(_ line: [Int], cycle: Int) -> Int {
    var latency = 1
    for address in line where address != NaiveScaleSim.null {
      while !holds(address) {
        start = (start + shiftSets) % sets.count
        lastFetch += fetchCycles + 1
        words += fetchCycles * bandwidth
        let wait = lastFetch - (cycle + latency)
        latency += wait
        if wait > 0 { latency += wait }
      }
    }
    return cycle + latency
  }
}

/// CALC mode (`memory/read_buffer_estimate_bw.py`): new addresses fill sets; fifty full sets are a refill.
struct NaiveEstimate {
  private let setSize: Int
  private var sets: [Set<Int>] = []
  private var current: Set<Int> = []
  private var firstRead: Int?
  /// Start and end of the period the next refill is dated into; nil before the first.
  private var period: (start: Int, end: Int)?
  private var spans: [(start: Int, end: Int)] = []
  private var words = 0
  private var dividedByZero = false

  init(bytes: Int) { setSize = bytes / 100 }

  mutating func read(_ address: Int, cycle: Int) {
    firstRead = firstRead ?? cycle
    if current.contains(address) || sets.contains(where: { $0.contains(address) }) { return }
    current.insert(address)
    guard current.count == setSize else { return }
    sets.append(current)
    current = []
    guard sets.count == 50 else { return }
    fetch(latestEnd: (firstRead ?? 0) - 2)
    let end = spans[spans.count - 1].end
    period = (end + 1, cycle)
    sets = []
  }

  private mutating func fetch(latestEnd: Int) {
    if let period {
      if period.end == period.start - 1 { dividedByZero = true }
      spans.append(period)
    } else {
      let cycles = (sets.count * setSize + 9) / 10
      spans.append((latestEnd - cycles + 1, latestEnd))
    }
    words += sets.reduce(0) { $0 + $1.count }
  }

  /// The reads as reported, a cycle late for the DRAM's latency; nil where the tool divides by zero.
  mutating func finish() -> NaiveReads? {
    if !current.isEmpty { sets.append(current) }
    fetch(latestEnd: -2)
    return dividedByZero ? nil : (spans[0].start + 1, spans[spans.count - 1].end + 1, words)
  }
}

/// The ofmap SRAM (`memory/write_buffer.py`), word by word.
struct NaiveWriteBuffer {
  private let capacity: Int
  private let bandwidth: Int
  private var free: Int
  private var lines: [[Int]] = []
  private var current: [Int] = []
  private var drained = 0
  private var drainEnd = 0
  private(set) var firstCycle = Int.max
  private(set) var lastCycle = Int.min
  private(set) var words = 0

  init(bytes: Int, bandwidth: Int) {
    capacity = bytes
    free = bytes
    self.bandwidth = bandwidth
  }

  mutating func serve(_ line: [Int], cycle: Int) -> Int {
    var cycle = cycle
    for word in line where word != NaiveScaleSim.null {
      current.append(word)
      free -= 1
      if current.count == bandwidth { close() }
      if cycle < drainEnd {
        if free <= 0 { cycle = drainEnd }
      } else if free < capacity - capacity / 2 {
        if !current.isEmpty { close() }
        drain(cycle: cycle)
      }
    }
    return cycle
  }

  mutating func finish(cycle: Int) {
    if !current.isEmpty { close() }
    var cycle = cycle
    while drained < lines.count {
      drain(cycle: cycle)
      cycle = drainEnd + 1
    }
  }

  private mutating func close() {
    lines.append(current + Array(repeating: NaiveScaleSim.null, count: bandwidth - current.count))
    current = []
  }

  private mutating func drain(cycle: Int) {
    let batch = lines[drained..<min(lines.count, drained + (capacity / 2 + bandwidth - 1) / bandwidth)]
    let fillers = batch.last?.filter { $0 == NaiveScaleSim.null }.count ?? 0
    words += batch.count * bandwidth - fillers
    free += batch.count * bandwidth - fillers
    drained += batch.count
    drainEnd = cycle + batch.count - 1
    firstCycle = min(firstCycle, cycle)
    lastCycle = max(lastCycle, drainEnd)
  }
}
