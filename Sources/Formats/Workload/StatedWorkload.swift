import Core

/// A workload document's elements as values, before repeats are expanded and names looked up.
struct StatedWorkload {
  var name: String
  var summary: String
  var sources: [Source]
  var items: [StatedItem]
  var element: XMLElement

  init(_ root: XMLElement, reader: inout AttributeReader) {
    element = root
    name = reader.ownName(of: root)
    summary = XMLText.oneLine(reader.text("summary", of: root, default: ""))
    sources = Self.sources(of: root, reader: &reader)
    let precision = reader.precision(of: root, default: Precision())
    items = Self.items(of: root, precision: precision, reader: &reader)
  }

  private static func sources(of root: XMLElement, reader: inout AttributeReader) -> [Source] {
    var sources: [Source] = []
    for element in root.children("source") {
      let source = reader.source(of: element)
      if sources.contains(where: { $0.key == source.key }) {
        reader.note(.duplicate(kind: "source", name: source.key), at: element.location(of: "key"))
      }
      sources.append(source)
    }
    return sources
  }

  private static func items(
    of parent: XMLElement, precision: Precision, reader: inout AttributeReader
  ) -> [StatedItem] {
    parent.children.compactMap { element in
      switch element.name {
      case "input": .input(StatedInput(element, format: precision.inputs, reader: &reader))
      case "repeat":
        .repetition(
          StatedRepeat(element, items: items(of: element, precision: precision, reader: &reader), reader: &reader))
      case "convolution", "gemm", "pooling", "vector":
        .layer(StatedLayer(element, precision: precision, reader: &reader))
      default: nil
      }
    }
  }
}

/// A child of `<workload>` or `<repeat>`.
enum StatedItem {
  case input(StatedInput)
  case layer(StatedLayer)
  case repetition(StatedRepeat)

  var name: String {
    switch self {
    case .input(let input): input.name
    case .layer(let layer): layer.name
    case .repetition(let repetition): repetition.name
    }
  }

  /// The names lower lines may read; a tensor whose name is not its layer's is read by its own.
  var tensor: String {
    guard case .layer(let layer) = self else { return name }
    return layer.tensor
  }
}

/// A tensor from outside.
struct StatedInput {
  var name: String
  /// The tensor; `nil` elements when its shape can't be read.
  var tensor: KnownTensor
  var element: XMLElement

  init(_ element: XMLElement, format: NumberFormat, reader: inout AttributeReader) {
    self.element = element
    name = reader.ownName(of: element)
    let lengths = reader.lengths("shape", of: element)
    tensor = KnownTensor(elements: nil, format: reader.choice("format", of: element, default: format))
    guard !lengths.isEmpty else { return }
    if let elements = checkedProduct(lengths + [tensor.format.bits]) {
      tensor.elements = elements / tensor.format.bits
      tensor.shape = ImageShape(lengths: lengths)
    } else {
      reader.note(.overflow(subject: element.subject, what: "the number of bits"), at: element.location(of: "shape"))
    }
  }
}

/// Layers written once and meant several times, each reading what the one before wrote.
struct StatedRepeat {
  var name: String
  var first: Int
  var count: Int
  /// What the first iteration reads as `previous`.
  var input: String?
  var items: [StatedItem]
  var element: XMLElement

  init(_ element: XMLElement, items: [StatedItem], reader: inout AttributeReader) {
    self.element = element
    self.items = items
    name = reader.ownName(of: element)
    first = reader.integer("first", of: element, in: 0...1_000_000, default: 1)
    count = reader.integer("count", of: element)
    let inputs = element.names("inputs")
    input = inputs.first
    if element["inputs"] != nil, inputs.count != 1 {
      reader.note(
        .workload(.repeatInputs(subject: element.subject, found: inputs.count)), at: element.location(of: "inputs"))
    }
  }
}

extension XMLElement {
  /// The names of a list separated by white space; none when the element doesn't state the attribute.
  func names(_ attribute: String) -> [String] {
    self[attribute]?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
  }
}

extension AttributeReader {
  /// A `<source>`, in workloads and architectures alike.
  mutating func source(of element: XMLElement) -> Source {
    Source(
      key: name("key", of: element), title: XMLText.oneLine(text("title", of: element)),
      reference: XMLText.oneLine(text("reference", of: element)))
  }

  /// The `name` of an element: no white space, and not `previous`.
  mutating func ownName(of element: XMLElement) -> String {
    let name = text("name", of: element)
    checkName(name, "name", of: element)
    return name
  }

  /// Notes a name that a list of inputs could not hold.
  mutating func checkName(_ name: String, _ attribute: String, of element: XMLElement) {
    if name == "previous" {
      note(.workload(.reservedName(subject: element.subject)), at: element.location(of: attribute))
    } else if name.isEmpty || name.contains(where: \.isWhitespace) {
      note(.workload(.spacedName(subject: element.subject)), at: element.location(of: attribute))
    }
  }

  /// The number formats an element states; the others keep the default.
  mutating func precision(of element: XMLElement, default fallback: Precision) -> Precision {
    Precision(
      weights: choice("weight-format", of: element, default: fallback.weights),
      inputs: choice("input-format", of: element, default: fallback.inputs),
      outputs: choice("output-format", of: element, default: fallback.outputs),
      partialSums: choice("partial-sum-format", of: element, default: fallback.partialSums))
  }

  /// Lengths of a tensor's dimensions, such as `1x3x224x224`; empty when they can't be read.
  mutating func lengths(_ name: String, of element: XMLElement) -> [Int] {
    let found = text(name, of: element)
    let parts = found.split(separator: "x", omittingEmptySubsequences: false)
    let lengths = parts.compactMap(\.wholeNumber)
    guard lengths.count == parts.count else {
      note(
        .notAQuantity(subject: element.subject, attribute: name, found: found, kind: "shape", example: "1x3x224x224"),
        at: element.location(of: name))
      return []
    }
    guard lengths.allSatisfy((1...Self.largest).contains) else {
      note(
        .outOfRange(
          subject: element.subject, attribute: name, found: found, expected: "made of lengths of 1 or more"),
        at: element.location(of: name))
      return []
    }
    return lengths
  }
}

extension StringProtocol {
  /// The number the digits stand for; `nil` for anything but digits, and past `Int`.
  var wholeNumber: Int? {
    guard !isEmpty, allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(self)
  }
}
