/// The load queue: reservation-station entries, the tracker of moves, rows handed to the DMA, and its requests.
///
/// Everything is in order, so each step is a recurrence over the last few rows, moves or requests. Times are ticks.
/// A row costs about 30 ns for each request on one core.
struct LoadStream: Sendable {
  /// When the newest command entered the reservation station.
  private(set) var issued = 0
  /// When the newest command completed.
  private(set) var completed = 0
  private let timing: GemminiTiming
  private let movesInFlight: Int
  private let side: Int
  /// Moves from memory and of zeros so far.
  private(set) var commands = 0
  private(set) var zeroCommands = 0
  private var completions = [Int](repeating: 0, count: 8)
  private var handedOver = 0
  private var rows = 0
  private var rowRequested = [Int](repeating: 0, count: 8)
  private var requests = 0
  private var requestDone = [Int](repeating: 0, count: 16)
  private var requestNext = 0
  private var returned = 0
  private var page = -1

  private static let cycle = GemminiTiming.ticksPerCycle

  init(_ timing: GemminiTiming, side: Int) {
    self.timing = timing
    self.side = side
    movesInFlight = timing.movesInFlight(side: side)
  }

  /// A configuration command: one slot of the issue port, no entry held.
  mutating func configure(from earliest: Int) {
    issued = max(issued + Self.cycle, earliest)
  }

  /// A move of rows from memory into the scratchpad.
  @inline(__always)
  mutating func move(
    rows count: Int, bytes: Int, address: Int, pitch: Int, from earliest: Int, _ memory: inout GemminiMemory
  ) {
    let start = begin(from: earliest)
    var end = 0
    for row in 0..<count {
      let time = max(
        max(start + row * Self.cycle, handedOver), rowRequested[(rows - timing.rowsAhead) & 7])
      handedOver = time + Self.cycle
      end = request(address: address + row * pitch, bytes: bytes, at: time, &memory)
      rows += 1
    }
    if count == 1 { handedOver += Self.cycle }
    complete(at: end + timing.completionLatency)
  }

  /// A move of zeros, which writes rows of the array's width one after the other.
  mutating func zero(rows count: Int, columns: Int, from earliest: Int) {
    let start = max(begin(from: earliest), handedOver)
    handedOver = start + max(2, count * ceilingQuotient(columns, side)) * Self.cycle
    zeroCommands += 1
    complete(at: handedOver)
  }

  /// Moves the stream on by a time in which it went on as before.
  mutating func shift(by ticks: Int) {
    issued += ticks
    completed += ticks
    handedOver += ticks
    requestNext += ticks
    returned += ticks
    for index in completions.indices { completions[index] += ticks }
    for index in rowRequested.indices { rowRequested[index] += ticks }
    for index in requestDone.indices { requestDone[index] += ticks }
  }

  private mutating func begin(from earliest: Int) -> Int {
    issued = max(max(issued + Self.cycle, earliest), completions[(commands - timing.loadEntries) & 7])
    return max(issued + timing.commandLatency, completions[(commands - movesInFlight) & 7] + Self.cycle)
  }

  private mutating func complete(at time: Int) {
    completed = max(completed, time)
    completions[commands & 7] = completed
    commands += 1
  }

  /// Sends the requests of a row; returns when its last beat is there.
  @inline(__always)
  private mutating func request(address: Int, bytes: Int, at time: Int, _ memory: inout GemminiMemory) -> Int {
    var address = address
    var remaining = bytes
    var earliest = time
    while remaining > 0 {
      let packet = TileLinkPacket(address: address, remaining: remaining)
      if address / timing.pageBytes != page {
        page = address / timing.pageBytes
        earliest = max(earliest, requestNext) + timing.pageChange
      }
      let sent = max(max(earliest, requestNext), requestDone[(requests - timing.requestsInFlight) & 15])
      requestNext = sent + Self.cycle
      let data = memory.access(line: address >> 6, at: sent, .read) + timing.cacheHit
      // The scratchpad takes one row of the array's width per cycle (`DMA.scala`, `BeatMerger`).
      returned = max(returned, data) + max(packet.beats, ceilingQuotient(packet.covered, side)) * Self.cycle
      requestDone[requests & 15] = returned
      requests += 1
      address += packet.covered
      remaining -= packet.covered
    }
    rowRequested[rows & 7] = requestNext
    return returned
  }
}
