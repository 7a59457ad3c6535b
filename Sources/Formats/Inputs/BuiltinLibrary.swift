import Builtins

/// The files the binary carries: the architectures, the workloads, the spaces, the tables and the schemas.
package enum BuiltinLibrary {
  /// The folders of carried files, as in the repository.
  package static let folders = ["Architectures", "Workloads", "Spaces", "Tables", "Schemas"]

  /// The names of a folder's files, in order.
  package static func fileNames(in folder: String) -> [String] {
    let shelf = builtinShelf(folder)
    return (0..<shelf.count).map { String(cString: shelf.files[$0].name) }
  }

  /// The bytes of a carried file, or `nil` when the folder has none of the name.
  package static func bytes(of name: String, in folder: String) -> [UInt8]? {
    guard let file = builtinFile(folder, name) else { return nil }
    return Array(UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.count))
  }

  /// The names a command line may use for the built-in documents of a kind: file names without `.xml`, in order.
  package static func names(of kind: DocumentKind) -> [String] {
    guard let folder = kind.builtinFolder else { return [] }
    return fileNames(in: folder).map { $0.hasSuffix(".xml") ? String($0.dropLast(4)) : $0 }
  }
}
