import Core
import Formats
import Foundation
import Optimizer
import RTL
import Testing

/// Parts with round figures: what they come to is worked out by hand.
private struct RoundParts: PartSource {
  /// CACTI's tables end far below 180 nm, beyond which memories don't change; so one library is taken for a fine one.
  func nanometres(of library: String) -> Int { library == "osu050" ? 45 : 180 }

  func figures(of part: DesignPart, _ options: SynthesisOptions, library: String) throws -> BlockResult {
    switch part.code.split(separator: "/")[0] {
    case "register":
      return BlockResult(area: 10, nanoseconds: 1, picojoulesPerCycle: 0.5, leakageMilliwatts: 0.001)
    case "edge":
      return BlockResult(area: 5_000, nanoseconds: 2, picojoulesPerCycle: 7, leakageMilliwatts: 0.01)
    default:
      guard options.mapping != .speed else { throw ToolFailure(.yosys, .killed(signal: 9)) }
      return BlockResult(area: 100_000, nanoseconds: 400, picojoulesPerCycle: 900, leakageMilliwatts: 1)
    }
  }
}

@Suite("Designs judged by their cells")
struct CrossLayerProblemTests {
  private static let space = """
    <space xmlns="urn:systole:space:1" name="small" architecture="gemmini" summary="a few small arrays">
      <parameter name="rows" path="array.rows" values="2 3"/>
      <parameter name="columns" path="array.columns" values="2 4"/>
      <parameter name="tile-rows" path="rtl.tile-rows" values="1 2"/>
      <parameter name="mapping" kind="categorical" path="synthesis.mapping" values="balanced speed"/>
    </space>
    """

  private func problem(_ text: String = space) throws -> CrossLayerProblem {
    let file = try SpaceFile.read(InputFile(name: "small.xml", bytes: Array(text.utf8)))
    let (variants, space) = (file.variants, file.space)
    return CrossLayerProblem(
      space, products: [MatrixProductCost.Product(m: 5, n: 2, k: 2, count: 3)], source: RoundParts()
    ) { try variants.architecture(at: $0, of: space) }
  }

  /// A 2 × 2 weight-stationary array.
  ///
  /// Between its tiles: 2 rows of one word, and between its rows 2 columns of a word, a sum, three control bits and one of
  /// validity, 2·8 + 2·(8 + 32 + 3 + 1) bits; below 2·(32 + 1). Skew: 8 for the second row, 8 + 3 + 1 for the second
  /// column. 16 + 88 + 66 + 8 + 12 = 190 registers.
  /// A frame: control in and on 6, word in and on 16, stationary in 8 and below 8, sum in and out 64: 102 registers.
  @Test("One array by hand")
  func byHand() throws {
    let problem = try problem()
    let outcome = try problem.evaluate(Proposal(DesignPoint([0, 0, 0, 0])), at: .synthesized)
    let metrics = try #require(outcome.metrics)
    let tiles: Double = 4 * (100_000 - 1_020)
    let cells: Double = (tiles + 1_900 + 5_000) * 1e-6
    // One fold: 2 rows shift in, 5 words stream, the last sum is there 1 + 1 + 1 cycles later (Sources/Sim/Array/README.md).
    #expect(metrics.cycles == 3 * (2 + 5 + 3))
    #expect(abs(metrics.seconds / (30 * 400e-9) - 1) < 1e-12)
    let memories = metrics.areaSquareMillimetres - cells
    // 256 and 64 KiB at 180 nm: CACTI's tables give 10 to 60 mm².
    #expect((10...60).contains(memories))
    // Milliwatts: four tiles less 408 registers of their frames, 190 registers, the edge.
    let leakage: Double = 4 - 0.408 + 0.19 + 0.01
    #expect(abs(metrics.leakageWatts - leakage * 1e-3) < 1e-9)
    #expect(outcome.cost.simulations == 1)
  }

  @Test("A tool that fails on a part fails the trial with its reason; tiles that don't fit are no designs")
  func failures() throws {
    let problem = try problem()
    let outcome = try problem.evaluate(Proposal(DesignPoint([0, 0, 0, 1])), at: .synthesized)
    #expect(outcome.metrics == nil)
    #expect(outcome.failure == "yosys was ended by signal 9")
    #expect(problem.isLegal(DesignPoint([0, 0, 1, 0])))
    #expect(!problem.isLegal(DesignPoint([1, 0, 1, 0])))
  }

  @Test("Memories are of the node of the cells, whichever library was tried first")
  func libraries() throws {
    let varied = Self.space.replacingOccurrences(
      of: "<parameter name=\"mapping\" kind=\"categorical\" path=\"synthesis.mapping\" values=\"balanced speed\"/>",
      with: "<parameter name=\"library\" kind=\"categorical\" path=\"synthesis.library\" values=\"osu018 osu050\"/>")
    let areas = try [[0, 1], [1, 0]].map { order in
      let problem = try problem(varied)
      return try order.map { library in
        let outcome = try problem.evaluate(Proposal(DesignPoint([0, 0, 0, library])), at: .synthesized)
        return try #require(outcome.metrics).areaSquareMillimetres
      }
    }
    #expect(areas[0] == areas[1].reversed())
    #expect(areas[0][0] > 2 * areas[0][1])
  }

  @Test("What is needed is needed once; a table of it gives the figures of the tools")
  func tables() throws {
    let problem = try problem()
    let file = try SpaceFile.read(InputFile(name: "small.xml", bytes: Array(Self.space.utf8)))
    let (variants, space) = (file.variants, file.space)
    let survey = PartSurvey(of: space) { try variants.architecture(at: $0, of: space) }
    // Of 16 points the 4 with three rows in tiles of two are none.
    #expect(survey.designs == 12)
    // Tiles of one row and of two, a register, four edges; each with two mappings.
    #expect(survey.needs.count == 2 * (2 + 1 + 4))
    var figures: [String: [PartTable.Flow: BlockResult]] = [:]
    for need in survey.needs {
      figures[need.part.code, default: [:]][PartTable.Flow(need.options, library: need.library)] =
        try? RoundParts().figures(of: need.part, need.options, library: need.library)
    }
    let table = try #require(PartTable(PartTable.text(origin: "by hand", figures)))
    #expect(table.origin == "by hand")
    // The tiles that failed are left empty.
    #expect(table.count == survey.needs.count - 2)
    let tabulated = CrossLayerProblem(space, products: problem.products, source: table) {
      try variants.architecture(at: $0, of: space)
    }
    for place in 0..<Int(space.size) {
      guard let point = space.point(at: place), problem.isLegal(point) else { continue }
      let live = try problem.evaluate(Proposal(point), at: .synthesized)
      let known = try tabulated.evaluate(Proposal(point), at: .synthesized)
      #expect(live.metrics == known.metrics)
      #expect((live.failure == nil) == (known.failure == nil))
    }
    #expect(PartTable("nothing") == nil)
    #expect(PartTable("# a\npart,osu018/x\nregister,1 2 3 4,5\n") == nil)
  }
}
