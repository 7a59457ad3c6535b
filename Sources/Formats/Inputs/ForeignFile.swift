package import Core

/// How files of other tools are read.
package struct ForeignOptions: Hashable, Sendable {
  /// For ONNX models.
  package var onnx: ONNXOptions
  /// Names of the storage levels a Timeloop mapping refers to, outermost first; in the file's order without.
  package var levels: [String]
  /// Paths of constraints and energy tables that belong to a Timeloop architecture.
  package var companions: [String] = []

  package init(onnx: ONNXOptions = ONNXOptions(), levels: [String] = []) {
    self.onnx = onnx
    self.levels = levels
  }
}

/// A file of another tool, read into what Systole has for it.
package struct ForeignFile: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case architecture(Architecture)
    case workload(Workload)
    case mapping(Mapping)

    /// The kind of document that holds such a thing.
    package var kind: DocumentKind {
      switch self {
      case .architecture: .architecture
      case .workload: .workload
      case .mapping: .mapping
      }
    }
  }

  package var content: Content
  /// What the file says without effect here.
  package var warnings: [Diagnostic]
  /// The bandwidth of a SCALE-Sim configuration in `USER` mode.
  package var scaleSimBandwidth: ScaleSimConfigurationFile.Bandwidth?

  /// Whether a file's ending is another tool's.
  package static func isForeign(_ path: String) -> Bool { ending(of: path) != nil }

  private enum Ending: String {
    case onnx, csv, cfg, yaml, yml
  }

  private static func ending(of path: String) -> Ending? {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
    return Ending(rawValue: path[path.index(after: dot)...].lowercased())
  }

  /// Reads a file by its ending; YAML by its outermost keys, tables by their header.
  ///
  /// - Throws: `MissingInput` for a file that can't be read, `InvalidInput` with everything wrong with it.
  package static func read(path: String, options: ForeignOptions = ForeignOptions()) throws -> ForeignFile {
    switch ending(of: path) {
    case .onnx:
      let model = try ONNXFile.read(path: path, options: options.onnx)
      return ForeignFile(content: .workload(model.workload), warnings: model.warnings)
    case .csv:
      let input = try InputFile.read(path: path)
      var scanner = CSVScanner(input)
      if TopologyFile.isHeader(scanner.nextRecord()?.fields ?? []) {
        let topology = try TopologyFile(input)
        return ForeignFile(content: .workload(topology.workload), warnings: topology.warnings)
      }
      return ForeignFile(content: .workload(try LayerCSVFile(input).workload), warnings: [])
    case .cfg:
      let configuration = try ScaleSimConfigurationFile(try InputFile.read(path: path))
      return ForeignFile(
        content: .architecture(configuration.architecture), warnings: configuration.warnings,
        scaleSimBandwidth: configuration.bandwidth)
    case .yaml, .yml:
      return try timeloop(try InputFile.read(path: path), options: options)
    case nil:
      throw InvalidInput(
        .other("the file's ending says nothing Systole reads", remedy: "use .onnx, .csv, .cfg, .yaml or .xml"),
        at: SourceLocation(file: path))
    }
  }

  init(
    content: Content, warnings: [Diagnostic], scaleSimBandwidth: ScaleSimConfigurationFile.Bandwidth? = nil
  ) {
    self.content = content
    self.warnings = warnings
    self.scaleSimBandwidth = scaleSimBandwidth
  }
}

/// A document of Systole's own: the one that was named, or one made from another tool's file.
package struct ImportedDocument: Hashable, Sendable {
  package var input: InputFile
  package var warnings: [Diagnostic] = []
  /// The bandwidth of a SCALE-Sim configuration in `USER` mode.
  package var scaleSimBandwidth: ScaleSimConfigurationFile.Bandwidth?

  /// The document a command line names: a built-in name, a path, or a path of another tool's file.
  ///
  /// - Throws: `MissingInput` and `InvalidInput` as reading the file does; `InvalidInput` for a file of another kind.
  package static func resolve(
    _ nameOrPath: String, kind: DocumentKind, options: ForeignOptions = ForeignOptions()
  ) throws -> ImportedDocument {
    if InputFile.builtin(nameOrPath, kind: kind) != nil || !ForeignFile.isForeign(nameOrPath) {
      return ImportedDocument(input: try InputFile.resolve(nameOrPath, kind: kind))
    }
    let file = try ForeignFile.read(path: nameOrPath, options: options)
    let bytes: [UInt8]
    switch (file.content, kind) {
    case (.architecture(let architecture), .architecture): bytes = ArchitectureFile.write(architecture)
    case (.workload(let workload), .workload): bytes = WorkloadFile.bytes(of: workload)
    default:
      throw InvalidInput(
        .other("the file describes \(file.content.kind.noun)", remedy: "give \(kind.noun)"),
        at: SourceLocation(file: nameOrPath))
    }
    return ImportedDocument(
      input: InputFile(name: nameOrPath, bytes: bytes), warnings: file.warnings,
      scaleSimBandwidth: file.scaleSimBandwidth)
  }
}
