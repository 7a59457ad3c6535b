package import Core

extension ArchitectureFile {
  /// Every attribute of an architecture with its defaults written out, by the path a setting names it with:
  /// `scratchpad.capacity`, `array.rows`; where numbers come from is left out.
  ///
  /// - Throws: `InvalidInput` when what is written does not parse, which would be a mistake of the writer.
  package static func attributes(of architecture: Architecture) throws(InvalidInput) -> [(path: String, value: String)]
  {
    let root = try XMLDocument(InputFile(name: architecture.name, bytes: write(architecture))).root
    var attributes: [(path: String, value: String)] = []
    func add(_ element: XMLElement, as path: String) {
      let prefix = path.isEmpty ? "" : path + "."
      for attribute in element.attributes where !["from", "estimated", "priced"].contains(attribute.name) {
        attributes.append((path: prefix + attribute.name, value: attribute.value))
      }
      let text = XMLText.oneLine(element.text)
      if !text.isEmpty, !path.isEmpty { attributes.append((path: path, value: text)) }
      for child in element.children where child.name != "source" {
        add(child, as: prefix + (child["name"] ?? child.name))
      }
    }
    add(root, as: "")
    return attributes
  }
}
