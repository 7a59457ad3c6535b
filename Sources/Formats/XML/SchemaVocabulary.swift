package import Core

/// The elements a schema declares and the attributes each takes, for suggestions and for settings.
package struct SchemaVocabulary {
  private var attributesOfElement: [String: [String]] = [:]

  /// Collects the names of a schema.
  ///
  /// Elements of one name are taken to be one; a complex type is followed by its name, and so is the type it extends.
  ///
  /// - Throws: `InvalidInput` when the schema is no XML.
  package init(_ input: InputFile) throws(InvalidInput) {
    let schema = try XMLDocument(input).root
    var types: [String: XMLElement] = [:]
    for type in schema.children("complexType") + schema.children("attributeGroup") {
      types[type["name"] ?? ""] = type
    }
    collect(schema, types: types)
  }

  /// The attributes an element takes, in the schema's order.
  package func attributes(of element: String) -> [String] {
    attributesOfElement[element] ?? []
  }

  private mutating func collect(_ element: XMLElement, types: [String: XMLElement]) {
    if element.name == "element", let name = element["name"] {
      var names = attributesOfElement[name] ?? []
      let declared =
        element["type"].flatMap { types[$0] }.map { Self.attributes(in: $0, types: types) }
        ?? element.child("complexType").map { Self.attributes(in: $0, types: types) } ?? []
      for attribute in declared where !names.contains(attribute) { names.append(attribute) }
      attributesOfElement[name] = names
    }
    for child in element.children { collect(child, types: types) }
  }

  private static func attributes(in type: XMLElement, types: [String: XMLElement]) -> [String] {
    type.children.flatMap { child -> [String] in
      switch child.name {
      case "attribute": return [child["name"] ?? child["ref"]].compactMap { $0 }
      case "attributeGroup": return child["ref"].flatMap { types[$0] }.map { attributes(in: $0, types: types) } ?? []
      case "extension":
        let inherited = child["base"].flatMap { types[$0] }.map { attributes(in: $0, types: types) } ?? []
        return inherited + attributes(in: child, types: types)
      case "complexContent", "simpleContent", "restriction": return attributes(in: child, types: types)
      default: return []
      }
    }
  }
}
