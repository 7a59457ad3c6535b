import Core

/// One channel under DRAMsim3's controller: queues feed per-bank command queues that are served round robin.
///
/// Each cycle one command goes out and then one transaction moves from the read queue, or from the write buffer while
/// it is being drained, to its bank's command queue. Only cycles in which something can happen are looked at.
/// A write counts as done one cycle after it was buffered; up to eight may stay buffered for ever.
struct DrainChannel: Sendable {
  private struct Bank {
    var openRow = closed
    /// Columns accessed since the row was opened.
    var accesses = 0
    /// Commands in the bank's queue.
    var count = 0

    static let closed: Int32 = -1
  }

  /// A column or row command some bank can issue.
  private struct Candidate {
    var time = Int64.max
    var command = DRAMCommand.read
    var slot = PendingTransaction.none
  }

  /// Writes that stay buffered while the command queues are busy or empty.
  private static let writesKept = 8

  private let policy: DRAMControllerPolicy
  private let readLatency: Int64
  private let burst: Int
  private let refreshInterval: Int64
  private let banksPerRank: Int
  private let ranks: Int
  private let issuesPairs: Bool

  private var device: DRAMDevice
  private var banks: [Bank]
  private var pool: TransactionPool
  /// Lists of waiting reads, then waiting writes, then commands, by bank.
  private var queues: [BankQueue]
  private var readBanks: UInt64 = 0
  private var writeBanks: UInt64 = 0
  private var commandBanks: UInt64 = 0
  private var fullBanks: UInt64 = 0
  private var openBanks: UInt64 = 0
  private var queuedReads = 0
  private var queuedWrites = 0
  /// Writes left of the batch being drained.
  private var draining = 0
  private var lastServed = 0
  private var order: Int64 = 0

  private var nextRefresh: Int64
  private var refreshesDue = 0
  private var refreshesDone = 0

  /// All cycles before this one are decided.
  private var now: Int64 = 0
  /// The first cycle in which something can happen, unless a request arrives first.
  private var nextAction: Int64 = 0
  private var returns: ReturnQueue
  private var acknowledgements: ReturnQueue
  private(set) var counts = DRAMCounts()
  private(set) var lastColumnTime: Int64 = -1
  private(set) var activity: RankActivity

  init(_ configuration: DRAMConfiguration) {
    let organization = configuration.organization
    policy = configuration.controller
    readLatency = Int64(configuration.readLatency)
    burst = configuration.timing.burst
    ranks = organization.ranks
    refreshInterval = configuration.timing.tREFI > 0 ? Int64(configuration.timing.tREFI / ranks) : .max
    nextRefresh = refreshInterval
    banksPerRank = organization.banksPerRank
    issuesPairs = configuration.standard.hasSplitCommandBus
    device = DRAMDevice(configuration)
    activity = RankActivity(ranks: ranks)
    banks = Array(repeating: Bank(), count: organization.banks)
    pool = TransactionPool(
      capacity: policy.readQueue + policy.writeQueue + organization.banks * policy.bankQueue)
    queues = Array(repeating: BankQueue(), count: 3 * organization.banks)
    lastServed = 0
    returns = ReturnQueue(capacity: 64 + configuration.readLatency)
    acknowledgements = ReturnQueue(capacity: 64)
  }

  // MARK: Requests

  @inline(__always)
  func canAccept(_ isWrite: Bool) -> Bool {
    isWrite ? queuedWrites < policy.writeQueue : queuedReads < policy.readQueue
  }

  mutating func submit(_ request: MemoryRequest, _ location: DRAMLocation, at time: Int64) {
    decide(upTo: time)
    let bank = location.bank
    let pendingWrite = pending(location, isWrite: true) != PendingTransaction.none
    if request.isWrite || pendingWrite {
      acknowledgements.push(MemoryCompletion(id: request.id, time: time + 1, isWrite: request.isWrite))
      if pendingWrite { counts.forwarded += 1 }
      if pendingWrite { return }
    }
    if !request.isWrite {
      let twin = pending(location, isWrite: false)
      if twin != PendingTransaction.none {
        let slot = pool.take(request, location, at: time, order: order)
        pool.slots[Int(slot)].twin = pool.slots[Int(twin)].twin
        pool.slots[Int(twin)].twin = slot
        counts.forwarded += 1
        return
      }
    }
    let slot = pool.take(request, location, at: time, order: order)
    order += 1
    let bit = UInt64(1) << UInt64(bank)
    if request.isWrite {
      queuedWrites += 1
      writeBanks |= bit
      pool.append(slot, to: &queues[banks.count + bank], openRow: Bank.closed)
    } else {
      queuedReads += 1
      readBanks |= bit
      pool.append(slot, to: &queues[bank], openRow: Bank.closed)
    }
    nextAction = now
  }

  /// The waiting transaction of that kind and address, or `none`.
  private mutating func pending(_ location: DRAMLocation, isWrite: Bool) -> Int32 {
    let bank = location.bank
    let waiting = isWrite ? banks.count + bank : bank
    for index in [waiting, 2 * banks.count + bank] {
      var candidate = queues[index].head
      while candidate != PendingTransaction.none {
        let slot = pool.slots[Int(candidate)]
        if slot.row == location.row, slot.column == location.column, slot.isWrite == isWrite { return candidate }
        candidate = slot.next
      }
    }
    return PendingTransaction.none
  }

  // MARK: Time

  /// The cycle after the next one in which something can happen.
  @inline(__always)
  var nextDecisionTime: Int64 {
    let isBusy = (readBanks | writeBanks | commandBanks) != 0 && nextAction != .max
    return isBusy ? max(now, nextAction) + 1 : .max
  }

  @inline(__always)
  var nextEventTime: Int64 { min(returns.nextTime, acknowledgements.nextTime, nextDecisionTime) }

  mutating func advance(to time: Int64, _ completions: inout [MemoryCompletion]) {
    decide(upTo: time)
    while min(returns.nextTime, acknowledgements.nextTime) <= time {
      if acknowledgements.nextTime <= returns.nextTime {
        acknowledgements.drain(upTo: min(time, returns.nextTime), into: &completions)
      } else {
        returns.drain(upTo: min(time, acknowledgements.nextTime), into: &completions)
      }
    }
  }

  private mutating func decide(upTo time: Int64) {
    while now < time {
      let due = min(nextAction, nextRefresh)
      guard due < time else {
        now = time
        return
      }
      now = max(now, due)
      step()
      now += 1
    }
  }

  // MARK: One cycle

  /// Everything that happens in cycle `now`; sets `nextAction`.
  private mutating func step() {
    if now == nextRefresh {
      refreshesDue += 1
      nextRefresh += refreshInterval
    }
    var wake = Int64.max
    var isIssued = refreshStep(&wake)
    if !isIssued { isIssued = commandStep(isSecond: nil, &wake) }
    let isMoved = moveTransaction()
    nextAction = isIssued || isMoved ? now + 1 : wake
  }

  /// Precharges the next bank of the rank to be refreshed, or refreshes it; whether a command went out.
  private mutating func refreshStep(_ wake: inout Int64) -> Bool {
    guard refreshesDone < refreshesDue else { return false }
    let first = (refreshesDone % ranks) * banksPerRank
    var open = openBanks & rankMask(first)
    if open == 0 {
      let time = device.earliest(.refresh, bank: first)
      guard time <= now else {
        wake = min(wake, time)
        return false
      }
      device.issue(.refresh, bank: first, at: now)
      counts.refreshes += 1
      refreshesDone += 1
      return true
    }
    while open != 0 {
      let bank = open.trailingZeroBitCount
      open &= open - 1
      let time = device.earliest(.precharge, bank: bank)
      if time <= now {
        precharge(bank)
        return true
      }
      wake = min(wake, time)
    }
    return false
  }

  /// Issues the first ready command in round-robin order; whether there was one.
  ///
  /// HBM sends a second command in the same cycle on the other bus: `isSecond` then says whether the first was a
  /// column command.
  private mutating func commandStep(isSecond firstIsColumn: Bool?, _ wake: inout Int64) -> Bool {
    var eligible = commandBanks
    if refreshesDone < refreshesDue { eligible &= ~rankMask((refreshesDone % ranks) * banksPerRank) }
    // Bits above the bank served last come first.
    let above = lastServed == 63 ? 0 : eligible & (UInt64.max << UInt64(lastServed + 1))
    for part in [above, eligible & ~above] {
      var remaining = part
      while remaining != 0 {
        let bank = remaining.trailingZeroBitCount
        remaining &= remaining - 1
        let candidate = candidate(of: bank)
        guard candidate.time <= now else {
          wake = min(wake, candidate.time)
          continue
        }
        lastServed = bank
        let isColumn = candidate.command == .read || candidate.command == .write
        if let firstIsColumn, firstIsColumn == isColumn { return false }
        issue(candidate, bank)
        if issuesPairs, firstIsColumn == nil { _ = commandStep(isSecond: isColumn, &wake) }
        return true
      }
    }
    return false
  }

  /// The first command in the bank's queue that is ready, or the one that is ready soonest.
  private mutating func candidate(of bank: Int) -> Candidate {
    let queue = queues[2 * banks.count + bank]
    let openRow = banks[bank].openRow
    guard openRow != Bank.closed else {
      return Candidate(time: device.earliest(.activate, bank: bank), command: .activate, slot: queue.head)
    }
    let readTime = device.earliest(.read, bank: bank)
    let writeTime = device.earliest(.write, bank: bank)
    var best = Candidate()
    var slot = queue.head
    while slot != PendingTransaction.none {
      let transaction = pool.slots[Int(slot)]
      if transaction.row == openRow {
        let time = max(now, transaction.isWrite ? writeTime : readTime)
        if time < best.time, !transaction.isWrite || !follows(readOf: slot, in: queue) {
          best = Candidate(time: time, command: transaction.isWrite ? .write : .read, slot: slot)
        }
      } else if slot == queue.head, queue.hit == PendingTransaction.none || banks[bank].accesses >= policy.rowHitLimit {
        best = Candidate(time: max(now, device.earliest(.precharge, bank: bank)), command: .precharge, slot: slot)
      }
      if best.time <= now { break }
      slot = transaction.next
    }
    return best
  }

  /// Whether a read of the same address stands before this write.
  private mutating func follows(readOf write: Int32, in queue: BankQueue) -> Bool {
    let target = pool.slots[Int(write)]
    var slot = queue.head
    while slot != write {
      let transaction = pool.slots[Int(slot)]
      if !transaction.isWrite, transaction.row == target.row, transaction.column == target.column { return true }
      slot = transaction.next
    }
    return false
  }

  private mutating func issue(_ candidate: Candidate, _ bank: Int) {
    switch candidate.command {
    case .precharge:
      precharge(bank)
    case .activate:
      device.issue(.activate, bank: bank, at: now)
      counts.activates += 1
      setRow(pool.slots[Int(candidate.slot)].row, of: bank)
    default:
      access(candidate.slot, bank)
    }
  }

  private mutating func precharge(_ bank: Int) {
    device.issue(.precharge, bank: bank, at: now)
    counts.precharges += 1
    setRow(Bank.closed, of: bank)
  }

  private mutating func access(_ slot: Int32, _ bank: Int) {
    let transaction = pool.slots[Int(slot)]
    device.issue(transaction.isWrite ? .write : .read, bank: bank, at: now)
    lastColumnTime = now
    counts.busBusyCycles += burst
    if banks[bank].accesses > 0 { counts.rowHits += 1 }
    banks[bank].accesses += 1
    let index = 2 * banks.count + bank
    pool.remove(slot, from: &queues[index], openRow: banks[bank].openRow)
    banks[bank].count -= 1
    let bit = UInt64(1) << UInt64(bank)
    fullBanks &= ~bit
    if banks[bank].count == 0 { commandBanks &= ~bit }
    if transaction.isWrite {
      counts.writes += 1
      pool.release(slot)
      return
    }
    counts.reads += 1
    var done = slot
    while done != PendingTransaction.none {
      returns.push(MemoryCompletion(id: pool.slots[Int(done)].id, time: now + readLatency, isWrite: false))
      let twin = pool.slots[Int(done)].twin
      pool.release(done)
      done = twin
    }
  }

  private mutating func setRow(_ row: Int32, of bank: Int) {
    banks[bank].openRow = row
    if row == Bank.closed {
      banks[bank].accesses = 0
      activity.close(bank / banksPerRank, at: now)
      openBanks &= ~(UInt64(1) << UInt64(bank))
    } else {
      activity.open(bank / banksPerRank, at: now)
      openBanks |= UInt64(1) << UInt64(bank)
    }
    pool.classify(&queues[2 * banks.count + bank], openRow: row)
  }

  @inline(__always)
  private func rankMask(_ first: Int) -> UInt64 {
    (banksPerRank == 64 ? UInt64.max : (UInt64(1) << UInt64(banksPerRank)) - 1) << UInt64(first)
  }

  // MARK: From the queues to the banks

  /// Moves the oldest transaction whose bank has room; whether there was one.
  private mutating func moveTransaction() -> Bool {
    if draining == 0,
      queuedWrites >= policy.writeQueue || (queuedWrites > Self.writesKept && commandBanks == 0)
    {
      draining = queuedWrites
    }
    let isWrite = draining > 0
    let base = isWrite ? banks.count : 0
    var remaining = (isWrite ? writeBanks : readBanks) & ~fullBanks
    var oldest = Int64.max
    var chosen = -1
    while remaining != 0 {
      let bank = remaining.trailingZeroBitCount
      remaining &= remaining - 1
      let place = pool.slots[Int(queues[base + bank].head)].order
      if place < oldest {
        oldest = place
        chosen = bank
      }
    }
    guard chosen >= 0 else { return false }
    let slot = queues[base + chosen].head
    if isWrite {
      let transaction = pool.slots[Int(slot)]
      let location = DRAMLocation(bank: chosen, row: transaction.row, column: transaction.column)
      if pending(location, isWrite: false) != PendingTransaction.none {
        draining = 0
        return false
      }
      draining -= 1
    }
    pool.remove(slot, from: &queues[base + chosen], openRow: Bank.closed)
    let bit = UInt64(1) << UInt64(chosen)
    let isEmpty = queues[base + chosen].head == PendingTransaction.none
    if isWrite {
      queuedWrites -= 1
      if isEmpty { writeBanks &= ~bit }
    } else {
      queuedReads -= 1
      if isEmpty { readBanks &= ~bit }
    }
    pool.append(slot, to: &queues[2 * banks.count + chosen], openRow: banks[chosen].openRow)
    commandBanks |= bit
    banks[chosen].count += 1
    if banks[chosen].count == policy.bankQueue { fullBanks |= bit }
    return true
  }
}
