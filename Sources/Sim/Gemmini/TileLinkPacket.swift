/// One naturally aligned bus request: a power of two of beats, at most a whole request.
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
  ///   - beat: Bytes of a beat, a power of two.
  ///   - largest: Bytes of the largest request, a power of two.
  @inline(__always)
  package init(address: Int, remaining: Int, beat: Int = 16, largest: Int = 64) {
    covered = min(remaining, largest - address & (largest - 1))
    beats = 1
    var window = beat
    while min(remaining, window - address & (window - 1)) != covered {
      window *= 2
      beats *= 2
    }
  }
}
