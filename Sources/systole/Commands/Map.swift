import ArgumentParser
import Core
import Evaluation
import Formats
import Foundation
import Reports

struct Map: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the best mapping of a workload's layers onto an architecture.",
    discussion: """
      Searches the loop tilings, orders and spatial choices the architecture allows for the one the analytical model \
      rates best, and says what was proved: that nothing better exists in the constraint set, or how far the optimum \
      can be at most. Equal layers are mapped once. The mapping file -o writes is what simulate --mapping reads.

      Examples:
        systole map -a gemmini-dosa -w resnet50 -o mappings.xml
        systole simulate -a gemmini-dosa -w resnet50 --mapping mappings.xml
        systole map -w resnet50 --layer conv2_1.filter --objective latency
        systole map --gemm 512x768x768 --results found.xml && systole report found.xml -o found.html
        systole map --gemm 512x768x768 --objective energy --pareto
        systole map --gemm 16x16x16 --evaluate 'L3[WIO] N1 - L2[WI] N1 K16X - L1[O] N1 C16X - L0[W] P16'
      """)

  @OptionGroup var architecture: ArchitectureOptions
  @OptionGroup var layers: WorkloadOptions
  @OptionGroup var search: SearchOptions

  @Option(
    help: ArgumentHelp(
      "Score exactly this mapping (a text, or a mapping file) instead of searching.", valueName: "file-or-text"))
  var evaluate: String?

  @Flag(help: "Each mapping as a loop nest, with what each level holds and moves; on for a single layer.")
  var verbose = false

  @Flag(help: "A row for every layer, equal ones too.")
  var allLayers = false

  @Option(
    help: ArgumentHelp(
      "Also write everything that was found as a document of results, for report and compare.", valueName: "file"))
  var results: String?

  @OptionGroup var jobs: JobsOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    try OutputFile.checkWritable(output.output)
    try OutputFile.checkWritable(results)
    let (architecture, architectureInput) = try architecture.read()
    let (workload, workloadInput) = try layers.read()
    let result: MappingResult
    if let evaluate {
      let (mappings, _) = try MappingInput(text: evaluate, option: "--evaluate").read(for: workload, on: architecture)
      result = try Evaluation.score(mappings, of: workload, on: architecture)
    } else {
      result = try map(workload, onto: architecture)
    }
    if let results {
      let inputs = [RunInput(role: "architecture", architectureInput), RunInput(role: "workload", workloadInput)]
      let document = MappingResultsDocument(
        result, RunRecord(inputs: inputs, command: Invocation.commandLine, environment: Environment.items))
      try OutputFile.write(String(decoding: MappingResultsFile.write(document), as: UTF8.self), to: results)
    }
    try MappingOutput(
      result: result, allLayers: allLayers, verbose: verbose || evaluate != nil || workload.layers.count == 1,
      options: output, hasResults: results != nil
    ).write()
    if Interruption.isRequested {
      throw InterruptedMapping(
        done: result.layers.count { $0.found != nil && $0.equalTo == nil }, total: layersToMap(of: workload).count,
        file: output.output)
    }
    guard evaluate != nil || result.layers.allSatisfy({ $0.found != nil || $0.outcome == .vector }) else {
      throw GoalFailed()
    }
  }

  private func map(_ workload: Workload, onto architecture: Architecture) throws -> MappingResult {
    var options = search.options(jobs: jobs.jobs)
    options.isInterrupted = { Interruption.isRequested }
    let progress = ProgressLine(total: layersToMap(of: workload).count, noun: "layers", quiet: output.quiet)
    defer { progress.finish() }
    options.watch = { layer, gap in
      progress.note("\(layer)\(gap.map { ", gap \(NumberText.percent($0))" } ?? "")")
    }
    return try Evaluation.map(workload, onto: architecture, options: options) { layer in
      progress.advance(Self.words(layer))
    }
  }

  /// A layer's outcome in a few words.
  private static func words(_ layer: LayerMapping) -> String {
    guard let found = layer.found else { return "\(layer.name) without a mapping" }
    let proof = found.certificate.gap.map { $0 == 0 ? ", proved" : ", gap \(NumberText.percent($0))" } ?? ""
    return "\(layer.name) \(NumberText.integer(found.score.cycles)) cycles, "
      + NumberText.energy(picojoules: found.score.picojoules) + proof
  }
}
