import Core

/// One channel under a first-ready controller with a read queue and a write queue (Ramulator 2.1's controllers).
///
/// One command a cycle, or for HBM one column and one row command. In order of priority: the read or write a row was
/// opened for; the refresh that is due; the oldest queued request whose next command may issue. Writes are served in
/// batches between two watermarks. Each step of the loop is one command, one refresh falling due, or one look after
/// new requests; cycles in which nothing can happen cost nothing.
struct FirstReadyChannel: Sendable {
  struct Bank {
    var openRow = closed
    /// The transaction the open row was opened for, until its read or write has gone out.
    var owner = PendingTransaction.none

    static let closed: Int32 = -1
  }

  /// Queued transactions of one kind, and the banks whose lists hold a row hit or a miss.
  struct Waiting {
    var count = 0
    var hits: UInt64 = 0
    var misses: UInt64 = 0
  }

  let policy: DRAMControllerPolicy
  let rowHitFirst: Bool
  let closesRows: Bool
  let hasSplitBus: Bool
  let ranks: Int
  let banksPerRank: Int
  private let readLatency: Int64
  private let burst: Int
  private let refreshInterval: Int64
  private let activateCycles: Int64
  private let columnCycles: Int64

  var device: DRAMDevice
  var banks: [Bank]
  var pool: TransactionPool
  /// Lists of reads, then of writes, by bank.
  var queues: [BankQueue]
  /// The order of each list's first hit and of its first miss.
  var orders: [Int64]
  var reads = Waiting()
  var writes = Waiting()
  var servesWrites = false
  /// Banks whose row waits for the read or write it was opened for, and banks with an open row.
  var ownedBanks: UInt64 = 0
  var openBanks: UInt64 = 0
  private var order: Int64 = 0

  var nextRefresh: Int64
  var refreshesDue = 0
  var refreshesDone = 0

  /// All cycles before this one are decided.
  var now: Int64 = 0
  /// The first cycles free on the command bus for a column and for a row command.
  var columnFree: Int64 = 0
  var rowFree: Int64 = 0
  private var decision = Decision()
  /// The read or write a row was opened for that goes first, until something changes when it can.
  var nextOwned = Decision()
  var nextOwnedIsKnown = false
  /// Whether a request arrived, or a command went out, since `decision` was made.
  private var isStale = true
  private var returns: ReturnQueue
  private(set) var counts = DRAMCounts()
  private(set) var lastColumnTime: Int64 = -1
  private(set) var activity: RankActivity

  init(_ configuration: DRAMConfiguration) {
    let organization = configuration.organization
    policy = configuration.controller
    rowHitFirst = policy.scheduler == .rowHitFirst
    closesRows = policy.rowPolicy == .closed
    hasSplitBus = configuration.standard.hasSplitCommandBus
    ranks = organization.ranks
    banksPerRank = organization.banksPerRank
    readLatency = Int64(configuration.readLatency)
    burst = configuration.timing.burst
    refreshInterval = configuration.timing.tREFI > 0 ? Int64(configuration.timing.tREFI) : .max
    nextRefresh = refreshInterval - 1
    activateCycles = Int64(configuration.timing.activateCommandCycles)
    columnCycles = Int64(configuration.timing.columnCommandCycles)
    device = DRAMDevice(configuration)
    activity = RankActivity(ranks: ranks)
    banks = Array(repeating: Bank(), count: organization.banks)
    pool = TransactionPool(capacity: policy.readQueue + policy.writeQueue + organization.banks)
    queues = Array(repeating: BankQueue(), count: 2 * organization.banks)
    orders = Array(repeating: 0, count: 4 * organization.banks)
    returns = ReturnQueue(capacity: 64 + configuration.readLatency)
  }

  // MARK: Requests

  @inline(__always)
  func canAccept(_ location: DRAMLocation, _ isWrite: Bool) -> Bool {
    (isWrite ? writes.count < policy.writeQueue : reads.count < policy.readQueue) || isBuffered(location)
  }

  /// Whether a waiting write has the same address.
  @inline(__always)
  private func isBuffered(_ location: DRAMLocation) -> Bool {
    ((writes.hits | writes.misses) &>> UInt64(location.bank)) & 1 != 0
      && pool.contains(row: location.row, column: location.column, in: queues[banks.count + location.bank])
  }

  mutating func submit(_ request: MemoryRequest, _ location: DRAMLocation, at time: Int64) {
    decide(upTo: time)
    if isBuffered(location) {
      counts.forwarded += 1
      returns.push(MemoryCompletion(id: request.id, time: time, isWrite: request.isWrite))
      return
    }
    let slot = pool.take(request, location, at: time, order: order)
    order += 1
    let bank = location.bank
    pool.append(slot, to: &queues[request.isWrite ? banks.count + bank : bank], openRow: banks[bank].openRow)
    if request.isWrite {
      writes.count += 1
    } else {
      reads.count += 1
    }
    noteLists(of: bank, isWrite: request.isWrite)
    isStale = true
  }

  // MARK: Time

  /// The cycle after the next decision, or after the next look for one.
  @inline(__always)
  var nextDecisionTime: Int64 {
    if reads.count + writes.count == 0, ownedBanks == 0 { return .max }
    return isStale ? now + 1 : decision.time + 1
  }

  @inline(__always)
  var nextEventTime: Int64 { min(returns.nextTime, nextDecisionTime) }

  mutating func advance(to time: Int64, _ completions: inout [MemoryCompletion]) {
    decide(upTo: time)
    if returns.nextTime <= time { returns.drain(upTo: time, into: &completions) }
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

  // MARK: Commands

  private mutating func perform(_ decision: Decision) {
    let (time, bank) = (decision.time, decision.bank)
    now = time + 1
    // Closing rows delays no read or write that waits for an open one.
    if decision.action != .precharge, decision.action != .none, decision.action != .refreshDue {
      nextOwnedIsKnown = false
    }
    switch decision.action {
    case .none:
      break
    case .refreshDue:
      now = time
      refreshesDue += ranks
      nextRefresh += refreshInterval
    case .refresh:
      send(.refresh, to: bank, at: time)
      refreshesDone += 1
      counts.refreshes += 1
    case .prechargeAll:
      send(.prechargeAll, to: bank, at: time)
      counts.precharges += 1
      for closing in bank..<bank + banksPerRank where banks[closing].openRow != Bank.closed {
        setRow(Bank.closed, of: closing, at: time)
      }
    case .precharge:
      send(.precharge, to: bank, at: time)
      counts.precharges += 1
      setRow(Bank.closed, of: bank, at: time)
    case .activate:
      send(.activate, to: bank, at: time)
      counts.activates += 1
      unqueue(decision.slot, bank)
      // Between rows opened for requests of the same cycle, the one opened first goes first.
      pool.slots[Int(decision.slot)].order = order
      order += 1
      banks[bank].owner = decision.slot
      ownedBanks |= 1 &<< UInt64(bank)
      setRow(pool.slots[Int(decision.slot)].row, of: bank, at: time)
    case .column:
      counts.rowHits += 1
      unqueue(decision.slot, bank)
      access(decision)
    case .ownedColumn:
      banks[bank].owner = PendingTransaction.none
      ownedBanks &= ~(1 &<< UInt64(bank))
      access(decision)
    }
  }

  private mutating func access(_ decision: Decision) {
    let time = decision.time
    let (id, isWrite) = (pool.slots[Int(decision.slot)].id, pool.slots[Int(decision.slot)].isWrite)
    if closesRows {
      send(isWrite ? .writePrecharge : .readPrecharge, to: decision.bank, at: time)
      setRow(Bank.closed, of: decision.bank, at: time)
    } else {
      send(isWrite ? .write : .read, to: decision.bank, at: time)
    }
    lastColumnTime = time
    counts.busBusyCycles += burst
    if isWrite {
      counts.writes += 1
    } else {
      counts.reads += 1
    }
    returns.push(MemoryCompletion(id: id, time: isWrite ? time : time + readLatency, isWrite: isWrite))
    pool.release(decision.slot)
  }

  /// Puts a command on its bus; on a split bus the row command of a cycle is chosen after the column command.
  private mutating func send(_ command: DRAMCommand, to bank: Int, at time: Int64) {
    device.issue(command, bank: bank, at: time)
    let isColumn = command.isColumn
    let free = time + (isColumn ? columnCycles : command == .activate ? activateCycles : 1)
    if !hasSplitBus {
      columnFree = free
      rowFree = free
    } else if isColumn {
      columnFree = free
      now = time
    } else {
      rowFree = free
    }
  }

  private mutating func unqueue(_ slot: Int32, _ bank: Int) {
    let isWrite = pool.slots[Int(slot)].isWrite
    pool.remove(slot, from: &queues[isWrite ? banks.count + bank : bank], openRow: banks[bank].openRow)
    if isWrite {
      writes.count -= 1
    } else {
      reads.count -= 1
    }
    noteLists(of: bank, isWrite: isWrite)
  }

  private mutating func setRow(_ row: Int32, of bank: Int, at time: Int64) {
    let bit: UInt64 = 1 &<< UInt64(bank)
    banks[bank].openRow = row
    if row == Bank.closed {
      openBanks &= ~bit
      activity.close(bank / banksPerRank, at: time)
    } else {
      openBanks |= bit
      activity.open(bank / banksPerRank, at: time)
    }
    if (reads.hits | reads.misses) & bit != 0 {
      pool.classify(&queues[bank], openRow: row)
      noteLists(of: bank, isWrite: false)
    }
    if (writes.hits | writes.misses) & bit != 0 {
      pool.classify(&queues[banks.count + bank], openRow: row)
      noteLists(of: bank, isWrite: true)
    }
  }

  /// Brings the masks of banks with hits and misses, and their orders, up to date with one list.
  private mutating func noteLists(of bank: Int, isWrite: Bool) {
    let list = isWrite ? banks.count + bank : bank
    let (hit, miss) = (queues[list].hit, queues[list].miss)
    let bit: UInt64 = 1 &<< UInt64(bank)
    var (hits, misses): (UInt64, UInt64) = (0, 0)
    if hit != PendingTransaction.none {
      hits = bit
      orders[2 * list] = pool.slots[Int(hit)].order
    }
    if miss != PendingTransaction.none {
      misses = bit
      orders[2 * list + 1] = pool.slots[Int(miss)].order
    }
    if isWrite {
      writes.hits = writes.hits & ~bit | hits
      writes.misses = writes.misses & ~bit | misses
    } else {
      reads.hits = reads.hits & ~bit | hits
      reads.misses = reads.misses & ~bit | misses
    }
  }
}
