import ArgumentParser
import Core
import Evaluation
import Foundation

/// What a mapping search minimises, how it searches and for how long.
struct SearchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "latency, energy, edp (of the whole network) or layer-edp (of each layer); ties go to the other metric.",
      valueName: "objective"))
  var objective: Word<MappingObjective> = Word(.edp)

  @Option(
    help: ArgumentHelp(
      "exact: branch and bound, with a proof; random, genetic and annealing prove nothing.", valueName: "search"))
  var search: Word<MappingSearch> = Word(.exact)

  @Option(help: ArgumentHelp("Stop where nothing better than this share is left, such as 1%.", valueName: "share"))
  var gap: Share = Share(value: 0)

  @Option(
    help: ArgumentHelp(
      "Stop after this time for all layers, such as 60s, and say what gap remains; results then depend on the machine.",
      valueName: "time"))
  var timeLimit: Seconds?

  @Option(
    help: ArgumentHelp(
      """
      Stop each layer's exact search after so many partial mappings, the others after so many mappings (20000 \
      unless --time-limit says when); the result is the same everywhere.
      """, valueName: "count"))
  var effort: Int?

  @Option(help: "Seed of the searches that prove nothing.")
  var seed: UInt64 = 1

  @Flag(help: "Also factors that don't divide a layer's size; the last trip of such a loop is short.")
  var imperfect = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      A restriction of one level's loops, such as 'scratchpad K<=64 KX=16 order=*PQ'; may be given several times. \
      Terms: a dimension (X or Y behind it for a spatial loop) with =, <= or >= and a factor; order= with the loops \
      outermost first and a * for the others; keep=, bypass= or may-bypass= with operands (W, I, O).
      """, valueName: "level terms"))
  var constraint: [String] = []

  @Flag(
    help: """
      Also mappings that let operands pass by memories on the chip, registers apart; the controller may still rule them \
      out.
      """)
  var freeBypass = false

  @Flag(help: "Also mappings the architecture's controller can't run as they are written.")
  var ignoreController = false

  @Option(
    help: ArgumentHelp(
      """
      Simulate each layer's so many best mappings, and the default tiling where no --constraint forbids it, and take \
      the one that is best on the machine.
      """, valueName: "count"))
  var refine: Int = 0

  @Flag(help: "Keep each layer's Pareto set of cycles and energy (in JSON).")
  var pareto = false

  func validate() throws {
    if search.value != .exact, gap.value > 0 {
      throw ValidationError(
        "--gap goes with --search exact: --search \(search.value.rawValue) knows no bound; --effort or --time-limit says "
          + "how far it goes")
    }
    if let effort, effort < 1 { throw ValidationError("--effort is \(effort); it must be at least 1") }
    try checkOption("--refine", refine, in: 0...1000)
  }

  /// The options of the search.
  func options(jobs: Int) -> MappingOptions {
    var options = MappingOptions(
      objective: objective.value, search: search.value, gap: gap.value, seconds: timeLimit?.value, effort: effort,
      seed: seed, isPerfect: !imperfect, keepsToController: !ignoreController, constraints: constraint,
      keepsParetoSets: pareto, refined: refine, jobs: jobs)
    options.freesBypass = freeBypass
    return options
  }
}

/// One word of a closed list that another module declares.
struct Word<Value: RawRepresentable & CaseIterable & Sendable>: ExpressibleByArgument, Sendable
where Value.RawValue == String {
  var value: Value

  init(_ value: Value) {
    self.value = value
  }

  init?(argument: String) {
    guard let value = Value(rawValue: argument) else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { value.rawValue }
  static var allValueStrings: [String] { Value.allCases.map(\.rawValue) }
}

/// A share of one: `1%` or `0.01`.
struct Share: ExpressibleByArgument {
  var value: Double

  init(value: Double) {
    self.value = value
  }

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = plainNumber(isPercent ? argument.dropLast() : argument[...]) else { return nil }
    value = isPercent ? number / 100 : number
    guard value < 1000 else { return nil }
  }

  var defaultValueDescription: String { "0" }
}

/// A span of time: `60s`, `500ms`, `2min`, `1h`; a number alone is seconds.
struct Seconds: ExpressibleByArgument {
  var value: Double

  init(value: Double) {
    self.value = value
  }

  var defaultValueDescription: String { "\(value)s" }

  init?(argument: String) {
    let units: [(suffix: String, seconds: Double)] = [("ms", 1e-3), ("min", 60), ("s", 1), ("h", 3600), ("", 1)]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let number = plainNumber(argument.dropLast(unit.suffix.count)), number > 0, number <= 1e6
    else { return nil }
    value = number * unit.seconds
  }
}

/// A number written with digits and at most one point.
private func plainNumber(_ text: Substring) -> Double? {
  guard !text.isEmpty, text.count <= 20, text.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }) else { return nil }
  return Double(text)
}
