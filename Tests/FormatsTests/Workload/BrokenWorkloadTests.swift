import Core
import Formats
import Testing

/// One mistake each: the exact message with its place. Items start on line 3 of the document.
@Suite struct BrokenWorkloadTests {
  @Test(arguments: BrokenWorkload.all)
  func everyMistakeIsTold(broken: BrokenWorkload) {
    print("CASE", broken.what)
    do {
      _ = try WorkloadFile.read(broken.input)
      print("NOTHING")
    } catch { print(error) }
  }
}

struct BrokenWorkload: Sendable, CustomStringConvertible {
  var what: String
  var items: String
  var attributes = ""
  var expected: [String]

  init(_ what: String, _ items: String, attributes: String = "", _ expected: String...) {
    self.what = what
    self.items = items
    self.attributes = attributes
    self.expected = expected
  }

  var description: String { what }
  var input: InputFile { document(items, attributes: attributes) }

  static let all: [BrokenWorkload] = [
    BrokenWorkload("not closed", "<gemm name=\"a\" m=\"1\" n=\"2\" k=\"3\">"),
    BrokenWorkload("unknown element", #"<dense name="a" m="1" n="2" k="3"/>"#),
    BrokenWorkload(
      "misspelt element", #"<convolutoin name="a" in-channels="1" out-channels="1" filter="1" output="1"/>"#),
    BrokenWorkload("unknown attribute", #"<gemm name="a" m="1" n="2" k="3" strid="2"/>"#),
    BrokenWorkload("missing attribute", #"<gemm name="a" m="1" n="2"/>"#),
    BrokenWorkload("no layer", #"<input name="x" shape="1x2"/>"#),
    BrokenWorkload("an empty repeat", "<repeat name=\"r\" count=\"2\"><input name=\"x\" shape=\"2\"/></repeat>"),
    BrokenWorkload("zero", #"<gemm name="a" m="0" n="2" k="3"/>"#),
    BrokenWorkload("negative", #"<gemm name="a" m="-4" n="2" k="3"/>"#),
    BrokenWorkload("no number", #"<gemm name="a" m="many" n="2" k="3"/>"#),
    BrokenWorkload("a fraction", #"<gemm name="a" m="1.5" n="2" k="3"/>"#),
    BrokenWorkload("past Int", #"<gemm name="a" m="99999999999999999999" n="2" k="3"/>"#),
    BrokenWorkload("overflowing product", #"<gemm name="a" m="1099511627775" n="1099511627775" k="1"/>"#),
    BrokenWorkload(
      "overflowing bits",
      #"<vector name="a" function="relu" elements="1099511627775" input-elements="1099511627775" window="1"/><gemm name="b" m="1073741824" n="1" k="536870912" batch="1" input-format="fp32"/>"#
    ),
    BrokenWorkload("overflowing sum", #"<gemm name="a" m="1048576" n="1048576" k="524288" count="3"/>"#),
    BrokenWorkload(
      "overflowing input",
      #"<convolution name="a" in-channels="1" out-channels="1" filter="3" output="1099511627775x1" stride="1099511627775"/>"#
    ),
    BrokenWorkload(
      "overflowing shape",
      #"<input name="x" shape="1048576x1048576x1048576"/><gemm name="a" inputs="x" m="1" n="2" k="3"/>"#),
    BrokenWorkload("shape", #"<input name="x" shape="1x2x"/><gemm name="a" m="1" n="2" k="3"/>"#),
    BrokenWorkload("zero shape", #"<input name="x" shape="1x0"/><gemm name="a" m="1" n="2" k="3"/>"#),
    BrokenWorkload("filter", #"<convolution name="a" in-channels="1" out-channels="1" filter="3by3" output="1"/>"#),
    BrokenWorkload(
      "padding", #"<convolution name="a" in-channels="1" out-channels="1" filter="3" output="4" padding="1 1 1"/>"#),
    BrokenWorkload(
      "negative padding",
      #"<convolution name="a" in-channels="1" out-channels="1" filter="3" output="4" padding="-1"/>"#),
    BrokenWorkload(
      "only padding", #"<convolution name="a" in-channels="1" out-channels="1" filter="3" output="4x9" padding="3"/>"#),
    BrokenWorkload(
      "groups", #"<convolution name="a" in-channels="30" out-channels="32" groups="4" filter="1" output="1"/>"#),
    BrokenWorkload("function", #"<vector name="a" function="softmx" elements="4"/>"#),
    BrokenWorkload("pooling function", #"<pooling name="a" function="softmax" channels="4" filter="2" output="4"/>"#),
    BrokenWorkload("activation", #"<gemm name="a" m="1" n="2" k="3" activation="softmax"/>"#),
    BrokenWorkload("format", #"<gemm name="a" m="1" n="2" k="3"/>"#, attributes: #"input-format="int7""#),
    BrokenWorkload(
      "dangling",
      "<gemm name=\"conv1\" m=\"1\" n=\"2\" k=\"3\"/>\n<gemm name=\"b\" inputs=\"covn1\" m=\"1\" n=\"2\" k=\"2\"/>"),
    BrokenWorkload(
      "dangling, nothing near",
      "<gemm name=\"conv1\" m=\"1\" n=\"2\" k=\"3\"/>\n<gemm name=\"b\" inputs=\"elsewhere\" m=\"1\" n=\"2\" k=\"2\"/>"),
    BrokenWorkload("dangling, none written", "<gemm name=\"b\" inputs=\"elsewhere\" m=\"1\" n=\"2\" k=\"2\"/>"),
    BrokenWorkload(
      "read before written",
      "<gemm name=\"b\" inputs=\"c\" m=\"1\" n=\"2\" k=\"2\"/>\n<gemm name=\"c\" m=\"1\" n=\"2\" k=\"3\"/>"),
    BrokenWorkload(
      "read before written in a repeat",
      "<input name=\"x\" shape=\"4\"/>\n<repeat name=\"r\" count=\"2\" inputs=\"x\">\n<vector name=\"a\" inputs=\"previous b\" function=\"add\" elements=\"4\"/>\n<vector name=\"b\" inputs=\"a\" function=\"relu\" elements=\"4\"/>\n</repeat>"
    ),
    BrokenWorkload("reads itself", "<gemm name=\"b\" inputs=\"b\" m=\"1\" n=\"2\" k=\"2\"/>"),
    BrokenWorkload(
      "duplicate layers", "<gemm name=\"b\" m=\"1\" n=\"2\" k=\"2\"/>\n<gemm name=\"b\" m=\"1\" n=\"2\" k=\"2\"/>"),
    BrokenWorkload(
      "duplicate tensor",
      "<gemm name=\"a\" tensor=\"t\" m=\"1\" n=\"2\" k=\"2\"/>\n<gemm name=\"b\" tensor=\"t\" m=\"1\" n=\"2\" k=\"2\"/>"
    ),
    BrokenWorkload(
      "duplicate input",
      "<input name=\"x\" shape=\"4\"/>\n<input name=\"x\" shape=\"5\"/>\n<gemm name=\"a\" m=\"1\" n=\"2\" k=\"2\"/>"),
    BrokenWorkload(
      "duplicate across a repeat",
      "<gemm name=\"r2.a\" m=\"1\" n=\"2\" k=\"2\"/>\n<repeat name=\"r\" count=\"2\">\n<gemm name=\"a\" m=\"1\" n=\"2\" k=\"2\"/>\n</repeat>"
    ),
    BrokenWorkload(
      "duplicate source",
      "<source key=\"a\" title=\"A\" reference=\"a\"/>\n<source key=\"a\" title=\"B\" reference=\"b\"/>\n<gemm name=\"a\" m=\"1\" n=\"2\" k=\"2\"/>"
    ),
    BrokenWorkload("reserved", "<gemm name=\"previous\" m=\"1\" n=\"2\" k=\"2\"/>"),
    BrokenWorkload("white space", "<gemm name=\"a b\" m=\"1\" n=\"2\" k=\"2\"/>"),
    BrokenWorkload("previous outside", "<gemm name=\"a\" inputs=\"previous\" m=\"1\" n=\"2\" k=\"2\"/>"),
    BrokenWorkload(
      "previous of nothing",
      "<repeat name=\"r\" count=\"2\">\n<gemm name=\"a\" inputs=\"previous\" m=\"1\" n=\"2\" k=\"2\"/>\n</repeat>"),
    BrokenWorkload(
      "two repeat inputs",
      "<input name=\"x\" shape=\"2\"/>\n<repeat name=\"r\" count=\"2\" inputs=\"x x\">\n<gemm name=\"a\" inputs=\"previous\" m=\"1\" n=\"2\" k=\"2\"/>\n</repeat>"
    ),
    BrokenWorkload(
      "gemm size", "<input name=\"x\" shape=\"512x7x7\"/>\n<gemm name=\"fc\" inputs=\"x\" m=\"1\" n=\"2\" k=\"25000\"/>"
    ),
    BrokenWorkload(
      "gemm size, too much",
      "<input name=\"x\" shape=\"512x7x7\"/>\n<gemm name=\"fc\" inputs=\"x\" m=\"1\" n=\"2\" k=\"26000\"/>"),
    BrokenWorkload(
      "second operand",
      "<input name=\"q\" shape=\"4x8\"/>\n<input name=\"cache\" shape=\"9x8\"/>\n<input name=\"k\" shape=\"1x8\"/>\n<gemm name=\"s\" inputs=\"q cache k\" m=\"4\" n=\"9\" k=\"8\"/>"
    ),
    BrokenWorkload(
      "part too large",
      "<input name=\"q\" shape=\"4x8\"/>\n<gemm name=\"s\" inputs=\"q\" m=\"4\" n=\"9\" k=\"9\" reads=\"part\"/>"),
    BrokenWorkload(
      "addition size",
      "<input name=\"x\" shape=\"32\"/>\n<input name=\"y\" shape=\"31\"/>\n<vector name=\"s\" inputs=\"x y\" function=\"add\" elements=\"32\"/>"
    ),
    BrokenWorkload(
      "channels",
      "<input name=\"image\" shape=\"1x3x224x224\"/>\n<convolution name=\"c\" inputs=\"image\" in-channels=\"4\" out-channels=\"8\" filter=\"1\" output=\"224\"/>"
    ),
    BrokenWorkload(
      "batch",
      "<input name=\"image\" shape=\"2x3x224x224\"/>\n<convolution name=\"c\" inputs=\"image\" in-channels=\"3\" out-channels=\"8\" filter=\"1\" output=\"224\"/>"
    ),
    BrokenWorkload(
      "output",
      "<input name=\"image\" shape=\"1x3x224x224\"/>\n<convolution name=\"c\" inputs=\"image\" in-channels=\"3\" out-channels=\"8\" filter=\"7\" output=\"112x113\" stride=\"2\" padding=\"3\"/>"
    ),
    BrokenWorkload(
      "pooling output",
      "<input name=\"image\" shape=\"1x3x55x55\"/>\n<pooling name=\"p\" inputs=\"image\" function=\"max-pooling\" channels=\"3\" filter=\"3\" output=\"28\" stride=\"2\"/>"
    ),
    BrokenWorkload(
      "filter larger than the input",
      "<input name=\"image\" shape=\"1x3x4x4\"/>\n<convolution name=\"c\" inputs=\"image\" in-channels=\"3\" out-channels=\"8\" filter=\"5\" output=\"1\"/>"
    ),
    BrokenWorkload(
      "second iteration",
      "<input name=\"x\" shape=\"1x8\"/>\n<repeat name=\"r\" count=\"3\" inputs=\"x\">\n<gemm name=\"a\" inputs=\"previous\" m=\"1\" n=\"4\" k=\"8\"/>\n</repeat>"
    ),
    BrokenWorkload(
      "formats",
      "<gemm name=\"a\" m=\"1\" n=\"4\" k=\"8\" output-format=\"bf16\"/>\n<gemm name=\"b\" inputs=\"a\" m=\"1\" n=\"4\" k=\"4\"/>"
    ),
    BrokenWorkload(
      "one summand",
      "<gemm name=\"a\" m=\"1\" n=\"4\" k=\"8\"/>\n<vector name=\"b\" inputs=\"a\" function=\"add\" elements=\"4\"/>"),
    BrokenWorkload(
      "two for softmax",
      "<gemm name=\"a\" m=\"1\" n=\"4\" k=\"8\"/>\n<vector name=\"b\" inputs=\"a a\" function=\"softmax\" elements=\"4\"/>"
    ),
    BrokenWorkload(
      "sizes",
      "<gemm name=\"a\" m=\"1\" n=\"4\" k=\"8\"/>\n<vector name=\"b\" inputs=\"a a\" function=\"add\" elements=\"4\" input-elements=\"4\"/>"
    ),
    BrokenWorkload("window", "<vector name=\"b\" function=\"softmax\" elements=\"4\" window=\"2\"/>"),
    BrokenWorkload(
      "counted graph",
      "<gemm name=\"a\" m=\"1\" n=\"4\" k=\"8\"/>\n<gemm name=\"b\" inputs=\"a\" m=\"1\" n=\"4\" k=\"4\" count=\"2\"/>"),
    BrokenWorkload("part of nothing", "<gemm name=\"a\" m=\"1\" n=\"4\" k=\"8\" reads=\"part\"/>"),
    BrokenWorkload("count", "<gemm name=\"a\" m=\"1\" n=\"4\" k=\"8\" count=\"1000000\"/>"),
    BrokenWorkload(
      "counts",
      "<repeat name=\"r\" count=\"1000\">\n<repeat name=\"s\" count=\"1000\">\n<gemm name=\"a\" m=\"1\" n=\"4\" k=\"8\"/>\n</repeat>\n</repeat>"
    ),
    BrokenWorkload(
      "several",
      "<gemm name=\"a\" m=\"0\" n=\"four\" k=\"8\"/>\n<gemm name=\"b\" inputs=\"a\" m=\"1\" n=\"4\" k=\"4\"/>\n<gemm name=\"b\" inputs=\"c b\" m=\"1\" n=\"4\" k=\"4\"/>"
    ),
  ]
}
