/// The request streams the DRAM anchors were measured with, 64-byte requests numbered from 0.
///
/// Their definitions stand in the README of the DRAM reference data; `check_first16.txt` beside it holds the first
/// addresses and a hash of each.
package struct RequestStream: Sendable {
  /// A stream's name as the anchors write it.
  package enum Pattern: String, CaseIterable, Hashable, Sendable, Codable {
    case sequentialReads = "seqrd"
    case sequentialWrites = "seqwr"
    /// Reads and writes in turn, 1 GiB and 32 KiB apart.
    case alternating = "rwalt"
    /// Reads and writes in turn, 1 GiB apart: another row of the same bank under most mappings.
    case alternatingConflict = "rwaltc"
    case stride8K = "str8k"
    case stride128K = "str128k"
    case randomReads = "rndrd"
    /// One request in four is a write.
    case randomMixed = "rndrw"
    /// Tiles of an input, a stream of weights, a stream of results.
    case network = "dnn"

    /// The patterns by name.
    package static let names: KeyValuePairs<String, Pattern> = [
      "seqrd": .sequentialReads, "seqwr": .sequentialWrites, "rwalt": .alternating, "rwaltc": .alternatingConflict,
      "str8k": .stride8K, "str128k": .stride128K, "rndrd": .randomReads, "rndrw": .randomMixed, "dnn": .network,
    ]
  }

  /// One 64-byte request.
  package struct Request: Hashable, Sendable {
    /// In bytes.
    package var address: UInt64
    /// Whether the request writes.
    package var isWrite: Bool
  }

  private let pattern: Pattern
  private var index: UInt64 = 0
  private var state: UInt64 = 42

  /// The stream from its first request.
  package init(_ pattern: Pattern) {
    self.pattern = pattern
  }

  /// The next request; a stream never ends.
  package mutating func next() -> Request {
    let index = self.index
    self.index += 1
    switch pattern {
    case .sequentialReads:
      return Request(address: index * 64, isWrite: false)
    case .sequentialWrites:
      return Request(address: index * 64, isWrite: true)
    case .alternating:
      return alternating(index, offset: (1 << 30) + 32768)
    case .alternatingConflict:
      return alternating(index, offset: 1 << 30)
    case .stride8K:
      return strided(index << 13)
    case .stride128K:
      return strided(index << 17)
    case .randomReads:
      return Request(address: (draw() >> 38) * 64, isWrite: false)
    case .randomMixed:
      let bits = draw()
      return Request(address: (bits >> 38) * 64, isWrite: (bits >> 36) & 3 == 0)
    case .network:
      return network(index)
    }
  }

  private func alternating(_ index: UInt64, offset: UInt64) -> Request {
    let line = index / 2 * 64
    return index % 2 == 0 ? Request(address: line, isWrite: false) : Request(address: offset + line, isWrite: true)
  }

  /// Wraps in 4 GiB, one line further each time round.
  private func strided(_ position: UInt64) -> Request {
    Request(address: (position & 0xffff_ffff) + (position >> 32) * 64, isWrite: false)
  }

  private mutating func draw() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }

  private func network(_ index: UInt64) -> Request {
    let (step, place) = index.quotientAndRemainder(dividingBy: 28)
    if place < 8 {
      let (tile, column, row) = (step / 784, (step / 56) % 14, step % 56)
      return Request(address: tile * 401_408 + row * 7168 + column * 512 + place * 64, isWrite: false)
    }
    if place < 24 {
      return Request(address: (1 << 30) + (step * 16 + place - 8) * 64, isWrite: false)
    }
    return Request(address: (1 << 31) + 32768 + (step * 4 + place - 24) * 64, isWrite: true)
  }
}
