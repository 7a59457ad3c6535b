import Core
import Formats
import Testing

/// Mapspace constraints of an architecture document.
@Suite struct ConstraintTests {
  private static let controller = #"<controller kind="generic" spills-partial-sums="true"/>"#

  private func read(_ constraints: String) throws -> Architecture {
    let text = SmallDocuments.architecture.replacing(Self.controller, with: Self.controller + constraints)
    return try ArchitectureFile.read(InputFile(name: "small.xml", text: text)).0
  }

  @Test func readsAndWritesThem() throws {
    let architecture = try read(
      """
      <constraint level="registers" dimensions="P Q"/>
      <constraint level="scratchpad" at-least="Q=2" at-most="K=4 P=7" order="K*PQ"/>
      <constraint level="scratchpad" loops="spatial-x" fixed="K=4"/>
      """)
    let found = architecture.constraints
    #expect(found.count == 3)
    #expect(Dimension.allCases.filter { found[0].maximum[$0] > 1 } == [.p, .q])
    #expect(found[1].minimum.q == 2 && found[1].maximum.k == 4 && found[1].maximum.p == 7)
    #expect(found[1].outermost == [.k] && found[1].innermost == [.p, .q])
    #expect(found[2].loops == .spatialX && found[2].minimum.k == 4 && found[2].maximum.k == 4)
    let written = InputFile(name: "again.xml", bytes: ArchitectureFile.write(architecture))
    #expect(try ArchitectureFile.read(written).0.constraints == found)
  }

  @Test(arguments: [
    (#"<constraint level="scratchpat"/>"#, "'scratchpat'"),
    (#"<constraint level="scratchpad" fixed="K=0"/>"#, "'K=0' is not a factor"),
    (#"<constraint level="scratchpad" fixed="K=2 K=4"/>"#, "'K'"),
    (#"<constraint level="scratchpad" at-least="K=8" at-most="K=4"/>"#, "at least 8 and at most 4"),
    (#"<constraint level="scratchpad" order="KK*"/>"#, "'KK*' is not a loop order"),
    (#"<constraint level="scratchpad" loops="spatial-x" order="K*"/>"#, "only temporal loops have an order"),
    (#"<constraint level="scratchpad" loops="spatial-x" fixed="C=2"/>"#, "spreads C over 2 copies"),
    (#"<constraint level="scratchpad" loops="spatial-x" fixed="K=8"/>"#, "spreads K over 8 copies"),
  ])
  func saysWhatIsWrong(constraint: String, words: String) throws {
    let error = try #require(throws: InvalidInput.self) { try read(constraint) }
    #expect("\(error)".contains(words), "\(error)")
    #expect("\(error)".contains("small.xml:16:"), "\(error)")
  }
}
