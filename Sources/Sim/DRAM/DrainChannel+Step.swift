import Core

extension DrainChannel {
  /// A command some bank can issue, and when.
  private struct Candidate {
    var time = Int64.max
    var command = DRAMCommand.read
    var slot = PendingTransaction.none
  }

  /// Writes that stay buffered while there is nothing to drain for.
  private static let writesKept = 8

  /// Everything that happens in cycle `now`; sets `nextAction`.
  mutating func step() {
    restlessBanks |= waiting.take(at: now) & commandBanks
    if now == nextRefresh {
      refreshesDue += 1
      nextRefresh += refreshInterval
    }
    var wake = Int64.max
    var isIssued = refreshStep(&wake)
    if isIssued {
      if issuesPairs { _ = commandStep(after: false) }
    } else {
      isIssued = commandStep(after: nil)
    }
    let isMoved = moveTransaction()
    nextAction = isIssued || isMoved ? now + 1 : min(wake, waiting.first(after: now))
  }

  /// Precharges the next bank of the rank to be refreshed, or refreshes it; whether a command went out.
  private mutating func refreshStep(_ wake: inout Int64) -> Bool {
    guard refreshesDone < refreshesDue else { return false }
    let rank = refreshesDone % ranks
    var open = openBanks & rankMask(rank)
    if open == 0 {
      let bank = rank * banksPerRank
      let time = device.earliest(.refresh, bank: bank)
      if time <= now { issue(.refresh, PendingTransaction.none, bank) } else { wake = min(wake, time) }
      return time <= now
    }
    while open != 0 {
      let bank = open.trailingZeroBitCount
      open &= open &- 1
      let time = device.earliest(.precharge, bank: bank)
      if time <= now {
        issue(.precharge, PendingTransaction.none, bank)
        return true
      }
      wake = min(wake, time)
    }
    return false
  }

  /// Issues the first ready command in round-robin order of the queues; whether there was one.
  ///
  /// HBM sends a second command in the same cycle on its other bus: `after` says whether the first was a column command.
  private mutating func commandStep(after firstIsColumn: Bool?) -> Bool {
    var eligible = commandBanks
    if refreshesDone < refreshesDue { eligible &= ~rankMask(refreshesDone % ranks) }
    guard eligible != 0 else { return false }
    guard let (bank, candidate) = nextReady(eligible) else { return false }
    lastServed = policy.commandQueues == .perBank ? bank : bank / banksPerRank
    let isColumn = candidate.command.isColumn
    if let firstIsColumn, firstIsColumn == isColumn { return false }
    issue(candidate.command, candidate.slot, bank)
    if issuesPairs, firstIsColumn == nil { _ = commandStep(after: isColumn) }
    return true
  }

  /// The bank and command whose turn it is.
  private mutating func nextReady(_ eligible: UInt64) -> (bank: Int, Candidate)? {
    let restless = eligible & restlessBanks
    var found: (bank: Int, Candidate)?
    if policy.commandQueues == .perRank {
      for turn in 1...ranks where found == nil {
        found = oldestReady(restless & rankMask((lastServed + turn) % ranks))
      }
    } else {
      // Bits above the bank served last come first.
      let above = lastServed == 63 ? 0 : restless & (UInt64.max &<< UInt64(lastServed &+ 1))
      found = firstReady(above) ?? firstReady(restless & ~above)
    }
    return found
  }

  /// The ready command of the bank, or `nil` and the bank waits.
  private mutating func ready(_ bank: Int) -> Candidate? {
    let candidate = candidate(of: bank)
    guard candidate.time > now else { return candidate }
    waiting.note(bank, at: candidate.time, now: now)
    restlessBanks &= ~(1 &<< UInt64(bank))
    return nil
  }

  private mutating func firstReady(_ banks: UInt64) -> (bank: Int, Candidate)? {
    var remaining = banks
    while remaining != 0 {
      let bank = remaining.trailingZeroBitCount
      remaining &= remaining &- 1
      if let candidate = ready(bank) { return (bank, candidate) }
    }
    return nil
  }

  private mutating func oldestReady(_ banks: UInt64) -> (bank: Int, Candidate)? {
    var remaining = banks
    var best: (bank: Int, Candidate)?
    var bestOrder = Int64.max
    while remaining != 0 {
      let bank = remaining.trailingZeroBitCount
      remaining &= remaining &- 1
      guard let candidate = ready(bank), pool.slots[Int(candidate.slot)].order < bestOrder else { continue }
      best = (bank, candidate)
      bestOrder = pool.slots[Int(candidate.slot)].order
    }
    return best
  }

  /// The first command in the bank's queue that is ready, or the one that is ready soonest.
  private mutating func candidate(of bank: Int) -> Candidate {
    let queue = queues[2 * banks.count + bank]
    let openRow = banks[bank].openRow
    guard openRow != Bank.closed else {
      return Candidate(time: device.earliest(.activate, bank: bank), command: .activate, slot: queue.head)
    }
    let readTime = max(now, device.earliest(.read, bank: bank))
    let writeTime = max(now, device.earliest(.write, bank: bank))
    var best = Candidate()
    if queue.head != queue.hit, queue.hit == PendingTransaction.none || banks[bank].accesses >= policy.rowHitLimit {
      best = Candidate(
        time: max(now, device.earliest(.precharge, bank: bank)), command: .precharge, slot: queue.head)
      if best.time <= now { return best }
    }
    // The first of the kind that may go sooner is the answer.
    let soonest = min(readTime, writeTime)
    var slot = queue.hit
    while slot != PendingTransaction.none {
      let (row, isWrite) = (pool.slots[Int(slot)].row, pool.slots[Int(slot)].isWrite)
      if row == openRow {
        let time = isWrite ? writeTime : readTime
        if time < best.time, !isWrite || !followsRead(slot, in: queue) {
          let command: DRAMCommand =
            isWrite ? (closesRows ? .writePrecharge : .write) : (closesRows ? .readPrecharge : .read)
          best = Candidate(time: time, command: command, slot: slot)
          if time == soonest { break }
        }
      }
      slot = pool.slots[Int(slot)].next
    }
    return best
  }

  /// Whether a read of the same address stands before this write.
  private mutating func followsRead(_ write: Int32, in queue: BankQueue) -> Bool {
    let (row, column) = (pool.slots[Int(write)].row, pool.slots[Int(write)].column)
    var slot = queue.head
    while slot != write {
      let index = Int(slot)
      if !pool.slots[index].isWrite, pool.slots[index].row == row, pool.slots[index].column == column { return true }
      slot = pool.slots[index].next
    }
    return false
  }

  /// Moves the oldest transaction whose command queue has room; whether the next cycle may move another.
  private mutating func moveTransaction() -> Bool {
    if draining == 0, !endedBatch,
      queuedWrites >= policy.writeQueue || (queuedWrites > Self.writesKept && commandBanks == 0)
    {
      draining = queuedWrites
    }
    endedBatch = false
    let isWrite = draining > 0
    let base = isWrite ? banks.count : 0
    var remaining = (isWrite ? writeBanks : readBanks) & ~fullBanks
    var oldest = Int64.max
    var bank = -1
    while remaining != 0 {
      let candidate = remaining.trailingZeroBitCount
      remaining &= remaining &- 1
      let place = pool.slots[Int(queues[base + candidate].head)].order
      if place < oldest { (oldest, bank) = (place, candidate) }
    }
    guard bank >= 0 else { return false }
    let slot = queues[base + bank].head
    if isWrite {
      let location = DRAMLocation(bank: bank, row: pool.slots[Int(slot)].row, column: pool.slots[Int(slot)].column)
      // A write may not overtake a read of its address, and ends the batch; the next cycle belongs to reads, or a full
      // write buffer would keep the one it waits for from moving.
      if pending(location, isWrite: false) != PendingTransaction.none {
        draining = 0
        endedBatch = true
        return true
      }
      draining -= 1
    }
    pool.remove(slot, from: &queues[base + bank], openRow: Bank.closed)
    let isEmpty = queues[base + bank].head == PendingTransaction.none
    if isWrite {
      queuedWrites -= 1
      if isEmpty { writeBanks &= ~(1 &<< UInt64(bank)) }
    } else {
      queuedReads -= 1
      if isEmpty { readBanks &= ~(1 &<< UInt64(bank)) }
    }
    enterCommandQueue(slot, bank)
    return true
  }
}
