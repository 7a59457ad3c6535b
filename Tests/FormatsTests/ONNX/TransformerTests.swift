import Core
import Formats
import Testing

/// A small transformer, exported as frameworks do it: shapes computed from the input's, heads by reshaping.
@Suite("ONNX transformer")
struct TransformerTests {
  private static let width = 64
  private static let heads = 4
  private static let inner = 256

  private static func block(_ model: inout ModelBuilder, _ index: Int, input: String) -> String {
    let name = "b\(index)"
    func projection(_ model: inout ModelBuilder, _ word: String, from input: String, _ rows: Int, _ columns: Int) {
      model.weights("\(name).\(word).w", [rows, columns])
      model.weights("\(name).\(word).b", [columns])
      model.node("MatMul", [input, "\(name).\(word).w"], ["\(name).\(word).product"])
      model.node("Add", ["\(name).\(word).product", "\(name).\(word).b"], ["\(name).\(word)"])
    }
    model.weights("\(name).norm.scale", [width])
    model.node("LayerNormalization", [input, "\(name).norm.scale"], ["\(name).norm"])
    // Batch and length come from the shape, as exporters write it.
    model.node("Shape", ["\(name).norm"], ["\(name).shape"])
    model.node("Gather", ["\(name).shape", "zero"], ["\(name).batch"])
    model.node("Gather", ["\(name).shape", "one"], ["\(name).length"])
    model.node("Unsqueeze", ["\(name).batch", "first"], ["\(name).batch1"])
    model.node("Unsqueeze", ["\(name).length", "first"], ["\(name).length1"])
    model.node("Concat", ["\(name).batch1", "\(name).length1", "split"], ["\(name).split"], ["axis": .integer(0)])
    model.node("Concat", ["\(name).batch1", "\(name).length1", "joined"], ["\(name).joined"], ["axis": .integer(0)])
    for word in ["q", "k", "v"] {
      projection(&model, word, from: "\(name).norm", width, width)
      model.node("Reshape", ["\(name).\(word)", "\(name).split"], ["\(name).\(word)4"])
      let order = word == "k" ? [0, 2, 3, 1] : [0, 2, 1, 3]
      model.node("Transpose", ["\(name).\(word)4"], ["\(name).\(word)h"], ["perm": .integers(order)])
    }
    model.node("MatMul", ["\(name).qh", "\(name).kh"], ["\(name).scores"])
    model.node("Div", ["\(name).scores", "root"], ["\(name).scaled"])
    model.node("Softmax", ["\(name).scaled"], ["\(name).weights"], ["axis": .integer(-1)])
    model.node("MatMul", ["\(name).weights", "\(name).vh"], ["\(name).mixed"])
    model.node("Transpose", ["\(name).mixed"], ["\(name).mixedh"], ["perm": .integers([0, 2, 1, 3])])
    model.node("Reshape", ["\(name).mixedh", "\(name).joined"], ["\(name).concat"])
    projection(&model, "o", from: "\(name).concat", width, width)
    model.node("Add", ["\(name).o", input], ["\(name).residual"])
    projection(&model, "up", from: "\(name).residual", width, inner)
    model.node("Gelu", ["\(name).up"], ["\(name).gelu"])
    projection(&model, "down", from: "\(name).gelu", inner, width)
    model.node("Add", ["\(name).down", "\(name).residual"], ["\(name).out"])
    return "\(name).out"
  }

  private static func model() -> ModelBuilder {
    var model = ModelBuilder(opset: 20)
    model.input("tokens", ["batch", "length"], type: 7)
    model.weights("table", [1000, width])
    model.integers("zero", [0], shape: [])
    model.integers("one", [1], shape: [])
    model.integers("first", [0])
    model.integers("split", [heads, width / heads])
    model.integers("joined", [width])
    model.reals("root", [4])
    model.node("Gather", ["table", "tokens"], ["embedding"])
    var last = "embedding"
    for index in 0..<2 { last = block(&model, index, input: last) }
    model.output(last, [1, 1, width])
    return model
  }

  /// Per block: four projections, two products of a length squared and two of the inner width (Vaswani et al.,
  /// "Attention Is All You Need", NeurIPS 2017, table 1).
  @Test(arguments: [(1, 16), (2, 24), (3, 7)])
  func macsAreThoseOfTheFormula(_ batch: Int, _ length: Int) throws {
    let workload = try Self.model().read(ONNXOptions(bindings: ["batch": batch, "length": length])).workload
    let (d, f, s) = (Self.width, Self.inner, batch * length)
    #expect(workload.macs == 2 * (4 * s * d * d + 2 * batch * length * length * d + 2 * s * d * f))
    let scores = try #require(workload.convolution("b0.scores"))
    #expect(scores == .gemm(m: length, n: length, k: d / Self.heads, batch: batch * Self.heads))
  }

  @Test func biasesAndScalesJoinTheirProducts() throws {
    let workload = try Self.model().read(ONNXOptions(bindings: ["batch": 1, "length": 16])).workload
    let perBlock = workload.layers.filter { $0.name.hasPrefix("b0.") }.map(\.name)
    #expect(
      perBlock == [
        "b0.norm", "b0.q.product", "b0.qh", "b0.k.product", "b0.kh", "b0.v.product", "b0.vh", "b0.scores", "b0.weights",
        "b0.mixed", "b0.mixedh", "b0.o.product", "b0.residual", "b0.up.product", "b0.gelu", "b0.down.product", "b0.out",
      ])
    let document = InputFile(name: "written", bytes: WorkloadFile.bytes(of: workload))
    #expect(try WorkloadFile.read(document).workload == workload)
  }

  @Test func openExtentsMustBeBound() throws {
    let error = #expect(throws: InvalidInput.self) {
      try Self.model().read(ONNXOptions(bindings: ["batch": 1, "lenght": 3]))
    }
    #expect(
      error?.diagnostics.map(\.description) == [
        "model.onnx: error: the extent 'length' of an input is open; bind it with --bind length=1 or another number",
        "model.onnx: error: --bind lenght: no input of the model has an extent of that name; open: batch, length",
      ])
  }

  @Test func otherFormatsForFractions() throws {
    let options = ONNXOptions(bindings: ["batch": 1, "length": 16], numberFormat: .int8)
    let workload = try Self.model().read(options).workload
    #expect(workload.layers.allSatisfy { $0.precision.inputs == .int8 && $0.precision.outputs == .int8 })
  }

  /// Exporters of older operator sets write functions as runs of arithmetic.
  @Test func runsOfArithmeticAreOneFunction() throws {
    var model = ModelBuilder(opset: 13)
    model.input("x", [1, 8, 64])
    for (name, value) in [("two", 2), ("one", 1), ("half", 0.5), ("root", 1.4142), ("small", 1e-5)] as [(String, Float)]
    {
      model.reals(name, [value])
    }
    model.weights("scale", [64])
    model.weights("shift", [64])
    model.node("ReduceMean", ["x"], ["mean"], ["axes": .integers([-1])])
    model.node("Sub", ["x", "mean"], ["centred"])
    model.node("Pow", ["centred", "two"], ["square"])
    model.node("ReduceMean", ["square"], ["variance"], ["axes": .integers([-1])])
    model.node("Add", ["variance", "small"], ["shifted"])
    model.node("Sqrt", ["shifted"], ["deviation"])
    model.node("Div", ["centred", "deviation"], ["norm"])
    model.node("Mul", ["norm", "scale"], ["scaled"])
    model.node("Add", ["scaled", "shift"], ["normal"])
    model.node("Div", ["normal", "root"], ["a"])
    model.node("Erf", ["a"], ["b"])
    model.node("Add", ["b", "one"], ["c"])
    model.node("Mul", ["normal", "c"], ["d"])
    model.node("Mul", ["d", "half"], ["gelu"])
    model.node("Sigmoid", ["gelu"], ["gate"])
    model.node("Mul", ["gelu", "gate"], ["out"])
    model.output("out", [1, 8, 64])
    let functions = try model.read().workload.layers.map { layer -> VectorFunction? in
      guard case .vector(let vector) = layer.operation else { return nil }
      return vector.function
    }
    #expect(functions == [.layerNormalisation, .gelu, .silu])
  }

  /// What something else reads in between stays.
  @Test func sharedResultsAreKept() throws {
    var model = ModelBuilder(opset: 13)
    model.input("x", [1, 64])
    model.node("Sigmoid", ["x"], ["gate"])
    model.node("Mul", ["x", "gate"], ["out"])
    model.output("gate", [1, 64])
    #expect(try model.read().workload.layers.map(\.name) == ["gate", "out"])
  }
}
