import Core
import Formats
import Testing

@Suite struct BrokenResultsTests {
  @Test(arguments: mistakes)
  func saysWhatIsWrongAndWhere(_ mistake: BrokenInput) throws {
    try mistake.check(in: SmallResults.text(), file: "results.xml") { try ResultsFile.read($0) }
  }

  static let mistakes = [
    BrokenInput(
      "the end cut off", "</results>", "",
      "58:1 not well-formed XML: the document ends inside an element; is the file whole?"),
    BrokenInput(
      "a layer cut out", "    <layer name=\"fc.2\" equal-to=\"fc.1\"/>\n", "",
      "25:12 summary cycles is 1434, but the layers add up to 1374; was the file edited?",
      "25:46 summary macs is 21760, but the layers add up to 21248; was the file edited?",
      "26:3 there are results for 3 layers, but the workload has 4; was the file cut?"),
    BrokenInput(
      "layers in another order", #"<layer name="relu" cycles"#, #"<layer name="rely" cycles"#,
      "42:12 the result of layer 'rely' stands where the workload has 'relu'; keep the workload's order"),
    BrokenInput(
      "a layer equal to nothing", #"equal-to="fc.1""#, #"equal-to="fc.3""#,
      "47:24 layer 'fc.2' is equal to 'fc.3', which is not simulated before it; name an earlier layer with figures"),
    BrokenInput(
      "a layer equal to a later one",
      #"<layer name="relu" cycles="80" macs="0">"#,
      #"<layer name="relu" equal-to="fc.1">"#,
      "42:24 layer 'relu' is equal to 'fc.1', which is not simulated before it; name an earlier layer with figures"),
    BrokenInput(
      "a layer without figures", #"name="fc.1" cycles="60" macs="512""#, #"name="fc.1""#,
      "46:5 layer 'fc.1' has no cycles and macs; only a layer with equal-to can leave them out"),
    BrokenInput(
      "a summary that was edited", #"<summary cycles="1434""#, #"<summary cycles="1433""#,
      "25:12 summary cycles is 1433, but the layers add up to 1434; was the file edited?"),
    BrokenInput(
      "a negative count", #"work="1200""#, #"work="-1200""#,
      "30:26 unit 'array' work is -1200; it must be 0 to 2^60"),
    BrokenInput(
      "a count beyond counting", #"work="1200""#, #"work="9999999999999999999""#,
      "30:26 unit 'array' work is 9999999999999999999; it must be 0 to 2^60"),
    BrokenInput(
      "counts that add up beyond counting",
      replacing: [
        (#"work="1200""#, #"work="1152921504606846976""#),
        (#"read-bytes="576""#, #"read-bytes="1152921504606846976""#),
        (#"work="234""#, #"work="1152921504606846976""#),
        (#"idle="1000""#, #"idle="1152921504606846976""#),
      ],
      [
        "35:7 the counts add up to 2^62 or more, which no simulation reaches; was the file edited?"
      ]),
    BrokenInput(
      "an unknown cause", #"cause="bank-conflict""#, #"cause="bank-conflicts""#,
      "32:16 stall cause 'bank-conflicts' is unknown; did you mean 'bank-conflict'?"),
    BrokenInput(
      "a cause twice", #"cause="bank-conflict""#, #"cause="dram""#,
      "32:9 stall cause 'dram' is given twice; remove one"),
    BrokenInput(
      "an unknown level", #"<traffic level="accumulator""#, #"<traffic level="acumulator""#,
      """
      36:16 traffic refers to storage level 'acumulator', which does not exist; known: dram, scratchpad, \
      accumulator, registers
      """),
    BrokenInput(
      "an unknown operand", #"operand="outputs""#, #"operand="output""#,
      "36:36 traffic operand 'output' is unknown; did you mean 'outputs'?"),
    BrokenInput(
      "an energy that is no number",
      #"component="dram" picojoules="57600""#,
      #"component="dram" picojoules="57,600""#,
      "38:32 energy picojoules '57,600' is not a number; write e.g. 12.5"),
    BrokenInput(
      "an infinite energy", #"component="dram" picojoules="57600""#, #"component="dram" picojoules="INF""#,
      "38:32 energy picojoules 'INF' is not a number; write e.g. 12.5"),
    BrokenInput(
      "a statistic nobody declared", #"<count path="dram.refreshes""#, #"<count path="dram.refreshs""#,
      "44:14 count refers to statistic 'dram.refreshs', which does not exist; known: dram.activates, dram.refreshes"),
    BrokenInput(
      "a hash that is none", #"sha256="ba78"#, #"sha256="xyz8"#,
      """
      5:49 input 'small.xml' sha256 'xyz816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' is not a \
      SHA-256 hash; write e.g. e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
      """),
    BrokenInput(
      "a mapping that is none", "<mapping>L3[WIO]", "<mapping>L4[WIO]",
      """
      28:7 layer 'conv': mapping text: found 'L4[WIO]' where L3[…] with the letters W, I and O of the operands the \
      level keeps was expected
      """),
    BrokenInput(
      "a mistake in the architecture", #"capacity="16KiB""#, #"capacity="16KB""#,
      "13:48 memory 'accumulator' capacity '16KB' is not a size; write e.g. 16KiB"),
    BrokenInput(
      "a mistake in the workload", #"filter="3x3""#, #"filter="0x3""#,
      "20:63 convolution 'conv' filter is 0x3; it must be 1 or more, and below 2^40"),
    BrokenInput(
      "an environment left out",
      replacing: [("<environment", "<surroundings"), ("</environment", "</surroundings")],
      [
        "53:3 <surroundings> is not expected here; expected: <what-if>, <activity>, <environment>"
      ]),
    BrokenInput(
      "a later version", "systole:results:1", "systole:results:2",
      """
      2:1 this is <results> of 'urn:systole:results:2', not a results document; its outermost element must be \
      <results xmlns="urn:systole:results:1">
      """),
    BrokenInput(
      "mistakes in three places",
      replacing: [
        (#"capacity="16KiB""#, #"capacity="16KB""#),
        (#"work="1200""#, #"work="x""#),
        (#"filter="3x3""#, #"filter="0x3""#),
      ],
      [
        "13:48 memory 'accumulator' capacity '16KB' is not a size; write e.g. 16KiB",
        "20:63 convolution 'conv' filter is 0x3; it must be 1 or more, and below 2^40",
        "30:26 unit 'array' work 'x' is not a whole number; write e.g. 16",
      ]),
  ]
}
