import Core
import Formats
import Optimizer
import RTL
import Testing

@Suite("The table of synthesised parts")
struct CrossLayerTableTests {
  private func shipped() throws -> CrossLayerTable {
    let file = try SpaceFile.read(try InputFile.resolve("gemmini-crosslayer", kind: .space))
    let (variants, space) = (file.variants, file.space)
    let text = String(decoding: BuiltinLibrary.bytes(of: "gemmini-crosslayer.csv", in: "Tables") ?? [], as: UTF8.self)
    return try #require(
      CrossLayerTable(space, table: text) { try variants.architecture(at: $0, of: space) })
  }

  @Test("Drawn designs of the space have all their parts in the table, Gemmini's own among them")
  func covers() throws {
    let table = try shipped()
    #expect(table.usual.count == 3)
    var random = SeededRandom(seed: 1)
    for _ in 0..<300 {
      let place = Int(random.next() % UInt64(table.space.size))
      guard let point = table.space.point(at: place), table.isLegal(point) else { continue }
      let outcome = try table.evaluate(Proposal(point), at: .synthesized)
      #expect(outcome.metrics != nil, "\(table.space.values(of: point)): \(outcome.failure ?? "")")
    }
  }

  /// A part's figures follow from its name, so that designs differ; the front is compared with every pair of designs.
  @Test("The front is what no other design dominates")
  func front() throws {
    let file = try SpaceFile.read(
      InputFile(
        name: "small.xml",
        text: """
          <space xmlns="urn:systole:space:1" name="small" architecture="gemmini" summary="small arrays">
            <parameter name="rows" path="array.rows" values="2 4 8"/>
            <parameter name="pipeline" path="array.pipeline-depth" values="0 1 2"/>
            <parameter name="scratchpad" path="scratchpad.capacity" values="64KiB 128KiB 256KiB"/>
            <parameter name="mapping" kind="categorical" path="synthesis.mapping" values="area balanced speed"/>
          </space>
          """))
    let (variants, space) = (file.variants, file.space)
    let survey = try PartSurvey(of: space) { try variants.architecture(at: $0, of: space) }
    var figures: [String: [PartTable.Flow: BlockResult]] = [:]
    for (index, need) in survey.needs.enumerated() {
      let varied = Double((index * 7919) % 97)
      figures[need.part.code, default: [:]][PartTable.Flow(need.options, library: need.library)] = BlockResult(
        area: 10_000 + 500 * varied, nanoseconds: 3 + ((varied * 31).truncatingRemainder(dividingBy: 17)) / 10,
        picojoulesPerCycle: 10 + varied, leakageMilliwatts: 0)
    }
    var table = try #require(
      CrossLayerTable(space, table: PartTable.text(origin: "by hand", figures)) {
        try variants.architecture(at: $0, of: space)
      })
    #expect(table.front.isEmpty)
    try table.enumerateFront()
    var all: [[Double]] = []
    for place in 0..<Int(space.size) {
      guard let point = space.point(at: place), table.isLegal(point) else { continue }
      let metrics = try #require(try table.evaluate(Proposal(point), at: .synthesized).metrics)
      all.append(table.objectives.values(of: metrics))
    }
    let undominated = Set(
      all.filter { one in
        !all.contains { other in other != one && zip(other, one).allSatisfy { $0 <= $1 } }
      })
    #expect(Set(table.front) == undominated)
    #expect(table.front.count == undominated.count)
    #expect(undominated.count > 3)
  }
}
