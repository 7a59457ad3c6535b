import ArgumentParser
import Core
import Formats
import Foundation
import Reports

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check input files, or compare a model with its witness.",
    discussion: """
      `systole validate FILE…` checks documents of any kind and prints everything wrong with them. The other \
      subcommands run a model on measured points and print how far it is from them.
      """,
    subcommands: [
      ValidateFiles.self, ValidateScaleSim.self, ValidateDRAM.self, ValidateTimeloop.self, ValidateDOSA.self,
      ValidateDOSASearch.self, ValidateDOSAComparison.self, ValidateMapper.self, ValidateMappingDiffusion.self,
      ValidateAnalytical.self, ValidateCACTI.self, ValidateFireSim.self,
      ValidateSurrogate.self, ValidateRecommender.self, ValidateRTL.self,
    ],
    defaultSubcommand: ValidateFiles.self)
}

struct ValidateFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "Check architectures, workloads, mappings and results.")

  @Argument(help: ArgumentHelp("Documents to check.", valueName: "file"))
  var files: [String]

  @Flag(name: .shortAndLong, help: "Say nothing about files that are right.")
  var quiet = false

  func run() throws {
    var diagnostics: [Diagnostic] = []
    var missing: MissingInput?
    for file in files {
      do {
        let kind = try DocumentCheck.check(try InputFile.read(path: file))
        if !quiet { try OutputFile.write("\(file): a valid \(kind.rawValue) document\n", to: nil) }
      } catch let error as InvalidInput {
        diagnostics += error.diagnostics
      } catch let error as MissingInput {
        Failure.say(error.description)
        missing = missing ?? error
      }
    }
    guard diagnostics.isEmpty else { throw InvalidInput(diagnostics) }
    if missing != nil { throw ExitCode(EX_NOINPUT) }
  }
}

/// Options every comparison has.
struct ComparisonOptions: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
  }

  @Argument(help: ArgumentHelp("Files of measured points.", valueName: "file"))
  var files: [String]

  @Option(help: "text or json (one object, keys in lowerCamelCase).")
  var format: Format = .text

  /// Prints a comparison in the format asked for.
  func write(_ comparison: some Encodable, text: String) throws {
    switch format {
    case .text:
      try OutputFile.write(text, to: nil)
    case .json:
      try Self.writeJSON(comparison)
    }
  }

  /// Prints a comparison as one JSON value.
  static func writeJSON(_ comparison: some Encodable) throws {
    try OutputFile.write(try ReportJSON.text(comparison), to: nil)
  }
}
