/// A node of a page: an element with its attributes and children, or text.
///
/// Strings are kept as they are; only `HTMLSerializer` escapes, so no name can become markup. A page is at once
/// well-formed XML and valid HTML5.
indirect enum HTMLNode: Hashable, Sendable {
  case element(String, attributes: [HTMLAttribute], children: [HTMLNode])
  case text(String)
  /// Several nodes in a row, without an element around them.
  case group([HTMLNode])
}

/// An attribute's name and its unescaped value.
struct HTMLAttribute: Hashable, Sendable {
  var name: String
  var value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension HTMLNode: ExpressibleByStringInterpolation {
  init(stringLiteral value: String) {
    self = .text(value)
  }
}

/// Lists of nodes written one below the other, with `if` and `for` between them.
@resultBuilder enum HTMLBuilder {
  static func buildExpression(_ node: HTMLNode) -> [HTMLNode] { [node] }
  static func buildExpression(_ nodes: [HTMLNode]) -> [HTMLNode] { nodes }
  static func buildExpression(_ text: String) -> [HTMLNode] { [.text(text)] }
  static func buildBlock(_ parts: [HTMLNode]...) -> [HTMLNode] { parts.flatMap { $0 } }
  static func buildOptional(_ part: [HTMLNode]?) -> [HTMLNode] { part ?? [] }
  static func buildEither(first part: [HTMLNode]) -> [HTMLNode] { part }
  static func buildEither(second part: [HTMLNode]) -> [HTMLNode] { part }
  static func buildArray(_ parts: [[HTMLNode]]) -> [HTMLNode] { parts.flatMap { $0 } }
}

/// An element of HTML or SVG.
///
/// - Parameters:
///   - name: the tag; SVG's are told apart by standing inside an `svg`.
///   - attributes: in the order they are to be written.
///   - children: what stands inside.
/// - Returns: the node.
func element(
  _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
  @HTMLBuilder _ children: () -> [HTMLNode] = { [] }
) -> HTMLNode {
  .element(name, attributes: attributes.map { HTMLAttribute($0.key, $0.value) }, children: children())
}

extension HTMLNode {
  /// The element with one more attribute at its end; text and groups stay as they are.
  func attribute(_ name: String, _ value: String?) -> HTMLNode {
    guard let value, case .element(let tag, let attributes, let children) = self else { return self }
    return .element(tag, attributes: attributes + [HTMLAttribute(name, value)], children: children)
  }
}
