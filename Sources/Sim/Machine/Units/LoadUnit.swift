import Core

/// The DMA engine that fetches tiles: rows to aligned requests, requests to memory transactions, data back over the bus.
///
/// It issues at most one request a cycle, holds at most the DMA's requests in flight, and its bus carries `busBytes` a
/// cycle. Its work is the cycles the bus carries data.
struct LoadUnit {
  var queue: Ring<LoadCommand>
  private(set) var activity = Activity()
  private(set) var counts = TransferCounts()
  /// The next cycle at which it may do something by itself; `.max` when another unit has to move first.
  private(set) var wake = Int.max

  private let link: Link
  private let client: MemoryPort.Client
  private var flight: Flight
  /// The tile being fetched, once `hasCommand`; it has its slot once `isOpen`.
  private var command = LoadCommand()
  private var hasCommand = false
  private var isOpen = false
  private var isNew = false
  /// Whether no store of the tile to be reloaded is under way any more.
  var mayReload = false
  private var requests: RequestCursor
  private var request: Request?
  /// The next transaction of `request` to hand over, and the number its request got.
  private var transaction: (block: Int, number: Int)?
  private var nextIssue = 0
  /// Requests on the bus or waiting for it, in the order their data arrives.
  private var arrivals: Ring<(time: Int, number: Int)>
  private var busFree = 0
  private var started = 0
  /// What it waits for while nothing is in flight; `nil` when it has nothing to do.
  private(set) var waiting: StallCause?
  /// Whether the last request could not be issued because all were out.
  private var wasFull = false

  init(_ link: Link, core: Int, queueDepth: Int) {
    self.link = link
    client = MemoryPort.Client(core: core, engine: .load)
    queue = Ring(capacity: queueDepth)
    flight = Flight(limit: link.requestsInFlight)
    arrivals = Ring(capacity: link.requestsInFlight)
    requests = RequestCursor(TensorBox(), blockBytes: link.requestBytes)
  }

  var isIdle: Bool { queue.isEmpty && !hasCommand && flight.outstanding == 0 && arrivals.isEmpty }

  var hasRoom: Bool { !queue.isFull }

  /// The output tile whose partial sums the present command is to bring back; `nil` when there is none or it has begun.
  var reload: Reload? {
    guard hasCommand, !isOpen, let identity = command.reloads else { return nil }
    return Reload(tile: command.tile, identity: identity)
  }

  /// Takes a finished transaction from the memory.
  mutating func complete(_ tag: Int, at now: Int) {
    let number = flight.number(ofTag: tag)
    guard flight.transactionDone(number) else { return }
    schedule(number, dataAt: now)
  }

  /// Puts the data that has arrived by `now` in its place.
  mutating func receive(at now: Int, buffers: inout Buffers, timeline: inout Timeline) {
    guard let first = arrivals.first, first.time <= now else { return }
    while let arrival = arrivals.first, arrival.time <= now {
      _ = arrivals.pop()
      flight.arrived(arrival.number)
      timeline.recordRequest(
        .load, flight.operand(arrival.number), at: arrival.time, address: flight.address(arrival.number),
        bytes: flight.bytes(arrival.number))
    }
    while let landed = flight.land() {
      buffers.arrive(landed.operand, landed.tile, elements: landed.elements, bytes: landed.bytes, at: now)
    }
  }

  /// Issues what can be issued at `now`.
  mutating func advance(
    at now: Int, hasMoreToCome: Bool, memory: inout MemoryPort, buffers: inout Buffers, timeline: inout Timeline
  ) {
    wake = arrivals.first?.time ?? .max
    let blocked = issue(at: now, memory: &memory, buffers: &buffers, timeline: &timeline)
    guard flight.outstanding == 0 else { return }
    settle(at: now)
    waiting = blocked ?? (hasMoreToCome ? .issue : nil)
  }

  /// Accounts for the cycles since it last had something to do.
  mutating func settle(at now: Int) {
    if let waiting {
      activity.waits(until: now, for: waiting)
    } else {
      activity.rests(until: now)
    }
  }

  /// Issues requests until something stands in the way; says what, or `nil` when there is no command.
  private mutating func issue(
    at now: Int, memory: inout MemoryPort, buffers: inout Buffers, timeline: inout Timeline
  ) -> StallCause? {
    while true {
      if !hasCommand {
        guard let next = queue.pop() else { return nil }
        command = next
        hasCommand = true
        isOpen = false
        isNew = true
        mayReload = false
      }
      if !isOpen {
        if let obstacle = open(at: now, buffers: &buffers) { return obstacle }
      }
      if request == nil {
        guard let next = requests.next() else {
          finish(at: now, timeline: &timeline)
          continue
        }
        request = next
      }
      if nextIssue > now {
        wake = min(wake, nextIssue)
        return .bus
      }
      if let obstacle = send(at: now, memory: &memory) { return obstacle }
      request = nil
      nextIssue = link.isIdeal ? now : now + 1
    }
  }

  /// Takes the tile's slot, or says what it waits for.
  private mutating func open(at now: Int, buffers: inout Buffers) -> StallCause? {
    guard buffers.hasRoom(command.operand, for: command.tile) else { return .space }
    guard command.reloads == nil || mayReload else {
      // A command just taken has not been compared with the stores yet: the machine looks again at once.
      if isNew { wake = now }
      isNew = false
      return .partialSums
    }
    buffers.open(command.operand, command.tile)
    requests = RequestCursor(command.box, blockBytes: link.requestBytes)
    counts.tiles += 1
    counts.elements[command.operand] += command.box.elements
    counts.neededElements[command.operand] += command.box.neededElements
    started = now
    isOpen = true
    return nil
  }

  private mutating func finish(at now: Int, timeline: inout Timeline) {
    timeline.record(
      .load, .tile, command.operand, from: started, to: now, address: command.tile, amount: command.box.elements)
    hasCommand = false
  }

  /// Hands the request's transactions to the memory, or says why one was refused.
  private mutating func send(at now: Int, memory: inout MemoryPort) -> StallCause? {
    guard let request else { return nil }
    let bytes = request.address..<request.address + request.bytes
    let last = (bytes.upperBound - 1) / memory.blockBytes
    if transaction == nil {
      if flight.isFull {
        wasFull = true
        return .requestsInFlight
      }
      if flight.outstanding == 0 { settle(at: now) }
      let first = bytes.lowerBound / memory.blockBytes
      let number = flight.issue(
        request, transactions: last - first + 1, operand: command.operand, tile: command.tile, at: now)
      transaction = (first, number)
      counts.requests += 1
      counts.bytes += request.bytes
    }
    while let (block, number) = transaction {
      switch memory.submit(client, tag: number, block: block, of: bytes, at: now) {
      case .refused: return .dram
      case .accepted: break
      case .done: if flight.transactionDone(number) { schedule(number, dataAt: now) }
      }
      transaction = block == last ? nil : (block + 1, number)
    }
    return nil
  }

  /// Books the bus for a request's data.
  private mutating func schedule(_ number: Int, dataAt now: Int) {
    let ready = now + link.roundTrip
    let begin = max(ready, busFree)
    let beats = link.beats(flight.bytes(number))
    let memoryTime = now - flight.submitted(number)
    activity.waits(until: begin, for: gapCause(memoryTime: memoryTime))
    activity.works(until: begin + beats)
    busFree = begin + beats
    counts.busBytes += beats * link.busBytes
    arrivals.push((busFree, number))
    wake = min(wake, busFree)
  }

  /// Why the bus carried nothing before this data: the memory took longer than an unloaded read, or all requests were
  /// out, or the data was still on its way.
  private mutating func gapCause(memoryTime: Int) -> StallCause {
    defer { wasFull = false }
    if memoryTime > link.unloadedRead { return .dram }
    if wasFull { return .requestsInFlight }
    return memoryTime > 0 || link.roundTrip == 0 ? .dram : .bus
  }
}

extension LoadUnit {
  /// Whether everything that decides what happens next is as it was, up to the shift; behind an ideal memory.
  func recurs(_ earlier: LoadUnit, _ shift: Shift) -> Bool {
    guard activity.accounted - earlier.activity.accounted == shift.cycles, hasCommand == earlier.hasCommand,
      isOpen == earlier.isOpen || !hasCommand, isNew == earlier.isNew || !hasCommand,
      mayReload == earlier.mayReload || !hasCommand, waiting == earlier.waiting, wasFull == earlier.wasFull,
      transaction == nil, earlier.transaction == nil, shift.matches(nextIssue, earlier.nextIssue),
      shift.matches(busFree, earlier.busFree), shift.matches(wake, earlier.wake),
      queue.recurs(earlier.queue, { $0.recurs($1, shift) }), flight.recurs(earlier.flight, shift),
      arrivals.recurs(
        earlier.arrivals,
        { shift.matches($0.time, $1.time) && $0.number - flight.next == $1.number - earlier.flight.next })
    else { return false }
    guard hasCommand else { return true }
    guard command.recurs(earlier.command, shift) else { return false }
    guard isOpen, let bytes = shift.bytes(command.operand, of: command.box) else { return !isOpen }
    guard requests.recurs(earlier.requests, bytes) else { return false }
    guard let request, let before = earlier.request else { return request == nil && earlier.request == nil }
    return request.address == before.address + bytes && request.bytes == before.bytes
      && request.elements == before.elements
  }

  mutating func move(by shift: Shift) {
    queue.update { $0.move(by: shift) }
    guard hasCommand, let bytes = shift.bytes(command.operand, of: command.box) else { return }
    command.move(by: shift)
    requests.move(command.operand, by: shift, bytes)
    request?.address += bytes
  }

  /// Counts what happened since an earlier state so many times more.
  mutating func `repeat`(_ times: Int, since earlier: LoadUnit) {
    activity.repeat(times, since: earlier.activity)
    counts.repeat(times, since: earlier.counts)
  }
}

/// What a DMA engine moved.
struct TransferCounts {
  var tiles = 0
  var requests = 0
  /// Bytes asked for, and bytes the bus's beats could have carried.
  var bytes = 0
  var busBytes = 0
  /// Elements moved, and those of them the layer needs.
  var elements = OperandMap(repeating: 0)
  var neededElements = OperandMap(repeating: 0)

  /// Counts what happened since an earlier state so many times more.
  mutating func `repeat`(_ times: Int, since earlier: TransferCounts) {
    tiles += times * (tiles - earlier.tiles)
    requests += times * (requests - earlier.requests)
    bytes += times * (bytes - earlier.bytes)
    busBytes += times * (busBytes - earlier.busBytes)
    for operand in Operand.allCases {
      elements[operand] += times * (elements[operand] - earlier.elements[operand])
      neededElements[operand] += times * (neededElements[operand] - earlier.neededElements[operand])
    }
  }
}

/// The constants of a DMA engine, as its units use them.
struct Link {
  let busBytes: Int
  let requestBytes: Int
  let requestsInFlight: Int
  /// Core cycles a request and its answer spend between the engine and the memory.
  let roundTrip: Int
  let unloadedRead: Int
  let isIdeal: Bool

  /// In-flight requests of an ideal engine: more than any memory's queues take.
  private static let unlimitedRequests = 1024

  init(_ dma: DMA, unloadedRead: Int, isIdeal: Bool) {
    busBytes = dma.busBytes
    requestBytes = dma.requestBytes
    requestsInFlight = isIdeal ? Self.unlimitedRequests : dma.requestsInFlight
    roundTrip = isIdeal ? 0 : 2 * dma.latency
    self.unloadedRead = unloadedRead
    self.isIdeal = isIdeal
  }

  /// Bus cycles that carry so many bytes.
  @inline(__always)
  func beats(_ bytes: Int) -> Int { isIdeal ? 0 : ceilingDivide(bytes, busBytes) }
}
