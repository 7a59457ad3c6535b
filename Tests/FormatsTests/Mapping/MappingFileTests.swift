import Core
import Formats
import Testing

@Suite struct MappingFileTests {
  static func read(_ input: InputFile) throws -> [String: Mapping] {
    let (architecture, _) = try ArchitectureFile.read(InputFile(name: "a.xml", text: SmallDocuments.architecture))
    let workload = try WorkloadFile.read(InputFile(name: "w.xml", text: SmallDocuments.workload)).workload
    return try MappingFile.read(input).mappings(of: workload, on: architecture)
  }

  @Test func readsAndSurvivesWriting() throws {
    let input = InputFile(name: "mapping.xml", text: SmallDocuments.mapping)
    let file = try MappingFile.read(input)
    #expect(file.entries.map(\.layer) == ["conv"])
    #expect(file.map["mappings.workload"].line == 2)
    let written = InputFile(name: "again.xml", bytes: file.write())
    let again = try MappingFile.read(written)
    #expect(again.entries.map(\.mapping) == file.entries.map(\.mapping))
    #expect(again.write() == written.bytes)
    #expect(try Self.read(input).count == 1)
  }

  /// What a search adds to the document, read and written again.
  @Test func predictionsSurviveWriting() throws {
    let text = SmallDocuments.mapping.replacing(
      #"workload="tiny">"#,
      with: #"workload="tiny" objective="latency" search="exact" constraint-set="all" lower-bound="90.5" gap="0.25">"#
    ).replacing(#"layer="conv">"#, with: #"layer="conv" cycles="113" picojoules="1.5e3" lower-bound="90.5" gap="0">"#)
    let file = try MappingFile.read(InputFile(name: "mapping.xml", text: text))
    let origin = try #require(file.origin)
    #expect(origin.objective == .latency)
    #expect(origin.certificate == MappingCertificate(lowerBound: 90.5, gap: 0.25))
    let prediction = try #require(file.entries.first?.prediction)
    #expect(prediction.cycles == 113)
    #expect(prediction.picojoules == 1500)
    #expect(prediction.certificate.isProved)
    let again = try MappingFile.read(InputFile(name: "again.xml", bytes: file.write()))
    #expect(again.origin == origin)
    #expect(again.entries.map(\.prediction) == [prediction])
    #expect(again.write() == file.write())
  }

  @Test(arguments: mistakes)
  func saysWhatIsWrongAndWhere(_ mistake: BrokenInput) throws {
    try mistake.check(in: SmallDocuments.mapping, file: "mapping.xml") { try Self.read($0) }
  }

  static let mistakes = [
    BrokenInput(
      "an empty text", "L3[WIO] K2 C2 - L2[WI] N1 K4X - L1[O] R3 S3 Q6 C4X - L0[W] P6", "",
      "3:3 layer 'conv': mapping text: found '' where a level such as L0[WIO] was expected"),
    BrokenInput(
      "a loop of an unknown letter", "K2 C2", "K2 X2",
      """
      3:3 layer 'conv': mapping text: found 'X2' where a loop such as K8, P16,9 or C3X (a letter of N G K C P Q R S \
      and a size) was expected
      """),
    BrokenInput(
      "a loop without a size", "K2 C2", "K C2",
      """
      3:3 layer 'conv': mapping text: found 'K' where a loop such as K8, P16,9 or C3X (a letter of N G K C P Q R S \
      and a size) was expected
      """),
    BrokenInput(
      "a loop of size zero", "K2 C2", "K0 C2",
      """
      3:3 layer 'conv': mapping text: found 'K0' where a loop such as K8, P16,9 or C3X (a letter of N G K C P Q R S \
      and a size) was expected
      """),
    BrokenInput(
      "a loop beyond counting", "K2 C2", "K99999999999999999999 C2",
      """
      3:3 layer 'conv': mapping text: found 'K99999999999999999999' where a loop such as K8, P16,9 or C3X (a letter \
      of N G K C P Q R S and a size) was expected
      """),
    BrokenInput(
      "a last trip longer than the others", "K2 C2", "K2,3 C2",
      """
      3:3 layer 'conv': mapping text: found 'K2,3' where a loop such as K8, P16,9 or C3X (a letter of N G K C P Q R \
      S and a size) was expected
      """),
    BrokenInput(
      "levels counted wrongly", "L2[WI]", "L1[WI]",
      """
      3:3 layer 'conv': mapping text: found 'L1[WI]' where L2[…] with the letters W, I and O of the operands the \
      level keeps was expected
      """),
    BrokenInput(
      "an operand that is none", "L2[WI]", "L2[WX]",
      """
      3:3 layer 'conv': mapping text: found 'L2[WX]' where L2[…] with the letters W, I and O of the operands the \
      level keeps was expected
      """),
    BrokenInput(
      "a level left out", " - L0[W] P6", "",
      """
      3:3 layer 'conv': mapping text: found 'L3[WIO]' where L2[…] with the letters W, I and O of the operands the \
      level keeps was expected
      """),
    BrokenInput(
      "a level too few for the architecture",
      replacing: [("L3[WIO] K2 C2 - ", "")],
      [
        """
        3:3 layer 'conv': the mapping has 3 levels, but 'small' has 4; write one for each of dram, scratchpad, \
        accumulator, registers
        """
      ]),
    BrokenInput(
      "other operands than the memory keeps", "L2[WI]", "L2[WIO]",
      "3:3 layer 'conv': the mapping keeps [WIO] at L2, but 'scratchpad' keeps [WI]; write L2[WI]"),
    BrokenInput(
      "factors that don't multiply up", "K2 C2", "K3 C2",
      "3:3 layer 'conv': the factors of K multiply up to 12, but the layer has K = 8 (output channels)"),
    BrokenInput(
      "an imperfect factor that doesn't add up", "Q6", "Q6,5",
      "3:3 layer 'conv': the factors of Q multiply up to 5, but the layer has Q = 6 (output height)"),
    BrokenInput(
      "factors that overflow", "K2 C2", "K1000000000000 K1000000000000 C2",
      "3:3 layer 'conv': the product of the whole factors of K reaches 2^60, too large to count; check the sizes"),
    BrokenInput(
      "a dimension spread where it can't be",
      replacing: [("P6", "P3"), ("N1 K4X", "K4 P2X")],
      [
        "3:3 layer 'conv': P is spread over X below 'scratchpad'; only K can be there"
      ]),
    BrokenInput(
      "more copies than there are",
      replacing: [("K2 C2", "C2"), ("K4X", "K8X")],
      [
        "3:3 layer 'conv': the fan-out over X below 'scratchpad' in the mapping is 8; it must be at most 4"
      ]),
    BrokenInput(
      "a tile too large for its memory",
      replacing: [("R3 S3 Q6 C4X - L0[W] P6", "S3 Q6 C4X - L0[W] R3 P6")],
      [
        """
        3:3 layer 'conv': the tile in 'registers' takes 3 bytes (weights 3), but 1 are available; use smaller \
        factors inside that level
        """
      ]),
    BrokenInput(
      "an unknown layer", #"layer="conv""#, #"layer="conv1""#,
      "3:3 the workload has no layer 'conv1'; did you mean 'conv'?"),
    BrokenInput(
      "a layer with nothing to map", #"layer="conv""#, #"layer="relu""#,
      "3:3 layer 'relu' is a vector layer, which has no loops to map; remove its mapping"),
    BrokenInput(
      "another architecture", #"architecture="small""#, #"architecture="gemmini""#,
      """
      2:41 the mappings are made for architecture 'gemmini', not 'small'; use that one, or change the name if they \
      fit both
      """),
    BrokenInput(
      "another workload", #"workload="tiny""#, #"workload="resnet50""#,
      """
      2:62 the mappings are made for workload 'resnet50', not 'tiny'; use that one, or change the name if they fit \
      both
      """),
    BrokenInput(
      "a layer mapped twice", "</mappings>", #"<mapping layer="conv">L0[W] P6</mapping></mappings>"#,
      "4:10 the mapping of layer 'conv' is given twice; remove one"),
    BrokenInput(
      "half a prediction", #"layer="conv""#, #"layer="conv" cycles="12""#, "3:3 mapping has no picojoules; state it"),
    BrokenInput(
      "cycles that are none", #"layer="conv""#, #"layer="conv" cycles="few" picojoules="1""#,
      "3:25 mapping cycles 'few' is not a whole number; write e.g. 16"),
    BrokenInput(
      "an unknown objective", #"workload="tiny""#, #"workload="tiny" objective="speed" search="" constraint-set="""#,
      """
      2:78 mappings objective 'speed' is unknown; write one of: 'latency', 'energy', 'edp', 'layer-edp'
      """),
    BrokenInput("a layer without a name", #" layer="conv""#, "", "3:3 mapping has no layer; state it"),
    BrokenInput(
      "a document of no mapping",
      #"<mapping layer="conv">L3[WIO] K2 C2 - L2[WI] N1 K4X - L1[O] R3 S3 Q6 C4X - L0[W] P6</mapping>"#,
      "",
      "2:1 mappings is incomplete; it needs <mapping>"),
    BrokenInput(
      "two wrong layers and a wrong name",
      replacing: [
        (#"workload="tiny""#, #"workload="resnet50""#),
        ("K2 C2", "K3 C2"),
        ("</mappings>", #"<mapping layer="fc">L3[WIO] - L2[WI] - L1[O] - L0[W] P4</mapping></mappings>"#),
      ],
      [
        """
        2:62 the mappings are made for workload 'resnet50', not 'tiny'; use that one, or change the name if they \
        fit both
        """,
        "3:3 layer 'conv': the factors of K multiply up to 12, but the layer has K = 8 (output channels)",
        "4:1 the workload has no layer 'fc'; known: 'conv', 'relu', 'fc.1', 'fc.2'",
      ]),
  ]
}
