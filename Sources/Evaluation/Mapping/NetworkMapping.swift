public import Core
import Mapper
import Synchronization

/// Maps a network layer by layer, equal layers once.
///
/// Vector layers have nothing to map. For the network's energy–delay product one mapping of each layer's
/// latency–energy Pareto set is chosen; for the other objectives each layer's best.
///
/// - Parameters:
///   - workload: The network.
///   - architecture: The accelerator.
///   - options: What to minimise, how to search, and how many layers at the same time.
///   - progress: Called from any thread when a layer is done, with its outcome.
/// - Returns: One outcome per layer, in the workload's order; the same for any number of jobs unless time ran out.
/// - Throws: `InvalidInput` for a constraint that can't hold, and when a layer or the architecture can't be modelled.
public func map(
  _ workload: Workload, onto architecture: Architecture, options: MappingOptions = MappingOptions(),
  progress: @Sendable (LayerMapping) -> Void = { _ in }
) throws -> MappingResult {
  let mapspace = try options.mapspace(on: architecture)
  let firsts = workload.firstEqualLayer
  let unique = layersToMap(of: workload)
  // Long layers first, so that no worker is left with one at the end; under a time limit short ones, which hand on what
  // they leave of their share.
  let order = unique.indices.sorted { left, right in
    let (first, second) = (workload.layers[unique[left]].macs, workload.layers[unique[right]].macs)
    return options.seconds == nil ? first > second : first < second
  }
  let budget = TimeBudget(seconds: options.seconds, layers: unique.count, jobs: options.jobs)
  let results = try parallelMap(order: order, jobs: options.jobs) { position in
    let layer = workload.layers[unique[position]]
    let search = LayerSearch(layer: layer, architecture: architecture, mapspace: mapspace, options: options)
    let result = try search.run(seconds: budget.nextShare())
    progress(LayerMapping(name: layer.name, outcome: result.outcome))
    return result
  }
  var outcomes = Dictionary(uniqueKeysWithValues: zip(unique, results.map(\.outcome)))
  if options.objective == .edp {
    try chooseForNetwork(&outcomes, firsts: firsts) { mapping, index in
      try score(mapping, of: workload.layers[index], on: architecture)
    }
  }
  func result() -> MappingResult {
    let layers = workload.layers.indices.map { index in
      LayerMapping(
        name: workload.layers[index].name, equalTo: firsts[index] == index ? nil : workload.layers[firsts[index]].name,
        outcome: outcomes[firsts[index]] ?? .vector)
    }
    return MappingResult(
      architecture: architecture, workload: workload, objective: options.objective, search: options.search.rawValue,
      constraintSet: options.constraintSet(of: architecture), layers: layers)
  }
  var mapped = result()
  mapped.certificate = networkCertificate(of: mapped)
  guard options.refined > 0 else { return mapped }
  let candidates = zip(unique, results).map { LayerCandidates(layer: $0, choices: $1.candidates) }
  try refine(&outcomes, candidates, of: workload, on: architecture, options: options)
  let bound = mapped.certificate?.lowerBound
  mapped = result()
  mapped.certificate = bound.map { MappingCertificate(value: mapped.objectiveValue, lowerBound: $0) }
  return mapped
}

/// The layers a mapping has to search: those with loops that equal no earlier one.
///
/// - Returns: Their indices; as many as `map` calls its progress.
public func layersToMap(of workload: Workload) -> [Int] {
  let firsts = workload.firstEqualLayer
  return workload.layers.indices.filter { firsts[$0] == $0 && workload.layers[$0].convolution != nil }
}

/// The seconds of a run, shared out to its layers as they start.
private final class TimeBudget: Sendable {
  private let end: ContinuousClock.Instant?
  private let jobs: Int
  private let layersLeft: Mutex<Int>

  init(seconds: Double?, layers: Int, jobs: Int) {
    end = seconds.map { ContinuousClock.now + .seconds($0) }
    self.jobs = jobs
    layersLeft = Mutex(layers)
  }

  /// What the next layer may take: its share of the time left; `nil` without a limit.
  func nextShare() -> Double? {
    let left = layersLeft.withLock { left in
      defer { left -= 1 }
      return max(1, left)
    }
    guard let end else { return nil }
    let remaining = max(0, (end - ContinuousClock.now) / .seconds(1))
    return remaining * min(1, Double(jobs) / Double(left))
  }
}
