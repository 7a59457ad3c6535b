import Core
import Formats
import Foundation
import SwiftProtobuf

/// Puts ONNX models together in memory: nodes, inputs with fixed or named extents, and constants.
struct ModelBuilder {
  private(set) var model = ONNXModel()

  init(opset: Int = 17) {
    model.irVersion = 9
    model.producerName = "test"
    var standard = ONNXOperatorSet()
    standard.version = Int64(opset)
    model.opsetImport = [standard]
    model.graph.name = "graph"
  }

  /// The model's bytes.
  var bytes: [UInt8] {
    get throws { try model.serializedBytes() }
  }

  /// The model as Systole reads it.
  func read(_ options: ONNXOptions = ONNXOptions()) throws -> ONNXFile {
    try Self.read(try bytes, options)
  }

  static func read(_ bytes: [UInt8], _ options: ONNXOptions = ONNXOptions()) throws -> ONNXFile {
    try bytes.withUnsafeBytes { try ONNXFile($0, name: "model.onnx", options: options) }
  }

  /// Declares an input; words are open extents.
  mutating func input(_ name: String, _ shape: [String], type: Int32 = 1) {
    model.graph.input.append(Self.value(name, shape, type: type))
  }

  mutating func input(_ name: String, _ shape: [Int], type: Int32 = 1) {
    input(name, shape.map(String.init), type: type)
  }

  mutating func output(_ name: String, _ shape: [Int]) {
    model.graph.output.append(Self.value(name, shape.map(String.init), type: 1))
  }

  private static func value(_ name: String, _ shape: [String], type: Int32) -> ONNXValueType {
    var value = ONNXValueType()
    value.name = name
    value.type.tensorType.elemType = type
    value.type.tensorType.shape.dim = shape.map { word in
      var extent = ONNXExtent()
      if let size = Int64(word) { extent.dimValue = size } else { extent.dimParam = word }
      return extent
    }
    return value
  }

  /// Adds weights whose values the file doesn't have.
  mutating func weights(_ name: String, _ shape: [Int], type: Int32 = 1) {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dims = shape.map { Int64($0) }
    tensor.dataType = type
    model.graph.initializer.append(tensor)
  }

  /// Adds a constant list of integers.
  mutating func integers(_ name: String, _ values: [Int], shape: [Int]? = nil) {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dims = (shape ?? [values.count]).map { Int64($0) }
    tensor.dataType = 7
    tensor.int64Data = values.map { Int64($0) }
    model.graph.initializer.append(tensor)
  }

  mutating func reals(_ name: String, _ values: [Float], shape: [Int] = []) {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dims = shape.map { Int64($0) }
    tensor.dataType = 1
    tensor.rawData = values.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
    model.graph.initializer.append(tensor)
  }

  enum Setting {
    case integer(Int)
    case integers([Int])
    case real(Float)
    case text(String)
  }

  /// Adds a node named after its first result.
  mutating func node(
    _ op: String, _ inputs: [String], _ outputs: [String], _ settings: KeyValuePairs<String, Setting> = [:],
    domain: String = ""
  ) {
    var node = ONNXNode()
    node.opType = op
    node.input = inputs
    node.output = outputs
    node.name = outputs[0]
    node.domain = domain
    node.attribute = settings.map { name, setting in
      var attribute = ONNXAttribute()
      attribute.name = name
      switch setting {
      case .integer(let value): attribute.i = Int64(value)
      case .integers(let values): attribute.ints = values.map { Int64($0) }
      case .real(let value): attribute.f = value
      case .text(let text): attribute.s = Data(text.utf8)
      }
      return attribute
    }
    model.graph.node.append(node)
  }
}

extension Workload {
  /// The convolution of a layer by its name.
  func convolution(_ name: String) -> Convolution? { layers.first { $0.name == name }?.convolution }
}
