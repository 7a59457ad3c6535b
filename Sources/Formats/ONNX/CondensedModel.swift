/// An ONNX file without its weights: everything the reader decodes, in a fraction of the bytes.
///
/// The wire format says of each field how long it is, so tensors' values are stepped over without being looked at; what
/// remains is a file of the same format. (Protocol Buffers, "Encoding", protobuf.dev/programming-guides/encoding.)
package struct CondensedModel {
  /// The remaining file.
  package private(set) var bytes: [UInt8] = []
  private let source: UnsafeRawBufferPointer
  private var position = 0
  private var fields = 0

  /// Values of a tensor kept for shape computations; longer ones are weights.
  static let keptValues = 4096
  /// A graph with more bytes than this, or more fields, is damage or an attack.
  private static let byteLimit = 64 << 20
  private static let fieldLimit = 4 << 20

  /// Where and why a file isn't in the wire format.
  package struct Damage: Error, Equatable {
    package var offset: Int
    package var reason: String
  }

  /// Condenses a file.
  ///
  /// - Throws: `Damage` for bytes that are not in the wire format.
  package init(_ source: UnsafeRawBufferPointer) throws(Damage) {
    self.source = source
    try copy(.model, until: source.count)
  }

  /// The messages the reader looks into.
  private enum Message {
    case model
    case graph
    case node
    case attribute
    case tensor
  }

  private enum Use {
    /// Copied as it is.
    case kept
    /// Condensed in turn.
    case message(Message)
    /// Values of a tensor or an attribute, copied when few.
    case values
    case skipped
  }

  /// What is done with a field; the numbers are those of `Schema/onnx.proto`.
  private static func use(of field: Int, in message: Message) -> Use {
    switch (message, field) {
    case (.model, 7): .message(.graph)
    case (.graph, 1): .message(.node)
    case (.node, 5): .message(.attribute)
    case (.graph, 5), (.attribute, 5): .message(.tensor)
    case (.model, 1), (.model, 2), (.model, 8), (.graph, 2), (.graph, 11...13), (.node, 1...4), (.node, 7),
      (.attribute, 1...3), (.tensor, 1), (.tensor, 2), (.tensor, 8):
      .kept
    case (.attribute, 4), (.attribute, 7), (.attribute, 8), (.tensor, 4), (.tensor, 5), (.tensor, 7), (.tensor, 9),
      (.tensor, 10):
      .values
    default: .skipped
    }
  }

  private mutating func copy(_ message: Message, until end: Int) throws(Damage) {
    var single = 0
    while position < end {
      let start = position
      let key = try varint(until: end)
      let (field, wireType) = (Int(truncatingIfNeeded: key >> 3), key & 7)
      guard (1..<1 << 29).contains(field) else { throw Damage(offset: start, reason: "a field has no valid number") }
      let use = Self.use(of: field, in: message)
      guard wireType == 2 else {
        try skipNumber(wireType, start: start, until: end)
        switch use {
        case .kept: try keep(start..<position)
        case .values:
          // Old files write every value as a field of its own.
          single += 1
          if single <= Self.keptValues { try keep(start..<position) }
        case .message: throw Damage(offset: start, reason: "field \(field) holds a number where a message belongs")
        case .skipped: break
        }
        continue
      }
      let length = try varint(until: end)
      guard length <= UInt64(end - position) else {
        throw Damage(offset: start, reason: "field \(field) claims \(length) bytes, but \(end - position) remain")
      }
      let contentEnd = position + Int(length)
      switch use {
      case .message(let inner): try nest(inner, key: key, until: contentEnd)
      case .kept: try keep(start..<contentEnd)
      case .values: if length <= 8 * UInt64(Self.keptValues) { try keep(start..<contentEnd) }
      case .skipped: break
      }
      position = contentEnd
    }
  }

  /// Writes a message's condensed form, its length last: five bytes are left for it, of which leading ones may be empty.
  private mutating func nest(_ message: Message, key: UInt64, until end: Int) throws(Damage) {
    try countField(at: position)
    append(varint: key)
    let lengthStart = bytes.count
    bytes.append(contentsOf: [0x80, 0x80, 0x80, 0x80, 0])
    try copy(message, until: end)
    var length = bytes.count - lengthStart - 5
    for index in 0..<5 {
      bytes[lengthStart + index] = UInt8(length & 0x7f) | (index < 4 ? 0x80 : 0)
      length >>= 7
    }
  }

  private mutating func keep(_ range: Range<Int>) throws(Damage) {
    try countField(at: range.lowerBound)
    guard bytes.count + range.count <= Self.byteLimit else {
      throw Damage(offset: range.lowerBound, reason: "the graph takes more than 64 MiB without its weights")
    }
    bytes.append(contentsOf: source[range])
  }

  private mutating func countField(at offset: Int) throws(Damage) {
    fields += 1
    guard fields <= Self.fieldLimit else {
      throw Damage(offset: offset, reason: "the graph has more than \(Self.fieldLimit) parts")
    }
  }

  private mutating func append(varint value: UInt64) {
    var rest = value
    while rest > 0x7f {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func skipNumber(_ wireType: UInt64, start: Int, until end: Int) throws(Damage) {
    switch wireType {
    case 0: _ = try varint(until: end)
    case 1: position += 8
    case 5: position += 4
    default: throw Damage(offset: start, reason: "wire type \(wireType) is not used by ONNX")
    }
    guard position <= end else { throw Damage(offset: start, reason: "a number reaches beyond its message") }
  }

  private mutating func varint(until end: Int) throws(Damage) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<10 {
      guard position < end else { throw Damage(offset: position, reason: "the file ends inside a number") }
      let byte = source[position]
      position += 1
      value |= UInt64(byte & 0x7f) << UInt64(7 * index)
      if byte < 0x80 { return value }
    }
    throw Damage(offset: position, reason: "a number is longer than 64 bits")
  }
}
