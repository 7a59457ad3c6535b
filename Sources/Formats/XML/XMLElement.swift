package import Core

/// An attribute as a document states it.
package struct XMLAttribute: Hashable, Sendable {
  package var name: String
  package var value: String
  /// Where the attribute stands, or the setting that changed it.
  package var location: SourceLocation
}

/// An element of a document that has been read: a value, independent of libxml2.
package struct XMLElement: Hashable, Sendable {
  /// The name without a prefix.
  package var name: String
  package var namespace: String
  /// Attributes in the document's order, namespace declarations left out.
  package var attributes: [XMLAttribute]
  /// Child elements in the document's order.
  package var children: [XMLElement]
  /// The text directly inside the element, pieces joined.
  package var text: String
  /// Where the start tag stands.
  package var location: SourceLocation

  /// The value of an attribute, or `nil` when the element doesn't state it.
  package subscript(attribute: String) -> String? {
    attributes.first { $0.name == attribute }?.value
  }

  /// Where an attribute stands; the start tag's place when the element doesn't state it.
  package func location(of attribute: String) -> SourceLocation {
    attributes.first { $0.name == attribute }?.location ?? location
  }

  /// The first child with the name.
  package func child(_ name: String) -> XMLElement? {
    children.first { $0.name == name }
  }

  /// The children with the name, in the document's order.
  package func children(_ name: String) -> [XMLElement] {
    children.filter { $0.name == name }
  }

  /// How messages call the element: `memory 'scratchpad'`, or `array` when it has no name.
  package var subject: String {
    guard let name = self["name"] else { return self.name }
    return "\(self.name) '\(name)'"
  }
}
