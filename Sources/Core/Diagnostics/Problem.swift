/// What can be wrong with an input, as data; the words are made in `message` and nowhere else.
public enum Problem: Hashable, Sendable, Codable {
  /// The text is not XML; the parser's own words.
  case notWellFormed(String)
  /// The document breaks its schema; the validator's own words.
  case againstSchema(String)
  /// An attribute's value can't be read as the quantity it should be.
  case notAQuantity(subject: String, attribute: String, found: String, kind: String, example: String)
  /// A number lies outside what is possible.
  case outOfRange(subject: String, attribute: String, found: String, expected: String)
  /// A name refers to nothing.
  case dangling(subject: String, reference: String, kind: String, known: [String])
  /// A name is given twice.
  case duplicate(kind: String, name: String)
  /// A product of sizes is too large to compute with.
  case overflow(subject: String, what: String)
  /// A mapping's text can't be parsed.
  case mappingSyntax(found: String, expected: String)
  /// A dimension's factors don't multiply up to the layer's bound.
  case factors(layer: String, dimension: Dimension, product: Int, bound: Int)
  /// A tile doesn't fit its memory.
  case tileTooLarge(layer: String, memory: String, bytes: Int, available: Int, detail: String)
  /// A statement about one subject that fits no other case: what was found, and the way out.
  case other(String, remedy: String)

  /// The problem in words: what was found and what would be right.
  public var message: String {
    switch self {
    case .notWellFormed(let words):
      "not well-formed XML: \(words)"
    case .againstSchema(let words):
      words
    case .notAQuantity(let subject, let attribute, let found, let kind, let example):
      "\(subject) \(attribute) '\(found)' is not a \(kind); write e.g. \(example)"
    case .outOfRange(let subject, let attribute, let found, let expected):
      "\(subject) \(attribute) is \(found); it must be \(expected)"
    case .dangling(let subject, let reference, let kind, let known):
      "\(subject) refers to \(kind) '\(reference)', which does not exist; "
        + (known.isEmpty ? "there is none" : "known: \(known.joined(separator: ", "))")
    case .duplicate(let kind, let name):
      "\(kind) '\(name)' is declared twice; give each its own name"
    case .overflow(let subject, let what):
      "\(subject): \(what) reaches 2^60, too large to count; check the sizes"
    case .mappingSyntax(let found, let expected):
      "mapping text: found '\(found)' where \(expected) was expected"
    case .factors(let layer, let dimension, let product, let bound):
      "layer '\(layer)': the factors of \(dimension.letter) multiply up to \(product), "
        + "but the layer's \(dimension.meaning) is \(bound)"
    case .tileTooLarge(let layer, let memory, let bytes, let available, let detail):
      "layer '\(layer)': the tile in '\(memory)' takes \(bytes) bytes (\(detail)), but \(available) are available; "
        + "use smaller factors inside that level"
    case .other(let statement, let remedy):
      "\(statement); \(remedy)"
    }
  }
}
