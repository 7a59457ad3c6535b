import Core
import Formats
import Reports

/// A workload for other programs: every layer with its dimensions, groups, strides and multiply–accumulates.
struct WorkloadListing: Encodable {
  var name: String
  var summary: String
  var macs: Int
  var layers: [Row]

  struct Row: Encodable {
    var name: String
    var operation: String
    var inputs: [String]
    var output: String
    var macs: Int
    /// Loop bounds by letter; K and C of one group.
    var dimensions: [String: Int]?
    var groups: Int?
    /// Width and height.
    var stride: [Int]?
    var dilation: [Int]?
    /// Left, right, top and bottom.
    var padding: [Int]?
    var activation: String?
    var inputElements: [Int]?
    var outputElements: Int?
    var window: Int?
    var formats: [String: String]
  }

  init(_ workload: Workload) {
    name = workload.name
    summary = workload.summary
    macs = workload.macs
    layers = workload.layers.map(Row.init)
  }

  /// The listing as JSON, keys in order.
  func json() throws -> String {
    try ReportJSON.text(self)
  }
}

extension WorkloadListing.Row {
  init(_ layer: Layer) {
    name = layer.name
    inputs = layer.inputs
    output = layer.output
    macs = layer.macs
    activation = layer.content.fusedActivation?.rawValue
    formats = [
      "inputs": layer.precision.inputs.rawValue, "outputs": layer.precision.outputs.rawValue,
    ]
    switch layer.operation {
    case .convolution(let convolution):
      operation = convolution.form.rawValue
      formats["weights"] = layer.precision.weights.rawValue
      formats["partial-sums"] = layer.precision.partialSums.rawValue
      let pairs = Dimension.allCases.map { (String($0.letter), convolution.bounds[$0]) }
      dimensions = Dictionary(uniqueKeysWithValues: pairs)
      groups = convolution.bounds.g
      stride = [convolution.stride.width, convolution.stride.height]
      dilation = [convolution.dilation.width, convolution.dilation.height]
      let sides = convolution.padding
      padding = [sides.left, sides.right, sides.top, sides.bottom]
    case .vector(let vector):
      operation = vector.function.rawValue
      inputElements = vector.inputElements
      outputElements = vector.outputElements
      window = vector.window
    }
  }
}
