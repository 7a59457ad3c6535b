package import Core

/// The bytes of an input and the name diagnostics call it by.
package struct InputFile: Hashable, Sendable {
  /// A path as given, or a built-in file's name.
  package var name: String
  package var bytes: [UInt8]
  /// Whether the binary carries the file.
  package var isBuiltin: Bool

  package init(name: String, bytes: [UInt8], isBuiltin: Bool = false) {
    self.name = name
    self.bytes = bytes
    self.isBuiltin = isBuiltin
  }

  /// An input made of text, as tests and single layers of the command line use.
  package init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The document a command line names: a built-in name (`gemmini`) or a path.
  ///
  /// A word with neither slash nor dot is a built-in name when one exists; everything else is a path.
  ///
  /// - Throws: `MissingInput` when there is no such file or it can't be read, with the nearest built-in name.
  package static func resolve(_ nameOrPath: String, kind: DocumentKind) throws(MissingInput) -> InputFile {
    if let builtin = builtin(nameOrPath, kind: kind) { return builtin }
    do {
      return try read(path: nameOrPath)
    } catch {
      guard error.isAbsent, let folder = kind.builtinFolder else { throw error }
      throw MissingInput(
        name: nameOrPath, reason: absence(of: nameOrPath, kind: kind, folder: folder))
    }
  }

  /// The built-in document of a kind with the name, without `.xml`.
  package static func builtin(_ name: String, kind: DocumentKind) -> InputFile? {
    guard let folder = kind.builtinFolder, !name.contains("/"),
      let bytes = BuiltinLibrary.bytes(of: "\(name).xml", in: folder)
    else { return nil }
    return InputFile(name: "\(name).xml", bytes: bytes, isBuiltin: true)
  }

  /// The carried schema of a kind.
  package static func schema(of kind: DocumentKind) -> InputFile {
    InputFile(
      name: kind.schemaName, bytes: BuiltinLibrary.bytes(of: kind.schemaName, in: "Schemas") ?? [], isBuiltin: true)
  }

  private static func absence(of nameOrPath: String, kind: DocumentKind, folder: String) -> String {
    let names = BuiltinLibrary.names(of: kind)
    let file = nameOrPath.split(separator: "/").last ?? ""
    let word = String(file.lastIndex(of: ".").map { file[..<$0] } ?? file)
    let opening = "there is no such file and no built-in \(kind.rawValue) of that name"
    if let near = nearestName(to: word, among: names) {
      return "\(opening); did you mean '\(near)'?"
    }
    return "\(opening); built in: \(names.joined(separator: ", "))"
  }
}
