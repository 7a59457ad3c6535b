import ArgumentParser
import Core
import Formats
import Foundation
import Validation

struct ValidateScaleSim: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scalesim", abstract: "Compare every report value with SCALE-Sim v3's own.",
    discussion: "CSV files with the columns of SCALE-Sim's configuration, layer and reports. Exits 1 on any difference."
  )

  @OptionGroup var options: ComparisonOptions

  func run() throws {
    let comparison = try validateScaleSim(files: options.files)
    try options.write(comparison, text: comparison.text)
    guard comparison.isEqual else { throw GoalFailed() }
  }
}

struct ValidateDRAM: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dram", abstract: "Compare the DRAM engine with cycle-level DRAM simulators.",
    discussion: "CSV files of measured request streams; the streams are generated again and run on our engine.")

  @OptionGroup var options: ComparisonOptions

  func run() throws {
    let comparison = try validateDRAM(files: options.files)
    try options.write(comparison, text: comparison.text)
  }
}

struct ValidateTimeloop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeloop", abstract: "Compare the analytical model with Timeloop's counts, cycles and energies.",
    discussion: "JSON-lines files of Timeloop runs and the JSON file of their architectures. Exits 1 on any difference."
  )

  @OptionGroup var options: ComparisonOptions

  @Option(help: ArgumentHelp("The architectures the runs name.", valueName: "archs.json"))
  var architectures: String

  func run() throws {
    let comparison = try validateTimeloop(files: options.files, architectures: architectures)
    try options.write(comparison, text: comparison.description + "\n")
    guard comparison.holds else { throw GoalFailed() }
  }
}

struct ValidateDOSA: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dosa", abstract: "Compare the analytical model under DOSA's rules with DOSA's own figures.",
    discussion: """
      CSV files of mappings with DOSA's cycles, accesses and capacities; figures are computed from the mapping alone. \
      Exits 1 on any difference above 1e-6.
      """)

  @OptionGroup var options: ComparisonOptions

  func run() throws {
    let comparison = try validateDOSA(files: options.files.map { try InputFile.read(path: $0) })
    try options.write(comparison, text: comparison.description + "\n")
    guard comparison.holds else { throw GoalFailed() }
  }
}

struct ValidateMapper: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mapper", abstract: "Compare the exact search with recorded optima and other mappers' best.",
    discussion: """
      A CSV file of problems with their optima, whose architecture column is a built-in name or a path; or \
      JSON-lines files of timeloop-mapper runs; or networks, which are mapped for the least energy-delay product of the \
      whole network with Timeloop's costs of Gemmini. Exits 1 unless every optimum is reached and proved.
      """)

  @OptionGroup var options: ComparisonOptions

  @Option(
    help: ArgumentHelp("Timeloop's architectures, for its runs and for networks.", valueName: "archs.json"))
  var architectures: String?

  @Option(
    help: ArgumentHelp(
      "Time for each network, such as 60s; the gap that remains is said. Results then depend on the machine.",
      valueName: "time"))
  var timeLimit: Seconds?

  func run() throws {
    let tables = options.files.filter { $0.hasSuffix(".csv") }
    let runs = options.files.filter { $0.hasSuffix(".jsonl") }
    let networks = options.files.filter { !$0.hasSuffix(".csv") && !$0.hasSuffix(".jsonl") }
    var comparisons = try tables.map { file in
      try validateMapper(file: file) { name in
        try ArchitectureFile.read(try InputFile.resolve(name, kind: .architecture)).0
      }
    }
    if !runs.isEmpty || !networks.isEmpty {
      guard let architectures else {
        throw ValidationError("Timeloop's runs and networks need --architectures with its archs.json")
      }
      if !runs.isEmpty { comparisons.append(try validateMapper(baselines: runs, architectures: architectures)) }
      if !networks.isEmpty {
        let workloads = try networks.map {
          try WorkloadFile.read(try InputFile.resolve($0, kind: .workload)).workload
        }
        comparisons.append(
          try validateMapper(workloads: workloads, architectures: architectures, seconds: timeLimit?.value))
      }
    }
    for comparison in comparisons { try options.write(comparison, text: comparison.description + "\n") }
    guard comparisons.allSatisfy(\.holds) else { throw GoalFailed() }
  }
}

struct ValidateCACTI: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cacti", abstract: "Compare the SRAM table with CACTI runs.",
    discussion: "CSV files of CACTI runs. A run the table was made of is predicted from the table's other points.")

  @OptionGroup var options: ComparisonOptions

  func run() throws {
    let comparison = try validateCACTI(files: options.files)
    try options.write(comparison, text: comparison.description)
  }
}
