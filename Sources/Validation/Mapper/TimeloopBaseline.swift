package import Core
import Evaluation
import FoundationEssentials
import Mapper

/// Compares the exact search with the best mappings `timeloop-mapper` found.
///
/// A layer that several runs searched is one problem, held against the best of them. The search runs in the named
/// constraint set (DESIGN §11) and proves its optimum under our reuse rule; the mapping is then scored as Timeloop does,
/// artefacts included, and has to be at least as good in both.
///
/// - Parameters:
///   - baselines: Paths of JSON-lines files with one run a line (`reference/timeloop/mapper_baseline/README.md`).
///   - architectures: Path of the file with the architectures the runs name.
/// - Returns: Each layer's optimum beside the best recorded one.
/// - Throws: `MissingInput` when a file can't be read or names an unknown architecture, `InvalidInput` when a line can't
///   be parsed.
package func validateMapper(baselines: [String], architectures: String) throws -> MapperComparison {
  var comparison = MapperComparison()
  var best: [(row: BaselineRow, recorded: CostPoint)] = []
  for file in baselines {
    for (number, line) in try timeloopFile(file).split(separator: UInt8(ascii: "\n")).enumerated() {
      let row: BaselineRow = try parseTimeloop(Data(line), name: "\(file):\(number + 1)")
      guard let energy = row.energy, let cycles = row.cycles else { continue }
      let recorded = CostPoint(energy: energy, cycles: cycles)
      guard let known = best.firstIndex(where: { $0.row.layer == row.layer && $0.row.arch == row.arch }) else {
        best.append((row, recorded))
        continue
      }
      if recorded.isBetter(than: best[known].recorded, .edp) { best[known].recorded = recorded }
    }
  }
  for (row, recorded) in best {
    let machine = try NamedTimeloopMachine(row.arch, in: architectures)
    try comparison.compare(row, recorded, machine)
  }
  return comparison
}

/// Maps networks onto a machine with Timeloop's cost table, in the named constraint set.
///
/// - Parameters:
///   - workloads: The networks.
///   - architectures: Path of Timeloop's architectures.
///   - name: The one to map onto.
///   - seconds: Time for each network, half for the layers and half for the Pareto sets; results then depend on the
///     machine.
/// - Returns: Each network's product with its certificate.
/// - Throws: `MissingInput` when there is no such architecture.
package func validateMapper(
  workloads: [Workload], architectures: String, on name: String = "gemmini_16_128_32", seconds: Double? = nil
) throws -> MapperComparison {
  let machine = try NamedTimeloopMachine(name, in: architectures)
  var comparison = MapperComparison()
  for workload in workloads {
    let network = machine.map(workload, seconds: seconds)
    comparison.networks.append(network)
    comparison.cpuSeconds += network.layerSeconds + network.paretoSeconds
  }
  return comparison
}

/// A run of `timeloop-mapper`.
private struct BaselineRow: Decodable {
  var layer: String
  var problem: TimeloopProblem
  var arch: String
  var energy: Double?
  var cycles: Double?

  enum CodingKeys: String, CodingKey {
    case layer, problem, arch, cycles
    case energy = "energy_pJ"
  }
}

/// A machine of Timeloop's file with the constraint set that goes with it.
private struct NamedTimeloopMachine {
  let name: String
  let variant: MappingVariant

  init(_ name: String, in file: String) throws {
    let all: [String: TimeloopArchitecture] = try parseTimeloop(try timeloopFile(file), name: file)
    guard let found = all[name] else {
      throw MissingInput(name: name, reason: "it is not an architecture of \(file)")
    }
    let storage = found.storage
    guard storage.map(\.name) == ["DRAM", "Scratchpad", "Accumulator", "Registers"] else {
      throw MissingInput(name: name, reason: "only Gemmini has a named constraint set")
    }
    self.name = name
    variant = MappingVariant(
      hierarchy: found.hierarchy(keeps: [.all, [.weights, .inputs], .outputs, .weights], neighbourLinks: false),
      mapspace: .gemmini(dimension: storage[2].meshX / storage[1].meshX))
  }

  func problem(_ convolution: Convolution, rules: ModelRules = .walked) -> MappingProblem {
    MappingProblem(convolution: convolution, variants: [variant], rules: rules)
  }

  /// Maps one network: each different layer for its own product, then its Pareto set, then the choice among them.
  func map(_ workload: Workload, seconds: Double?) -> MapperComparison.Network {
    let unique = layersToMap(of: workload)
    let firsts = workload.firstEqualLayer
    let counts = unique.map { layer in firsts.count { $0 == layer } }
    let layers = unique.compactMap { workload.layers[$0].convolution }
    let half = seconds.map { $0 / 2 }
    // Any mapping at all, so that there is one when time is short.
    let first = layers.map { problem($0).searchExactly(.edp, gap: 1e9).best }
    let (best, layerSeconds) = search(layers, .edp, seconds: half, starts: first)
    let (sets, paretoSeconds) = search(layers, .pareto, seconds: half, starts: best.map(\.best))
    let choices = leastProduct(
      of: zip(layers, sets).map { layer, set in
        set.found.map { found in
          MappingChoice(
            mapping: problem(layer).mapping(found), cycles: Int(exactly: found.cost.cycles) ?? .max,
            picojoules: found.cost.energy)
        }
      }, counts: counts)
    var energy = 0.0
    var cycles = 0.0
    // (Σ e)(Σ d) ≥ (Σ √(e·d))², by Cauchy and Schwarz.
    var root = 0.0
    for (index, set) in sets.enumerated() {
      let count = Double(counts[index])
      energy += count * set.found[choices[index]].cost.energy
      cycles += count * set.found[choices[index]].cost.cycles
      root += count * max(best[index].lowerBound ?? 0, set.lowerBound ?? 0).squareRoot()
    }
    let complete = sets.count { $0.effort.openBound == .infinity }
    let product = energy * cycles
    let bound = complete == sets.count ? product : min(product, root * root)
    return MapperComparison.Network(
      name: workload.name, architecture: name, layers: counts.reduce(0, +), differentLayers: unique.count,
      provedLayers: best.count { $0.isProved }, layerSeconds: layerSeconds,
      paretoPoints: sets.reduce(0) { $0 + $1.found.count }, completeSets: complete, paretoSeconds: paretoSeconds,
      energy: energy, cycles: cycles, lowerBound: bound, gap: bound < product ? product / bound - 1 : 0)
  }

  /// Searches layer by layer; a layer hands what it leaves of its time on to the next.
  private func search(
    _ layers: [Convolution], _ objective: Objective, seconds: Double?, starts: [ScoredNest?]
  ) -> ([SearchOutcome], Double) {
    let start = cpuTime()
    var outcomes: [SearchOutcome] = []
    for (index, layer) in layers.enumerated() {
      let share = seconds.map { max(0, $0 - (cpuTime() - start)) / Double(layers.count - index) }
      outcomes.append(
        problem(layer).searchExactly(objective, effort: SearchEffort(seconds: share), start: starts[index]))
    }
    return (outcomes, cpuTime() - start)
  }
}

extension MapperComparison {
  /// Energies are recorded to eight or more digits.
  private static let resolution = 1e-7

  /// Searches one layer.
  fileprivate mutating func compare(
    _ row: BaselineRow, _ recorded: CostPoint, _ machine: NamedTimeloopMachine
  ) throws {
    let convolution = row.problem.convolution
    if let reason = convolution.invalidity {
      throw InvalidInput(
        .other("\(row.layer): \(reason)", remedy: "correct the row"), at: SourceLocation(file: row.layer))
    }
    let start = cpuTime()
    let problem = machine.problem(convolution)
    let outcome = problem.searchExactly(.edp)
    let seconds = cpuTime() - start
    rows += 1
    cpuSeconds += seconds
    guard let best = outcome.best else { return }
    var timeloop = machine.problem(convolution, rules: .timeloop).model()
    let printed = timeloop.evaluate(best.nest)
    if max(best.cost.edp, printed.edp) <= recorded.edp * (1 + Self.resolution) { reached += 1 }
    if outcome.isProved { proved += 1 }
    problems.append(
      Problem(
        name: row.layer, architecture: machine.name, objective: Objective.edp.rawValue,
        recordedEnergy: recorded.energy, recordedCycles: recorded.cycles, energy: best.cost.energy,
        cycles: best.cost.cycles, isProved: outcome.isProved, evaluated: outcome.effort.evaluated,
        visited: outcome.effort.visited, cpuSeconds: seconds, mapping: problem.mapping(best).description))
  }
}
