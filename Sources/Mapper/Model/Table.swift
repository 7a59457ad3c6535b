/// A table of fixed size in memory of its own.
///
/// An `InlineArray` stored in a large struct is copied whole where the compiler can't prove that reading one element in
/// place is safe, which cost half the time of a search; reading from a table never copies more than the element. Made
/// once per model or search, never in a loop.
package struct Table<Element>: ~Copyable, @unchecked Sendable {
  private let base: UnsafeMutablePointer<Element>
  private let count: Int

  /// A table that holds the same element everywhere.
  init(_ count: Int, repeating element: Element) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: element, count: count)
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  @inline(__always) package subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }
}
