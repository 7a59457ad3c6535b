import Core
import Yams

/// A value of a YAML document with the place it stands at; aliases and merge keys are resolved.
struct YAMLValue {
  enum Content {
    case scalar(String)
    case list([YAMLValue])
    case table([(key: String, value: YAMLValue)])
  }

  var content: Content
  var location: SourceLocation

  /// More values than any description has: a document that grows beyond them by aliases is damage or an attack.
  static let valueLimit = 100_000
  private static let byteLimit = 4 << 20
  private static let depthLimit = 64

  /// Reads a document.
  ///
  /// - Throws: `InvalidInput` for what is no YAML, is too large or nested too deeply.
  init(_ file: InputFile) throws(InvalidInput) {
    let start = SourceLocation(file: file.name)
    guard file.bytes.count <= Self.byteLimit else {
      throw InvalidInput(.other("the file is larger than 4 MiB", remedy: "is it Timeloop YAML?"), at: start)
    }
    guard let text = String(validating: file.bytes, as: UTF8.self) else {
      throw InvalidInput(.other("the file is not UTF-8 text", remedy: "save it in UTF-8"), at: start)
    }
    try Self.checkKeys(text, start)
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw InvalidInput(Self.problem(error), at: Self.location(of: error, in: file.name))
    }
    guard let node else { throw InvalidInput(.emptyFile, at: start) }
    var budget = Self.valueLimit
    self = try YAMLValue(node, file: file.name, depth: 0, budget: &budget)
  }

  private init(_ node: Node, file: String, depth: Int, budget: inout Int) throws(InvalidInput) {
    location = SourceLocation(file: file, line: node.mark?.line, column: node.mark?.column)
    budget -= 1
    guard budget > 0, depth <= Self.depthLimit else {
      throw InvalidInput(
        .other(
          budget > 0
            ? "values are nested more than \(Self.depthLimit) deep"
            : "aliases expand to more than \(Self.valueLimit) values",
          remedy: "is it Timeloop YAML?"),
        at: location)
    }
    switch node {
    case .scalar(let scalar):
      content = .scalar(scalar.string)
    case .sequence(let sequence):
      var list: [YAMLValue] = []
      for item in sequence { list.append(try YAMLValue(item, file: file, depth: depth + 1, budget: &budget)) }
      content = .list(list)
    case .mapping(let mapping):
      var own: [(key: String, value: YAMLValue)] = []
      var merged: [(key: String, value: YAMLValue)] = []
      for (key, value) in mapping {
        guard case .scalar(let name) = key else {
          throw InvalidInput(.other("a key is no word", remedy: "write key: value"), at: location)
        }
        let value = try YAMLValue(value, file: file, depth: depth + 1, budget: &budget)
        if name.string == "<<" { merged += value.mergedEntries } else { own.append((name.string, value)) }
      }
      for entry in merged where !own.contains(where: { $0.key == entry.key }) {
        own.append(entry)
        budget -= 1
      }
      content = .table(own)
    case .alias:
      throw InvalidInput(.other("an alias names nothing", remedy: "define its anchor first"), at: location)
    }
  }

  /// What a merge key brings in: the entries of a table, or of several.
  private var mergedEntries: [(key: String, value: YAMLValue)] {
    switch content {
    case .table(let entries): entries
    case .list(let tables): tables.flatMap(\.entries)
    case .scalar: []
    }
  }

  /// Keys made of aliases can take exponential time to compare, and nobody writes them.
  private static func checkKeys(_ text: String, _ start: SourceLocation) throws(InvalidInput) {
    guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return }
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      var previous: Character = " "
      var isAlias = false
      var isIndented = true
      for character in line {
        if character == "#", previous.isWhitespace { break }
        let isKeyMark = character == ":" && (isAlias || previous == "]" || previous == "}")
        let isQuery = character == "?" && (isIndented || "[{,".contains(previous))
        if isKeyMark || isQuery {
          throw InvalidInput(
            .other("a key is no plain word", remedy: "write key: value, without aliases in keys"),
            at: SourceLocation(file: start.file, line: index + 1))
        }
        if character == "*" { isAlias = true }
        if isAlias, "[]{},".contains(character) { isAlias = false }
        if !character.isWhitespace {
          if character != "-" { isIndented = false }
          previous = character
        }
      }
    }
  }

  private static func problem(_ error: any Error) -> Problem {
    let words = "\(error)".split(separator: "\n").first.map(String.init) ?? "it can't be parsed"
    return .other("not YAML: \(XMLText.oneLine(words))", remedy: "check the indentation and quotes around this line")
  }

  private static func location(of error: any Error, in file: String) -> SourceLocation {
    guard let error = error as? YamlError else { return SourceLocation(file: file) }
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      return SourceLocation(file: file, line: mark.line, column: mark.column)
    default: return SourceLocation(file: file)
    }
  }
}

extension YAMLValue {
  /// The entries of a table; none for anything else.
  var entries: [(key: String, value: YAMLValue)] {
    guard case .table(let entries) = content else { return [] }
    return entries
  }

  /// The items of a list; none for anything else.
  var items: [YAMLValue] {
    guard case .list(let items) = content else { return [] }
    return items
  }

  /// The text of a scalar.
  var text: String? {
    guard case .scalar(let text) = content else { return nil }
    return text
  }

  /// The first of several keys' values.
  subscript(keys: String...) -> YAMLValue? {
    for key in keys { if let entry = entries.first(where: { $0.key == key }) { return entry.value } }
    return nil
  }

  /// Words of a list, or of a text separated by commas and blanks.
  var words: [String] {
    if let text { return text.split { $0 == "," || $0.isWhitespace }.map(String.init) }
    return items.compactMap(\.text)
  }

  /// A whole number in 1…2^40.
  var size: Int? {
    guard let text, let number = Int(text), (1...1 << 40).contains(number) else { return nil }
    return number
  }

  /// A finite number that isn't negative.
  var amount: Double? {
    guard let text, let number = Double(text), number.isFinite, number >= 0, number < 1e15 else { return nil }
    return number
  }
}
