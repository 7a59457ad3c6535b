import CLibXML2
import Core

extension XMLComplaint {
  /// The syntax error the parser means.
  var syntaxProblem: XMLSyntaxProblem {
    switch UInt32(truncatingIfNeeded: code) {
    case XML_ERR_TAG_NAME_MISMATCH.rawValue:
      crossedTags ?? .other(message)
    case XML_ERR_TAG_NOT_FINISHED.rawValue, XML_ERR_GT_REQUIRED.rawValue:
      .unfinished
    case XML_ERR_DOCUMENT_END.rawValue:
      .trailingContent
    case XML_ERR_DOCUMENT_EMPTY.rawValue:
      .noElement
    case XML_ERR_ATTRIBUTE_REDEFINED.rawValue:
      .attributeTwice(word(behind: "Attribute ") ?? "")
    case XML_ERR_ATTRIBUTE_NOT_STARTED.rawValue:
      .unquotedValue
    case XML_ERR_NAME_REQUIRED.rawValue where message.hasPrefix("xmlParseEntityRef"):
      .bareAmpersand
    case XML_ERR_LT_IN_ATTRIBUTE.rawValue:
      .lessThanInValue
    case XML_ERR_UNDECLARED_ENTITY.rawValue, XML_WAR_UNDECLARED_ENTITY.rawValue:
      .undefinedEntity(word(behind: "Entity '") ?? "")
    case XML_ERR_HYPHEN_IN_COMMENT.rawValue:
      .hyphensInComment
    case XML_ERR_INVALID_CHAR.rawValue:
      .forbiddenCharacter
    default:
      .other(message)
    }
  }

  /// The parts of `Opening and ending tag mismatch: controller line 16 and architecture`.
  private var crossedTags: XMLSyntaxProblem? {
    let words = message.split(separator: " ").map(String.init)
    guard words.count >= 6, let line = words.lastIndex(of: "line"), line >= 1, line + 3 < words.count else {
      return nil
    }
    // Line 0 is the parser's way to say it has not noted one.
    let number = Int(words[line + 1]).flatMap { $0 > 0 ? $0 : nil }
    return .crossedTags(open: words[line - 1], line: number, closed: words[line + 3])
  }

  private func word(behind text: String) -> String? {
    guard let range = message.firstRange(of: text) else { return nil }
    return String(message[range.upperBound...].prefix { !$0.isWhitespace && $0 != "'" })
  }
}
