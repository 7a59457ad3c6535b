import Core

/// One request of a DMA engine: bytes within one aligned block.
struct Request {
  var address: Int
  var bytes: Int
  /// Elements of the tile that have been asked for with this request and all before it.
  var elements: Int
}

/// Cuts a box's contiguous stretches at the boundaries of aligned blocks.
struct RequestCursor {
  private var runs: RunCursor
  private var run = Run(address: 0, bytes: 0, elementsBefore: 0, elements: 0)
  private var address = 0
  private var end = 0
  private let blockBytes: Int
  private let bits: Int

  init(_ box: TensorBox, blockBytes: Int) {
    runs = RunCursor(box)
    self.blockBytes = blockBytes
    bits = box.bits
  }

  /// The next request; `nil` after the last.
  mutating func next() -> Request? {
    if address == end {
      guard let next = runs.next() else { return nil }
      run = next
      address = next.address
      end = next.address + next.bytes
    }
    let stop = min(end, address - address % blockBytes + blockBytes)
    defer { address = stop }
    let elements = stop == end ? run.elements : (stop - run.address) * 8 / bits
    return Request(address: address, bytes: stop - address, elements: run.elementsBefore + elements)
  }
}

extension RequestCursor {
  /// Whether an earlier walk over a box that has moved by so many bytes stood at the same place.
  func recurs(_ earlier: RequestCursor, _ bytes: Int) -> Bool {
    address == earlier.address + bytes && end == earlier.end + bytes && run.elements == earlier.run.elements
      && run.elementsBefore == earlier.run.elementsBefore && run.address == earlier.run.address + bytes
      && runs.recurs(earlier.runs)
  }

  mutating func move(_ operand: Operand, by shift: Shift, _ bytes: Int) {
    runs.move(operand, by: shift)
    run.address += bytes
    address += bytes
    end += bytes
  }
}

/// Requests under way, in the order they were issued, each made of one or more memory transactions.
struct Flight {
  private struct Entry {
    var transactions = 0
    var submitted = 0
    var address = 0
    var bytes = 0
    var elements = 0
    var tile = 0
    var operand = Operand.weights
    var isDone = false
  }

  /// A request that is complete together with all before it.
  struct Landed {
    var operand: Operand
    var tile: Int
    var elements: Int
    var bytes: Int
  }

  private var entries: [Entry]
  private let mask: Int
  /// Numbers of the oldest request not landed and of the next one to be issued.
  private(set) var oldest = 0
  private(set) var next = 0
  /// Requests whose data is still out.
  private(set) var outstanding = 0
  private let limit: Int

  /// Room for `limit` requests whose data is out, and for three times as many that wait for an older one.
  init(limit: Int) {
    self.limit = limit
    var size = 4
    while size < 4 * limit { size *= 2 }
    entries = Array(repeating: Entry(), count: size)
    mask = size - 1
  }

  var isFull: Bool { outstanding == limit || next - oldest == entries.count }

  /// Enters a request and hands out its number.
  mutating func issue(_ request: Request, transactions: Int, operand: Operand, tile: Int, at now: Int) -> Int {
    entries[next & mask] = Entry(
      transactions: transactions, submitted: now, address: request.address, bytes: request.bytes,
      elements: request.elements, tile: tile, operand: operand)
    next += 1
    outstanding += 1
    return next - 1
  }

  /// The number of the request a tag of `submit` stands for.
  @inline(__always)
  func number(ofTag tag: Int) -> Int { oldest + ((tag - oldest) & mask) }

  /// Notes one transaction done; whether it was the request's last.
  @inline(__always)
  mutating func transactionDone(_ number: Int) -> Bool {
    entries[number & mask].transactions -= 1
    return entries[number & mask].transactions == 0
  }

  @inline(__always)
  func submitted(_ number: Int) -> Int { entries[number & mask].submitted }

  @inline(__always)
  func bytes(_ number: Int) -> Int { entries[number & mask].bytes }

  func operand(_ number: Int) -> Operand { entries[number & mask].operand }

  func address(_ number: Int) -> Int { entries[number & mask].address }

  /// Whether the requests under way are those of an earlier state, up to the shift.
  func recurs(_ earlier: Flight, _ shift: Shift) -> Bool {
    guard next - oldest == earlier.next - earlier.oldest, outstanding == earlier.outstanding else { return false }
    for offset in 0..<next - oldest {
      let (later, before) = (entries[(oldest + offset) & mask], earlier.entries[(earlier.oldest + offset) & mask])
      guard later.transactions == before.transactions, shift.matches(later.submitted, before.submitted),
        later.bytes == before.bytes, later.elements == before.elements, later.operand == before.operand,
        later.tile - before.tile == shift.tiles[later.operand], later.isDone == before.isDone
      else { return false }
    }
    return true
  }

  /// Notes that a request's data is in place.
  @inline(__always)
  mutating func arrived(_ number: Int) {
    entries[number & mask].isDone = true
    outstanding -= 1
  }

  /// Takes the oldest request if its data is in place.
  @inline(__always)
  mutating func land() -> Landed? {
    guard oldest < next, entries[oldest & mask].isDone else { return nil }
    let entry = entries[oldest & mask]
    oldest += 1
    return Landed(operand: entry.operand, tile: entry.tile, elements: entry.elements, bytes: entry.bytes)
  }
}
