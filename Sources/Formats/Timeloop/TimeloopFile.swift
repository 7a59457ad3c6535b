import Core

extension ForeignFile {
  /// Reads Timeloop YAML: a mapping, an architecture with its constraints and energies, or a problem.
  ///
  /// - Throws: `InvalidInput` with everything wrong with it.
  static func timeloop(_ input: InputFile, options: ForeignOptions) throws -> ForeignFile {
    let document = try YAMLValue(input)
    if document["mapping"] != nil {
      let mapping = try TimeloopMappingFile(document, levels: options.levels)
      return ForeignFile(content: .mapping(mapping.mapping), warnings: [])
    }
    if document["architecture"] != nil {
      let design = try TimeloopDesign(document, with: try options.companions.map { try InputFile.read(path: $0) })
      return ForeignFile(content: .architecture(try design.architecture(name: input.stem)), warnings: design.warnings)
    }
    if document["problem"] != nil {
      return ForeignFile(content: .workload(try TimeloopProblemFile(document, name: input.stem).workload), warnings: [])
    }
    let known = document.entries.map(\.key).prefix(5).joined(separator: ", ")
    throw InvalidInput(
      .other(
        "the file has none of Timeloop's keys, but \(known.isEmpty ? "no keys at all" : known)",
        remedy: "give a file with problem:, mapping: or architecture:"),
      at: SourceLocation(file: input.name))
  }
}

/// Gathers what is wrong with a Timeloop file.
struct TimeloopNotes {
  var diagnostics: [Diagnostic] = []

  mutating func note(
    _ statement: String, remedy: String, at value: YAMLValue?, in file: String = "",
    severity: Diagnostic.Severity = .error
  ) {
    guard diagnostics.count < 100 else { return }
    let location = value?.location ?? SourceLocation(file: file)
    diagnostics.append(
      Diagnostic(.other(XMLText.oneLine(statement), remedy: XMLText.oneLine(remedy)), at: location, severity: severity))
  }

  /// Throws what was noted, if any of it is an error.
  func check() throws(InvalidInput) {
    guard !diagnostics.contains(where: { $0.severity == .error }) else { throw InvalidInput(diagnostics) }
  }
}

extension Dimension {
  /// The dimension a letter of Timeloop's `cnn-layer` stands for; output channels are K or M.
  init?(timeloop letter: Character) {
    self.init(letter: letter == "M" ? "K" : letter)
  }
}

extension Operand {
  /// The operand a data space of Timeloop's is, by the names its own and the exercises' shapes give it.
  init?(dataSpace name: String) {
    switch name.lowercased() {
    case "weights", "weight", "filter", "filters", "b": self = .weights
    case "inputs", "input", "ifmap", "a": self = .inputs
    case "outputs", "output", "ofmap", "psums", "c", "z": self = .outputs
    default: return nil
    }
  }

  /// The data space's name in Timeloop's own shape.
  var dataSpace: String {
    switch self {
    case .weights: "Weights"
    case .inputs: "Inputs"
    case .outputs: "Outputs"
    }
  }
}
