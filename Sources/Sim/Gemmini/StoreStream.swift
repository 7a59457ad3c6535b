/// The store queue: accumulator rows through the scaling units to the DMA's writer and its Puts.
struct StoreStream: Sendable {
  /// When the newest command entered the reservation station.
  private(set) var issued = 0
  /// When the last Put was acknowledged.
  private(set) var acknowledged = 0
  private let timing: GemminiTiming
  private let movesInFlight: Int
  private let side: Int
  /// Moves so far.
  private(set) var commands = 0
  private var completions = [Int](repeating: 0, count: 8)
  private var dispatched = 0
  private var rows = 0
  private var rowWritten = [Int](repeating: 0, count: 8)
  private var puts = 0
  private var putDone = [Int](repeating: 0, count: 16)
  private var putNext = 0
  private var page = -1

  private static let cycle = GemminiTiming.ticksPerCycle

  init(_ timing: GemminiTiming, side: Int) {
    self.timing = timing
    self.side = side
    movesInFlight = timing.movesInFlight(side: side)
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
    issued = max(max(issued + Self.cycle, earliest), completions[(commands - timing.storeEntries) & 7])
    var time = max(
      max(issued + timing.commandLatency, ready), completions[(commands - movesInFlight) & 7] + Self.cycle)
    let rowTicks = ceilingQuotient(bytes, side) * Self.cycle
    for row in 0..<count {
      time = max(max(time, dispatched), rowWritten[(rows - timing.storeRowsAhead) & 7])
      dispatched = time + rowTicks
      write(address: address + row * pitch, bytes: bytes, at: dispatched + timing.writerLatency, &memory)
      rows += 1
    }
    completions[commands & 7] = dispatched
    commands += 1
  }

  private mutating func write(address: Int, bytes: Int, at time: Int, _ memory: inout GemminiMemory) {
    var address = address
    var remaining = bytes
    var earliest = time
    while remaining > 0 {
      let packet = TileLinkPacket(address: address, remaining: remaining)
      if address / timing.pageBytes != page {
        page = address / timing.pageBytes
        earliest = max(earliest, putNext) + timing.pageChange
      }
      let sent = max(max(earliest, putNext), putDone[(puts - timing.requestsInFlight) & 15])
      putNext = sent + max(timing.putInterval, packet.beats * Self.cycle)
      let done = memory.access(line: address >> 6, at: sent, .write) + timing.putAcknowledge
      acknowledged = max(acknowledged, done)
      putDone[puts & 15] = acknowledged
      puts += 1
      address += packet.covered
      remaining -= packet.covered
    }
    rowWritten[rows & 7] = putNext
  }
}
