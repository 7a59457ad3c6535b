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
    if !nextOwnedIsKnown || nextOwned.time < now {
      nextOwned = ownedColumn()
      nextOwnedIsKnown = true
    }
    var best = nextOwned
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
  /// Candidates are compared by keys that hold the time above the order, so that the loops have no branch to guess.
  /// A kind of command that a whole rank must wait for longer than `best` is passed over.
  private mutating func considerQueue(_ best: inout Decision) {
    let waiting = servesWrites ? writes : reads
    let base = servesWrites ? banks.count : 0
    let (orders, ready, layout, now) = (self.orders.span, device.ready.span, device.layout, self.now)

    /// The smallest key of the banks in `mask`, with its bank in the low bits; `.max` when no rank has one in time.
    @inline(__always)
    func first(_ mask: UInt64, _ command: DRAMCommand, _ list: Int, from start: Int64) -> CandidateKey {
      var result = CandidateKey.none
      let command = Int(command.rawValue)
      for rank in 0..<ranks {
        var remaining = mask & rankMask(rank)
        guard remaining != 0 else { continue }
        let start = max(start, ready[layout.rank(rank &* banksPerRank) &+ command])
        guard start <= best.time else { continue }
        repeat {
          let bank = remaining.trailingZeroBitCount
          remaining &= remaining &- 1
          let time = max(start, max(ready[layout.group(bank) &+ command], ready[layout.bank(bank) &+ command]))
          let key = CandidateKey(after: time &- now, order: orders[2 &* (base &+ bank) &+ list], bank: bank)
          result = key.value < result.value ? key : result
        } while remaining != 0
      }
      return result
    }

    // An access that closes its row may not do so before the one the row was opened for.
    let hits = closesRows ? waiting.hits & ~ownedBanks : waiting.hits
    let column = first(hits, servesWrites ? .write : .read, 0, from: max(now, columnFree))
    let rowStart = max(now, rowFree)
    let activate = first(waiting.misses & ~openBanks, .activate, 1, from: rowStart)
    let conflicts = unprotected(waiting.misses & openBanks & ~ownedBanks, waiting.hits, base)
    let precharge = first(conflicts, .precharge, 1, from: rowStart)

    let row = min(activate.value, precharge.value)
    // On a split bus the column command of a cycle goes first, however young its request.
    let takesColumn = hasSplitBus ? column.delay <= CandidateKey(value: row).delay : column.value < row
    let choice = takesColumn ? column : CandidateKey(value: row)
    let time = now &+ choice.delay
    guard choice.value != .max, time < best.time else { return }
    let queue = queues[base + choice.bank]
    let action: Decision.Action = takesColumn ? .column : row == activate.value ? .activate : .precharge
    best = Decision(time: time, action: action, bank: choice.bank, slot: takesColumn ? queue.hit : queue.miss)
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
  private func rankMask(_ rank: Int) -> UInt64 { bankMask(ofRank: rank, banksPerRank) }
}

/// A candidate command in one word: cycles until it can issue, then the order of its request, then its bank.
///
/// Wide enough for 2^22 cycles of delay, beyond any timing rule, and for 2^36 requests of one channel; past those, the
/// order among equally early commands is no longer the order of arrival.
struct CandidateKey {
  private static let bankBits: UInt64 = 6
  private static let orderBits: UInt64 = 36

  var value: UInt64

  static let none = Self(value: .max)

  init(value: UInt64) {
    self.value = value
  }

  @inline(__always)
  init(after delay: Int64, order: Int64, bank: Int) {
    let order = UInt64(truncatingIfNeeded: order) & (1 << Self.orderBits - 1)
    value =
      UInt64(truncatingIfNeeded: delay) &<< (Self.orderBits &+ Self.bankBits)
      | order &<< Self.bankBits | UInt64(truncatingIfNeeded: bank)
  }

  @inline(__always)
  var bank: Int { Int(truncatingIfNeeded: value & (1 << Self.bankBits - 1)) }

  @inline(__always)
  var delay: Int64 { Int64(truncatingIfNeeded: value &>> (Self.orderBits &+ Self.bankBits)) }
}
