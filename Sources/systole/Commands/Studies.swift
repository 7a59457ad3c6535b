import ArgumentParser
import Core
import Formats
import Foundation
import Optimizer
import Reports

struct Studies: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study", abstract: "Look into the studies explorations leave, and tell them results from outside.",
    subcommands: [
      StudyShow.self, StudyList.self, StudyExport.self, StudyCompare.self, StudyTell.self, StudyMappings.self,
    ],
    defaultSubcommand: StudyShow.self)
}

struct StudyShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "The best designs of a study, and the commands that simulate them.")

  @Argument(help: ArgumentHelp("A study.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The fidelity to show, such as firesim; the study's without.", valueName: "name"))
  var fidelity: String?

  @OptionGroup var output: StudyOutputOptions

  func run() throws {
    try OutputFile.checkWritable(output.output)
    let study = try Study.read(at: file)
    let trials = try study.trials()
    var header = study.header
    if let fidelity { header.fidelity = Fidelity(fidelity) }
    var summary = StudySummary(of: trials, header, cheapLooks: try study.cheapLooks())
    summary.count(try study.samples())
    let proofs = try fidelity == nil ? study.proofs() : []
    try StudyOutput(header: header, summary: summary, trials: trials, proofs: proofs, study: file).write(output)
  }
}

struct StudyList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The studies of a folder, one a line.")

  @Argument(help: ArgumentHelp("A folder; files that end in .study are listed.", valueName: "folder"))
  var folder = "."

  func run() throws {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".study") }.sorted()
    } catch {
      throw MissingInput(name: folder, reason: "the folder can't be read")
    }
    var table = TextTable(
      [
        .init("study", .left), .init("space", .left), .init("workload", .left), .init("fidelity", .left),
        .init("trials"), .init("front"), .init("objectives", .left), .init("best", .left),
      ], width: 160)
    for name in names {
      do {
        let study = try Study.read(at: folder == "." ? name : "\(folder)/\(name)")
        let summary = StudySummary(of: try study.trials(), study.header)
        let metric = study.header.objectives.metrics.first ?? .edp
        table.rows.append([
          name, summary.space, summary.workload, summary.fidelity, "\(summary.trials)", "\(summary.front.count)",
          summary.objectives.joined(separator: ", "),
          summary.best.map { metric.text($0.objectives.first ?? .nan) } ?? NumberText.missing,
        ])
      } catch let error as StudyError {
        Failure.say(error.description)
      }
    }
    try OutputFile.write(names.isEmpty ? "no studies in \(folder)\n" : table.text, to: nil)
  }
}

struct StudyExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Every trial of a study, as XML, CSV or JSON.",
    discussion: """
      The XML document holds space, base architecture and workload beside the trials; report makes a page of it.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv
    case json
    case xml
  }

  @Argument(help: ArgumentHelp("A study.", valueName: "file"))
  var file: String

  @Option(
    help: """
      csv: a row for each trial; json: the trials as the study keeps them; xml: the whole study; by default the file \
      name's ending, and csv without one.
      """)
  var format: Format?

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"))
  var output: String?

  func run() throws {
    try OutputFile.checkWritable(output)
    let ending = output.map { URL(fileURLWithPath: $0).pathExtension.lowercased() } ?? ""
    switch format ?? Format(rawValue: ending) ?? .csv {
    case .csv:
      let study = try Study.read(at: file)
      let trials = try study.trials()
      let summary = StudySummary(of: trials, study.header)
      try OutputFile.write(
        StudyOutput(header: study.header, summary: summary, trials: trials, study: file).csv, to: output)
    case .json:
      let study = try Study.read(at: file)
      try OutputFile.write(
        try ReportJSON.text(ExportedStudy(header: study.header, trials: try study.trials())), to: output)
    case .xml: try writeDocument()
    }
  }

  private func writeDocument() throws {
    let document = try StudyInput.document(file)
    guard let output else {
      StudyDocumentFile.write(document) { FileHandle.standardOutput.write(Data($0)) }
      return
    }
    let partial = try PartialFile(output)
    try StudyDocumentFile.write(document) { try partial.write($0) }
    try partial.commit()
  }

  private struct ExportedStudy: Encodable {
    var header: StudyHeader
    var trials: [Trial]
  }
}

struct StudyCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Set studies of one space, workload and objective side by side.",
    discussion: """
      distance is how far a study's front is from the best of all studies together, on average over that front (ADRS); \
      the hypervolume is taken below the first study's worst corner.
      """)

  @Argument(help: ArgumentHelp("Studies.", valueName: "file"))
  var files: [String]

  func run() throws {
    let studies = try files.map { try Study.read(at: $0) }
    guard let first = studies.first else { return }
    for study in studies.dropFirst() {
      let (mine, theirs) = (first.header, study.header)
      var differences: [String] = []
      if mine.space != theirs.space { differences.append("the space") }
      if mine.workloadHash != theirs.workloadHash { differences.append("the workload") }
      if mine.objectives != theirs.objectives { differences.append("the objectives") }
      if mine.fidelity != theirs.fidelity { differences.append("the fidelity") }
      guard differences.isEmpty else {
        throw StudyError.differs(
          path: study.path, differences: differences.map { "\($0) differs from that of \(first.path)" })
      }
    }
    let metric = first.header.objectives.metrics.first ?? .edp
    let summaries = try studies.map { study in
      StudySummary(of: try study.trials(), first.header, cheapLooks: try study.cheapLooks())
    }
    let all = summaries.flatMap { $0.front.map(\.objectives) }
    let union = paretoFront(of: all).map { all[$0] }
    var table = TextTable(
      [
        .init("study", .left), .init("strategy", .left), .init("seed"), .init("trials"), .init("simulations"),
        .init("analytical"), .init("best \(metric.rawValue)"), .init("front"), .init("hypervolume"), .init("distance"),
      ], width: 160)
    for (study, summary) in zip(studies, summaries) {
      let strategies = try study.trials().map(\.strategy).reduce(into: [String]()) { names, name in
        if !names.contains(name) { names.append(name) }
      }
      let front = summary.front.map(\.objectives)
      let distance = front.isEmpty ? Double.nan : averageDistance(of: front, fromReference: union)
      table.rows.append([
        study.path, strategies.joined(separator: ", "), "\(study.header.seed)", "\(summary.trials)",
        "\(summary.simulations)", "\(summary.analyticalEvaluations)",
        summary.best.map { metric.text($0.objectives.first ?? .nan) } ?? NumberText.missing, "\(summary.front.count)",
        NumberText.ratio(summary.hypervolume), NumberText.percent(distance),
      ])
    }
    try OutputFile.write(table.text, to: nil)
  }
}

struct StudyTell: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tell", abstract: "Add results made elsewhere, such as on an FPGA, as a fidelity of their own.",
    discussion: """
      The table has a column for each parameter of the space, with values as the space writes them, and the columns \
      seconds and joules, or cycles and hertz in place of seconds; area (mm2) and leakage (W) may be given too. All rows \
      are told, or none.
      """)

  @Argument(help: ArgumentHelp("A study.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("What the results come from: firesim, verilator, silicon.", valueName: "name"))
  var fidelity: String

  @Option(help: ArgumentHelp("The results.", valueName: "file"))
  var csv: String

  func validate() throws {
    guard !fidelity.isEmpty, fidelity.allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) }) else {
      throw ValidationError("--fidelity '\(fidelity)' is no name of letters, digits, hyphens and underscores")
    }
    guard !Fidelity(fidelity).isOwn else {
      throw ValidationError("--fidelity \(fidelity) is made by systole explore; name what the results come from")
    }
  }

  func run() throws {
    let study = try Study.amend(at: file)
    let results = try OutsideResults.read(try InputFile.read(path: csv), of: study.header.space)
    try study.add(results, from: Fidelity(fidelity))
    Failure.say("\(file): told \(results.count) \(results.count == 1 ? "result" : "results") of \(fidelity)")
  }
}

struct StudyMappings: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mappings", abstract: "The mappings a trial ran with, as a document simulate --mapping reads.")

  @Argument(help: ArgumentHelp("A study.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The trial.", valueName: "number"))
  var trial: Int

  @Flag(help: "The mappings that were proven best under the analytical model instead.")
  var proved = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"))
  var output: String?

  func run() throws {
    try OutputFile.checkWritable(output)
    let study = try Study.read(at: file)
    let mappings = try proved ? provedMappings(study) : study.mappings(ofTrial: trial)
    guard !mappings.isEmpty else {
      Failure.say(
        proved
          ? "\(file): trial \(trial) has no proof; explore maps the best designs of a front to one"
          : "\(file): trial \(trial) is none, or ran with default tilings, which simulate takes by itself")
      throw GoalFailed()
    }
    let document = MappingFile(
      architecture: study.header.architectureName, workload: study.header.workload,
      mappings: mappings.sorted { $0.key < $1.key }.map { (layer: $0.key, mapping: $0.value) })
    try OutputFile.write(String(decoding: document.write(), as: UTF8.self), to: output)
  }

  private func provedMappings(_ study: Study) throws -> [String: Mapping] {
    try study.proofs().first { $0.trial == trial }?.mappings ?? [:]
  }
}
