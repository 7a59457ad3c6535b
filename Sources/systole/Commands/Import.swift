import ArgumentParser
import Core
import Formats
import Foundation
import Reports

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turn a file of another tool into a document of Systole's own, or show what it holds.",
    discussion: """
      Reads ONNX models (.onnx), SCALE-Sim configurations (.cfg) and topologies (.csv), tables of layers (.csv) and \
      Timeloop's problems, architectures and mappings (.yaml). The same files can be given to --workload, \
      --architecture and --mapping directly.

      Examples:
        systole import model.onnx --bind batch=1 -o model.xml
        systole import model.onnx --format json
        systole import scale.cfg -o array.xml
        systole import best.map.yaml --architecture arch.yaml
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case xml
    case csv
    case timeloop
  }

  @Argument(help: ArgumentHelp("The file.", valueName: "file"))
  var file: String

  @Option(help: "text, json, xml, csv or timeloop; by default text, and the file name's ending (or xml) with -o.")
  var format: Format?

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var output: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The architecture whose levels a Timeloop mapping names, outermost first.", valueName: "name-or-file"))
  var architecture: String?

  @Option(
    help: ArgumentHelp(
      "Constraints and energy tables (ERT) that belong to a Timeloop architecture; may be repeated.", valueName: "file")
  )
  var with: [String] = []

  @OptionGroup var foreign: ForeignInputOptions

  func run() throws {
    try OutputFile.checkWritable(output)
    var options = try foreign.options()
    if let architecture {
      let document = try ImportedDocument.resolve(architecture, kind: .architecture)
      options.levels = try ArchitectureFile.read(document.input).0.levels.map(\.name)
    }
    options.companions = with
    let imported = try content(options)
    foreign.noteFormat(of: file)
    for warning in imported.warnings { Failure.say(warning.description) }
    try OutputFile.write(try text(of: imported.content, levels: options.levels), to: output)
  }

  /// The file's content; documents of Systole's own are read too, so that they can be written in other forms.
  private func content(_ options: ForeignOptions) throws -> (content: ForeignFile.Content, warnings: [Diagnostic]) {
    if ForeignFile.isForeign(file) {
      let read = try ForeignFile.read(path: file, options: options)
      return (read.content, read.warnings)
    }
    let input = try InputFile.read(path: file)
    let kind = try DocumentCheck.check(input)
    switch kind {
    case .architecture: return (.architecture(try ArchitectureFile.read(input).0), [])
    case .workload: return (.workload(try WorkloadFile.read(input).workload), [])
    case .mapping, .results:
      guard let entry = try MappingFile.read(input).entries.first else {
        throw ValidationError("'\(file)' holds no mapping")
      }
      return (.mapping(entry.mapping), [])
    case .mappingResults, .comparison, .study, .synthesis, .space:
      throw ValidationError("'\(file)' is \(kind.noun), which has no other form")
    }
  }

  private var resolvedFormat: Format {
    format ?? Format(rawValue: OutputOptions.Format(endingOf: output).rawValue) ?? .xml
  }

  private func text(of content: ForeignFile.Content, levels: [String]) throws -> String {
    switch (content, resolvedFormat) {
    case (.workload(let workload), .text): return WorkloadText.text(workload, allLayers: true, width: 124)
    case (.workload(let workload), .json): return try WorkloadListing(workload).json()
    case (.workload(let workload), .xml): return String(decoding: WorkloadFile.bytes(of: workload), as: UTF8.self)
    case (.workload(let workload), .csv): return csv(of: workload)
    case (.architecture(let architecture), .text): return ArchitectureText.text(architecture, width: 124)
    case (.architecture(let architecture), .xml):
      return String(decoding: ArchitectureFile.write(architecture), as: UTF8.self)
    case (.mapping(let mapping), .text): return "\(mapping)\n"
    case (.mapping(let mapping), .timeloop): return TimeloopMappingFile.text(of: mapping, levels: levels)
    default:
      throw ValidationError(
        "'\(file)' describes \(content.kind.noun), which has no \(resolvedFormat.rawValue) form; leave out --format")
    }
  }

  /// Multiply–accumulate layers as a table `import` reads again; a table has no place for others.
  private func csv(of workload: Workload) -> String {
    var table = CSVDocument(header: LayerCSVFile.columns)
    table.rows = workload.layers.compactMap { layer in
      guard let convolution = layer.convolution else { return nil }
      let bounds = convolution.bounds
      let sizes = [
        bounds.n, bounds.g * bounds.k, bounds.g * bounds.c, bounds.p, bounds.q, bounds.r, bounds.s,
      ]
      return [layer.name] + sizes.map(String.init)
        + [
          "\(convolution.stride.width)x\(convolution.stride.height)",
          "\(convolution.dilation.width)x\(convolution.dilation.height)", "\(bounds.g)", "1",
        ]
    }
    return table.text
  }
}
