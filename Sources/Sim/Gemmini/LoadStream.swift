import Core

/// The load queue: reservation-station entries, the tracker of moves, rows handed to the DMA, and its requests.
///
/// Everything is in order, so each step is a recurrence over the last few rows, moves or requests. Times are ticks.
/// A row costs about 30 ns for each request on one core.
struct LoadStream: Sendable {
  /// When the newest command entered the reservation station.
  private(set) var issued = 0
  /// When the newest command completed.
  private(set) var completed = 0
  /// Moves from memory and of zeros so far.
  private(set) var commands = 0
  private(set) var zeroCommands = 0
  /// Requests, bytes they asked for, and rows of the array's width written, by operand; zeros among them.
  private(set) var requests = 0
  private(set) var bytes = OperandMap(repeating: 0)
  private(set) var rowsWritten = OperandMap(repeating: 0)
  /// The reader: data coming in, rows of zeros being written, and what it waited for.
  private(set) var activity = Activity()
  private let timing: GemminiTiming
  private let movesInFlight: Int
  private let side: Int
  private var completions: TimeRing
  private var handedOver = 0
  private var rows = 0
  private var rowRequested: TimeRing
  private var requestDone: TimeRing
  private var requestNext = 0
  private var returned = 0
  private var page = -1
  private let completionLatency: Int

  private static let cycle = GemminiTiming.ticksPerCycle

  init(_ timing: GemminiTiming, side: Int) {
    self.timing = timing
    self.side = side
    movesInFlight = timing.movesInFlight(side: side)
    completions = TimeRing(holding: max(timing.loads.entries, movesInFlight))
    rowRequested = TimeRing(holding: timing.loads.rowsAhead)
    requestDone = TimeRing(holding: timing.requestsInFlight)
    completionLatency = timing.loads.completionLatency.ticks
  }

  /// A configuration command: one slot of the issue port, no entry held.
  mutating func configure(from earliest: Int) {
    issued = max(issued + Self.cycle, earliest)
  }

  /// Until `time` the reader had no command because of the cause.
  mutating func waits(until time: Int, for cause: StallCause) {
    activity.waits(until: time, for: cause)
  }

  /// A move of rows of an operand from memory into the scratchpad.
  @inline(__always)
  mutating func move(
    _ operand: Operand, rows count: Int, bytes: Int, address: Int, pitch: Int, from earliest: Int,
    _ memory: inout GemminiMemory
  ) {
    let start = begin(from: earliest)
    var end = 0
    for row in 0..<count {
      let time = max(max(start + row * Self.cycle, handedOver), rowRequested[rows - timing.loads.rowsAhead])
      handedOver = time + Self.cycle
      end = request(operand, address: address + row * pitch, bytes: bytes, at: time, &memory)
      rows += 1
    }
    if count == 1 { handedOver += Self.cycle }
    self.bytes[operand] += count * bytes
    rowsWritten[operand] += count * ceilingDivide(bytes, side)
    complete(at: end + completionLatency)
  }

  /// A move of zeros, which writes rows of the array's width one after the other.
  mutating func zero(_ operand: Operand, rows count: Int, columns: Int, from earliest: Int) {
    let start = max(begin(from: earliest), handedOver)
    let rows = count * ceilingDivide(columns, side)
    handedOver = start + max(2, rows) * Self.cycle
    zeroCommands += 1
    rowsWritten[operand] += rows
    activity.waits(until: start, for: .issue)
    activity.works(until: handedOver)
    complete(at: handedOver)
  }

  /// Moves the stream on by a time in which it went on as before.
  mutating func shift(by ticks: Int) {
    issued += ticks
    completed += ticks
    handedOver += ticks
    requestNext += ticks
    returned += ticks
    completions.shift(by: ticks)
    rowRequested.shift(by: ticks)
    requestDone.shift(by: ticks)
    activity.works(until: returned)
  }

  private mutating func begin(from earliest: Int) -> Int {
    issued = max(max(issued + Self.cycle, earliest), completions[commands - timing.loads.entries])
    return max(issued + timing.commandLatency, completions[commands - movesInFlight] + Self.cycle)
  }

  private mutating func complete(at time: Int) {
    completed = max(completed, time)
    completions[commands] = completed
    commands += 1
  }

  /// Sends the requests of a row; returns when its last beat is there.
  @inline(__always)
  private mutating func request(
    _ operand: Operand, address: Int, bytes: Int, at time: Int, _ memory: inout GemminiMemory
  ) -> Int {
    var address = address
    var remaining = bytes
    var earliest = time
    while remaining > 0 {
      let packet = TileLinkPacket(
        address: address, remaining: remaining, beat: timing.beatBytes, largest: timing.requestBytes)
      if address / timing.pageBytes != page {
        page = address / timing.pageBytes
        earliest = max(earliest, requestNext) + timing.pageChange
      }
      let slot = requestDone[requests - timing.requestsInFlight]
      let sent = max(max(earliest, requestNext), slot)
      requestNext = sent + Self.cycle
      let data = memory.access(address: address, at: sent, .read, for: operand) + timing.cacheHit
      // Until it was sent, the request waited for its command or for one in flight; then its data for the memory.
      activity.waits(until: min(sent, data), for: sent == slot ? .requestsInFlight : .issue)
      activity.waits(until: data, for: .dram)
      // The scratchpad takes one row of the array's width per cycle (`DMA.scala`, `BeatMerger`).
      returned =
        max(returned, data)
        + max(packet.beats * timing.beat, ceilingDivide(packet.covered, side) * timing.scratchpadRow)
      activity.works(until: returned)
      requestDone[requests] = returned
      requests += 1
      address += packet.covered
      remaining -= packet.covered
    }
    rowRequested[rows] = requestNext
    return returned
  }
}
