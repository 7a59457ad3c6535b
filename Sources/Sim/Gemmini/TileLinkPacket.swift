/// One naturally aligned TileLink request of 16, 32 or 64 bytes on a 16-byte bus.
package struct TileLinkPacket: Hashable, Sendable {
  /// Bytes of the row it covers.
  package private(set) var covered: Int
  /// Beats on the bus.
  package private(set) var beats: Int

  /// The next request of a row: the size whose aligned window covers most, the smallest of equals (`DMA.scala`).
  ///
  /// - Parameters:
  ///   - address: The first byte not yet covered.
  ///   - remaining: Bytes of the row from there on; at least 1.
  @inline(__always)
  package init(address: Int, remaining: Int) {
    covered = min(remaining, 64 - address & 63)
    if min(remaining, 16 - address & 15) == covered {
      beats = 1
    } else if min(remaining, 32 - address & 31) == covered {
      beats = 2
    } else {
      beats = 4
    }
  }
}
