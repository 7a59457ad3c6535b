import ArgumentParser
import Core
import Foundation
import Optimizer
import Reports

struct ValidateDOSASearch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dosa-search", abstract: "Search DOSA's problem for the best hardware and mappings of a network.",
    discussion: """
      The cost model is DOSA's: the smallest hardware that holds all mappings, energies at 40 nm that grow with the \
      memories, no area. exact-hardware proves its best, or says the gap; gradient and gradient-published are DOSA's \
      one-loop search, improved and as its authors run it; random draws ten designs and 1,000 mappings of each layer on \
      each. Energy-delay products are in microjoules times cycles.

      Examples:
        systole validate dosa-search -w dosa-bert --side 16
        systole validate dosa-search -w dosa-unet --longest-side 128 --method gradient --method exact-hardware
      """)

  enum Method: String, CaseIterable, ExpressibleByArgument {
    case exactHardware = "exact-hardware"
    case gradient
    case gradientPublished = "gradient-published"
    case random
  }

  enum Orders: String, CaseIterable, ExpressibleByArgument {
    case dosa
    case all
  }

  @OptionGroup var layers: WorkloadOptions

  @Option(help: ArgumentHelp("Build an array of exactly this side.", valueName: "count"))
  var side: Int?

  @Option(help: ArgumentHelp("Let the array's side be what the mappings use, up to this.", valueName: "count"))
  var longestSide = 128

  @Option(help: "Loop orders over DRAM: the three DOSA tries, or all that the model can tell apart.")
  var orders: Orders = .all

  @Option(help: "How to search; may be given several times.")
  var method: [Method] = [.exactHardware]

  @Option(help: "Seed of start points and random draws.")
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Start points of gradients.", valueName: "count"))
  var starts = 7

  @Option(
    help: ArgumentHelp(
      "Learning rate of gradient-published: 5e-5 for U-Net, 7.5e-5 for ResNet-50 and RetinaNet, 1e-5 for others.",
      valueName: "rate"))
  var rate = 1e-5

  @Option(help: "text or json (one object, keys in lowerCamelCase).")
  var format: ComparisonOptions.Format = .text

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    try checkOption("--starts", starts, in: 1...1000)
    guard rate > 0, rate < 1 else { throw ValidationError("--rate is \(rate); it must be above 0 and below 1") }
  }

  func run() throws {
    let (workload, _) = try layers.read()
    let problem: DOSAProblem
    do throws(DOSAProblemError) {
      problem = try DOSAProblem(
        workload, side: side.map(DOSAProblem.Side.fixed) ?? .atMost(longestSide),
        orders: orders == .all ? DOSALoopOrder.complete : DOSALoopOrder.published)
    } catch {
      throw InvalidInput(
        .other(error.reason, remedy: error.remedy), at: SourceLocation(file: layers.workload ?? workload.name))
    }
    let results = try method.map { try search(problem, $0) }
    switch format {
    case .json: try ComparisonOptions.writeJSON(results)
    case .text: try OutputFile.write(Self.table(results), to: nil)
    }
    guard results.allSatisfy({ $0.cost != nil }) else { throw GoalFailed() }
  }

  /// What a search found and took.
  struct Found: Encodable {
    var method: String
    /// The hardware and what the network costs on it.
    var cost: DOSACost?
    /// Microjoules times cycles.
    var energyDelayProduct: Double?
    /// Evaluations of the network as DOSA counts them.
    var evaluations: Int?
    /// Tilings of single layers the exact mapper looked at.
    var tilings: Int?
    /// No design has a lower product.
    var bound: Double?
    var seconds: Double
  }

  private func search(_ problem: DOSAProblem, _ method: Method) throws -> Found {
    let start = ContinuousClock.now
    var found = Found(method: method.rawValue, seconds: 0)
    switch method {
    case .exactHardware:
      let proof = try problem.searchHardware(jobs: jobs.jobs)
      (found.cost, found.tilings, found.bound) = (proof?.design.cost, proof?.tilings, proof?.bound)
    case .gradient:
      let descent = try problem.descend(starts: starts, seed: seed, jobs: jobs.jobs)
      (found.cost, found.evaluations, found.tilings) = (descent?.design.cost, descent?.evaluations, descent?.tilings)
    case .gradientPublished:
      let descent = try problem.descendAsPublished(rate: rate, starts: starts, seed: seed, jobs: jobs.jobs)
      (found.cost, found.evaluations) = (descent?.design.cost, descent?.evaluations)
    case .random:
      found.cost = problem.searchRandomly(seed: seed)?.design.cost
      found.evaluations = 10_000
    }
    found.energyDelayProduct = found.cost?.edp
    found.seconds = (ContinuousClock.now - start) / .seconds(1)
    return found
  }

  private static func table(_ results: [Found]) -> String {
    var table = TextTable(
      [
        .init("method", .left), .init("EDP (uJ cycles)"), .init("side"), .init("scratchpad"), .init("accumulator"),
        .init("cycles"), .init("energy (uJ)"), .init("gap"), .init("evaluations"), .init("tilings"), .init("seconds"),
      ], width: 130)
    func number(_ value: Double, _ format: String) -> String { String(format: format, value) }
    for found in results {
      guard let cost = found.cost else {
        table.rows.append([found.method, "no mapping fits"])
        continue
      }
      let gap = found.bound.map { max(0, cost.edp / $0 - 1) }
      table.rows.append([
        found.method, number(cost.edp, "%.6g"), "\(cost.side)", "\(cost.scratchpadKiB) KiB",
        "\(cost.accumulatorKiB) KiB", number(cost.cycles, "%.6g"), number(cost.picojoules * 1e-6, "%.6g"),
        gap.map { $0 < 1e-9 ? "proven" : number($0 * 100, "%.3g %%") } ?? "", found.evaluations.map(String.init) ?? "",
        found.tilings.map(String.init) ?? "", number(found.seconds, "%.2f"),
      ])
    }
    return table.text
  }
}
