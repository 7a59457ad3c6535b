/// A first-in, first-out queue of bounded size that never allocates after it is made.
struct Ring<Element> {
  private var elements: [Element?]
  private var head = 0
  private(set) var count = 0
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    elements = Array(repeating: nil, count: capacity)
  }

  var isEmpty: Bool { count == 0 }
  var isFull: Bool { count == capacity }

  /// The element that has waited longest.
  var first: Element? { count == 0 ? nil : elements[head] }

  /// Appends an element.
  ///
  /// - Precondition: the ring is not full.
  mutating func push(_ element: Element) {
    precondition(count < capacity, "a ring of \(capacity) overflows")
    let tail = head + count
    elements[tail < capacity ? tail : tail - capacity] = element
    count += 1
  }

  /// Removes the element that has waited longest.
  mutating func pop() -> Element? {
    guard count > 0 else { return nil }
    let element = elements[head]
    elements[head] = nil
    head = head + 1 == capacity ? 0 : head + 1
    count -= 1
    return element
  }

  /// Whether the elements of two rings correspond, one by one.
  func recurs(_ earlier: Ring, _ corresponds: (_ later: Element, _ earlier: Element) -> Bool) -> Bool {
    guard count == earlier.count else { return false }
    for offset in 0..<count {
      guard let later = elements[(head + offset) % capacity],
        let before = earlier.elements[(earlier.head + offset) % capacity], corresponds(later, before)
      else { return false }
    }
    return true
  }

  /// Changes every element.
  mutating func update(_ change: (inout Element) -> Void) {
    for offset in 0..<count {
      let place = (head + offset) % capacity
      guard var element = elements[place] else { continue }
      change(&element)
      elements[place] = element
    }
  }

  /// Whether an element in the ring satisfies the condition; looks at every one.
  func contains(where condition: (Element) -> Bool) -> Bool {
    for offset in 0..<count {
      let place = head + offset
      if let element = elements[place < capacity ? place : place - capacity], condition(element) { return true }
    }
    return false
  }
}
