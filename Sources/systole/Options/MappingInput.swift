import Core
import Formats
import Foundation

/// Mappings given on the command line: a mapping file, or one mapping text for all layers.
struct MappingInput {
  var text: String
  /// The option they were given with, for messages.
  var option: String

  /// The mappings by layer, checked against the workload and the architecture.
  func read(
    for workload: Workload, on architecture: Architecture
  ) throws -> (mappings: [String: Mapping], input: InputFile) {
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
    let layers = workload.layers.filter { $0.convolution != nil }.map { ($0.name, parsed) }
    var file = MappingFile(architecture: architecture.name, workload: workload.name, mappings: layers)
    for index in file.entries.indices { file.entries[index].location = SourceLocation(file: option) }
    return (try file.mappings(of: workload, on: architecture), InputFile(name: option, text: text))
  }
}
