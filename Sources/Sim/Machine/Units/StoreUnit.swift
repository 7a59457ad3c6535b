import Core

/// The DMA engine that writes output tiles back.
///
/// A tile is read out of its buffer once its results are complete; its slot is free when the last byte has left it. A
/// request's place is free again once the memory has answered. Its work is the cycles the bus carries data.
struct StoreUnit {
  var queue: Ring<StoreCommand>
  private(set) var activity = Activity()
  private(set) var counts = TransferCounts()
  /// Elements written as partial sums.
  private(set) var partialElements = 0
  private(set) var wake = Int.max

  private let link: Link
  private let client: MemoryPort.Client
  private var flight: Flight
  /// The tile being written, once `hasCommand`; its results are complete once `isOpen`.
  private var command = StoreCommand()
  private var hasCommand = false
  private var isOpen = false
  private var requests: RequestCursor
  private var request: Request?
  private var transaction: (block: Int, number: Int)?
  private var busFree = 0
  private var acknowledgements: Ring<(time: Int, number: Int)>
  private var started = 0
  private(set) var waiting: StallCause?
  /// Tiles whose last byte leaves the buffer at the time given.
  private var draining: Int?

  init(_ link: Link, core: Int, queueDepth: Int) {
    self.link = link
    client = MemoryPort.Client(core: core, engine: .store)
    queue = Ring(capacity: queueDepth)
    flight = Flight(limit: link.requestsInFlight)
    acknowledgements = Ring(capacity: link.requestsInFlight)
    requests = RequestCursor(TensorBox(), blockBytes: link.requestBytes)
  }

  var isIdle: Bool {
    queue.isEmpty && !hasCommand && flight.outstanding == 0 && draining == nil
  }

  var hasRoom: Bool { !queue.isFull }

  /// Whether an earlier store of the output tile a command reloads has not been handed to the memory yet.
  ///
  /// From there on the memory keeps the order: a read of a buffered write is answered from the buffer.
  @inline(__always)
  func holdsBack(_ reload: Reload) -> Bool {
    if hasCommand, command.tile < reload.tile, command.identity == reload.identity { return true }
    return queue.contains { $0.tile < reload.tile && $0.identity == reload.identity }
  }

  /// Takes a finished transaction from the memory.
  mutating func complete(_ tag: Int, at now: Int) {
    let number = flight.number(ofTag: tag)
    guard flight.transactionDone(number) else { return }
    acknowledgements.push((now + link.roundTrip, number))
  }

  /// Takes the acknowledgements that have come back and frees the slot of a tile that has left.
  mutating func retire(at now: Int, buffers: inout Buffers) {
    if let time = draining, time <= now {
      buffers.release(.outputs)
      draining = nil
      hasCommand = false
    }
    while let first = acknowledgements.first, first.time <= now {
      _ = acknowledgements.pop()
      flight.arrived(first.number)
    }
    while flight.land() != nil {}
  }

  /// Sends what can be sent at `now`.
  mutating func advance(
    at now: Int, memory: inout MemoryPort, buffers: inout Buffers, timeline: inout Timeline
  ) {
    wake = min(acknowledgements.first?.time ?? .max, draining ?? .max)
    settle(at: now)
    waiting = send(at: now, memory: &memory, buffers: &buffers, timeline: &timeline)
    wake = min(wake, acknowledgements.first?.time ?? .max, draining ?? .max)
  }

  /// Accounts for the cycles since it last had something to do.
  mutating func settle(at now: Int) {
    if let waiting {
      activity.waits(until: now, for: waiting)
    } else {
      activity.rests(until: now)
    }
  }

  /// Sends requests until something stands in the way; says what, or `nil` when there is nothing to send.
  private mutating func send(
    at now: Int, memory: inout MemoryPort, buffers: inout Buffers, timeline: inout Timeline
  ) -> StallCause? {
    while draining == nil {
      if !hasCommand {
        guard let next = queue.pop() else { return acknowledgementCause }
        command = next
        hasCommand = true
        isOpen = false
      }
      if !isOpen {
        let ready = buffers.outputs.completionTime(of: command.tile)
        guard ready <= now else {
          wake = min(wake, ready)
          return .results
        }
        open(at: now)
      }
      if request == nil {
        guard let next = requests.next() else {
          drain(at: now, timeline: &timeline)
          return nil
        }
        request = next
      }
      if busFree > now {
        wake = min(wake, busFree)
        return .bus
      }
      let elements = request?.elements ?? 0
      if let obstacle = submit(at: now, memory: &memory, timeline: &timeline) { return obstacle }
      buffers.transfer(.outputs, command.tile, from: elements, bytes: link.requestBytes, at: now)
      request = nil
    }
    return nil
  }

  /// What it waits for once everything is sent: the memory, or its answers on their way back.
  private var acknowledgementCause: StallCause? {
    if flight.outstanding == 0 { return nil }
    return flight.outstanding > acknowledgements.count ? .dram : .bus
  }

  private mutating func open(at now: Int) {
    requests = RequestCursor(command.box, blockBytes: link.requestBytes)
    counts.tiles += 1
    counts.elements[.outputs] += command.box.elements
    if !command.isFinal { partialElements += command.box.elements }
    started = now
    isOpen = true
  }

  /// The last request is on the bus: the slot is free once it has passed.
  private mutating func drain(at now: Int, timeline: inout Timeline) {
    draining = max(now, busFree)
    wake = min(wake, max(now, busFree))
    timeline.record(
      .store, command.isFinal ? .tile : .partialSums, .outputs, from: started, to: max(now, busFree),
      address: command.tile, amount: command.box.elements)
  }

  private mutating func submit(
    at now: Int, memory: inout MemoryPort, timeline: inout Timeline
  ) -> StallCause? {
    guard let request else { return nil }
    let bytes = request.address..<request.address + request.bytes
    let last = (bytes.upperBound - 1) / memory.blockBytes
    if transaction == nil {
      if flight.isFull { return .requestsInFlight }
      let first = bytes.lowerBound / memory.blockBytes
      let number = flight.issue(
        request, transactions: last - first + 1, operand: .outputs, tile: command.tile, at: now)
      transaction = (first, number)
      counts.requests += 1
      counts.bytes += request.bytes
    }
    while let (block, number) = transaction {
      switch memory.submit(client, tag: number, block: block, of: bytes, at: now) {
      case .refused: return .dram
      case .accepted: break
      case .done:
        if flight.transactionDone(number) { acknowledgements.push((now + link.roundTrip, number)) }
      }
      transaction = block == last ? nil : (block + 1, number)
    }
    let beats = link.beats(request.bytes)
    counts.busBytes += beats * link.busBytes
    busFree = now + (link.isIdeal ? 0 : max(1, beats))
    activity.works(until: busFree)
    timeline.recordRequest(.store, .outputs, at: now, address: request.address, bytes: request.bytes)
    return nil
  }
}

extension StoreUnit {
  /// Whether everything that decides what happens next is as it was, up to the shift; behind an ideal memory.
  func recurs(_ earlier: StoreUnit, _ shift: Shift) -> Bool {
    guard activity.accounted - earlier.activity.accounted == shift.cycles, hasCommand == earlier.hasCommand,
      isOpen == earlier.isOpen || !hasCommand, waiting == earlier.waiting, transaction == nil,
      earlier.transaction == nil, shift.matches(busFree, earlier.busFree), shift.matches(wake, earlier.wake),
      shift.matches(draining ?? .max, earlier.draining ?? .max), queue.recurs(earlier.queue, { $0.recurs($1, shift) }),
      flight.recurs(earlier.flight, shift),
      acknowledgements.recurs(
        earlier.acknowledgements,
        { shift.matches($0.time, $1.time) && $0.number - flight.next == $1.number - earlier.flight.next })
    else { return false }
    guard hasCommand else { return true }
    guard command.recurs(earlier.command, shift) else { return false }
    guard isOpen, let bytes = shift.bytes(.outputs, of: command.box) else { return !isOpen }
    guard requests.recurs(earlier.requests, bytes) else { return false }
    guard let request, let before = earlier.request else { return request == nil && earlier.request == nil }
    return request.address == before.address + bytes && request.bytes == before.bytes
      && request.elements == before.elements
  }

  mutating func move(by shift: Shift) {
    queue.update { $0.move(by: shift) }
    guard hasCommand, let bytes = shift.bytes(.outputs, of: command.box) else { return }
    command.move(by: shift)
    requests.move(.outputs, by: shift, bytes)
    request?.address += bytes
  }

  /// Counts what happened since an earlier state so many times more.
  mutating func `repeat`(_ times: Int, since earlier: StoreUnit) {
    activity.repeat(times, since: earlier.activity)
    counts.repeat(times, since: earlier.counts)
    partialElements += times * (partialElements - earlier.partialElements)
  }
}
