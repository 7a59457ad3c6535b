package import Core

/// Gives each mapped layer the mapping of its Pareto set that is best for the network's energy–delay product.
///
/// - Parameters:
///   - outcomes: By the index of each first equal layer; changed where another mapping is better for the network.
///   - firsts: For each layer of the workload the index of the first equal to it.
///   - score: The model's figures of a mapping of the layer with the index.
/// - Throws: What `score` throws.
func chooseForNetwork(
  _ outcomes: inout [Int: LayerMapping.Outcome], firsts: [Int], score: (Mapping, Int) throws -> MappingScore
) throws {
  var mapped: [(index: Int, found: FoundMapping)] = []
  for index in firsts.indices where firsts[index] == index {
    if case .mapped(let found)? = outcomes[index], !found.paretoSet.isEmpty { mapped.append((index, found)) }
  }
  let choices = leastProduct(
    of: mapped.map(\.found.paretoSet), counts: mapped.map { layer in firsts.count { $0 == layer.index } })
  for (layer, choice) in zip(mapped, choices) {
    var found = layer.found
    let chosen = found.paretoSet[choice].mapping
    guard chosen != found.mapping else { continue }
    found.mapping = chosen
    found.score = try score(chosen, layer.index)
    outcomes[layer.index] = .mapped(found)
  }
}

/// A step along the lower hull of a layer's Pareto set: so many cycles more for so much energy less.
private struct HullStep {
  var layer: Int
  var choice: Int
  /// Picojoules saved by each cycle more.
  var rate: Double
  var cycles: Double
  var picojoules: Double
}

/// Picks the mapping of each layer that gives the network the least (Σ energy) · (Σ cycles).
///
/// The product is quasi-concave where both factors are positive, so over the convex hull of all sums it is least at a
/// corner; corners are sums of corners of the layers' own hulls, passed one after the other as energy is weighed more.
/// So the optimum over all choices is found by one sweep, and equal layers have the same mapping in it.
///
/// - Parameters:
///   - sets: For each layer its Pareto set, cycles rising and energy falling, none empty.
///   - counts: How often each layer stands in the network.
/// - Returns: For each layer the index of its choice.
package func leastProduct(of sets: [[MappingChoice]], counts: [Int]) -> [Int] {
  var steps: [HullStep] = []
  var cycles = 0.0
  var picojoules = 0.0
  for (layer, set) in sets.enumerated() {
    let count = Double(counts[layer])
    cycles += count * Double(set[0].cycles)
    picojoules += count * set[0].picojoules
    let corners = lowerHull(of: set)
    for (from, to) in zip(corners, corners.dropFirst()) {
      let more = Double(set[to].cycles - set[from].cycles)
      guard more > 0 else { continue }
      let less = set[from].picojoules - set[to].picojoules
      steps.append(
        HullStep(layer: layer, choice: to, rate: less / more, cycles: count * more, picojoules: count * less))
    }
  }
  steps.sort { ($1.rate, $0.layer, $0.choice) < ($0.rate, $1.layer, $1.choice) }
  var best = (product: cycles * picojoules, steps: 0)
  for (index, step) in steps.enumerated() {
    cycles += step.cycles
    picojoules -= step.picojoules
    if cycles * picojoules < best.product { best = (cycles * picojoules, index + 1) }
  }
  var choices = Array(repeating: 0, count: sets.count)
  for step in steps.prefix(best.steps) { choices[step.layer] = step.choice }
  return choices
}

/// The corners of a Pareto set's convex hull towards less of both, by index (Andrew's monotone chain).
private func lowerHull(of set: [MappingChoice]) -> [Int] {
  var corners: [Int] = []
  for index in set.indices {
    while corners.count >= 2 {
      let (first, second) = (set[corners[corners.count - 2]], set[corners[corners.count - 1]])
      let turn =
        Double(second.cycles - first.cycles) * (set[index].picojoules - first.picojoules)
        - (second.picojoules - first.picojoules) * Double(set[index].cycles - first.cycles)
      guard turn <= 0 else { break }
      corners.removeLast()
    }
    corners.append(index)
  }
  return corners
}
