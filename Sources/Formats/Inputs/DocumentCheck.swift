import Core

/// Checks a document of any kind.
package enum DocumentCheck {
  /// The kind of a document that is right in itself.
  ///
  /// - Throws: `InvalidInput` with everything wrong with it; `MissingInput` when a document it names can't be had.
  package static func check(_ input: InputFile) throws -> DocumentKind {
    let root = try XMLDocument(input).root
    guard let kind = DocumentKind(root: root.name, namespace: root.namespace) else {
      throw InvalidInput(
        .unknownDocument(root: root.name, namespace: root.namespace, known: DocumentKind.allCases.map(\.namespace)),
        at: root.location)
    }
    switch kind {
    case .architecture: _ = try ArchitectureFile.read(input)
    case .workload: _ = try WorkloadFile.read(input)
    case .mapping: _ = try MappingFile.read(input)
    case .results: _ = try ResultsFile.read(input)
    case .space: _ = try SpaceFile.read(input)
    case .mappingResults: _ = try MappingResultsFile.read(input)
    case .comparison: _ = try ComparisonFile.read(input)
    case .study: _ = try StudyDocumentFile.read(input)
    case .synthesis: _ = try SynthesisFile.read(input)
    }
    return kind
  }
}
