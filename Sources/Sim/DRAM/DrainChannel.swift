import Core

/// One channel under DRAMsim3's controller: queues feed command queues that are served round robin.
///
/// Each cycle one command goes out and then one transaction moves from the read queue, or from the write buffer while
/// it is being drained, to its bank's command queue. Only cycles in which something can happen are looked at.
/// A write counts as done one cycle after it was buffered; up to eight may stay buffered for ever.
struct DrainChannel: Sendable {
  struct Bank {
    var openRow = closed
    /// Columns accessed since the row was opened.
    var accesses = 0

    static let closed: Int32 = -1
  }

  let policy: DRAMControllerPolicy
  let closesRows: Bool
  let banksPerRank: Int
  let ranks: Int
  let issuesPairs: Bool
  private let readLatency: Int64
  private let burst: Int
  let refreshInterval: Int64

  var device: DRAMDevice
  var banks: [Bank]
  var pool: TransactionPool
  /// Lists of waiting reads, then waiting writes, then commands, by bank.
  var queues: [BankQueue]
  /// Banks with commands that don't wait for a known cycle: the only ones worth a look.
  var restlessBanks: UInt64 = 0
  /// Cycles before which no command of the other banks is ready: these only rise while a bank's queue and row stay.
  var waiting = WakeWheel()
  /// Commands in each command queue, by bank or by rank.
  private var queueCounts: [Int]
  /// Banks with waiting reads, waiting writes and commands, with a full command queue, and with an open row.
  var readBanks: UInt64 = 0
  var writeBanks: UInt64 = 0
  var commandBanks: UInt64 = 0
  var fullBanks: UInt64 = 0
  var openBanks: UInt64 = 0
  var queuedReads = 0
  var queuedWrites = 0
  /// Writes left of the batch being drained.
  var draining = 0
  /// Whether a write that had to wait for a read ended its batch in the cycle before.
  var endedBatch = false
  /// The command queue served last.
  var lastServed = 0
  private var order: Int64 = 0
  /// How many transactions have an address with that hash.
  private var addresses = [Int32](repeating: 0, count: addressHashes)
  private static let addressHashes = 1024

  var nextRefresh: Int64
  var refreshesDue = 0
  var refreshesDone = 0

  /// All cycles before this one are decided.
  var now: Int64 = 0
  /// The first cycle in which something can happen, unless a request arrives first.
  var nextAction: Int64 = 0
  private var returns: ReturnQueue
  private var acknowledgements: ReturnQueue
  var counts = DRAMCounts()
  private(set) var lastColumnTime: Int64 = -1
  private(set) var activity: RankActivity

  init(_ configuration: DRAMConfiguration) {
    let organization = configuration.organization
    policy = configuration.controller
    closesRows = policy.rowPolicy == .closed
    ranks = organization.ranks
    banksPerRank = organization.banksPerRank
    issuesPairs = configuration.standard.hasSplitCommandBus
    readLatency = Int64(configuration.readLatency)
    burst = configuration.timing.burst
    refreshInterval = configuration.timing.tREFI > 0 ? Int64(max(1, configuration.timing.tREFI / ranks)) : .max
    nextRefresh = refreshInterval
    device = DRAMDevice(configuration)
    banks = Array(repeating: Bank(), count: organization.banks)
    queues = Array(repeating: BankQueue(), count: 3 * organization.banks)
    queueCounts = Array(repeating: 0, count: policy.commandQueues == .perBank ? organization.banks : ranks)
    pool = TransactionPool(capacity: policy.readQueue + policy.writeQueue + queueCounts.count * policy.commandQueue)
    returns = ReturnQueue(capacity: 64 + configuration.readLatency)
    acknowledgements = ReturnQueue(capacity: 64)
    activity = RankActivity(ranks: ranks)
  }

  // MARK: Requests

  @inline(__always)
  func canAccept(_ isWrite: Bool) -> Bool {
    isWrite ? queuedWrites < policy.writeQueue : queuedReads < policy.readQueue
  }

  mutating func submit(_ request: MemoryRequest, _ location: DRAMLocation, at time: Int64) {
    decide(upTo: time)
    let bank = location.bank
    let overwrites = pending(location, isWrite: true) != PendingTransaction.none
    if request.isWrite || overwrites {
      acknowledgements.push(MemoryCompletion(id: request.id, time: time + 1, isWrite: request.isWrite))
    }
    if overwrites {
      counts.forwarded += 1
      return
    }
    if !request.isWrite {
      let twin = pending(location, isWrite: false)
      if twin != PendingTransaction.none {
        let slot = take(request, location, at: time)
        pool.slots[Int(slot)].twin = pool.slots[Int(twin)].twin
        pool.slots[Int(twin)].twin = slot
        counts.forwarded += 1
        return
      }
    }
    let slot = take(request, location, at: time)
    order += 1
    if request.isWrite {
      queuedWrites += 1
      writeBanks |= 1 &<< UInt64(bank)
      pool.append(slot, to: &queues[banks.count + bank], openRow: Bank.closed)
    } else {
      queuedReads += 1
      readBanks |= 1 &<< UInt64(bank)
      pool.append(slot, to: &queues[bank], openRow: Bank.closed)
    }
    nextAction = now
  }

  private mutating func take(_ request: MemoryRequest, _ location: DRAMLocation, at time: Int64) -> Int32 {
    addresses[hash(bank: location.bank, row: location.row, column: location.column)] += 1
    return pool.take(request, location, at: time, order: order)
  }

  private mutating func release(_ slot: Int32, _ bank: Int) {
    let index = Int(slot)
    addresses[hash(bank: bank, row: pool.slots[index].row, column: pool.slots[index].column)] -= 1
    pool.release(slot)
  }

  /// Neighbouring columns, and the same column of neighbouring banks and rows, have different hashes.
  @inline(__always)
  private func hash(bank: Int, row: Int32, column: Int32) -> Int {
    (Int(column) &+ bank &* 67 &+ Int(row) &* 193) & (Self.addressHashes - 1)
  }

  /// The transaction of that kind and address that has not been issued, or `none`.
  ///
  /// `mutating`, as the compiler copies a large `self` to call anything else.
  mutating func pending(_ location: DRAMLocation, isWrite: Bool) -> Int32 {
    guard addresses[hash(bank: location.bank, row: location.row, column: location.column)] > 0 else {
      return PendingTransaction.none
    }
    let bit: UInt64 = 1 &<< UInt64(location.bank)
    if (isWrite ? writeBanks : readBanks) & bit != 0 {
      let found = find(location, isWrite: isWrite, in: isWrite ? banks.count + location.bank : location.bank)
      if found != PendingTransaction.none { return found }
    }
    guard commandBanks & bit != 0 else { return PendingTransaction.none }
    return find(location, isWrite: isWrite, in: 2 * banks.count + location.bank)
  }

  private mutating func find(_ location: DRAMLocation, isWrite: Bool, in queue: Int) -> Int32 {
    let slots = pool.slots.span
    var candidate = queues[queue].head
    while candidate != PendingTransaction.none {
      let index = Int(candidate)
      if slots[index].row == location.row, slots[index].column == location.column, slots[index].isWrite == isWrite {
        return candidate
      }
      candidate = slots[index].next
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

  // MARK: Commands

  /// Issues a command that is ready in cycle `now`.
  mutating func issue(_ command: DRAMCommand, _ slot: Int32, _ bank: Int) {
    device.issue(command, bank: bank, at: now)
    switch command {
    case .precharge:
      counts.precharges += 1
      setRow(Bank.closed, of: bank)
    case .activate:
      counts.activates += 1
      setRow(pool.slots[Int(slot)].row, of: bank)
    case .refresh:
      counts.refreshes += 1
      refreshesDone += 1
    case .read, .write, .readPrecharge, .writePrecharge:
      access(slot, bank)
    case .prechargeAll:
      preconditionFailure("bank \(bank): this controller closes one bank at a time")
    }
  }

  private mutating func access(_ slot: Int32, _ bank: Int) {
    lastColumnTime = now
    counts.busBusyCycles += burst
    if banks[bank].accesses > 0 { counts.rowHits += 1 }
    banks[bank].accesses += 1
    leaveCommandQueue(slot, bank)
    if closesRows { setRow(Bank.closed, of: bank) }
    if pool.slots[Int(slot)].isWrite {
      counts.writes += 1
      release(slot, bank)
      return
    }
    counts.reads += 1
    var done = slot
    while done != PendingTransaction.none {
      returns.push(MemoryCompletion(id: pool.slots[Int(done)].id, time: now + readLatency, isWrite: false))
      let twin = pool.slots[Int(done)].twin
      release(done, bank)
      done = twin
    }
  }

  private mutating func setRow(_ row: Int32, of bank: Int) {
    let bit: UInt64 = 1 &<< UInt64(bank)
    banks[bank].openRow = row
    if row == Bank.closed {
      banks[bank].accesses = 0
      openBanks &= ~bit
      activity.close(bank / banksPerRank, at: now)
    } else {
      openBanks |= bit
      activity.open(bank / banksPerRank, at: now)
    }
    restlessBanks |= commandBanks & bit
    if commandBanks & bit != 0 { pool.classify(&queues[2 * banks.count + bank], openRow: row) }
  }

  // MARK: Command queues

  /// Appends a transaction to its command queue, whose order is the order of moving in.
  mutating func enterCommandQueue(_ slot: Int32, _ bank: Int) {
    pool.slots[Int(slot)].order = order
    order += 1
    pool.append(slot, to: &queues[2 * banks.count + bank], openRow: banks[bank].openRow)
    commandBanks |= 1 &<< UInt64(bank)
    restlessBanks |= 1 &<< UInt64(bank)
    let queue = policy.commandQueues == .perBank ? bank : bank / banksPerRank
    queueCounts[queue] += 1
    if queueCounts[queue] == policy.commandQueue { fullBanks |= queueMask(queue) }
  }

  private mutating func leaveCommandQueue(_ slot: Int32, _ bank: Int) {
    pool.remove(slot, from: &queues[2 * banks.count + bank], openRow: banks[bank].openRow)
    let bit: UInt64 = 1 &<< UInt64(bank)
    restlessBanks |= bit
    if queues[2 * banks.count + bank].head == PendingTransaction.none {
      commandBanks &= ~bit
      restlessBanks &= ~bit
    }
    let queue = policy.commandQueues == .perBank ? bank : bank / banksPerRank
    queueCounts[queue] -= 1
    fullBanks &= ~queueMask(queue)
  }

  /// The banks that share a command queue.
  @inline(__always)
  private func queueMask(_ queue: Int) -> UInt64 {
    policy.commandQueues == .perBank ? 1 &<< UInt64(queue) : rankMask(queue)
  }

  /// The banks of a rank.
  @inline(__always)
  func rankMask(_ rank: Int) -> UInt64 { bankMask(ofRank: rank, banksPerRank) }
}
