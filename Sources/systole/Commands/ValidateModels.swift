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
    commandName: "mapper", abstract: "Compare the exact search with recorded optima.",
    discussion: """
      A CSV file of problems with their optima; its architecture column is `ws16`, a built-in name or a path. Exits 1 \
      unless every optimum is reached and proved.
      """)

  @OptionGroup var options: ComparisonOptions

  func run() throws {
    for file in options.files {
      let comparison = try validateMapper(file: file) { name in
        try ArchitectureFile.read(try InputFile.resolve(name, kind: .architecture)).0
      }
      try options.write(comparison, text: comparison.description + "\n")
      guard comparison.holds else { throw GoalFailed() }
    }
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
