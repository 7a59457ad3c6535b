/// What can make a text no XML, where a person can be told what to do about it.
public enum XMLSyntaxProblem: Hashable, Sendable, Codable {
  /// An element is closed by another's end tag.
  case crossedTags(open: String, line: Int?, closed: String)
  /// The text ends inside an element.
  case unfinished
  /// Something other than comments follows the outermost element.
  case trailingContent
  /// The text doesn't start with a tag.
  case noElement
  /// An attribute stands twice in one tag.
  case attributeTwice(String)
  /// An attribute's value doesn't stand in quotes.
  case unquotedValue
  /// `&` that begins no reference.
  case bareAmpersand
  /// `<` inside an attribute's value.
  case lessThanInValue
  /// A reference to an entity; none is defined.
  case undefinedEntity(String)
  /// `--` inside a comment.
  case hyphensInComment
  /// A character XML can't carry.
  case forbiddenCharacter
  /// Anything else, in the parser's words.
  case other(String)

  /// The problem in words: what was found and what would be right.
  var message: String {
    switch self {
    case .crossedTags(let open, let line?, let closed):
      "<\(open)> of line \(line) is still open at </\(closed)>; close it first"
    case .crossedTags(let open, nil, let closed):
      "<\(open)> is still open at </\(closed)>; close it first"
    case .unfinished:
      "the document ends inside an element; is the file whole?"
    case .trailingContent:
      "something follows the outermost element; there can be only one"
    case .noElement:
      "an element was expected; is the file XML?"
    case .attributeTwice(let name):
      "attribute '\(name)' is given twice; remove one"
    case .unquotedValue:
      "an attribute's value must stand in quotes, such as rows=\"16\""
    case .bareAmpersand:
      "'&' begins no reference; write &amp;"
    case .lessThanInValue:
      "'<' can't stand in a value; write &lt;"
    case .undefinedEntity(let name):
      "'&\(name);' is not defined; write the character itself"
    case .hyphensInComment:
      "'--' can't stand in a comment; write one hyphen"
    case .forbiddenCharacter:
      "a control character can't stand in XML; remove it"
    case .other(let words):
      words
    }
  }
}
