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
    #expect(table.syntheses == 4374)
    var random = SeededRandom(seed: 1)
    for _ in 0..<300 {
      let place = Int(random.next() % UInt64(table.space.size))
      guard let point = table.space.point(at: place), table.isLegal(point) else { continue }
      let outcome = try table.evaluate(Proposal(point), at: .synthesized)
      #expect(outcome.metrics != nil, "\(table.space.values(of: point)): \(outcome.failure ?? "")")
    }
  }

  /// Few and varied: libraries have memories of their own, some parts fail, some designs miss their clock or break a rule.
  private static let space = """
    <space xmlns="urn:systole:space:1" name="small" architecture="gemmini" summary="small arrays">
      <set path="synthesis.must-meet-clock" value="yes"/>
      <parameter name="rows" path="array.rows" values="2 4 8"/>
      <parameter name="mapping" kind="categorical" path="synthesis.mapping" values="area balanced speed"/>
      <parameter name="pipeline" path="array.pipeline-depth" values="0 1 2"/>
      <parameter name="library" kind="categorical" path="synthesis.library" values="osu018 osu035"/>
      <parameter name="scratchpad" path="scratchpad.capacity" values="64KiB 128KiB 256KiB"/>
      <parameter name="clock" path="synthesis.clock" values="200MHz 250MHz"/>
      <parameter name="fanout" path="synthesis.fanout" values="8 16"/>
      <constraint rule="fanout &gt;= 2 * rows" because="the test wants a rule between array and flow"/>
    </space>
    """

  /// A part's figures follow from its place, so that designs differ; the front is compared with every pair of designs,
  /// each judged on its own.
  @Test("The front is what no other design dominates")
  func front() throws {
    let file = try SpaceFile.read(InputFile(name: "small.xml", text: Self.space))
    let (variants, space) = (file.variants, file.space)
    let survey = PartSurvey(of: space) { try variants.architecture(at: $0, of: space) }
    var figures: [String: [PartTable.Flow: BlockResult]] = [:]
    for (index, need) in survey.needs.enumerated() where index % 11 != 5 {
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
    table.enumerateFront()
    var all: [[Double]] = []
    var (legal, late) = (0, 0)
    for place in 0..<Int(space.size) {
      guard let point = space.point(at: place), table.isLegal(point) else { continue }
      legal += 1
      let outcome = try table.evaluate(Proposal(point), at: .synthesized)
      late += outcome.failure?.contains("more than the 4.000 ns asked for") ?? false ? 1 : 0
      guard let metrics = outcome.metrics else { continue }
      all.append(table.objectives.values(of: metrics))
    }
    #expect(survey.designs == legal)
    #expect(late > 0)
    #expect(all.count < legal - late)
    let undominated = Set(
      all.filter { one in
        !all.contains { other in other != one && zip(other, one).allSatisfy { $0 <= $1 } }
      })
    #expect(Set(table.front) == undominated)
    #expect(table.front.count == undominated.count)
    #expect(undominated.count > 3)
  }
}
