import Core
import Mapper
import Testing

/// Restrictions of single levels: what they narrow, and what is said when they can't be read or can't hold.
@Suite struct RestrictionTests {
  private static let architecture = Architecture(
    name: "small", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
    levels: [
      StorageLevel(name: "dram", kind: .dram, keeps: .all, capacityBytes: nil),
      StorageLevel(
        name: "buffer", kind: .sram, keeps: .all, capacityBytes: 4096,
        fanOut: FanOut(x: 4, dimensionsX: [.k, .c])),
      StorageLevel(name: "registers", kind: .registers, keeps: .weights, capacityBytes: 4, instances: 4),
    ], externalMemory: ExternalMemory(standard: "none"), dma: DMA(busBytes: 16),
    array: ProcessingArray(rows: 1, columns: 4, macEnergy: 0.5))

  private func best(_ constraints: [String]) throws -> Mapping? {
    var mapspace = Mapspace(Self.architecture)
    try mapspace.restrict(constraints, on: Self.architecture, place: "test")
    let problem = try MappingProblem(
      convolution: Convolution(bounds: LoopBounds(k: 16, c: 8, p: 6, q: 4)), precision: Precision(),
      architecture: Self.architecture, mapspace: mapspace)
    return problem.searchExactly(.energy).best.map(problem.mapping)
  }

  private func factor(_ mapping: Mapping, _ level: Int, _ dimension: Dimension) -> Int {
    mapping.levels[level].temporal.filter { $0.dimension == dimension }.reduce(1) { $0 * $1.bound }
  }

  @Test func factorsAreKept() throws {
    let free = try #require(try best([]))
    #expect(factor(free, 1, .k) != 2)
    let fixed = try #require(try best(["buffer K=2"]))
    #expect(factor(fixed, 1, .k) == 2)
    let atLeast = try #require(try best(["dram P>=3", "L1: C<=1"]))
    #expect(factor(atLeast, 0, .p) >= 3)
    #expect(factor(atLeast, 1, .c) == 1)
    let spatial = try #require(try best(["buffer KX=2 CX=2"]))
    #expect(spatial.levels[1].spatial.map(\.dimension) == [.k, .c])
    #expect(spatial.levels[1].spatial.map(\.bound) == [2, 2])
  }

  @Test func ordersAreKept() throws {
    let order = try #require(try best(["dram P=2 Q=2 K=2 C=2 order=QC*KP"]))
    #expect(order.levels[0].temporal.map(\.dimension) == [.q, .c, .k, .p])
  }

  @Test func nothingIsLeftWhereFactorsDontMultiplyUp() throws {
    #expect(try best(["dram K=1", "buffer K<=2 KX=1", "registers K=1"]) == nil)
  }

  @Test(arguments: [
    ("", "a constraint is empty; write e.g. 'scratchpad K<=64'"),
    ("bufer K=2", "the constraint's level 'bufer' is unknown; did you mean 'buffer'?"),
    ("L3 K=2", "the constraint's level 'L3' is unknown; write one of: 'dram', 'buffer', 'registers'"),
    ("buffer", "the constraint on 'buffer' says nothing; write e.g. 'buffer K<=64'"),
    (
      "buffer K2", "the constraint on 'buffer' says 'K2'; write terms such as K=8, C<=64, KX=16, order=K*PQ or bypass=I"
    ),
    (
      "buffer K=0",
      "the constraint on 'buffer' says 'K=0'; write terms such as K=8, C<=64, KX=16, order=K*PQ or bypass=I"
    ),
    (
      "buffer K==2",
      "the constraint on 'buffer' says 'K==2'; write terms such as K=8, C<=64, KX=16, order=K*PQ or bypass=I"
    ),
    (
      "buffer order=KC",
      "the constraint on 'buffer' says 'order=KC'; write terms such as K=8, C<=64, KX=16, order=K*PQ or bypass=I"
    ),
    (
      "buffer order=K*K",
      "the constraint on 'buffer' says 'order=K*K'; write terms such as K=8, C<=64, KX=16, order=K*PQ or bypass=I"
    ),
    ("buffer PX=2", "P can't be spread over X below 'buffer'; only KC can be there"),
    ("buffer KY=2", "K can't be spread over Y below 'buffer'; there is no fan-out on that axis"),
    ("buffer KX=8", "the factor of K over X below 'buffer' in the constraint is 8; it must be at most 4"),
    (
      "buffer K=8 K<=4",
      "the constraints on K at 'buffer' ask for a factor of at least 8 and at most 4; change one of them"
    ),
  ]) func saysWhatIsWrong(_ text: String, _ message: String) throws {
    var mapspace = Mapspace(Self.architecture)
    let error = #expect(throws: InvalidInput.self) {
      try mapspace.restrict([text], on: Self.architecture, place: "--constraint")
    }
    #expect(error?.description == "--constraint: error: \(message)")
  }
}
