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

  /// A table of the given elements.
  init(_ elements: [Element]) {
    count = elements.count
    base = .allocate(capacity: elements.count)
    _ = UnsafeMutableBufferPointer(start: base, count: count).initialize(from: elements)
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  /// An element, read and changed where it lies.
  @inline(__always) package subscript(index: Int) -> Element {
    unsafeAddress {
      assert(index >= 0 && index < count)
      return UnsafePointer(base + index)
    }
    nonmutating unsafeMutableAddress {
      assert(index >= 0 && index < count)
      return base + index
    }
  }

  /// Where an element lies, for accessors that hand it on in place.
  @inline(__always) func address(of index: Int) -> UnsafePointer<Element> {
    assert(index >= 0 && index < count)
    return UnsafePointer(base + index)
  }
}

extension Table where Element: SIMDScalar {
  /// Two neighbouring elements, read at once.
  @inline(__always) func pair(at index: Int) -> SIMD2<Element> {
    assert(index >= 0 && index + 1 < count)
    return UnsafeRawPointer(base + index).loadUnaligned(as: SIMD2<Element>.self)
  }

  /// Writes two neighbouring elements at once: reading a pair that was written by halves waits for the memory.
  @inline(__always) func setPair(_ pair: SIMD2<Element>, at index: Int) {
    assert(index >= 0 && index + 1 < count)
    UnsafeMutableRawPointer(base + index).storeBytes(of: pair, as: SIMD2<Element>.self)
  }
}
