import Core
import Formats
import Testing

/// Layers of single operators, against counts made the slow way.
@Suite("ONNX operators")
struct OperatorTests {
  /// A convolution's settings.
  struct Case: Sendable, CustomTestStringConvertible {
    var input: [Int]
    var filters: Int
    var kernel: [Int]
    var groups = 1
    var stride: [Int]
    var dilation: [Int]
    var pads: [Int]
    var auto: String?
    var testDescription: String { "\(input) \(kernel) /\(stride) \(auto ?? "\(pads)")" }
  }

  static let cases = [
    Case(input: [2, 4, 9, 11], filters: 6, kernel: [3, 3], stride: [1, 1], dilation: [1, 1], pads: [1, 1, 1, 1]),
    Case(
      input: [1, 4, 9, 11], filters: 8, kernel: [3, 2], groups: 4, stride: [2, 3], dilation: [2, 1], pads: [2, 0, 1, 3]),
    Case(
      input: [1, 6, 10, 10], filters: 6, kernel: [3, 3], groups: 6, stride: [2, 2], dilation: [1, 1],
      pads: [0, 0, 0, 0]),
    Case(
      input: [1, 3, 10, 7], filters: 2, kernel: [3, 4], stride: [2, 3], dilation: [1, 1], pads: [], auto: "SAME_UPPER"),
    Case(
      input: [1, 3, 10, 7], filters: 2, kernel: [3, 4], stride: [2, 3], dilation: [1, 1], pads: [], auto: "SAME_LOWER"),
    Case(
      input: [1, 3, 10, 7], filters: 2, kernel: [3, 4], stride: [2, 1], dilation: [1, 2], pads: [], auto: "VALID"),
    Case(input: [2, 8, 31], filters: 5, kernel: [4], stride: [3], dilation: [2], pads: [2, 1]),
  ]

  /// Positions at which a window begins, by walking the padded axis.
  private static func outputs(_ length: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int, _ after: Int)
    -> Int
  {
    var count = 0
    var start = -before
    while start + (kernel - 1) * dilation < length + after {
      count += 1
      start += stride
    }
    return count
  }

  @Test(arguments: cases)
  func convolutionsAreCounted(_ test: Case) throws {
    var model = ModelBuilder()
    model.input("x", test.input)
    model.weights("w", [test.filters, test.input[1] / test.groups] + test.kernel)
    if let auto = test.auto {
      model.node(
        "Conv", ["x", "w"], ["y"],
        [
          "auto_pad": .text(auto), "strides": .integers(test.stride), "dilations": .integers(test.dilation),
          "group": .integer(test.groups),
        ])
    } else {
      model.node(
        "Conv", ["x", "w"], ["y"],
        [
          "pads": .integers(test.pads), "strides": .integers(test.stride), "dilations": .integers(test.dilation),
          "group": .integer(test.groups),
        ])
    }
    let convolution = try #require(try model.read().workload.convolution("y"))
    let spatial = Array(test.input[2...])
    let expected = spatial.indices.map { axis -> Int in
      switch test.auto {
      case "SAME_UPPER", "SAME_LOWER": return (spatial[axis] + test.stride[axis] - 1) / test.stride[axis]
      case "VALID": return Self.outputs(spatial[axis], test.kernel[axis], test.stride[axis], test.dilation[axis], 0, 0)
      default:
        return Self.outputs(
          spatial[axis], test.kernel[axis], test.stride[axis], test.dilation[axis], test.pads[axis],
          test.pads[spatial.count + axis])
      }
    }
    let bounds = convolution.bounds
    #expect((spatial.count == 1 ? [bounds.p] : [bounds.q, bounds.p]) == expected)
    #expect((spatial.count == 1 ? [bounds.r] : [bounds.s, bounds.r]) == test.kernel)
    let taps = test.kernel.reduce(1, *) * test.input[1] / test.groups
    #expect(convolution.macs == test.input[0] * test.filters * expected.reduce(1, *) * taps)
    #expect(convolution.elements(of: .weights) == test.filters * taps)
    #expect(convolution.inputWidth <= spatial[spatial.count - 1])
  }

  /// ONNX pads the uneven zero of SAME_UPPER at the end, of SAME_LOWER at the beginning.
  @Test func unevenPaddingGoesToTheStatedSide() throws {
    for (auto, sides) in [("SAME_UPPER", [0, 1]), ("SAME_LOWER", [1, 0])] {
      var model = ModelBuilder()
      model.input("x", [1, 1, 8, 8])
      model.weights("w", [1, 1, 3, 3])
      model.node("Conv", ["x", "w"], ["y"], ["auto_pad": .text(auto), "strides": .integers([2, 2])])
      let padding = try #require(try model.read().workload.convolution("y")).padding
      #expect([padding.left, padding.right] == sides && [padding.top, padding.bottom] == sides)
    }
  }

  /// Every input element meets every tap of every filter once, whatever overlaps afterwards.
  @Test func transposedConvolutionsMultiplyNoZeros() throws {
    var model = ModelBuilder()
    model.input("x", [1, 8, 5, 6])
    model.weights("w", [8, 4, 3, 3])
    model.node("ConvTranspose", ["x", "w"], ["y"], ["strides": .integers([2, 2]), "pads": .integers([1, 1, 1, 1])])
    let workload = try model.read().workload
    #expect(workload.macs == 5 * 6 * 8 * 4 * 9)
    guard case .vector(let sum)? = workload.layers.last?.operation else {
      Issue.record("no layer adds the overlaps")
      return
    }
    #expect(sum.outputElements == 4 * 9 * 11)
  }

  /// Leading axes: shared ones are matrices of their own, one-sided ones more rows or columns.
  @Test(arguments: [
    ([2, 3, 5, 7], [2, 3, 7, 4], 6, 5, 4), ([2, 3, 5, 7], [7, 4], 1, 30, 4), ([5, 7], [2, 7, 4], 1, 5, 8),
    ([2, 1, 5, 7], [1, 3, 7, 4], 1, 10, 12), ([7], [7, 4], 1, 1, 4), ([5, 7], [7], 1, 5, 1),
  ])
  func productsAreBatched(_ left: [Int], _ right: [Int], _ groups: Int, _ m: Int, _ n: Int) throws {
    var model = ModelBuilder()
    model.input("a", left)
    model.input("b", right)
    model.node("MatMul", ["a", "b"], ["y"])
    let workload = try model.read().workload
    #expect(workload.convolution("y") == .gemm(m: m, n: n, k: 7, batch: groups))
    #expect(workload.layers[0].inputs == ["a", "b"])
  }

  @Test func quantisedNetworksKeepTheirFormats() throws {
    var model = ModelBuilder()
    model.input("x", [1, 4, 8, 8], type: 2)
    model.weights("w", [8, 4, 3, 3], type: 3)
    for name in ["s", "t", "u"] { model.reals(name, [1]) }
    model.weights("z", [], type: 2)
    model.weights("zw", [], type: 3)
    model.node("QLinearConv", ["x", "s", "z", "w", "t", "zw", "u", "z"], ["y"])
    model.node("ConvInteger", ["y", "v", "z"], ["sums"])
    model.weights("v", [4, 8, 1, 1], type: 3)
    model.node("Cast", ["sums"], ["reals"], ["to": .integer(1)])
    model.node("Relu", ["reals"], ["out"])
    let layers = try model.read().workload.layers
    #expect(layers.map(\.name) == ["y", "sums"])
    #expect(layers[0].precision == Precision())
    #expect(layers[1].precision == Precision(weights: .int8, inputs: .int8, outputs: .fp32, partialSums: .int32))
    #expect(layers[1].content.fusedActivation == .relu)
  }

  /// The form with QuantizeLinear and DequantizeLinear around floating-point operators is a quantised network too.
  @Test func dequantisedTensorsStayIntegers() throws {
    var model = ModelBuilder()
    model.input("x", [1, 16], type: 3)
    model.weights("w", [16, 8], type: 3)
    model.reals("s", [1])
    model.weights("z", [], type: 3)
    model.node("DequantizeLinear", ["x", "s", "z"], ["xf"])
    model.node("DequantizeLinear", ["w", "s", "z"], ["wf"])
    model.node("MatMul", ["xf", "wf"], ["yf"])
    model.node("QuantizeLinear", ["yf", "s", "z"], ["y"])
    let layers = try model.read().workload.layers
    #expect(layers.map(\.name) == ["yf"])
    #expect(layers[0].precision == Precision())
  }

  @Test func unknownOperatorsAreNamed() throws {
    var model = ModelBuilder()
    model.input("x", [1, 16])
    model.node("Frobnicate", ["x"], ["y"], domain: "com.example")
    model.node("Relu", ["y"], ["z"])
    let error = #expect(throws: InvalidInput.self) { try model.read() }
    #expect(
      error?.diagnostics.map(\.description) == [
        "model.onnx: error: node 'y' (Frobnicate) is an operator of com.example Systole doesn't know; "
          + "--allow-unknown counts it as reading and writing its tensors"
      ])
    let read = try model.read(ONNXOptions(allowsUnknown: true))
    #expect(read.workload.layers.map(\.name) == ["y", "z"])
    #expect(read.warnings.count == 1)
  }
}
