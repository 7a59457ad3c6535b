import Core

/// Damage done to a document, the same for the same seed.
struct Mutation {
  private var random: SeededRandom
  /// Documents pieces are taken from.
  private let donors: [[UInt8]]

  init(seed: UInt64, stream: UInt64, donors: [[UInt8]]) {
    random = SeededRandom(seed: seed, stream: stream)
    self.donors = donors
  }

  /// Values that have broken readers before: limits, signs, other notations, other alphabets.
  private static let hostileValues = [
    "", "0", "-1", "1", "2", "65536", "65537", "1099511627775", "1152921504606846976", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "18446744073709551616", "99999999999999999999999999999999",
    "1e308", "1e309", "-0", "NaN", "INF", "-INF", "0x10", "１６", "1.5", ".5", "1,5", "1024GiB", "1099511627775B",
    "0.3B", "1THz", "1e300pJ", "-1pJ/B", "4x", "x4", "4x4", "0x0", "1x1x1x1x1x1x1x1x1", "K K", "W", "true", "TRUE",
    "previous", "../../etc/passwd", "&#0;", "&amp;", "&#x1F600;", "a b c", "weights weights", "é", "\u{FFFE}",
    "L3[WIO] K4611686018427387904 - L2[WI] - L1[O] - L0[W]", "urn:systole:architecture:1",
  ]

  /// One to four changes of random kinds.
  mutating func damaged(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0..<random.within(1...4) where !bytes.isEmpty {
      switch random.below(10) {
      case 0: bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
      case 1: bytes[random.below(bytes.count)] = UInt8(random.below(256))
      case 2: bytes.removeSubrange(piece(of: bytes, atMost: 40))
      case 3: bytes.insert(contentsOf: bytes[piece(of: bytes, atMost: 400)], at: random.below(bytes.count))
      case 4: bytes.removeLast(random.below(bytes.count))
      case 5: splice(into: &bytes)
      case 6: moveLine(of: &bytes)
      case 7: replaceNumber(of: &bytes)
      default: replaceValue(of: &bytes)
      }
    }
    return bytes
  }

  private mutating func piece(of bytes: [UInt8], atMost length: Int) -> Range<Int> {
    let start = random.below(bytes.count)
    return start..<min(bytes.count, start + 1 + random.below(length))
  }

  /// Puts a piece of another document in.
  private mutating func splice(into bytes: inout [UInt8]) {
    let donor = donors[random.below(donors.count)]
    guard !donor.isEmpty else { return }
    let taken = donor[piece(of: donor, atMost: 600)]
    bytes.replaceSubrange(piece(of: bytes, atMost: 100), with: taken)
  }

  /// Takes a line out, or copies it, and puts it elsewhere.
  private mutating func moveLine(of bytes: inout [UInt8]) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let source = random.below(lines.count)
    let line = random.below(2) == 0 ? lines.remove(at: source) : lines[source]
    lines.insert(line, at: random.below(lines.count + 1))
    bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  /// Replaces a run of digits.
  private mutating func replaceNumber(of bytes: inout [UInt8]) {
    let isDigit = bytes.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let starts = bytes.indices.filter { isDigit[$0] && ($0 == 0 || !isDigit[$0 - 1]) }
    guard !starts.isEmpty else { return }
    let start = starts[random.below(starts.count)]
    let end = isDigit[start...].firstIndex(of: false) ?? bytes.endIndex
    let value = Self.hostileValues[random.below(Self.hostileValues.count)]
    bytes.replaceSubrange(start..<end, with: Array(value.utf8))
  }

  /// Replaces what stands between two quotes, which leaves most documents well-formed.
  private mutating func replaceValue(of bytes: inout [UInt8]) {
    let quotes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\"") }
    guard quotes.count > 1 else { return }
    let pair = random.below(quotes.count / 2) * 2
    let value = Self.hostileValues[random.below(Self.hostileValues.count)]
    bytes.replaceSubrange((quotes[pair] + 1)..<quotes[pair + 1], with: Array(value.utf8))
  }
}
