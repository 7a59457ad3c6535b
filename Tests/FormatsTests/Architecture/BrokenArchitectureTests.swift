import Core
import Formats
import Testing

@Suite struct BrokenArchitectureTests {
  @Test(arguments: mistakes)
  func saysWhatIsWrongAndWhere(_ mistake: BrokenInput) throws {
    try mistake.check(in: SmallDocuments.architecture, file: "small.xml") { try ArchitectureFile.read($0) }
  }

  @Test func acceptsTheDocumentTheMistakesAreMadeIn() throws {
    _ = try ArchitectureFile.read(InputFile(name: "small.xml", text: SmallDocuments.architecture))
  }

  static let mistakes: [BrokenInput] = syntax + structure + values + meaning + several

  static let syntax = [
    BrokenInput(
      "an unclosed tag", #"<controller kind="generic" spills-partial-sums="true"/>"#, "<controller>",
      "17:16 not well-formed XML: <controller> of line 16 is still open at </architecture>; close it first"),
    BrokenInput(
      "a tag closed twice", "</architecture>", "</architecture></architecture>",
      "17:16 not well-formed XML: something follows the outermost element; there can be only one"),
    BrokenInput(
      "an attribute twice", #"rows="4""#, #"rows="4" rows="4""#,
      "15:37 not well-formed XML: attribute 'rows' is given twice; remove one"),
    BrokenInput(
      "an attribute without quotes", #"rows="4""#, "rows=4",
      #"14:15 not well-formed XML: an attribute's value must stand in quotes, such as rows="16""#),
    BrokenInput(
      "a bare ampersand", "A paper", "A & B",
      "3:33 not well-formed XML: '&' begins no reference; write &amp;"),
    BrokenInput(
      "a bare less-than sign", "A paper", "A < B",
      "3:32 not well-formed XML: '<' can't stand in a value; write &lt;"),
    BrokenInput(
      "an undefined entity", "A paper", "A &nbsp; B",
      "3:38 not well-formed XML: '&nbsp;' is not defined; write the character itself"),
    BrokenInput(
      "a document type declaration", "<architecture", "<!DOCTYPE a [<!ENTITY e 'x'>]>\n<architecture",
      "2:1 document type declarations are not read; remove <!DOCTYPE …>"),
    BrokenInput(
      "another encoding", #"encoding="UTF-8""#, #"encoding="ISO-8859-1""#,
      "1 the document declares the encoding 'ISO-8859-1'; write it in UTF-8"),
    BrokenInput(
      "a control character", "A paper", "A \u{1} paper",
      "3:32 not well-formed XML: a control character can't stand in XML; remove it"),
    BrokenInput("a NUL byte", "A paper", "A \u{0} paper", "3 not an XML document in UTF-8: it holds a NUL byte"),
    BrokenInput(
      "a comment with two hyphens", "  <dma", "  <!-- a -- b -->\n<dma",
      "6:10 not well-formed XML: '--' can't stand in a comment; write one hyphen"),
  ]

  static let structure = [
    BrokenInput(
      "another kind of document",
      replacing: [
        (
          #"<architecture xmlns="urn:systole:architecture:1" name="small" technology="40nm">"#,
          #"<workload xmlns="urn:systole:workload:1" name="small">"#
        ),
        ("</architecture>", "</workload>"),
      ],
      [
        """
        2:1 this is a workload, not an architecture; its outermost element must be <architecture \
        xmlns="urn:systole:architecture:1">
        """
      ]),
    BrokenInput(
      "no namespace", #"xmlns="urn:systole:architecture:1" "#, "",
      """
      2:1 this is <architecture> without a namespace, not an architecture; its outermost element must be \
      <architecture xmlns="urn:systole:architecture:1">
      """),
    BrokenInput(
      "a later version", "architecture:1", "architecture:2",
      """
      2:1 this is <architecture> of 'urn:systole:architecture:2', not an architecture; its outermost element must \
      be <architecture xmlns="urn:systole:architecture:1">
      """),
    BrokenInput(
      "a misspelt element", #"<dma bus-width="16B" request-size="64B"/>"#, #"<dmaa bus-width="16B"/>"#,
      "6:3 <dmaa> is not expected here; did you mean <dma>?"),
    BrokenInput(
      "an element in the wrong place", "<clock", #"<dma bus-width="16B"/><clock"#,
      "4:3 <dma> is not expected here; expected: <source>, <clock>"),
    BrokenInput(
      "an element left out", #"<dma bus-width="16B" request-size="64B"/>"#, "",
      "7:3 <memory> is not expected here; expected: <cache>, <bus>, <cores>, <dma>"),
    BrokenInput(
      "the last element left out", #"<controller kind="generic" spills-partial-sums="true"/>"#, "",
      "2:1 architecture 'small' is incomplete; it needs <vector-unit> or <controller>"),
    BrokenInput(
      "a misspelt attribute", #"columns="4""#, #"colums="4""#,
      "14:19 array has no attribute 'colums'; did you mean 'columns'?"),
    BrokenInput(
      "an attribute of another element", #"<clock name="core""#, #"<clock name="core" rows="4""#,
      "4:22 clock 'core' has no attribute 'rows'; known: 'name', 'frequency', 'from', 'estimated', 'priced'"),
    BrokenInput("an attribute left out", #" width="16B""#, "", "7:3 memory 'scratchpad' has no width; state it"),
    BrokenInput(
      "text between elements", "  <dma", "  fast\n  <dma",
      "2:1 architecture 'small' holds text; only elements and attributes may be there"),
    BrokenInput(
      "an element inside an empty one",
      #"<dma bus-width="16B" request-size="64B"/>"#,
      #"<dma bus-width="16B"><bus/></dma>"#,
      "6:3 dma holds elements; it takes attributes only"),
  ]

  static let values = [
    BrokenInput(
      "a decimal unit", "64KiB", "64KB",
      "7:52 memory 'scratchpad' capacity '64KB' is not a size; write e.g. 64KiB"),
    BrokenInput(
      "a space before the unit", "64KiB", "64 KiB",
      "7:52 memory 'scratchpad' capacity '64 KiB' is not a size; write e.g. 64KiB"),
    BrokenInput(
      "a size without a unit", "64KiB", "65536",
      "7:52 memory 'scratchpad' capacity '65536' is not a size; write e.g. 256KiB"),
    BrokenInput(
      "a size of zero", "64KiB", "0KiB",
      "7:52 memory 'scratchpad' capacity is 0KiB; it must be 1B to 1024GiB"),
    BrokenInput(
      "a negative size", "64KiB", "-64KiB",
      "7:52 memory 'scratchpad' capacity is -64KiB; it must be 1B to 1024GiB"),
    BrokenInput(
      "a size beyond counting", "64KiB", "99999999999999999999GiB",
      "7:52 memory 'scratchpad' capacity is 99999999999999999999GiB; it must be 1B to 1024GiB"),
    BrokenInput(
      "a size beyond a terabyte", "64KiB", "2048GiB",
      "7:52 memory 'scratchpad' capacity is 2048GiB; it must be 1B to 1024GiB"),
    BrokenInput(
      "a third of a byte", #"bus-width="16B""#, #"bus-width="0.3B""#,
      "6:8 dma bus-width is 0.3B; it must be a whole number of bytes"),
    BrokenInput(
      "a frequency in another case", "1GHz", "1ghz",
      "4:22 clock 'core' frequency '1ghz' is not a frequency; write e.g. 1GHz"),
    BrokenInput(
      "a frequency of zero", "1GHz", "0GHz",
      "4:22 clock 'core' frequency is 0GHz; it must be 1Hz to 1000GHz"),
    BrokenInput(
      "a frequency below a kilohertz step", "1GHz", "1.0000001GHz",
      "4:22 clock 'core' frequency is 1000000100Hz; it must be a whole number of kHz"),
    BrokenInput(
      "an energy without its byte", #""100pJ/B""#, #""100pJ""#,
      "5:65 dram 'dram' energy '100pJ' is not an energy per byte; write e.g. 6.9pJ/B"),
    BrokenInput(
      "a negative energy", #""0.56pJ""#, #""-0.56pJ""#,
      "15:5 array mac-energy is -0.56pJ; it must be 0 to 1e15pJ"),
    BrokenInput(
      "an infinite energy", #""0.56pJ""#, #""1e999pJ""#,
      "15:5 array mac-energy is 1e999pJ; it must be 0 to 1e15pJ"),
    BrokenInput(
      "an absurd energy", #""0.56pJ""#, #""1e18pJ""#,
      "15:5 array mac-energy is 1e18pJ; it must be 0 to 1e15pJ"),
    BrokenInput(
      "a technology without a unit", "40nm", "40",
      "2:63 architecture 'small' technology '40' is not a length; write e.g. 40nm"),
    BrokenInput("zero rows", #"rows="4""#, #"rows="0""#, "14:10 array rows is 0; it must be 1 to 65536"),
    BrokenInput("negative rows", #"rows="4""#, #"rows="-4""#, "14:10 array rows is -4; it must be 1 to 65536"),
    BrokenInput(
      "rows as a word", #"rows="4""#, #"rows="four""#,
      "14:10 array rows 'four' is not a whole number; write e.g. 16"),
    BrokenInput(
      "rows beyond counting", #"rows="4""#, #"rows="99999999999999999999""#,
      "14:10 array rows is 99999999999999999999; it must be 1 to 65536"),
    BrokenInput(
      "half a bank", #"banks="4""#, #"banks="0.5""#,
      "7:69 memory 'scratchpad' banks '0.5' is not a whole number; write e.g. 16"),
    BrokenInput(
      "three buffers", #"buffering="2""#, #"buffering="3""#,
      "8:5 memory 'scratchpad' buffering is 3; it must be 1 or 2"),
    BrokenInput(
      "copies by an unknown word", #"instances="4""#, #"instances="cols""#,
      "10:63 memory 'accumulator' instances 'cols' is not a number of copies; write e.g. 16, rows or columns"),
    BrokenInput(
      "a misspelt operand", #""weights inputs""#, #""weight inputs""#,
      "7:29 memory 'scratchpad' keeps 'weight' is unknown; did you mean 'weights'?"),
    BrokenInput(
      "no operand", #""weights inputs""#, #""""#,
      "7:29 memory 'scratchpad' keeps is empty; write one or more of: weights, inputs, outputs"),
    BrokenInput(
      "an operand twice", #""weights inputs""#, #""weights inputs weights""#,
      "7:29 memory 'scratchpad' keeps lists 'weights' twice"),
    BrokenInput(
      "an unknown dimension", #""K""#, #""M""#,
      """
      9:19 memory 'scratchpad' fan-out-dimensions-x 'M' is unknown; write one of: 'N', 'G', 'K', 'C', 'P', 'Q', \
      'R', 'S'
      """),
    BrokenInput(
      "a misspelt dataflow", "weight-stationary", "weight-stationery",
      "14:31 array dataflows 'weight-stationery' is unknown; did you mean 'weight-stationary'?"),
    BrokenInput(
      "an unknown preload", "overlapped", "hidden",
      "14:61 array preload 'hidden' is unknown; write one of: 'exposed', 'overlapped'"),
    BrokenInput(
      "a number for a flag", #"spills-partial-sums="true""#, #"spills-partial-sums="1""#,
      "16:30 controller spills-partial-sums '1' is unknown; write one of: 'true', 'false'"),
    BrokenInput(
      "an unknown controller", #""generic""#, #""tpu""#,
      "16:15 controller kind 'tpu' is unknown; write one of: 'generic', 'gemmini'"),
    BrokenInput(
      "a name with a space", #""accumulator""#, #""the accumulator""#,
      """
      10:11 memory name 'the accumulator' is not a name of letters, digits, hyphens and underscores; write e.g. \
      unified-buffer
      """),
    BrokenInput(
      "an empty name", #""accumulator""#, #""""#,
      "10:11 memory name '' is not a name of letters, digits, hyphens and underscores; write e.g. unified-buffer"),
  ]

  static let meaning = [
    BrokenInput(
      "two memories of one name", #""accumulator""#, #""scratchpad""#,
      "10:11 component 'scratchpad' is declared twice; give each its own name"),
    BrokenInput(
      "a memory named as an element", #""accumulator""#, #""array""#,
      "10:11 memory 'array': 'array' is the name of an element; choose another"),
    BrokenInput(
      "a source twice", "<clock", #"<source key="paper" title="Another" reference="doi:10.0/1"/><clock"#,
      "4:11 source 'paper' is declared twice; give each its own name"),
    BrokenInput(
      "a clock that isn't there", #"clock="core""#, #"clock="fast""#,
      "15:25 array refers to clock 'fast', which does not exist; known: core"),
    BrokenInput(
      "a source that isn't there", #"from="paper table 1""#, #"from="book p. 3""#,
      "4:39 clock 'core' refers to source 'book', which does not exist; known: paper"),
    BrokenInput(
      "an estimate of nothing", #"estimated="read-energy""#, #"estimated="read-enery""#,
      """
      9:44 memory 'scratchpad' estimated lists 'read-enery', which the element doesn't state; did you mean \
      'read-energy'?
      """),
    BrokenInput(
      "an unknown DRAM", "DDR4-2400", "DDR4-2401",
      "5:21 dram 'dram' standard 'DDR4-2401' is unknown; did you mean 'DDR4-2400'?"),
    BrokenInput(
      "an address mapping with a field twice", "rorabacobgch", "rorabacobgro",
      """
      5:42 dram 'dram' mapping: address mapping 'rorabacobgro' has the field 'ro' twice; write each of ro, ba, bg, \
      ra, co and ch once, e.g. rorabacobgch
      """),
    BrokenInput(
      "an odd request", #"request-size="64B""#, #"request-size="48B""#,
      "6:24 dma request-size '48B' is no power of two; write e.g. 64B"),
    BrokenInput(
      "a request narrower than the bus", #"bus-width="16B""#, #"bus-width="128B""#,
      "6:8 dma request-size of 64 bytes is no whole number of 128-byte bus widths; make one divide the other"),
    BrokenInput(
      "outputs kept nowhere on chip", #"keeps="outputs""#, #"keeps="weights""#,
      "12:31 no memory or register keeps outputs; add it to the keeps of one"),
    BrokenInput(
      "a capacity that leaves a part row", #""64KiB""#, #""65500B""#,
      """
      7:52 memory 'scratchpad' capacity of 65500 bytes is no whole number of 16-byte rows in each of 4 banks (1 × \
      4); write a multiple of 64B
      """),
    BrokenInput(
      "a tile that can't be halved",
      #"capacity-per-element="1B" width="1B""#,
      #"capacity-per-element="1B" width="1B" buffering="2""#,
      "12:47 registers 'registers' holds 1 bytes, which 2 copies of a tile can't share; write an even capacity"),
    BrokenInput(
      "fan-outs that don't make the array", #"rows="4" columns="4""#, #"rows="8" columns="4""#,
      """
      14:3 the fan-outs of all levels multiply up to 16, but the array has 8 × 4 = 32 processing elements; write \
      rows and columns for the fan-outs
      """),
    BrokenInput(
      "copies no fan-out makes", #"instances="4""#, #"instances="8""#,
      "10:63 memory 'accumulator' has 8 instances, but the fan-outs above it make 4; write a divisor of 4"),
    BrokenInput(
      "a fan-out without dimensions", #" fan-out-dimensions-x="C""#, "",
      """
      11:46 memory 'accumulator' fan-out-x is 4, but no dimension can be spread over it; state \
      fan-out-dimensions-x, such as K
      """),
  ]

  static let several = [
    BrokenInput(
      "four mistakes of three kinds",
      replacing: [
        ("64KiB", "64KB"),
        (#"rows="4""#, #"rows="0""#),
        ("weight-stationary", "weight"),
        (#" width="16B""#, ""),
      ],
      [
        "7:3 memory 'scratchpad' has no width; state it",
        "7:52 memory 'scratchpad' capacity '64KB' is not a size; write e.g. 64KiB",
        "14:10 array rows is 0; it must be 1 to 65536",
        """
        14:31 array dataflows 'weight' is unknown; write one of: 'weight-stationary', 'output-stationary', \
        'input-stationary'
        """,
      ]),
    BrokenInput(
      "three mistakes between parts",
      replacing: [(#"clock="core""#, #"clock="fast""#), (#"rows="4""#, #"rows="8""#), ("DDR4-2400", "DDR4-2500")],
      [
        "5:21 dram 'dram' standard 'DDR4-2500' is unknown; did you mean 'DDR4-2400'?",
        """
        14:3 the fan-outs of all levels multiply up to 16, but the array has 8 × 4 = 32 processing elements; write \
        rows and columns for the fan-outs
        """,
        "15:25 array refers to clock 'fast', which does not exist; known: core",
      ]),
  ]
}
