import Core
import Formats
import Foundation
import Testing

/// What a document's words become: names, repeats, channels per group, paddings.
@Suite struct WorkloadExpansionTests {
  @Test func repeatsChainTheirIterations() throws {
    let workload = try read(
      """
      <input name="x" shape="4x8"/>
      <repeat name="block" first="3" count="2" inputs="x">
        <gemm name="a" inputs="previous" m="4" n="8" k="8"/>
        <vector name="b" inputs="a previous" function="add" elements="32"/>
      </repeat>
      <gemm name="last" inputs="block" m="4" n="2" k="8"/>
      <gemm name="inner" inputs="block3.a" m="4" n="2" k="8"/>
      """)
    #expect(workload.layers.map(\.name) == ["block3.a", "block3.b", "block4.a", "block4.b", "last", "inner"])
    #expect(
      workload.layers.map(\.inputs) == [
        ["x"], ["block3.a", "x"], ["block3.b"], ["block4.a", "block3.b"], ["block4.b"], ["block3.a"],
      ])
    #expect(workload.firstEqualLayer == [0, 1, 0, 1, 4, 4])
  }

  @Test func repeatsNestAndHoldTheirOwnInputs() throws {
    let workload = try read(
      """
      <input name="x" shape="1x8"/>
      <repeat name="stage" count="2" inputs="x">
        <input name="cache" shape="8x3"/>
        <repeat name="step" count="2" inputs="previous">
          <gemm name="a" inputs="previous" m="1" n="8" k="8"/>
          <gemm name="b" inputs="a cache" m="1" n="3" k="8"/>
          <gemm name="c" inputs="b" m="1" n="8" k="3"/>
        </repeat>
      </repeat>
      """)
    #expect(workload.externalTensors.map(\.name) == ["x", "stage1.cache", "stage2.cache"])
    #expect(workload.layers.count == 12)
    let starts = workload.layers.filter { $0.name.hasSuffix(".a") }
    #expect(starts.map(\.inputs) == [["x"], ["stage1.step1.c"], ["stage1.step2.c"], ["stage2.step1.c"]])
    #expect(workload.layers.last?.name == "stage2.step2.c")
    #expect(workload.layers[7].inputs == ["stage2.step1.a", "stage2.cache"])
  }

  @Test func countsMultiplyLists() throws {
    let workload = try read(#"<gemm name="a" m="1" n="2" k="3" count="3"/>"#)
    #expect(workload.layers.map(\.name) == ["a.1", "a.2", "a.3"])
    #expect(workload.firstEqualLayer == [0, 0, 0])
    #expect(workload.externalTensors.isEmpty)
  }

  @Test func channelsAreDividedAmongGroups() throws {
    let convolution = try one(
      """
      <convolution name="a" in-channels="12" out-channels="24" groups="3" filter="3x5" output="7x6" stride="2x1"
        dilation="1x2" padding="1 2 3 4" batch="2"/>
      """)
    #expect(convolution.bounds == LoopBounds(n: 2, g: 3, k: 8, c: 4, p: 7, q: 6, r: 3, s: 5))
    #expect(convolution.stride == Extent(width: 2, height: 1))
    #expect(convolution.dilation == Extent(width: 1, height: 2))
    #expect(convolution.padding == Padding(left: 1, right: 2, top: 3, bottom: 4))
    // By hand: width (7-1)·2 + 3 - 3 columns, height (6-1)·1 + (5-1)·2 + 1 - 7 rows.
    #expect(convolution.inputWidth == 12)
    #expect(convolution.inputHeight == 7)
  }

  @Test func aDepthwiseFilterHasOneChannel() throws {
    let convolution = try one(
      #"<convolution name="a" in-channels="32" out-channels="32" groups="32" filter="3" output="8" padding="1"/>"#)
    #expect(convolution.bounds == LoopBounds(g: 32, p: 8, q: 8, r: 3, s: 3))
    #expect(convolution.macs == 32 * 64 * 9)
  }

  /// ResNet's first convolution pads 3 columns on the right, of which a stride of 2 reaches 2: the last of 112 windows
  /// starts at column 222 - 3 and ends at 225, two beyond the 224th.
  @Test func paddingThatWindowsDoNotReachIsDropped() throws {
    let workload = try Workload.shipped("resnet50")
    let first = try #require(workload.layers[0].convolution)
    #expect(first.padding == Padding(left: 3, right: 2, top: 3, bottom: 2))
    #expect(first.inputWidth == 224)
    guard case .vector(let pooling) = workload.layers[1].operation else {
      Issue.record("layer 1 is no pooling")
      return
    }
    #expect(pooling.inputElements == [64 * 112 * 112])
    #expect(pooling.outputElements == 64 * 56 * 56)
    #expect(pooling.window == 9)
  }

  /// A 1 x 1 filter at stride 2 leaves the last column of an even width unread: 27 · 2 + 1 of 56.
  @Test func stridesMayLeaveTheLastColumnUnread() throws {
    let shortcut = try Workload.shipped("resnet50").layers.first { $0.name == "conv3_1.shortcut" }
    #expect(shortcut?.convolution?.inputWidth == 55)
  }

  @Test func formatsAreInheritedAndOverridden() throws {
    let workload = try read(
      """
      <input name="x" shape="4x8"/>
      <gemm name="a" inputs="x" m="4" n="8" k="8" output-format="int8"/>
      <gemm name="b" inputs="a x" m="4" n="4" k="8" activation="relu" partial-sum-format="fp32"/>
      """, attributes: #"weight-format="int4" output-format="bf16""#)
    #expect(workload.layers[0].precision == Precision(weights: .int4))
    // Two activations: the second is stored as activations are.
    #expect(workload.layers[1].precision == Precision(weights: .int8, outputs: .bf16, partialSums: .fp32))
    #expect(workload.layers[1].content.fusedActivation == .relu)
    #expect(workload.externalTensors[0].format == .int8)
  }

  @Test func layersKnowTheirLine() throws {
    let file = try WorkloadFile.read(
      document("<gemm name=\"a\" m=\"1\" n=\"2\" k=\"3\"/>\n<vector name=\"b\" function=\"relu\" elements=\"4\"/>"))
    #expect(file.map["a"].line == 3)
    #expect(file.map["b.elements"].line == 4)
  }

  /// The schema lists the words of `Core`'s enumerations again.
  @Test func everyWordOfCoreIsInTheSchema() throws {
    for function in VectorFunction.allCases {
      let layer = try read(#"<vector name="a" function="\#(function.rawValue)" elements="4"/>"#).layers[0]
      #expect(layer.operation == .vector(VectorOperation(function: function, inputElements: [4], outputElements: 4)))
    }
    for format in NumberFormat.allCases {
      let precision = try read(
        """
        <gemm name="a" m="1" n="1" k="1" weight-format="\(format.rawValue)" partial-sum-format="\(format.rawValue)"/>
        """
      ).layers[0].precision
      #expect(precision == Precision(weights: format, partialSums: format))
    }
  }

  @Test func theDocumentedExampleReads() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: package.appendingPathComponent("Documentation/workload-document.md"), encoding: .utf8)
    let example = try #require(page.firstMatch(of: /```xml\n([\s\S]*?)```/)).output.1
    let workload = try WorkloadFile.read(InputFile(name: "example.xml", text: String(example))).workload
    #expect(
      workload.layers.map(\.name) == [
        "block1.a", "block1.b", "block1.add", "block2.a", "block2.b", "block2.add", "pool", "classifier",
      ])
    // Four convolutions of 64 · 64 · 9 · 56 · 56 and a product of 640.
    #expect(workload.macs == 4 * 115_605_504 + 640)
  }

  private func read(_ items: String, attributes: String = "") throws -> Workload {
    try WorkloadFile.read(document(items, attributes: attributes)).workload
  }

  private func one(_ items: String) throws -> Convolution {
    try #require(read(items).layers.first?.convolution)
  }
}

/// A document whose items start on line 3.
func document(_ items: String, attributes: String = "") -> InputFile {
  let text = """
    <?xml version="1.0" encoding="UTF-8"?>
    <workload xmlns="urn:systole:workload:1" name="test" \(attributes)>
    \(items)
    </workload>
    """
  return InputFile(name: "test.xml", text: text)
}
