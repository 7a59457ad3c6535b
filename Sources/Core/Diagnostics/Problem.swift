/// What can be wrong with an input, as data; the words are made in `message` and nowhere else.
public enum Problem: Hashable, Sendable, Codable {
  /// The text is not XML.
  case notWellFormed(XMLSyntaxProblem)
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
  /// Something is said twice that can be said once.
  case twice(kind: String, name: String)
  /// A product of sizes is too large to compute with.
  case overflow(subject: String, what: String)
  /// A mapping's text can't be parsed.
  case mappingSyntax(found: String, expected: String)
  /// A dimension's factors don't multiply up to the layer's bound.
  case factors(layer: String, dimension: Dimension, product: Int, bound: Int)
  /// A tile doesn't fit its memory.
  case tileTooLarge(layer: String, memory: String, bytes: Int, available: Int, detail: String)
  /// The file holds nothing.
  case emptyFile
  /// The bytes are no UTF-8 text; what they are.
  case notText(String)
  /// The document declares an encoding other than UTF-8.
  case declaredEncoding(String)
  /// The document carries a document type declaration.
  case documentType
  /// The outermost element opens another kind of document; `found` says which.
  case wrongDocument(found: String, expected: String, root: String, namespace: String)
  /// The outermost element opens no kind of document there is.
  case unknownDocument(root: String, namespace: String, known: [String])
  /// An element stands where the schema has no place for it.
  case unexpectedElement(found: String, expected: [String])
  /// An element lacks a child.
  case missingElement(subject: String, expected: [String])
  /// An element holds text where none may be.
  case unexpectedText(subject: String)
  /// An element holds elements where none may be.
  case unexpectedContent(subject: String)
  /// An element has an attribute the schema doesn't know.
  case unknownAttribute(subject: String, attribute: String, known: [String])
  /// An attribute without a default is not there.
  case missingAttribute(subject: String, attribute: String)
  /// An attribute's word is none of the known ones.
  case unknownWord(subject: String, attribute: String, found: String, known: [String])
  /// An attribute's list has no word.
  case emptyList(subject: String, attribute: String, known: [String])
  /// A word stands twice in an attribute's list.
  case repeatedWord(subject: String, attribute: String, word: String)
  /// A setting that isn't `component.attribute=value`.
  case settingSyntax
  /// A setting for a component the architecture doesn't have.
  case unknownComponent(found: String, known: [String])
  /// A problem with one layer.
  indirect case inLayer(String, Problem)
  /// A mapping document is used with another architecture or workload than it was made for.
  case madeForAnother(kind: String, stated: String, used: String)
  /// A layer the workload doesn't have.
  case unknownLayer(found: String, known: [String])
  /// A mapping for a layer without multiply–accumulates.
  case nothingToMap(layer: String)
  /// The parts of a results document don't go together.
  case results(ResultsProblem)
  /// The parts of an architecture don't go together.
  case architecture(ArchitectureProblem)
  /// A statement about one subject that fits no other case: what was found, and the way out.
  case other(String, remedy: String)
  /// The layers of a workload or the tensors between them don't fit together.
  case workload(WorkloadProblem)

  /// The problem in words: what was found and what would be right.
  public var message: String {
    switch self {
    case .notWellFormed(let problem):
      "not well-formed XML: \(problem.message)"
    case .againstSchema(let words):
      words
    case .notAQuantity(let subject, let attribute, let found, let kind, let example):
      "\(subject) \(attribute) '\(found)' is not \(Self.article(of: kind)) \(kind); write e.g. \(example)"
    case .outOfRange(let subject, let attribute, let found, let expected):
      "\(subject) \(attribute) is \(found); it must be \(expected)"
    case .dangling(let subject, let reference, let kind, let known):
      "\(subject) refers to \(kind) '\(reference)', which does not exist; "
        + (known.isEmpty ? "there is none" : "known: \(known.joined(separator: ", "))")
    case .duplicate(let kind, let name):
      "\(kind) '\(name)' is declared twice; give each its own name"
    case .twice(let kind, let name):
      "\(kind) '\(name)' is given twice; remove one"
    case .overflow(let subject, let what):
      "\(subject): \(what) reaches 2^60, too large to count; check the sizes"
    case .mappingSyntax(let found, let expected):
      "mapping text: found '\(found)' where \(expected) was expected"
    case .factors(let layer, let dimension, let product, let bound):
      "layer '\(layer)': the factors of \(dimension.letter) multiply up to \(product), "
        + "but the layer has \(dimension.letter) = \(bound) (\(dimension.meaning))"
    case .tileTooLarge(let layer, let memory, let bytes, let available, let detail):
      "layer '\(layer)': the tile in '\(memory)' takes \(bytes) bytes (\(detail)), but \(available) are available; "
        + "use smaller factors inside that level"
    case .emptyFile:
      "the file is empty"
    case .notText(let reason):
      "not an XML document in UTF-8: \(reason)"
    case .declaredEncoding(let encoding):
      "the document declares the encoding '\(encoding)'; write it in UTF-8"
    case .documentType:
      "document type declarations are not read; remove <!DOCTYPE …>"
    case .wrongDocument(let found, let expected, let root, let namespace):
      "this is \(found), not \(expected); its outermost element must be <\(root) xmlns=\"\(namespace)\">"
    case .unknownDocument(let root, let namespace, let known):
      "<\(root)> of namespace '\(namespace)' opens no document Systole reads; known: \(known.joined(separator: ", "))"
    case .unexpectedElement(let found, let expected):
      "<\(found)> is not expected here; "
        + (expected.isEmpty
          ? "remove it" : Self.alternatives(to: found, among: expected, prefix: "expected", quotes: ("<", ">")))
    case .missingElement(let subject, let expected):
      "\(subject) is incomplete; it needs \(expected.map { "<\($0)>" }.joined(separator: " or "))"
    case .unexpectedText(let subject):
      "\(subject) holds text; only elements and attributes may be there"
    case .unexpectedContent(let subject):
      "\(subject) holds elements; it takes attributes only"
    case .unknownAttribute(let subject, let attribute, let known):
      "\(subject) has no attribute '\(attribute)'; "
        + (known.isEmpty ? "it takes none" : Self.alternatives(to: attribute, among: known, prefix: "known"))
    case .missingAttribute(let subject, let attribute):
      "\(subject) has no \(attribute); state it"
    case .unknownWord(let subject, let attribute, let found, let known):
      "\(subject) \(attribute) '\(found)' is unknown; " + Self.alternatives(to: found, among: known)
    case .emptyList(let subject, let attribute, let known):
      "\(subject) \(attribute) is empty; write one or more of: \(known.joined(separator: ", "))"
    case .repeatedWord(let subject, let attribute, let word):
      "\(subject) \(attribute) lists '\(word)' twice"
    case .settingSyntax:
      "a setting is written component.attribute=value, such as scratchpad.capacity=512KiB"
    case .unknownComponent(let found, let known):
      "the architecture has no component '\(found)'; " + Self.alternatives(to: found, among: known, prefix: "known")
    case .inLayer(let layer, let problem):
      "layer '\(layer)': \(problem.message)"
    case .madeForAnother(let kind, let stated, let used):
      "the mappings are made for \(kind) '\(stated)', not '\(used)'; use that one, or change the name if they fit both"
    case .unknownLayer(let found, let known):
      "the workload has no layer '\(found)'; " + Self.alternatives(to: found, among: known, prefix: "known")
    case .nothingToMap(let layer):
      "layer '\(layer)' is a vector layer, which has no loops to map; remove its mapping"
    case .results(let problem):
      problem.message
    case .architecture(let problem):
      problem.message
    case .other(let statement, let remedy):
      "\(statement); \(remedy)"
    case .workload(let problem):
      problem.message
    }
  }

  /// The nearest of the known words, or all of them.
  private static func alternatives(
    to found: String, among known: [String], prefix: String = "write one of",
    quotes: (opening: String, closing: String) = ("'", "'")
  ) -> String {
    if let near = nearestName(to: found, among: known) {
      return "did you mean \(quotes.opening)\(near)\(quotes.closing)?"
    }
    let shown = known.prefix(12)
    let words = shown.map { quotes.opening + $0 + quotes.closing } + (shown.count < known.count ? ["…"] : [])
    return "\(prefix): \(words.joined(separator: ", "))"
  }

  private static func article(of noun: String) -> String {
    "aeiou".contains(noun.first ?? " ") ? "an" : "a"
  }
}
