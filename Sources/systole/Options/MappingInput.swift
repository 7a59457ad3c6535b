import Core
import Formats
import Foundation

/// Mappings given on the command line: a mapping file, Systole's or Timeloop's, or one mapping text for all layers.
struct MappingInput {
  var text: String
  /// The option they were given with, for messages.
  var option: String

  /// The mappings by layer, checked against the workload and the architecture.
  func read(
    for workload: Workload, on architecture: Architecture
  ) throws -> (mappings: [String: Mapping], input: InputFile) {
    if ForeignFile.isForeign(text) {
      let options = ForeignOptions(levels: architecture.levels.map(\.name))
      let file = try ForeignFile.read(path: text, options: options)
      guard case .mapping(let mapping) = file.content else {
        throw InvalidInput(
          .other("the file describes \(file.content.kind.noun)", remedy: "give a mapping"),
          at: SourceLocation(file: text))
      }
      return try one(mapping, for: workload, on: architecture, source: text)
    }
    guard text.contains("["), !FileManager.default.fileExists(atPath: text) else {
      let input = try InputFile.resolve(text, kind: .mapping)
      return (try MappingFile.read(input).mappings(of: workload, on: architecture), input)
    }
    let parsed: Mapping
    do {
      parsed = try Mapping(parsing: text)
    } catch {
      throw InvalidInput(error.problem, at: SourceLocation(file: option))
    }
    return try one(parsed, for: workload, on: architecture, source: option)
  }

  /// One mapping for every layer that has loops.
  private func one(
    _ mapping: Mapping, for workload: Workload, on architecture: Architecture, source: String
  ) throws -> (mappings: [String: Mapping], input: InputFile) {
    let layers = workload.layers.filter { $0.convolution != nil }.map { ($0.name, mapping) }
    var file = MappingFile(architecture: architecture.name, workload: workload.name, mappings: layers)
    for index in file.entries.indices { file.entries[index].location = SourceLocation(file: source) }
    return (
      try file.mappings(of: workload, on: architecture), InputFile(name: source, text: mapping.description)
    )
  }
}
