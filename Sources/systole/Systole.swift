import ArgumentParser
import Core
import Foundation

@main
struct Systole: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "systole",
    abstract: "Simulate, map and explore systolic DNN accelerators.",
    discussion: """
      Start with `systole simulate`: it runs ResNet-50 on Gemmini. `systole show` lists the architectures and \
      workloads that come with the tool; wherever a name is taken, a file of your own works too.

      Results go to standard output, progress and diagnostics to standard error. Exit codes: 0 done, 1 ran but the \
      goal failed, 64 usage, 65 bad input, 66 missing input, 70 internal, 74 output could not be written, \
      130 interrupted.
      """,
    version: "systole \(systoleVersion)",
    subcommands: [
      Simulate.self, Map.self, Explore.self, Recommend.self, Studies.self, Import.self, Show.self, Validate.self,
      Report.self, Compare.self, CompareStrategies.self, WriteRTL.self, Synthesize.self, Tabulate.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      Interruption.catchSignals()
      try command.run()
    } catch {
      Failure.exit(with: error, command: self)
    }
  }
}

/// The version of this build, as `--version` and results state it.
let systoleVersion = "0.1.0"
