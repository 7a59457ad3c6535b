import CLibXML2
package import Core

/// What a schema has against a document.
package struct SchemaVerdict {
  /// A complaint about a value: an attribute reader words it better and knows what else is wrong with it.
  struct Fallback {
    var diagnostic: Diagnostic
    /// A diagnostic at one of these places says the same thing; `nil` where any does.
    var places: [SourceLocation]?

    func isCovered(by other: Diagnostic) -> Bool {
      places?.contains(other.location) ?? true
    }
  }

  /// Missing or misplaced elements and attributes.
  package private(set) var structural: [Diagnostic] = []
  private(set) var fallbacks: [Fallback] = []

  /// Nothing to complain about.
  package init() {}

  init(_ complaints: [XMLComplaint], document: borrowing XMLDocument, vocabulary: SchemaVocabulary) {
    for complaint in complaints {
      let words = SchemaWords(complaint)
      let location = complaint.node.map { document.location(of: $0, attribute: words.attribute) }
      let place = location ?? SourceLocation(file: document.file, line: complaint.line)
      let subject = complaint.node.map { document.subject(of: $0) } ?? words.element
      let problem = words.problem(subject: subject, vocabulary: vocabulary)
      let diagnostic = Diagnostic(problem, at: place)
      if words.isStructural {
        if !structural.contains(diagnostic) { structural.append(diagnostic) }
      } else {
        // Names that are missing or given twice are told by readers at places of their own choice.
        let places = words.attribute == nil ? complaint.node.map { document.places(of: $0) } : [place]
        fallbacks.append(Fallback(diagnostic: diagnostic, places: words.isAboutNames ? nil : places))
      }
    }
  }
}

/// The parts of a validity message of libxml2.
///
/// For example `Element '{namespace}memory', attribute 'capacity': [facet 'pattern'] The value …`.
private struct SchemaWords {
  var code: Int
  var element: String
  var attribute: String?
  var statement: String

  init(_ complaint: XMLComplaint) {
    code = complaint.code
    let message = Self.withoutNamespaces(complaint.message)
    let colon = message.range(of: ": ")
    let head = colon.map { message[..<$0.lowerBound] } ?? ""
    let quoted = Self.quoted(head)
    element = quoted.first ?? ""
    attribute = quoted.count > 1 ? quoted[1] : nil
    statement = colon.map { String(message[$0.upperBound...]) } ?? message
  }

  /// Whether the complaint is about what stands where, not about a value.
  var isStructural: Bool {
    switch code {
    case Int(XML_SCHEMAV_ELEMENT_CONTENT.rawValue), Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1.rawValue),
      Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2.rawValue), Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_4.rawValue),
      Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1.rawValue), Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2.rawValue),
      Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3.rawValue), Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_4.rawValue):
      true
    default: false
    }
  }

  /// Whether the complaint is about keys and references to them.
  var isAboutNames: Bool {
    code == Int(XML_SCHEMAV_CVC_IDC.rawValue)
  }

  func problem(subject: String, vocabulary: SchemaVocabulary) -> Problem {
    switch code {
    case Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1.rawValue), Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2.rawValue):
      return .unknownAttribute(
        subject: subject, attribute: attribute ?? "", known: vocabulary.attributes(of: element))
    case Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_4.rawValue):
      return .missingAttribute(subject: subject, attribute: Self.quoted(statement[...]).first ?? "")
    case Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1.rawValue), Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2.rawValue),
      Int(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3.rawValue):
      return statement.hasPrefix("Element content")
        ? .unexpectedContent(subject: subject) : .unexpectedText(subject: subject)
    case Int(XML_SCHEMAV_ELEMENT_CONTENT.rawValue):
      if statement.hasPrefix("Missing child") {
        return .missingElement(subject: subject, expected: expected)
      }
      return .unexpectedElement(found: element, expected: expected)
    default:
      return .againstSchema("\(subject)\(attribute.map { " \($0)" } ?? ""): \(statement)")
    }
  }

  /// The names between the parentheses of `Expected is one of ( a, b )`.
  private var expected: [String] {
    guard let opening = statement.range(of: "( "), let closing = statement.range(of: " )") else { return [] }
    guard opening.upperBound <= closing.lowerBound else { return [] }
    return statement[opening.upperBound..<closing.lowerBound].split(separator: ", ").map(String.init)
  }

  private static func withoutNamespaces(_ message: String) -> String {
    var plain = ""
    var rest = message[...]
    while let opening = rest.range(of: "{urn:systole:"), let closing = rest[opening.upperBound...].firstIndex(of: "}") {
      plain += rest[..<opening.lowerBound]
      rest = rest[rest.index(after: closing)...]
    }
    return plain + rest
  }

  private static func quoted(_ text: Substring) -> [String] {
    let pieces = text.split(separator: "'", omittingEmptySubsequences: false)
    return stride(from: 1, to: pieces.count - 1, by: 2).map { String(pieces[$0]) }
  }
}

extension StringProtocol {
  /// The first place of a text.
  fileprivate func range(of text: String) -> Range<Index>? {
    firstRange(of: text)
  }
}
