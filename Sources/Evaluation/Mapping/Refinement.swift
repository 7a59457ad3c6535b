import Core
import Mapper
import Sim

/// The mappings of one layer that are to be simulated.
struct LayerCandidates {
  /// The layer's index in its workload.
  var layer: Int
  var choices: [MappingChoice]
  /// Whether the last is the default tiling, which no search found.
  var endsWithDefaultTiling = false
}

/// Simulates the best analytical mappings of each layer and takes the one that is best on the machine.
///
/// The analytical model knows no start-up, no latency and no DRAM rows, so its best need not be the machine's. Where no
/// constraint forbids it the default tiling is a candidate too, so the result is never slower than without a mapper;
/// it may have factors outside the constraint set, and where it wins nothing is proved. Layers whose simulation is
/// interrupted keep what the model chose.
///
/// - Parameters:
///   - outcomes: By layer; refined mappings take the place of the model's choice.
///   - candidates: What to simulate, the model's best first.
///   - workload: The network.
///   - architecture: The accelerator.
///   - options: The objective; layers are ranked by their own energy–delay product for either kind of it.
/// - Throws: What the simulation of a layer throws.
func refine(
  _ outcomes: inout [Int: LayerMapping.Outcome], _ candidates: [LayerCandidates], of workload: Workload,
  on architecture: Architecture, options: MappingOptions
) throws {
  var candidates = candidates
  if options.constraints.isEmpty {
    for index in candidates.indices where !candidates[index].choices.isEmpty && !options.isInterrupted() {
      let layer = workload.layers[candidates[index].layer]
      guard let convolution = layer.convolution else { continue }
      let tiling = try defaultMapping(for: convolution, precision: layer.precision, on: architecture)
      guard !candidates[index].choices.contains(where: { $0.mapping == tiling }) else { continue }
      let score = try score(tiling, of: layer, on: architecture)
      candidates[index].choices.append(
        MappingChoice(mapping: tiling, cycles: score.cycles, picojoules: score.picojoules))
      candidates[index].endsWithDefaultTiling = true
    }
  }
  let runs = candidates.flatMap { candidate in candidate.choices.map { (layer: candidate.layer, choice: $0) } }
  let order = runs.indices.sorted { workload.layers[runs[$0].layer].macs > workload.layers[runs[$1].layer].macs }
  var machine = SimulationOptions()
  machine.isInterrupted = options.isInterrupted
  let simulated = try parallelMap(order: order, jobs: options.jobs) { [machine] index -> RefinedMapping? in
    let run = runs[index]
    do {
      let result = try simulateLayer(
        workload.layers[run.layer], mapping: run.choice.mapping, on: architecture, options: machine)
      return RefinedMapping(
        choice: run.choice, simulatedCycles: result.cycles, simulatedPicojoules: result.picojoules)
    } catch is Interrupted {
      return nil
    }
  }
  var first = 0
  for candidate in candidates {
    let last = first + candidate.choices.count
    defer { first = last }
    let ranked = simulated[first..<last].compactMap { $0 }.sorted { left, right in
      let objective = options.objective
      let (mine, theirs) = (objective.simulatedValue(left), objective.simulatedValue(right))
      return (mine, left.simulatedCycles, left.simulatedPicojoules)
        < (theirs, right.simulatedCycles, right.simulatedPicojoules)
    }
    guard let best = ranked.first, ranked.count == candidate.choices.count,
      case .mapped(var found)? = outcomes[candidate.layer]
    else { continue }
    found.mapping = best.choice.mapping
    found.score = try score(found.mapping, of: workload.layers[candidate.layer], on: architecture)
    found.refined = ranked
    if candidate.endsWithDefaultTiling, best.choice.mapping == candidate.choices.last?.mapping {
      found.certificate = MappingCertificate()
    } else if let bound = found.certificate.lowerBound {
      let value = options.objective.value(cycles: Double(found.score.cycles), picojoules: found.score.picojoules)
      found.certificate = MappingCertificate(value: value, lowerBound: bound)
    }
    outcomes[candidate.layer] = .mapped(found)
  }
}

extension MappingObjective {
  /// The objective's value on the machine.
  fileprivate func simulatedValue(_ refined: RefinedMapping) -> Double {
    value(cycles: Double(refined.simulatedCycles), picojoules: refined.simulatedPicojoules)
  }
}
