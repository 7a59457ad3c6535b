/// Something that happens between the DMA and the DRAM at a core cycle.
struct MemoryEvent {
  enum Kind: UInt8 {
    /// A level's answer reaches whoever asked it; `index` is the asker's token.
    case answer
    /// The line of a miss has come in; `index` is the miss.
    case fill
  }

  var time: Int
  var kind: Kind
  /// Place of the cache, innermost first.
  var level: Int
  var index: UInt32
  /// Place in the order of events of one cycle.
  fileprivate var order = 0
}

/// What is going to happen, earliest first; events of one cycle in the order they were added.
struct MemoryEvents {
  private var heap: [MemoryEvent] = []
  private var added = 0

  /// The cycle of the first event; `.max` when there is none.
  var nextTime: Int { heap.first?.time ?? .max }

  /// Adds an event.
  mutating func push(_ kind: MemoryEvent.Kind, level: Int, _ index: UInt32, at time: Int) {
    heap.append(MemoryEvent(time: time, kind: kind, level: level, index: index, order: added))
    added += 1
    var child = heap.count - 1
    while child > 0, isEarlier(child, than: (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the first event if its time has come.
  mutating func pop(upTo time: Int) -> MemoryEvent? {
    guard let first = heap.first, first.time <= time, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { return first }
      if child + 1 < heap.count, isEarlier(child + 1, than: child) { child += 1 }
      guard isEarlier(child, than: parent) else { return first }
      heap.swapAt(child, parent)
      parent = child
    }
  }

  private func isEarlier(_ left: Int, than right: Int) -> Bool {
    (heap[left].time, heap[left].order) < (heap[right].time, heap[right].order)
  }
}
