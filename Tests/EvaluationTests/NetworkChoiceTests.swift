import Core
import Evaluation
import Formats
import Mapper
import Testing

/// The choice of mappings for a whole network, and what is claimed of it.
@Suite struct NetworkChoiceTests {
  /// A made-up Pareto set: cycles rising, energy falling.
  private func set(_ random: inout SeededRandom) -> [MappingChoice] {
    var cycles = random.within(1...50)
    var picojoules = Double(random.within(200...1000))
    var set: [MappingChoice] = []
    for _ in 0..<random.within(1...5) where picojoules > 1 {
      set.append(MappingChoice(mapping: Mapping(levels: []), cycles: cycles, picojoules: picojoules))
      cycles += random.within(1...40)
      picojoules -= Double(random.within(1...150))
    }
    return set
  }

  /// The least product over every choice, each copy of a layer choosing for itself.
  private func leastByTrying(_ sets: [[MappingChoice]]) -> Double {
    var least = Double.infinity
    func extend(_ index: Int, _ cycles: Double, _ picojoules: Double) {
      guard index < sets.count else {
        least = min(least, cycles * picojoules)
        return
      }
      for choice in sets[index] { extend(index + 1, cycles + Double(choice.cycles), picojoules + choice.picojoules) }
    }
    extend(0, 0, 0)
    return least
  }

  @Test func noChoiceHasALowerProduct() {
    var random = SeededRandom(seed: 20_251_121)
    for _ in 0..<500 {
      let sets = (0..<random.within(1...4)).map { _ in set(&random) }
      let counts = sets.map { _ in random.within(1...2) }
      let choices = leastProduct(of: sets, counts: counts)
      var (cycles, picojoules) = (0.0, 0.0)
      for (layer, choice) in choices.enumerated() {
        cycles += Double(counts[layer] * sets[layer][choice].cycles)
        picojoules += Double(counts[layer]) * sets[layer][choice].picojoules
      }
      let copies = zip(sets, counts).flatMap { Array(repeating: $0, count: $1) }
      let least = leastByTrying(copies)
      #expect(abs(cycles * picojoules - least) <= 1e-9 * least)
    }
  }

  private func network() throws -> (Workload, Architecture) {
    var workload = try BuiltinDocument.workload(named: "resnet18")
    workload.layers = Array(workload.layers.prefix(16))
    return (workload, try BuiltinDocument.architecture(named: "gemmini-dosa"))
  }

  @Test(arguments: MappingObjective.allCases)
  func anEarlyStopNeverClaimsTooMuch(_ objective: MappingObjective) throws {
    let (workload, architecture) = try network()
    func value(_ result: MappingResult) -> Double {
      guard objective == .layerEDP else {
        return objective.value(cycles: Double(result.cycles), picojoules: result.picojoules)
      }
      return result.layers.reduce(0) { sum, layer in
        sum + (layer.found.map { Double($0.score.cycles) * $0.score.picojoules } ?? 0)
      }
    }
    let whole = try map(workload, onto: architecture, options: MappingOptions(objective: objective))
    #expect(whole.certificate?.isProved == true)
    for effort in [300, 1000, 3000] {
      let options = MappingOptions(objective: objective, effort: effort)
      let early = try map(workload, onto: architecture, options: options)
      #expect(value(early) >= value(whole) * (1 - 1e-9))
      guard let bound = early.certificate?.lowerBound else { continue }
      #expect(bound <= value(whole) * (1 + 1e-9))
    }
  }

  @Test func equalLayersAreMappedOnceAndVectorLayersNot() throws {
    let (workload, architecture) = try network()
    let result = try map(workload, onto: architecture, options: MappingOptions(jobs: 2))
    #expect(result == (try map(workload, onto: architecture, options: MappingOptions(jobs: 1))))
    for (layer, mapped) in zip(workload.layers, result.layers) {
      #expect((layer.convolution == nil) == (mapped.outcome == .vector))
      guard let first = mapped.equalTo else { continue }
      #expect(mapped.found == result.layers.first { $0.name == first }?.found)
    }
    #expect(result.layers.contains { $0.equalTo != nil && $0.found != nil })
  }

  @Test func refiningTakesTheBestOnTheMachine() throws {
    let (workload, architecture) = try network()
    var one = workload
    one.layers = Array(workload.layers.filter { $0.convolution != nil }.suffix(2))
    let result = try map(one, onto: architecture, options: MappingOptions(objective: .latency, refined: 5))
    for layer in result.layers {
      let found = try #require(layer.found)
      #expect(found.refined.count >= 5)
      #expect(found.refined.map(\.simulatedCycles) == found.refined.map(\.simulatedCycles).sorted())
      #expect(found.mapping == found.refined.first?.choice.mapping)
      for refined in found.refined {
        let options = NetworkOptions(mappings: [layer.name: refined.choice.mapping])
        var alone = one
        alone.layers = one.layers.filter { $0.name == layer.name }
        #expect(try simulate(alone, on: architecture, options: options).cycles == refined.simulatedCycles)
      }
    }
  }
}
