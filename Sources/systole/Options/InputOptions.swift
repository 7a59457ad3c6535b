import ArgumentParser
import Core
import Formats
import Foundation

/// The architecture a command works on.
struct ArchitectureOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A built-in architecture or an architecture file: a document, a SCALE-Sim configuration, Timeloop YAML.",
      valueName: "name-or-file"))
  var architecture = "gemmini"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change an attribute of the architecture, such as scratchpad.capacity=512KiB; may be given several times.",
      valueName: "path=value"))
  var settings: [String] = []

  /// The bandwidth a SCALE-Sim configuration gives in `USER` mode.
  func scaleSimBandwidth() throws -> ScaleSimConfigurationFile.Bandwidth? {
    guard ForeignFile.isForeign(architecture) else { return nil }
    return try ImportedDocument.resolve(architecture, kind: .architecture).scaleSimBandwidth
  }

  /// The architecture as read, with the settings applied.
  func read() throws -> (architecture: Architecture, input: InputFile) {
    let document = try ImportedDocument.resolve(architecture, kind: .architecture)
    for warning in document.warnings { Failure.say(warning.description) }
    let input = document.input
    let (architecture, map) = try ArchitectureFile.read(input, settings: try settings.map(Setting.init(parsing:)))
    for warning in map.warnings { Failure.say(warning.description) }
    return (architecture, input)
  }

  /// The architecture as read, and what the settings say of hardware and synthesis: `rtl.adder=ripple`.
  ///
  /// - Throws: `InvalidInput` for what is wrong with document or settings.
  func readWithFlow() throws -> (architecture: Architecture, input: InputFile, flow: FlowSettings) {
    let all = try settings.map(Setting.init(parsing:))
    let flow = try FlowSettings(reading: all.filter { FlowAttribute.components.contains($0.component) })
    var rest = self
    rest.settings = zip(settings, all).filter { !FlowAttribute.components.contains($1.component) }.map(\.0)
    let (architecture, input) = try rest.read()
    return (architecture, input, flow)
  }
}

/// The layers a command works on: a workload, some of its layers, or a single layer given in place.
struct WorkloadOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A built-in workload or a workload file: a document, an ONNX model, a SCALE-Sim topology, a Timeloop problem.",
      valueName: "name-or-file"))
  var workload: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Only this layer of the workload; may be given several times.", valueName: "name"))
  var layer: [String] = []

  @Option(help: ArgumentHelp("A single GEMM instead of a workload, such as 512x768x768.", valueName: "MxNxK[xBatch]"))
  var gemm: String?

  @Option(
    help: ArgumentHelp("A single convolution, such as 'K64 C64 P56 Q56 R3 S3'.", valueName: "loop-bounds"))
  var convolution: String?

  @Option(help: ArgumentHelp("Stride of --convolution, one number or WIDTHxHEIGHT.", valueName: "extent"))
  var stride: String = "1"

  @Option(help: ArgumentHelp("Dilation of --convolution, one number or WIDTHxHEIGHT.", valueName: "extent"))
  var dilation: String = "1"

  @Option(help: ArgumentHelp("Padding on each side of --convolution, one number or WIDTHxHEIGHT.", valueName: "extent"))
  var padding: String = "0"

  @OptionGroup var foreign: ForeignInputOptions

  func validate() throws {
    guard [workload, gemm, convolution].compactMap({ $0 }).count <= 1 else {
      throw ValidationError("--workload, --gemm and --convolution exclude each other; give one")
    }
    guard layer.isEmpty || (gemm == nil && convolution == nil) else {
      throw ValidationError("--layer picks from a workload; leave it out with --gemm or --convolution")
    }
    _ = try extents()
  }

  /// The options as they are written again, quoted for a shell.
  var commandLine: String {
    var words: [String] = []
    for (name, value) in [("workload", workload), ("gemm", gemm), ("convolution", convolution)] {
      if let value { words += ["--\(name)", value] }
    }
    if words.isEmpty { words = ["--workload", "resnet50"] }
    for name in layer { words += ["--layer", name] }
    for (name, value, usual) in [("stride", stride, "1"), ("dilation", dilation, "1"), ("padding", padding, "0")]
    where value != usual {
      words += ["--\(name)", value]
    }
    return words.map(Invocation.quoted).joined(separator: " ")
  }

  /// The workload as read, cut down to the layers asked for.
  func read() throws -> (workload: Workload, input: InputFile) {
    if let gemm { return try single(gemm) { text throws(InlineLayerError) in try InlineLayer.gemm(text) } }
    if let convolution {
      let (stride, dilation, padding) = try extents()
      return try single(convolution) { text throws(InlineLayerError) in
        try InlineLayer.convolution(
          text, stride: stride, dilation: dilation, padding: Padding(width: padding.width, height: padding.height))
      }
    }
    let document = try ImportedDocument.resolve(
      workload ?? "resnet50", kind: .workload, options: try foreign.options())
    if let workload { foreign.noteFormat(of: workload) }
    for warning in document.warnings { Failure.say(warning.description) }
    let input = document.input
    let read = try WorkloadFile.read(input).workload
    guard !layer.isEmpty else { return (read, input) }
    for name in layer where !read.layers.contains(where: { $0.name == name }) {
      throw InvalidInput(
        .dangling(
          subject: "--layer", reference: name, kind: "layer", known: nearestNames(to: name, in: read.layers.map(\.name))
        ),
        at: SourceLocation(file: input.name))
    }
    return (read.keeping(layer), input)
  }

  private func single(
    _ text: String, _ parse: (String) throws(InlineLayerError) -> Layer
  ) throws -> (workload: Workload, input: InputFile) {
    do {
      let layer = try parse(text)
      let workload = Workload(name: layer.name, layers: [layer])
      return (workload, InputFile(name: layer.name, text: text))
    } catch {
      throw ValidationError(error.description)
    }
  }

  private func extents() throws -> (stride: Extent, dilation: Extent, padding: Extent) {
    func extent(_ text: String, _ option: String) throws -> Extent {
      let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      switch sides.count {
      case 1: if let side = sides[0] { return Extent(square: side) }
      case 2: if let width = sides[0], let height = sides[1] { return Extent(width: width, height: height) }
      default: break
      }
      throw ValidationError("--\(option) '\(text)' is not an extent; write e.g. 2 or 2x1")
    }
    return (try extent(stride, "stride"), try extent(dilation, "dilation"), try extent(padding, "padding"))
  }

  /// The few names worth showing when one is wrong: all of a short list, else those that start alike.
  private func nearestNames(to name: String, in names: [String]) -> [String] {
    guard names.count > 20 else { return names }
    let alike = names.filter { $0.hasPrefix(name.prefix(2)) }
    return Array((alike.isEmpty ? names : alike).prefix(20)) + ["…"]
  }
}
