package import Core

/// A workload document (`urn:systole:workload:1`) that has been read: the network in full, and where its layers stand.
package struct WorkloadFile: Hashable, Sendable {
  package var workload: Workload
  /// The place of each layer, by its name; the layers a `<repeat>` or a count expands to share theirs.
  package var map: SourceMap

  /// Reads a workload document; its syntax is told in `Documentation/workload-document.md`.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the document.
  package static func read(_ input: InputFile) throws(InvalidInput) -> WorkloadFile {
    try read(try CheckedDocument(input, kind: .workload), file: input.name)
  }

  /// Reads a workload that stands alone or inside a results document.
  static func read(_ document: CheckedDocument, file: String) throws(InvalidInput) -> WorkloadFile {
    var reader = document.reader
    let stated = StatedWorkload(document.root, reader: &reader)
    var expansion = WorkloadExpansion(of: stated, file: file)
    expansion.run(reader: &reader)
    try reader.finish()
    return WorkloadFile(workload: expansion.workload, map: expansion.map)
  }
}
