import Core

/// The parameters of a network as bytes.
///
/// Little-endian: "SYSTNET" and a version byte; the layout's number of blocks, then name length, name, rows, columns and
/// numbers of each; last the SHA-256 of all before it. Counts are 32 bits, numbers IEEE 754 single precision.
package enum Checkpoint {
  /// The version written.
  package static let version: UInt8 = 1

  /// What is wrong with bytes that should be a checkpoint.
  package enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// They begin otherwise.
    case notACheckpoint
    /// They were written by another version.
    case version(UInt8)
    /// They end too early, go on too long or were changed.
    case damaged
    /// They hold another network; the first difference.
    case otherNetwork(found: String, expected: String)

    package var description: String {
      switch self {
      case .notACheckpoint: "not a checkpoint of a network"
      case .version(let found):
        "a checkpoint of format version \(found); this program reads version \(Checkpoint.version): train it again"
      case .damaged: "the checkpoint is damaged: its checksum differs; train it again"
      case .otherNetwork(let found, let expected):
        "a checkpoint of another network: it has \(found) where \(expected) belongs; train it again"
      }
    }
  }

  private static let mark = Array("SYSTNET".utf8)

  /// The bytes of a network's parameters.
  package static func encode(_ parameters: [Float], _ layout: ParameterLayout) -> [UInt8] {
    precondition(parameters.count == layout.count, "\(parameters.count) parameters for a layout of \(layout.count)")
    var bytes = mark + [version]
    func append(_ number: UInt32) {
      for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    append(UInt32(layout.blocks.count))
    for block in layout.blocks {
      let name = Array(block.name.utf8)
      append(UInt32(name.count))
      bytes += name
      append(UInt32(block.rows))
      append(UInt32(block.columns))
      for value in parameters[block.range] { append(value.bitPattern) }
    }
    return bytes + digest(bytes)
  }

  /// The parameters of a network from its bytes.
  ///
  /// - Parameters:
  ///   - bytes: What `encode` made.
  ///   - layout: The layout expected.
  /// - Returns: The parameters.
  /// - Throws: `Failure` if they aren't whole, or not of this network.
  package static func decode(_ bytes: [UInt8], _ layout: ParameterLayout) throws(Failure) -> [Float] {
    guard bytes.starts(with: mark) else { throw .notACheckpoint }
    guard bytes.count > mark.count, bytes[mark.count] == version else {
      throw bytes.count > mark.count ? .version(bytes[mark.count]) : .damaged
    }
    guard bytes.count >= mark.count + 37, digest(bytes.dropLast(32)) == Array(bytes.suffix(32)) else { throw .damaged }
    var reader = ByteReader(bytes: bytes.dropLast(32), place: mark.count + 1)
    let count = Int(reader.number())
    guard count == layout.blocks.count else {
      throw .otherNetwork(found: "\(count) blocks", expected: "\(layout.blocks.count)")
    }
    var parameters: [Float] = []
    parameters.reserveCapacity(layout.count)
    for block in layout.blocks {
      let name = reader.text(Int(reader.number()))
      let (rows, columns) = (Int(reader.number()), Int(reader.number()))
      guard name == block.name, rows == block.rows, columns == block.columns else {
        throw .otherNetwork(
          found: "\(name) of \(rows) × \(columns)", expected: "\(block.name) of \(block.rows) × \(block.columns)")
      }
      for _ in 0..<block.count { parameters.append(Float(bitPattern: reader.number())) }
    }
    return parameters
  }

  private static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}

/// Reads numbers one after another; beyond the end there are zeros.
private struct ByteReader {
  let bytes: ArraySlice<UInt8>
  var place: Int

  mutating func number() -> UInt32 {
    var result: UInt32 = 0
    for shift in stride(from: 0, to: 32, by: 8) {
      if place < bytes.endIndex { result |= UInt32(bytes[place]) << shift }
      place += 1
    }
    return result
  }

  mutating func text(_ count: Int) -> String {
    let end = min(bytes.endIndex, place + count)
    defer { place = end }
    return String(decoding: bytes[min(place, end)..<end], as: UTF8.self)
  }
}
