package import Core

/// Where the parts of a value stand in the file it was read from.
///
/// Paths are the words of the file: a component or layer by its name (`scratchpad`, `conv1`), one of its attributes
/// behind a dot (`scratchpad.capacity`).
package struct SourceMap: Hashable, Sendable {
  /// The file as a whole.
  package let file: String
  /// What may be meant otherwise, in the order it was found.
  package internal(set) var warnings: [Diagnostic] = []
  private var locations: [String: SourceLocation] = [:]

  /// A table without entries.
  package init(file: String) {
    self.file = file
  }

  /// The place of a part; the file as a whole when the path is unknown.
  package subscript(path: String) -> SourceLocation {
    locations[path] ?? SourceLocation(file: file)
  }

  /// Enters an element and its attributes under a name.
  package mutating func add(_ element: XMLElement, as name: String) {
    locations[name] = element.location
    for attribute in element.attributes {
      locations["\(name).\(attribute.name)"] = attribute.location
    }
  }
}
