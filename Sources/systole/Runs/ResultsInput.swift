import Core
import Formats
import Foundation
import Reports

/// A document of results, whatever run it is of.
enum ResultsInput {
  case simulation(ResultsDocument, sha256: String)
  case mapping(MappingResultsDocument, sha256: String)
  case comparison(Comparison)
  case study(StudyDocument)
  case synthesis(SynthesisDocument)

  /// Reads a document and finds out what kind it is.
  ///
  /// - Throws: `MissingInput`; `InvalidInput` with everything wrong with the document; `StudyError`.
  static func read(_ path: String) throws -> ResultsInput {
    if StudyInput.isStudy(path) { return .study(try StudyInput.document(path)) }
    let input = try InputFile.read(path: path)
    let root = try XMLDocument(input).root
    let sha256 = SHA256.hexadecimal(input.bytes)
    switch DocumentKind(root: root.name, namespace: root.namespace) {
    case .mappingResults: return .mapping(try MappingResultsFile.read(input), sha256: sha256)
    case .comparison: return .comparison(try ComparisonFile.read(input))
    case .study: return .study(try StudyDocumentFile.read(input))
    case .synthesis: return .synthesis(try SynthesisFile.read(input))
    case .results, .architecture, .workload, .mapping, .space, nil:
      return .simulation(try ResultsFile.read(input), sha256: sha256)
    }
  }

  /// The result as a comparison takes it.
  ///
  /// - Throws: `InvalidInput` for a comparison and for a study.
  func compared(as name: String) throws -> ComparedResult {
    switch self {
    case .simulation(let document, let sha256):
      return ComparedResult(
        document.result, name: name, sha256: sha256,
        attributes: try ArchitectureFile.attributes(of: document.result.architecture),
        inputs: document.run.inputs.map { ($0.role, $0.name) }, command: document.run.command)
    case .mapping(let document, let sha256):
      return ComparedResult(
        document.result, name: name, sha256: sha256,
        attributes: try ArchitectureFile.attributes(of: document.result.architecture),
        inputs: document.run.inputs.map { ($0.role, $0.name) }, command: document.run.command)
    case .study:
      throw InvalidInput(
        .other(
          "this is a study, and results are compared",
          remedy: "export its designs with study export and simulate them, or compare studies with study compare"),
        at: SourceLocation(file: name))
    case .synthesis:
      throw InvalidInput(
        .other(
          "this is a synthesised array, and results of runs are compared", remedy: "make a page of it: report"),
        at: SourceLocation(file: name))
    case .comparison:
      throw InvalidInput(
        .other("this is a comparison already", remedy: "name the results it was made of, or make a page of it: report"),
        at: SourceLocation(file: name))
    }
  }
}
