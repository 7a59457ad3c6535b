import Core
import Formats
import Testing

/// What is written reads back as the same value.
@Suite struct WorkloadWriterTests {
  @Test(arguments: BuiltinLibrary.names(of: .workload))
  func shippedNetworksSurvive(name: String) throws {
    let workload = try Workload.shipped(name)
    let bytes = WorkloadFile.bytes(of: workload)
    let again = try WorkloadFile.read(InputFile(name: "written.xml", bytes: bytes)).workload
    #expect(again == workload)
    #expect(WorkloadFile.bytes(of: again) == bytes)
  }

  @Test func everyPropertySurvives() throws {
    var random = SeededRandom(seed: 20)
    for _ in 0..<200 {
      let workload = randomWorkload(&random)
      let bytes = WorkloadFile.bytes(of: workload)
      let again = try WorkloadFile.read(InputFile(name: "written.xml", bytes: bytes)).workload
      #expect(again == workload)
    }
  }

  /// Layers of every kind with random sizes and formats, some reading a part, some the whole, some nothing of the graph.
  private func randomWorkload(_ random: inout SeededRandom) -> Workload {
    let formats = NumberFormat.allCases
    var workload = Workload(
      name: "w\(random.below(100))", summary: random.below(2) == 0 ? "" : "a < b",
      sources: [Source(key: "a", title: "<Tensors> & \"quotes\"", reference: "doi:1'2")],
      externalTensors: [Tensor(name: "x", elements: 1 << 20, format: formats[random.below(formats.count)])], layers: [])
    let tensor = workload.externalTensors[0]
    for index in 0..<random.within(1...6) {
      var inputs = random.below(4) == 0 ? [] : [tensor.name]
      var precision = Precision(
        weights: formats[random.below(formats.count)], inputs: tensor.format,
        outputs: formats[random.below(formats.count)], partialSums: formats[random.below(formats.count)])
      let operation: Operation
      switch random.below(3) {
      case 0:
        operation = .convolution(
          Convolution(
            bounds: LoopBounds(
              n: random.within(1...2), g: random.within(1...3), k: random.within(1...3), c: random.within(1...3),
              p: random.within(2...5), q: random.within(2...5), r: random.within(2...3), s: random.within(2...3)),
            stride: Extent(width: random.within(1...2), height: random.within(1...2)),
            dilation: Extent(width: random.within(1...2), height: 1),
            padding: Padding(left: random.below(2), right: 0, top: random.below(2), bottom: 0)))
      case 1:
        operation = .convolution(
          .gemm(m: random.within(1...4), n: random.within(1...4), k: random.within(1...4), batch: random.within(1...2)))
        if !inputs.isEmpty, random.below(2) == 0 {
          inputs.append(tensor.name)
          precision.weights = tensor.format
        }
      default:
        let function = VectorFunction.allCases[random.below(VectorFunction.allCases.count)]
        let pools = function == .maxPooling || function == .averagePooling
        let binary = function == .add || function == .multiply
        if binary, !inputs.isEmpty { inputs.append(tensor.name) }
        let sizes = (0..<max(1, inputs.count)).map { _ in random.within(1...4) }
        operation = .vector(
          VectorOperation(
            function: function, inputElements: sizes, outputElements: random.within(1...4),
            window: pools ? random.within(1...4) : 1))
      }
      let content = LayerContent(
        operation: operation, precision: precision,
        fusedActivation: [nil, .relu, .gelu, .tanh][random.below(4)])
      let layer = Layer(
        name: "l\(index)", content: content, inputs: inputs, output: random.below(2) == 0 ? "t\(index)" : nil)
      workload.layers.append(layer)
      workload.layers.append(copy(of: layer))
    }
    return workload
  }

  /// A layer that reads the whole output of another.
  private func copy(of layer: Layer) -> Layer {
    let elements =
      switch layer.operation {
      case .convolution(let convolution): convolution.elements(of: .outputs)
      case .vector(let vector): vector.outputElements
      }
    let format = layer.precision.outputs
    let content = LayerContent(
      operation: .vector(VectorOperation(function: .relu, inputElements: [elements], outputElements: elements)),
      precision: Precision(inputs: format, outputs: format))
    return Layer(name: "\(layer.name).copy", content: content, inputs: [layer.output])
  }
}
