/// The kinds of document Systole reads.
package enum DocumentKind: String, CaseIterable, Hashable, Sendable {
  case architecture
  case workload
  case mapping
  case results
  case space
  case mappingResults = "mapping-results"
  case comparison
  case study
  case synthesis

  /// The versioned namespace of the kind's elements.
  package var namespace: String { "urn:systole:\(rawValue):1" }

  /// The name of the kind's outermost element.
  package var root: String {
    self == .mapping ? "mappings" : rawValue
  }

  /// The kind's schema among the carried files.
  package var schemaName: String { "\(rawValue).xsd" }

  /// The folder whose files the binary carries, for kinds that have built-in documents.
  package var builtinFolder: String? {
    switch self {
    case .architecture: "Architectures"
    case .workload: "Workloads"
    case .space: "Spaces"
    case .mapping, .results, .mappingResults, .comparison, .study, .synthesis: nil
    }
  }

  /// What messages call a document of the kind.
  package var noun: String {
    switch self {
    case .architecture: "an architecture"
    case .workload: "a workload"
    case .mapping: "a mapping document"
    case .results: "a results document"
    case .space: "a design space"
    case .mappingResults: "a document of mapping results"
    case .comparison: "a comparison document"
    case .study: "a study document"
    case .synthesis: "a synthesis document"
    }
  }

  /// The kind of document an element opens, by its name and namespace; `nil` for any other element.
  package init?(root: String, namespace: String) {
    guard let kind = Self.allCases.first(where: { $0.root == root && $0.namespace == namespace }) else { return nil }
    self = kind
  }
}
