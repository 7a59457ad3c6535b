package import Core

/// A workload document that has been read: the network in full, and where its layers stand.
package struct WorkloadFile: Hashable, Sendable {
  package var workload: Workload
  /// Where each layer stands, by its name; the layers a `<repeat>` or a count expands to share their place.
  package var locations: [String: SourceLocation]

  /// Reads a workload document; its syntax is told in `Documentation/workload-document.md`.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the document.
  package static func read(_ input: InputFile) throws(InvalidInput) -> WorkloadFile {
    var document = try CheckedDocument(input, kind: .workload)
    let stated = StatedWorkload(document.root, reader: &document.reader)
    var expansion = WorkloadExpansion(of: stated)
    expansion.run(reader: &document.reader)
    try document.reader.finish()
    return WorkloadFile(workload: expansion.workload, locations: expansion.locations)
  }
}
