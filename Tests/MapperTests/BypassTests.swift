import Core
import Mapper
import Testing

/// Free bypass: the search over what each level holds, against scoring every mapping of every choice.
@Suite struct BypassTests {
  /// Two memories, the outer one small; costs such that no choice is best for every layer.
  private static func architecture(_ kind: Controller.Kind = .generic) -> Architecture {
    Architecture(
      name: "two buffers", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
      levels: [
        StorageLevel(
          name: "dram", kind: .dram, keeps: .all, capacityBytes: nil, bandwidthBytesPerCycle: 4, readEnergy: 30,
          writeEnergy: 30),
        StorageLevel(
          name: "outer", kind: .sram, keeps: .all, capacityBytes: 40, bandwidthBytesPerCycle: 2, readEnergy: 8,
          writeEnergy: 9),
        StorageLevel(
          name: "inner", kind: .sram, keeps: [.inputs, .outputs], capacityBytes: 24, bandwidthBytesPerCycle: 6,
          readEnergy: 2, writeEnergy: 2, fanOut: FanOut(x: 2, dimensionsX: .k)),
        StorageLevel(
          name: "registers", kind: .registers, keeps: .weights, capacityBytes: 2, instances: 2, readEnergy: 0.1,
          writeEnergy: 0.1),
      ], externalMemory: ExternalMemory(standard: "none"), dma: DMA(busBytes: 4),
      array: ProcessingArray(rows: 1, columns: 2, macEnergy: 0.5), controller: Controller(kind: kind))
  }

  private static let layers = [
    LoopBounds(k: 4, c: 3, p: 4), LoopBounds(k: 2, c: 2, p: 6), LoopBounds(c: 6, p: 6), LoopBounds(k: 6, c: 6),
    LoopBounds(k: 3, p: 4, r: 3), LoopBounds(n: 2, k: 4, c: 4),
  ]

  private func problem(_ bounds: LoopBounds, _ constraints: [String], freed: Bool) throws -> MappingProblem {
    var mapspace = Mapspace(Self.architecture())
    if freed { mapspace.freeBypass(on: Self.architecture()) }
    try mapspace.restrict(constraints, on: Self.architecture(), place: "test")
    return try MappingProblem(
      convolution: Convolution(bounds: bounds), precision: Precision(), architecture: Self.architecture(),
      mapspace: mapspace)
  }

  /// What the two memories hold in every way there is, written out.
  private static let choices: [(outer: OperandSet, inner: OperandSet)] = [
    [.weights, .inputs, .outputs], [.weights, .inputs], [.weights, .outputs], [.inputs, .outputs], .weights, .inputs,
    .outputs, [],
  ].flatMap { (outer: OperandSet) in
    ([[.inputs, .outputs], .inputs, .outputs, []] as [OperandSet]).map { (outer, $0) }
  }

  @Test func choosesWhatScoringEveryChoiceChooses() throws {
    var unlikeKeeping = 0
    for bounds in Self.layers {
      let kept = try problem(bounds, [], freed: false)
      #expect(kept.variants.count == 1)
      let freed = try problem(bounds, [], freed: true)
      #expect(freed.variants.count == Self.choices.count)
      for objective in [Objective.edp, .energy, .latency] {
        var best: CostPoint?
        for choice in Self.choices {
          var levels = kept.variants[0].hierarchy.levels
          levels[1].keeps = choice.outer
          levels[2].keeps = choice.inner
          let hierarchy = Hierarchy(
            levels: levels, memories: kept.variants[0].hierarchy.memories,
            macEnergy: kept.variants[0].hierarchy.macEnergy)
          let variant = MappingVariant(hierarchy: hierarchy, mapspace: kept.variants[0].mapspace)
          let all = BruteForce(variant, freed.convolution, rules: freed.rules)
          if let found = all.best(objective), best.map({ found.isBetter(than: $0, objective) }) ?? true { best = found }
          guard objective == .edp,
            let index = freed.variants.firstIndex(where: { $0.hierarchy.levels.map(\.keeps) == levels.map(\.keeps) })
          else { continue }
          for place in stride(from: 0, to: all.costs.count, by: 97) {
            let trail = freed.boundTrail(to: all.nests[place], variant: index)
            #expect(!trail.isEmpty && trail.allSatisfy { $0.covers(all.costs[place]) }, "\(bounds) \(choice)")
          }
        }
        let outcome = freed.searchExactly(objective)
        let found = try #require(outcome.best)
        #expect(outcome.isProved)
        #expect(found.cost.isClose(to: try #require(best)), "\(bounds) \(objective)")
        if found.variant > 0 { unlikeKeeping += 1 }
        // The mapping says what passes by, and is scored as it says.
        let mapping = freed.mapping(found)
        #expect(mapping.levels.map(\.keeps) == freed.variants[found.variant].hierarchy.levels.map(\.keeps))
        let score = try kept.score(mapping, on: Self.architecture())
        #expect(abs(score.picojoules - found.cost.energy) <= 1e-9 * found.cost.energy)
        #expect(try Mapping(parsing: mapping.description) == mapping)
      }
    }
    #expect(unlikeKeeping > 6)
  }

  @Test func constraintsDecideWhatIsFree() throws {
    func holds(_ constraints: [String], freed: Bool = false) throws -> [[String]] {
      try problem(LoopBounds(k: 2, c: 2), constraints, freed: freed).variants.map {
        $0.hierarchy.levels[1...2].map(\.keeps.letters)
      }
    }
    #expect(try holds([]) == [["WIO", "IO"]])
    #expect(try holds(["outer bypass=WI"]) == [["O", "IO"]])
    #expect(try holds(["outer may-bypass=I"]) == [["WIO", "IO"], ["WO", "IO"]])
    #expect(try holds(["outer may-bypass=I bypass=I"]) == [["WO", "IO"]])
    #expect(try holds(["outer keep=WIO", "inner keep=I"], freed: true) == [["WIO", "IO"], ["WIO", "I"]])
    for (text, message) in [
      ("inner bypass=W", "'inner' can't hold weights in any mapping; it can hold inputs and outputs"),
      ("dram bypass=W", "nothing can pass by 'dram', where all operands come from; name another level"),
      (
        "inner keep=I bypass=I",
        "the constraints on 'inner' ask to keep inputs and to let them pass by; change one of them"
      ),
    ] {
      let error = #expect(throws: InvalidInput.self) { try problem(LoopBounds(), [text], freed: false) }
      #expect(error?.description == "test: error: \(message)")
    }
  }

  /// Gemmini's controller can't let anything pass by; a generic one needs a memory on the chip for every operand.
  @Test func controllersRuleOutWhatTheyCantRun() throws {
    var generic = try problem(LoopBounds(k: 2, c: 2), [], freed: true)
    generic.keepToController(of: Self.architecture())
    let held = generic.variants.map { $0.hierarchy.levels[1].keeps.union($0.hierarchy.levels[2].keeps) }
    #expect(held.count == 18)
    #expect(held.allSatisfy { $0.contains(.inputs) && $0.contains(.outputs) })
    var gemmini = try problem(LoopBounds(k: 2, c: 2), [], freed: true)
    gemmini.keepToController(of: Self.architecture(.gemmini))
    #expect(gemmini.variants.map { $0.hierarchy.levels.map(\.keeps) } == [Self.architecture().levels.map(\.keeps)])
  }
}
