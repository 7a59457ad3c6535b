import Core

/// The store queue: accumulator rows through the scaling units to the DMA's writer and its Puts.
struct StoreStream: Sendable {
  /// When the newest command entered the reservation station.
  private(set) var issued = 0
  /// When the last Put was acknowledged.
  private(set) var acknowledged = 0
  /// Moves and Puts so far, bytes of them, and accumulator rows read.
  private(set) var commands = 0
  private(set) var puts = 0
  private(set) var bytes = 0
  private(set) var rowsRead = 0
  /// The writer: Puts going out, and what it waited for.
  private(set) var activity = Activity()
  private let timing: GemminiTiming
  private let movesInFlight: Int
  private let side: Int
  private var completions: TimeRing
  private var dispatched = 0
  private var rows = 0
  private var rowWritten: TimeRing
  private var putDone: TimeRing
  private var putNext = 0
  private var page = -1
  private let writerLatency: Int
  private let putInterval: Int
  private let acknowledgeLatency: Int

  private static let cycle = GemminiTiming.ticksPerCycle

  init(_ timing: GemminiTiming, side: Int) {
    self.timing = timing
    self.side = side
    movesInFlight = timing.movesInFlight(side: side)
    completions = TimeRing(holding: max(timing.stores.entries, movesInFlight))
    rowWritten = TimeRing(holding: timing.stores.rowsAhead)
    putDone = TimeRing(holding: timing.requestsInFlight)
    writerLatency = timing.stores.writerLatency.ticks
    putInterval = timing.stores.putInterval.ticks
    acknowledgeLatency = timing.stores.acknowledgeLatency.ticks
  }

  /// A move of accumulator rows to memory; the command completes when its last row is dispatched.
  ///
  /// - Parameters:
  ///   - count: Rows.
  ///   - bytes: Bytes of a row.
  ///   - address: Where the first row goes.
  ///   - pitch: Bytes from row to row in memory.
  ///   - ready: When the block that wrote the rows last has left the mesh.
  ///   - earliest: When the command may be issued.
  ///   - memory: Takes the Puts.
  mutating func move(
    rows count: Int, bytes: Int, address: Int, pitch: Int, ready: Int, from earliest: Int,
    _ memory: inout GemminiMemory
  ) {
    issued = max(max(issued + Self.cycle, earliest), completions[commands - timing.stores.entries])
    let started = max(issued + timing.commandLatency, completions[commands - movesInFlight] + Self.cycle)
    // Before the command may be issued the writer has nothing to do; from then on it waits for the rows.
    activity.rests(until: earliest)
    activity.waits(until: ready, for: .results)
    activity.waits(until: started, for: .issue)
    var time = max(started, ready)
    let rowTicks = ceilingDivide(bytes, side) * Self.cycle
    for row in 0..<count {
      time = max(max(time, dispatched), rowWritten[rows - timing.stores.rowsAhead])
      dispatched = time + rowTicks
      write(address: address + row * pitch, bytes: bytes, at: dispatched + writerLatency, &memory)
      rows += 1
    }
    self.bytes += count * bytes
    rowsRead += count * ceilingDivide(bytes, side)
    completions[commands] = dispatched
    commands += 1
  }

  private mutating func write(address: Int, bytes: Int, at time: Int, _ memory: inout GemminiMemory) {
    var address = address
    var remaining = bytes
    var earliest = time
    while remaining > 0 {
      let packet = TileLinkPacket(
        address: address, remaining: remaining, beat: timing.beatBytes, largest: timing.requestBytes)
      if address / timing.pageBytes != page {
        page = address / timing.pageBytes
        earliest = max(earliest, putNext) + timing.pageChange
      }
      let slot = putDone[puts - timing.requestsInFlight]
      let sent = max(max(earliest, putNext), slot)
      activity.waits(until: sent, for: sent == slot ? .requestsInFlight : .vectorUnit)
      putNext = sent + max(putInterval, packet.beats * timing.beat)
      activity.works(until: putNext)
      let done = memory.access(address: address, at: sent, .write, for: .outputs) + acknowledgeLatency
      acknowledged = max(acknowledged, done)
      putDone[puts] = acknowledged
      puts += 1
      address += packet.covered
      remaining -= packet.covered
    }
    rowWritten[rows] = putNext
  }
}
