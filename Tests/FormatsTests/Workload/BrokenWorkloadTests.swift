import Core
import Formats
import Testing

/// One mistake each, and everything that must be said about it.
///
/// Layers start on line 3 of the document.
@Suite struct BrokenWorkloadTests {
  @Test(arguments: BrokenInput.workloadMistakes)
  func saysWhatIsWrongAndWhere(_ mistake: BrokenInput) throws {
    try mistake.check(in: BrokenInput.emptyWorkload, file: "test.xml") { try WorkloadFile.read($0) }
  }
}

extension BrokenInput {
  static let workloadMistakes = workloadStructure + workloadValues + workloadNames + workloadSizes

  /// A document without layers; a mistake brings its own.
  static let emptyWorkload = """
    <?xml version="1.0" encoding="UTF-8"?>
    <workload xmlns="urn:systole:workload:1" name="test">
    <!-- layers -->
    </workload>
    """

  /// Broken layers, in a document with more attributes where the mistake needs them.
  static func inWorkload(
    _ mistake: String, _ layers: String, attributes: String = "", _ expected: String...
  ) -> BrokenInput {
    let replacements = [
      ("<!-- layers -->", layers),
      (#"name="test">"#, attributes.isEmpty ? #"name="test">"# : #"name="test" \#(attributes)>"#),
    ]
    return BrokenInput(mistake, replacing: replacements, expected)
  }

  static let workloadStructure: [BrokenInput] = [
    .inWorkload(
      "an element left open",
      #"<gemm name="a" m="1" n="2" k="3">"#,
      "4:12 not well-formed XML: <gemm> of line 3 is still open at </workload>; close it first"),
    .inWorkload(
      "an unknown element",
      #"<dense name="a" m="1" n="2" k="3"/>"#,
      """
      3:1 <dense> is not expected here; expected: <source>, <input>, <convolution>, <gemm>, <pooling>, \
      <vector>, <repeat>
      """),
    .inWorkload(
      "a misspelt element",
      #"<convolutoin name="a" in-channels="1" out-channels="1" filter="1" output="1"/>"#,
      "3:1 <convolutoin> is not expected here; did you mean <convolution>?"),
    .inWorkload(
      "a misspelt attribute",
      #"<gemm name="a" m="1" n="2" k="3" bacth="2"/>"#,
      "3:34 gemm 'a' has no attribute 'bacth'; did you mean 'batch'?"),
    .inWorkload(
      "a missing attribute",
      #"<gemm name="a" m="1" n="2"/>"#,
      "3:1 gemm 'a' has no k; state it"),
    .inWorkload(
      "no layer",
      #"<input name="x" shape="1x2"/>"#,
      "2:1 workload 'test' is incomplete; it needs <convolution> or <gemm> or <pooling> or <vector>"),
    .inWorkload(
      "an empty repeat",
      #"<repeat name="r" count="2"><input name="x" shape="2"/></repeat>"#,
      "3:1 repeat 'r' is incomplete; it needs <convolution> or <gemm> or <pooling> or <vector>"),
  ]

  static let workloadValues: [BrokenInput] = [
    .inWorkload(
      "a size of zero",
      #"<gemm name="a" m="0" n="2" k="3"/>"#,
      "3:16 gemm 'a' m is 0; it must be 1 or more, and below 2^40"),
    .inWorkload(
      "a negative size",
      #"<gemm name="a" m="-4" n="2" k="3"/>"#,
      "3:16 gemm 'a' m is -4; it must be 1 or more, and below 2^40"),
    .inWorkload(
      "a word for a number",
      #"<gemm name="a" m="many" n="2" k="3"/>"#,
      "3:16 gemm 'a' m 'many' is not a whole number; write e.g. 16"),
    .inWorkload(
      "a fraction",
      #"<gemm name="a" m="1.5" n="2" k="3"/>"#,
      "3:16 gemm 'a' m '1.5' is not a whole number; write e.g. 16"),
    .inWorkload(
      "a number of twenty digits",
      #"<gemm name="a" m="99999999999999999999" n="2" k="3"/>"#,
      "3:16 gemm 'a' m is 99999999999999999999; it must be 1 or more, and below 2^40"),
    .inWorkload(
      "too many multiply-accumulates",
      #"<gemm name="a" m="1099511627775" n="1099511627775" k="1"/>"#,
      "3:1 gemm 'a': the number of multiply-accumulates reaches 2^60, too large to count; check the sizes"),
    .inWorkload(
      "a tensor of too many bits",
      #"<gemm name="b" m="1073741824" n="1" k="536870912" input-format="fp32"/>"#,
      "3:1 gemm 'b': the number of bits of a tensor reaches 2^60, too large to count; check the sizes"),
    .inWorkload(
      "too many operations in all",
      #"<gemm name="a" m="1048576" n="1048576" k="524288" count="3"/>"#,
      "2:1 workload 'test': the number of operations reaches 2^60, too large to count; check the sizes"),
    .inWorkload(
      "a stride past its range",
      """
      <convolution name="a" in-channels="1" out-channels="1" filter="3" output="1099511627775x1" \
      stride="1099511627775"/>
      """,
      "3:92 convolution 'a' stride is 1099511627775; it must be 1 to 65536"),
    .inWorkload(
      "an input too large",
      #"<input name="x" shape="1048576x1048576x1048576"/><gemm name="a" inputs="x" m="1" n="2" k="3"/>"#,
      "3:17 input 'x': the number of bits reaches 2^60, too large to count; check the sizes"),
    .inWorkload(
      "a shape with a hole",
      #"<input name="x" shape="1x2x"/><gemm name="a" m="1" n="2" k="3"/>"#,
      "3:17 input 'x' shape '1x2x' is not a shape; write e.g. 1x3x224x224"),
    .inWorkload(
      "a length of zero",
      #"<input name="x" shape="1x0"/><gemm name="a" m="1" n="2" k="3"/>"#,
      "3:17 input 'x' shape is 1x0; it must be made of lengths of 1 or more"),
    .inWorkload(
      "a filter in words",
      #"<convolution name="a" in-channels="1" out-channels="1" filter="3by3" output="1"/>"#,
      "3:56 convolution 'a' filter '3by3' is not a width and height; write e.g. 3x3"),
    .inWorkload(
      "three paddings",
      #"<convolution name="a" in-channels="1" out-channels="1" filter="3" output="4" padding="1 1 1"/>"#,
      """
      3:78 convolution 'a' padding '1 1 1' is not a padding; write e.g. 1, 1x2 or the four sides 0 1 0 1, \
      up to 65536
      """),
    .inWorkload(
      "a negative padding",
      #"<convolution name="a" in-channels="1" out-channels="1" filter="3" output="4" padding="-1"/>"#,
      """
      3:78 convolution 'a' padding '-1' is not a padding; write e.g. 1, 1x2 or the four sides 0 1 0 1, up \
      to 65536
      """),
    .inWorkload(
      "padding all around",
      #"<convolution name="a" in-channels="1" out-channels="1" filter="3" output="4x9" padding="3"/>"#,
      "3:80 convolution 'a' padding covers the whole width the filter reads; check filter, stride and padding"),
    .inWorkload(
      "groups that do not divide",
      #"<convolution name="a" in-channels="30" out-channels="32" groups="4" filter="1" output="1"/>"#,
      "3:23 convolution 'a' in-channels is 30, which 4 groups don't divide; channels are totals over all groups"),
    .inWorkload(
      "a misspelt function",
      #"<vector name="a" function="softmx" elements="4"/>"#,
      "3:18 vector 'a' function 'softmx' is unknown; did you mean 'softmax'?"),
    .inWorkload(
      "a function that does not pool",
      #"<pooling name="a" function="softmax" channels="4" filter="2" output="4"/>"#,
      "3:19 pooling 'a' function 'softmax' is unknown; write one of: 'max-pooling', 'average-pooling'"),
    .inWorkload(
      "an activation of many elements",
      #"<gemm name="a" m="1" n="2" k="3" activation="softmax"/>"#,
      """
      3:34 gemm 'a' activation 'softmax' is unknown; write one of: 'relu', 'relu6', 'gelu', 'silu', \
      'sigmoid', 'tanh'
      """),
    .inWorkload(
      "an unknown number format",
      #"<gemm name="a" m="1" n="2" k="3"/>"#,
      attributes: #"input-format="int7""#,
      "2:54 workload 'test' input-format 'int7' is unknown; did you mean 'int4'?"),
  ]
}
