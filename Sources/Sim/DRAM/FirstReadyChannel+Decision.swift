import Core

extension FirstReadyChannel {
  /// The next thing to happen, unless a request arrives first.
  struct Decision {
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

  /// What the controller does next, and when; takes the read-or-write mode of cycle `now` into account.
  ///
  /// The parts are `mutating` though they change nothing, as the compiler copies a large `self` to call anything else.
  mutating func nextDecision() -> Decision {
    var best = ownedColumn()
    if refreshesDone < refreshesDue {
      let refresh = pendingRefresh()
      if refresh.time < best.time { best = refresh }
    } else {
      if best.time > now { chooseMode() }
      considerQueue(&best)
    }
    if nextRefresh <= best.time {
      best = Decision(time: max(nextRefresh, now), action: .refreshDue)
    }
    return best
  }

  /// The first read or write whose row was opened for it; the oldest among equals.
  private mutating func ownedColumn() -> Decision {
    var best = Decision()
    guard ownedBanks != 0 else { return best }
    let (banks, slots, ready, layout) = (self.banks.span, pool.slots.span, device.ready.span, device.layout)
    let start = max(now, columnFree)
    var (bestArrival, bestOrder) = (Int64.max, Int64.max)
    var remaining = ownedBanks
    while remaining != 0 {
      let bank = remaining.trailingZeroBitCount
      remaining &= remaining &- 1
      let slot = banks[bank].owner
      let command: DRAMCommand = slots[Int(slot)].isWrite ? .write : .read
      let time = max(start, layout.earliest(command, bank: bank, in: ready))
      guard time <= best.time else { continue }
      let (arrival, order) = (slots[Int(slot)].arrival, slots[Int(slot)].order)
      if time < best.time || arrival < bestArrival || (arrival == bestArrival && order < bestOrder) {
        best = Decision(time: time, action: .ownedColumn, bank: bank, slot: slot)
        (bestArrival, bestOrder) = (arrival, order)
      }
    }
    return best
  }

  /// The refresh that is due, or the precharge it needs; nothing while a row waits for its own read or write.
  private mutating func pendingRefresh() -> Decision {
    let first = (refreshesDone % ranks) * banksPerRank
    let rank = rankMask(refreshesDone % ranks)
    let start = max(now, rowFree)
    if openBanks & rank == 0 {
      return Decision(time: max(start, device.earliest(.refresh, bank: first)), action: .refresh, bank: first)
    }
    if ownedBanks & rank != 0 { return Decision() }
    return Decision(time: max(start, device.earliest(.prechargeAll, bank: first)), action: .prechargeAll, bank: first)
  }

  /// Reads until the write queue passes its high mark or no read waits; then writes until it falls below the low one.
  private mutating func chooseMode() {
    if servesWrites {
      if writes.count * 100 < policy.writeLowPercent * policy.writeQueue, reads.count != 0 { servesWrites = false }
    } else if writes.count * 100 > policy.writeHighPercent * policy.writeQueue || reads.count == 0 {
      servesWrites = true
    }
  }

  /// The first command any queued request of the current mode can issue before `best`; the oldest request among equals.
  ///
  /// Costs a few loads for each bank with a candidate; a kind of command that the whole rank must wait for longer than
  /// `best` costs one.
  private mutating func considerQueue(_ best: inout Decision) {
    let waiting = servesWrites ? writes : reads
    let base = servesWrites ? banks.count : 0
    let (queues, slots, ready, layout) = (self.queues.span, pool.slots.span, device.ready.span, device.layout)
    var bestOrder = Int64.min

    @inline(__always)
    func consider(_ mask: UInt64, _ command: DRAMCommand, _ action: Decision.Action, from start: Int64) {
      guard mask != 0 else { return }
      let command = Int(command.rawValue)
      let start = max(start, ready[layout.rank(mask.trailingZeroBitCount) &+ command])
      guard start <= best.time else { return }
      var remaining = mask
      while remaining != 0 {
        let bank = remaining.trailingZeroBitCount
        remaining &= remaining &- 1
        let time = max(start, max(ready[layout.group(bank) &+ command], ready[layout.bank(bank) &+ command]))
        guard time <= best.time else { continue }
        let slot = action == .column ? queues[base &+ bank].hit : queues[base &+ bank].miss
        let order = slots[Int(slot)].order
        if time < best.time || order < bestOrder {
          best = Decision(time: time, action: action, bank: bank, slot: slot)
          bestOrder = order
        }
      }
    }

    let columnStart = max(now, columnFree)
    let rowStart = max(now, rowFree)
    // An access that closes its row may not do so before the one the row was opened for.
    let hits = closesRows ? waiting.hits & ~ownedBanks : waiting.hits
    for rank in 0..<ranks {
      consider(hits & rankMask(rank), servesWrites ? .write : .read, .column, from: columnStart)
    }
    // On a split bus the column command of a cycle goes first, however young its request.
    if hasSplitBus { bestOrder = .min }
    let closed = waiting.misses & ~openBanks
    let conflicts = unprotected(waiting.misses & openBanks & ~ownedBanks, waiting.hits, base)
    for rank in 0..<ranks {
      consider(closed & rankMask(rank), .activate, .activate, from: rowStart)
      consider(conflicts & rankMask(rank), .precharge, .precharge, from: rowStart)
    }
  }

  /// The banks among `conflicts` whose row may be closed: under `rowHitFirst` not those with an older row hit.
  @inline(__always)
  private func unprotected(_ conflicts: UInt64, _ hits: UInt64, _ base: Int) -> UInt64 {
    var both = rowHitFirst ? conflicts & hits : 0
    var result = conflicts
    while both != 0 {
      let bank = both.trailingZeroBitCount
      both &= both &- 1
      let queue = queues[base + bank]
      if pool.slots[Int(queue.hit)].arrival <= pool.slots[Int(queue.miss)].arrival { result &= ~(1 &<< UInt64(bank)) }
    }
    return result
  }

  /// The banks of a rank.
  @inline(__always)
  private func rankMask(_ rank: Int) -> UInt64 {
    (UInt64.max &>> UInt64(64 &- banksPerRank)) &<< UInt64(rank &* banksPerRank)
  }
}
