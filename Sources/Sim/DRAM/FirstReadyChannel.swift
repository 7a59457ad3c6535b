import Core

/// One channel under a first-ready controller with a read queue and a write queue (Ramulator 2.1's controllers).
///
/// At most one command a cycle. In order of priority: the read or write a row was opened for; the refresh that is due;
/// the oldest queued request whose next command may issue. Writes are served in batches between two watermarks.
/// Each step of the loop is one command, one refresh falling due, or one look after new requests.
struct FirstReadyChannel: Sendable {
  private struct Bank {
    var openRow = closed
    /// The transaction the open row was opened for, until its read or write has gone out.
    var owner = PendingTransaction.none

    static let closed: Int32 = -1
  }

  /// The next thing to happen, unless a request arrives first.
  private struct Decision {
    enum Action: UInt8 {
      case none
      case refreshDue
      case refresh
      case prechargeAll
      case ownedColumn
      case column
      case activate
      case precharge
    }

    var time = Int64.max
    var action = Action.none
    var bank = 0
    var slot = PendingTransaction.none
  }

  private let policy: DRAMControllerPolicy
  private let rowHitFirst: Bool
  private let readLatency: Int64
  private let burst: Int
  private let refreshInterval: Int64
  private let banksPerRank: Int
  private let ranks: Int
  private let activateCycles: Int64
  private let columnCycles: Int64

  private var device: DRAMDevice
  private var banks: [Bank]
  private var pool: TransactionPool
  /// Lists of reads, then of writes, by bank.
  private var queues: [BankQueue]
  private var readBanks: UInt64 = 0
  private var writeBanks: UInt64 = 0
  private var ownedBanks: UInt64 = 0
  private var openBanks: UInt64 = 0
  private var queuedReads = 0
  private var queuedWrites = 0
  private var servesWrites = false
  private var order: Int64 = 0

  private var nextRefresh: Int64
  private var refreshesDue = 0
  private var refreshesDone = 0

  /// All cycles before this one are decided.
  private var now: Int64 = 0
  /// The first cycle the command bus is free.
  private var busFree: Int64 = 0
  private var decision = Decision()
  /// Whether a request arrived, or a command went out, since `decision` was made.
  private var isStale = true
  private var returns: ReturnQueue
  private(set) var counts = DRAMCounts()
  private(set) var lastColumnTime: Int64 = -1

  init(_ configuration: DRAMConfiguration) {
    let organization = configuration.organization
    policy = configuration.controller
    rowHitFirst = policy.scheduler == .rowHitFirst
    readLatency = Int64(configuration.readLatency)
    burst = configuration.timing.burst
    refreshInterval = configuration.timing.tREFI > 0 ? Int64(configuration.timing.tREFI) : .max
    nextRefresh = refreshInterval - 1
    banksPerRank = organization.banksPerRank
    ranks = organization.ranks
    activateCycles = Int64(configuration.timing.activateCommandCycles)
    columnCycles = Int64(configuration.timing.columnCommandCycles)
    device = DRAMDevice(configuration)
    banks = Array(repeating: Bank(), count: organization.banks)
    pool = TransactionPool(capacity: policy.readQueue + policy.writeQueue + organization.banks)
    queues = Array(repeating: BankQueue(), count: 2 * organization.banks)
    returns = ReturnQueue(capacity: 64 + configuration.readLatency)
  }

  // MARK: Requests

  func canAccept(_ location: DRAMLocation, _ isWrite: Bool) -> Bool {
    (isWrite ? queuedWrites < policy.writeQueue : queuedReads < policy.readQueue) || isBuffered(location)
  }

  /// Whether a waiting write has the same address.
  private func isBuffered(_ location: DRAMLocation) -> Bool {
    (writeBanks >> UInt64(location.bank)) & 1 != 0
      && pool.contains(row: location.row, column: location.column, in: queues[banks.count + location.bank])
  }

  mutating func submit(_ request: MemoryRequest, _ location: DRAMLocation, at time: Int64) {
    decide(upTo: time)
    if isBuffered(location) {
      counts.forwarded += 1
      returns.push(MemoryCompletion(id: request.id, time: time, isWrite: request.isWrite))
      return
    }
    var transaction = PendingTransaction()
    transaction.row = location.row
    transaction.column = location.column
    transaction.bank = Int32(location.bank)
    transaction.id = request.id
    transaction.isWrite = request.isWrite
    transaction.arrival = time
    transaction.order = order
    order += 1
    let slot = pool.take(transaction)
    let openRow = banks[location.bank].openRow
    let bit = UInt64(1) << UInt64(location.bank)
    if request.isWrite {
      queuedWrites += 1
      writeBanks |= bit
      pool.append(slot, to: &queues[banks.count + location.bank], openRow: openRow)
    } else {
      queuedReads += 1
      readBanks |= bit
      pool.append(slot, to: &queues[location.bank], openRow: openRow)
    }
    isStale = true
  }

  // MARK: Time

  var nextEventTime: Int64 {
    let isBusy = (readBanks | writeBanks | ownedBanks) != 0
    let decisionTime = isBusy ? (isStale ? now + 1 : decision.time + 1) : Int64.max
    return min(returns.nextTime, decisionTime)
  }

  mutating func advance(to time: Int64, _ completions: inout [MemoryCompletion]) {
    decide(upTo: time)
    returns.drain(upTo: time, into: &completions)
  }

  /// Takes every decision of the cycles before `time`.
  private mutating func decide(upTo time: Int64) {
    while now < time {
      if isStale {
        decision = nextDecision()
        isStale = false
      }
      guard decision.time < time else {
        now = time
        return
      }
      perform(decision)
      isStale = true
    }
  }

  // MARK: Decisions

  private mutating func nextDecision() -> Decision {
    let start = max(now, busFree)
    var best = ownedColumn(from: start)
    if refreshesDone < refreshesDue {
      let refresh = pendingRefresh(from: start)
      if refresh.time < best.time { best = refresh }
    } else {
      if best.time > now { chooseMode() }
      considerQueue(from: start, &best)
    }
    if nextRefresh <= best.time {
      best = Decision(time: max(nextRefresh, now), action: .refreshDue)
    }
    return best
  }

  /// The first read or write whose row was opened for it.
  private func ownedColumn(from start: Int64) -> Decision {
    var best = Decision()
    var arrival = Int64.max
    var order = Int64.max
    var remaining = ownedBanks
    while remaining != 0 {
      let bank = remaining.trailingZeroBitCount
      remaining &= remaining - 1
      let slot = banks[bank].owner
      let transaction = pool.slots[Int(slot)]
      let time = max(start, device.earliest(transaction.isWrite ? .write : .read, bank: bank))
      if (time, transaction.arrival, transaction.order) < (best.time, arrival, order) {
        best = Decision(time: time, action: .ownedColumn, bank: bank, slot: slot)
        arrival = transaction.arrival
        order = transaction.order
      }
    }
    return best
  }

  /// The refresh that is due, or the precharge it needs; nothing while a row waits for its own read or write.
  private func pendingRefresh(from start: Int64) -> Decision {
    let first = (refreshesDone % ranks) * banksPerRank
    let rankMask = (banksPerRank == 64 ? UInt64.max : (UInt64(1) << UInt64(banksPerRank)) - 1) << UInt64(first)
    if openBanks & rankMask == 0 {
      return Decision(time: max(start, device.earliest(.refresh, bank: first)), action: .refresh, bank: first)
    }
    if ownedBanks & rankMask != 0 { return Decision() }
    return Decision(time: max(start, device.earliest(.prechargeAll, bank: first)), action: .prechargeAll, bank: first)
  }

  /// Reads until the write queue passes its high mark or no read waits; then writes until it falls below the low one.
  private mutating func chooseMode() {
    if servesWrites {
      if queuedWrites * 100 < policy.writeLowPercent * policy.writeQueue, queuedReads != 0 { servesWrites = false }
    } else if queuedWrites * 100 > policy.writeHighPercent * policy.writeQueue || queuedReads == 0 {
      servesWrites = true
    }
  }

  /// The first command any queued request of the current mode can issue before `best`; the oldest request among equals.
  private func considerQueue(from start: Int64, _ best: inout Decision) {
    let column: DRAMCommand = servesWrites ? .write : .read
    let base = servesWrites ? banks.count : 0
    var remaining = servesWrites ? writeBanks : readBanks
    var order = Int64.min
    while remaining != 0 {
      let bank = remaining.trailingZeroBitCount
      remaining &= remaining - 1
      let queue = queues[base + bank]
      if queue.hit != PendingTransaction.none {
        let time = max(start, device.earliest(column, bank: bank))
        let place = pool.slots[Int(queue.hit)].order
        if time < best.time || (time == best.time && place < order) {
          best = Decision(time: time, action: .column, bank: bank, slot: queue.hit)
          order = place
        }
      }
      guard queue.miss != PendingTransaction.none else { continue }
      let isClosed = banks[bank].openRow == Bank.closed
      if !isClosed {
        if banks[bank].owner != PendingTransaction.none { continue }
        if rowHitFirst, queue.hit != PendingTransaction.none,
          pool.slots[Int(queue.hit)].arrival <= pool.slots[Int(queue.miss)].arrival
        {
          continue
        }
      }
      let time = max(start, device.earliest(isClosed ? .activate : .precharge, bank: bank))
      let place = pool.slots[Int(queue.miss)].order
      if time < best.time || (time == best.time && place < order) {
        best = Decision(time: time, action: isClosed ? .activate : .precharge, bank: bank, slot: queue.miss)
        order = place
      }
    }
  }

  // MARK: Commands

  private mutating func perform(_ decision: Decision) {
    let (time, bank) = (decision.time, decision.bank)
    now = time + 1
    switch decision.action {
    case .none:
      break
    case .refreshDue:
      now = time
      refreshesDue += ranks
      nextRefresh += refreshInterval
    case .refresh:
      device.issue(.refresh, bank: bank, at: time)
      refreshesDone += 1
      counts.refreshes += 1
    case .prechargeAll:
      device.issue(.prechargeAll, bank: bank, at: time)
      counts.precharges += 1
      for closing in bank..<bank + banksPerRank where banks[closing].openRow != Bank.closed {
        setRow(Bank.closed, of: closing)
      }
    case .precharge:
      device.issue(.precharge, bank: bank, at: time)
      counts.precharges += 1
      setRow(Bank.closed, of: bank)
    case .activate:
      activate(decision)
    case .column:
      counts.rowHits += 1
      unqueue(decision.slot, bank)
      access(decision)
    case .ownedColumn:
      banks[bank].owner = PendingTransaction.none
      ownedBanks &= ~(UInt64(1) << UInt64(bank))
      access(decision)
    }
  }

  private mutating func activate(_ decision: Decision) {
    let (bank, slot) = (decision.bank, decision.slot)
    device.issue(.activate, bank: bank, at: decision.time)
    busFree = decision.time + activateCycles
    counts.activates += 1
    unqueue(slot, bank)
    pool.slots[Int(slot)].order = order
    order += 1
    banks[bank].owner = slot
    ownedBanks |= UInt64(1) << UInt64(bank)
    setRow(pool.slots[Int(slot)].row, of: bank)
  }

  private mutating func access(_ decision: Decision) {
    let (bank, slot, time) = (decision.bank, decision.slot, decision.time)
    let transaction = pool.slots[Int(slot)]
    device.issue(transaction.isWrite ? .write : .read, bank: bank, at: time)
    busFree = time + columnCycles
    lastColumnTime = time
    counts.busBusyCycles += burst
    if transaction.isWrite {
      counts.writes += 1
    } else {
      counts.reads += 1
    }
    returns.push(
      MemoryCompletion(
        id: transaction.id, time: transaction.isWrite ? time : time + readLatency, isWrite: transaction.isWrite))
    pool.release(slot)
  }

  private mutating func unqueue(_ slot: Int32, _ bank: Int) {
    let isWrite = pool.slots[Int(slot)].isWrite
    let index = isWrite ? banks.count + bank : bank
    pool.remove(slot, from: &queues[index], openRow: banks[bank].openRow)
    let isEmpty = queues[index].head == PendingTransaction.none
    let bit = UInt64(1) << UInt64(bank)
    if isWrite {
      queuedWrites -= 1
      if isEmpty { writeBanks &= ~bit }
    } else {
      queuedReads -= 1
      if isEmpty { readBanks &= ~bit }
    }
  }

  private mutating func setRow(_ row: Int32, of bank: Int) {
    banks[bank].openRow = row
    if row == Bank.closed {
      openBanks &= ~(UInt64(1) << UInt64(bank))
    } else {
      openBanks |= UInt64(1) << UInt64(bank)
    }
    pool.classify(&queues[bank], openRow: row)
    pool.classify(&queues[banks.count + bank], openRow: row)
  }
}
