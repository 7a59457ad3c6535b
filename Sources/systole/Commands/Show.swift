import ArgumentParser
import Core
import Formats
import Reports

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what comes with the tool, or describe an architecture, a workload or a space.",
    subcommands: [ShowList.self, ShowArchitecture.self, ShowWorkload.self, ShowSpace.self],
    defaultSubcommand: ShowList.self)
}

struct ShowList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the built-in architectures, workloads and spaces.")

  func run() throws {
    var text = "Architectures (systole show architecture NAME)\n"
    for name in BuiltinLibrary.names(of: .architecture) {
      let (architecture, _) = try ArchitectureFile.read(try InputFile.resolve(name, kind: .architecture))
      text += "  \(padded(name))\(architecture.summary)\n"
    }
    text += "\nWorkloads (systole show workload NAME)\n"
    for name in BuiltinLibrary.names(of: .workload) {
      let workload = try WorkloadFile.read(try InputFile.resolve(name, kind: .workload)).workload
      let macs = NumberText.engineering(Double(workload.macs), unit: "MAC")
      text += "  \(padded(name))\(workload.layers.count) layers, \(macs)\n"
    }
    text += "\nSpaces (systole show space NAME)\n"
    for name in BuiltinLibrary.names(of: .space) {
      let space = try SpaceFile.read(try InputFile.resolve(name, kind: .space)).space
      text += "  \(padded(name))\(space.summary)\n"
    }
    try OutputFile.write(text, to: nil)
  }

  private func padded(_ name: String) -> String {
    name + String(repeating: " ", count: max(1, 20 - name.count))
  }
}

struct ShowArchitecture: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "architecture", abstract: "Describe an architecture, or print it as a resolved document.")

  @Argument(help: ArgumentHelp("A built-in architecture or an architecture file.", valueName: "name-or-file"))
  var name = "gemmini"

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Change an attribute; may be repeated.", valueName: "path=value"))
  var settings: [String] = []

  @Flag(help: "Print the document with every default written out.")
  var xml = false

  func run() throws {
    let input = try InputFile.resolve(name, kind: .architecture)
    let (architecture, map) = try ArchitectureFile.read(input, settings: try settings.map(Setting.init(parsing:)))
    for warning in map.warnings { Failure.say(warning.description) }
    let text =
      xml
      ? String(decoding: ArchitectureFile.write(architecture), as: UTF8.self)
      : ArchitectureText.text(architecture, width: 124)
    try OutputFile.write(text, to: nil)
  }
}

struct ShowWorkload: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workload", abstract: "List the layers of a workload, or print it as a resolved document.")

  @Argument(help: ArgumentHelp("A built-in workload or a workload file.", valueName: "name-or-file"))
  var name = "resnet50"

  @Flag(help: "A row for every layer, equal ones too.")
  var allLayers = false

  @Flag(help: "Print the document with repetitions expanded.")
  var xml = false

  func run() throws {
    let workload = try WorkloadFile.read(try InputFile.resolve(name, kind: .workload)).workload
    let text =
      xml
      ? String(decoding: WorkloadFile.bytes(of: workload), as: UTF8.self)
      : WorkloadText.text(workload, allLayers: allLayers, width: 124)
    try OutputFile.write(text, to: nil)
  }
}

struct ShowSpace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "space", abstract: "Describe a design space: what varies, what must hold, how many designs there are.")

  @Argument(help: ArgumentHelp("A built-in space or a space file.", valueName: "name-or-file"))
  var name = "gemmini"

  func run() throws {
    let file = try SpaceFile.read(try InputFile.resolve(name, kind: .space))
    let (share, isCounted) = file.variants.legalShare(of: file.space)
    try OutputFile.write(
      SpaceText.text(file.space, legalShare: share, isCounted: isCounted, width: 124), to: nil)
  }
}
