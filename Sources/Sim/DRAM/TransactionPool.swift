/// A transaction waiting for its command.
struct PendingTransaction {
  var row: Int32 = 0
  var column: Int32 = 0
  /// The transaction before in the list of the same bank and kind; `none` at its head.
  var previous = Self.none
  /// The transaction after in the list, or the next free slot; `none` at the end.
  var next = Self.none
  /// The next read of the same address that will return with this one.
  var twin = Self.none
  var id: UInt32 = 0
  var isWrite = false
  /// Cycle of submission.
  var arrival: Int64 = 0
  /// Position in the order of submission; of activation once its row was opened for it.
  var order: Int64 = 0

  static let none: Int32 = -1
}

/// One bank's waiting transactions of one kind, oldest first, with the first row hit and the first miss at hand.
struct BankQueue {
  var head = PendingTransaction.none
  var tail = PendingTransaction.none
  /// The oldest transaction to the open row, and the oldest to another one (any, when the bank is closed).
  var hit = PendingTransaction.none
  var miss = PendingTransaction.none
}

/// Transactions of a channel in fixed storage, linked into one list per bank and kind.
struct TransactionPool: Sendable {
  var slots: [PendingTransaction]
  private var free: Int32 = 0

  init(capacity: Int) {
    slots = (0..<capacity).map { index in
      var slot = PendingTransaction()
      slot.next = index + 1 < capacity ? Int32(index + 1) : PendingTransaction.none
      return slot
    }
  }

  /// Stores a request and returns its slot; beyond the capacity the storage grows.
  mutating func take(_ request: MemoryRequest, _ location: DRAMLocation, at time: Int64, order: Int64) -> Int32 {
    var transaction = PendingTransaction()
    transaction.row = location.row
    transaction.column = location.column
    transaction.id = request.id
    transaction.isWrite = request.isWrite
    transaction.arrival = time
    transaction.order = order
    guard free != PendingTransaction.none else {
      slots.append(transaction)
      return Int32(slots.count - 1)
    }
    let slot = free
    free = slots[Int(slot)].next
    slots[Int(slot)] = transaction
    return slot
  }

  mutating func release(_ slot: Int32) {
    slots[Int(slot)].next = free
    free = slot
  }

  /// Appends a slot to a list; `openRow` is the bank's open row or -1.
  mutating func append(_ slot: Int32, to queue: inout BankQueue, openRow: Int32) {
    slots[Int(slot)].previous = queue.tail
    slots[Int(slot)].next = PendingTransaction.none
    if queue.tail == PendingTransaction.none {
      queue.head = slot
    } else {
      slots[Int(queue.tail)].next = slot
    }
    queue.tail = slot
    if slots[Int(slot)].row == openRow {
      if queue.hit == PendingTransaction.none { queue.hit = slot }
    } else if queue.miss == PendingTransaction.none {
      queue.miss = slot
    }
  }

  /// Takes a slot out of its list and finds the next hit or miss when it was the first.
  mutating func remove(_ slot: Int32, from queue: inout BankQueue, openRow: Int32) {
    let (previous, next) = (slots[Int(slot)].previous, slots[Int(slot)].next)
    if previous == PendingTransaction.none {
      queue.head = next
    } else {
      slots[Int(previous)].next = next
    }
    if next == PendingTransaction.none {
      queue.tail = previous
    } else {
      slots[Int(next)].previous = previous
    }
    if queue.hit == slot {
      var candidate = next
      while candidate != PendingTransaction.none, slots[Int(candidate)].row != openRow {
        candidate = slots[Int(candidate)].next
      }
      queue.hit = candidate
    } else if queue.miss == slot {
      var candidate = next
      while candidate != PendingTransaction.none, slots[Int(candidate)].row == openRow {
        candidate = slots[Int(candidate)].next
      }
      queue.miss = candidate
    }
  }

  /// Finds the first hit and the first miss anew after the bank's row changed.
  func classify(_ queue: inout BankQueue, openRow: Int32) {
    queue.hit = PendingTransaction.none
    queue.miss = PendingTransaction.none
    var candidate = queue.head
    while candidate != PendingTransaction.none {
      if slots[Int(candidate)].row == openRow {
        if queue.hit == PendingTransaction.none { queue.hit = candidate }
      } else if queue.miss == PendingTransaction.none {
        queue.miss = candidate
      }
      if queue.hit != PendingTransaction.none, queue.miss != PendingTransaction.none { return }
      candidate = slots[Int(candidate)].next
    }
  }

  /// Whether the list holds a transaction to that row and column.
  @inline(__always)
  func contains(row: Int32, column: Int32, in queue: BankQueue) -> Bool {
    var candidate = queue.head
    while candidate != PendingTransaction.none {
      let slot = slots[Int(candidate)]
      if slot.row == row, slot.column == column { return true }
      candidate = slot.next
    }
    return false
  }
}
