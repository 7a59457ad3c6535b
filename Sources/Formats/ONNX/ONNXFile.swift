package import Core
import SwiftProtobuf

/// How an ONNX model is read.
package struct ONNXOptions: Hashable, Sendable {
  /// Extents for the symbols of the model's inputs, such as `batch`.
  package var bindings: [String: Int]
  /// Whether operators nobody knows count as reading and writing their tensors, instead of being refused.
  package var allowsUnknown: Bool
  /// How fractions are stored; as the model has them unless given.
  package var numberFormat: NumberFormat?

  package init(bindings: [String: Int] = [:], allowsUnknown: Bool = false, numberFormat: NumberFormat? = nil) {
    self.bindings = bindings
    self.allowsUnknown = allowsUnknown
    self.numberFormat = numberFormat
  }
}

/// A network read from an ONNX model.
package struct ONNXFile: Hashable, Sendable {
  package var workload: Workload
  /// Operators that were counted as traffic only.
  package var warnings: [Diagnostic]

  /// Reads a model; files of weights beside it are never opened.
  ///
  /// Costs the size of the graph, not of the weights in the file.
  ///
  /// - Throws: `MissingInput` for a file that can't be read, `InvalidInput` with every node that can't be used.
  package static func read(path: String, options: ONNXOptions = ONNXOptions()) throws -> ONNXFile {
    let file = try MappedFile(path: path)
    return try file.withBytes { try ONNXFile($0, name: path, options: options) }
  }

  /// Reads the bytes of a model.
  ///
  /// - Parameters:
  ///   - bytes: The file, only looked at during the call.
  ///   - name: What diagnostics and the workload call it.
  ///   - options: Extents of symbols, and what to do about unknown operators.
  /// - Throws: `InvalidInput` with every node that can't be used.
  package init(_ bytes: UnsafeRawBufferPointer, name: String, options: ONNXOptions = ONNXOptions()) throws(InvalidInput)
  {
    var lowering = GraphLowering(try Self.model(bytes, name: name), options: options, file: name)
    lowering.run()
    guard !lowering.diagnostics.contains(where: { $0.severity == .error }) else {
      throw InvalidInput(lowering.diagnostics)
    }
    workload = Workload(
      name: InputFile(name: name, bytes: []).stem, summary: lowering.summary, externalTensors: lowering.externalTensors,
      layers: lowering.layers)
    warnings = lowering.diagnostics
  }

  private static func model(_ bytes: UnsafeRawBufferPointer, name: String) throws(InvalidInput) -> ONNXModel {
    let location = SourceLocation(file: name)
    guard !bytes.isEmpty else { throw InvalidInput(.emptyFile, at: location) }
    let condensed: [UInt8]
    do throws(CondensedModel.Damage) {
      condensed = try CondensedModel(bytes).bytes
    } catch {
      throw InvalidInput(
        .other("byte \(error.offset): \(error.reason)", remedy: "the file is no ONNX model, or is damaged"),
        at: location)
    }
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    options.messageDepthLimit = 16
    guard let model = try? ONNXModel(serializedBytes: condensed, options: options) else {
      throw InvalidInput(
        .other("the file isn't laid out as an ONNX model", remedy: "is it whole, and no other protocol buffer?"),
        at: location)
    }
    return model
  }
}

extension GraphLowering {
  /// The model in a line: its graph and what wrote it.
  var summary: String {
    "ONNX graph of \(nodeCount) nodes" + (producer.isEmpty ? "" : " written by \(producer)")
  }
}
