import Core
import Mapper
import Testing

/// What is said when no mapping is possible, and constraints as data.
@Suite struct EmptyMapspaceTests {
  /// Gemmini's shape with four columns and rows.
  private func architecture(_ constraints: [MappingConstraint] = [], accumulator: Int = 4096) -> Architecture {
    var architecture = Architecture(
      name: "small", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
      levels: [
        StorageLevel(name: "dram", kind: .dram, keeps: .all, capacityBytes: nil, bandwidthBytesPerCycle: 8),
        StorageLevel(
          name: "scratchpad", kind: .sram, keeps: [.weights, .inputs], capacityBytes: 4096,
          fanOut: FanOut(x: 4, dimensionsX: .k)),
        StorageLevel(
          name: "accumulator", kind: .sram, keeps: .outputs, capacityBytes: accumulator, instances: 4,
          fanOut: FanOut(x: 4, dimensionsX: .c)),
        StorageLevel(name: "registers", kind: .registers, keeps: .weights, capacityBytes: 16, instances: 16),
      ], externalMemory: ExternalMemory(standard: "none"), dma: DMA(busBytes: 8),
      array: ProcessingArray(rows: 4, columns: 4, macEnergy: 1))
    architecture.constraints = constraints
    return architecture
  }

  private func reasons(_ bounds: LoopBounds, on architecture: Architecture) throws -> [String] {
    let problem = try MappingProblem(
      convolution: Convolution(bounds: bounds), precision: Precision(outputs: .int32), architecture: architecture)
    #expect(problem.searchExactly(.edp).best == nil)
    return problem.whyEmpty().reasons(on: architecture)
  }

  @Test func namesTheConstraintNoFactorMeets() throws {
    var fixed = MappingConstraint(level: "scratchpad", loops: .spatialX)
    fixed.minimum.k = 4
    fixed.maximum.k = 4
    let found = try reasons(LoopBounds(k: 6, c: 4, p: 4), on: architecture([fixed]))
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix("no factors of K multiply up to 6: 'scratchpad' takes exactly 4 over X and rejects")
        == true
    )
  }

  @Test func namesBothOfTwoConstraintsThatLeaveNoRoom() throws {
    var outer = MappingConstraint(level: "dram")
    outer.maximum.p = 1
    var inner = MappingConstraint(level: "scratchpad")
    inner.maximum.p = 2
    var last = MappingConstraint(level: "accumulator")
    last.maximum.p = 1
    var registers = MappingConstraint(level: "registers")
    registers.maximum.p = 1
    let found = try reasons(LoopBounds(k: 4, c: 4, p: 8), on: architecture([outer, inner, last, registers]))
    #expect(found.allSatisfy { $0.hasPrefix("no factors of P multiply up to 8") })
    #expect(found.contains { $0.contains("'dram'") } && found.contains { $0.contains("'accumulator'") })
  }

  @Test func namesTheMemoryThatIsTooSmall() throws {
    var whole = MappingConstraint(level: "dram")
    for dimension in [Dimension.p, .q, .n] { whole.maximum[dimension] = 1 }
    var pad = MappingConstraint(level: "scratchpad")
    for dimension in [Dimension.p, .q, .n] { pad.maximum[dimension] = 1 }
    let found = try reasons(LoopBounds(k: 4, c: 4, p: 16, q: 16), on: architecture([whole, pad], accumulator: 1024))
    #expect(
      found.first == "100 % of the mappings overflow 'accumulator'; even the smallest tiles take 1024 of its 256 bytes")
  }

  /// Constraints as data leave just the mappings that obey them: the best of those, scored one by one.
  @Test func constraintsLeaveWhatObeysThem() throws {
    var order = MappingConstraint(level: "dram", outermost: [.k], innermost: [.p])
    order.maximum.c = 2
    var pad = MappingConstraint(level: "scratchpad", innermost: [.p, .k])
    pad.minimum.p = 2
    let architecture = architecture([order, pad])
    let layer = Convolution(bounds: LoopBounds(k: 4, c: 4, p: 6))
    let problem = try MappingProblem(
      convolution: layer, precision: Precision(outputs: .int32), architecture: architecture)
    let free = try MappingProblem(
      convolution: layer, precision: Precision(outputs: .int32), architecture: self.architecture())
    let best = try #require(problem.searchExactly(.edp).best)
    let all = BruteForce(problem.variants[0], layer, rules: problem.rules)
    let scored = all.best(.edp)
    let expected = try #require(scored)
    #expect(best.cost.isClose(to: expected))
    let unconstrained = try #require(free.searchExactly(.edp).best)
    #expect(best.cost.edp >= unconstrained.cost.edp)
    let levels = problem.mapping(best).levels
    #expect(levels[1].temporal.contains { $0.dimension == .p && $0.bound >= 2 })
    let outer = levels[0].temporal.map(\.dimension)
    #expect(!outer.contains(.p) || outer.last == .p)
    #expect(!outer.contains(.k) || outer.first == .k)
  }
}
