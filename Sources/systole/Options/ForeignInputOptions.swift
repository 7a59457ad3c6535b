import ArgumentParser
import Core
import Formats

/// How models and files of other tools are read.
struct ForeignInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The size of an open extent of an ONNX model's inputs, such as batch=1; may be repeated.",
      valueName: "symbol=size"))
  var bind: [String] = []

  @Flag(help: "Count ONNX operators nobody knows as reading and writing their tensors instead of refusing the model.")
  var allowUnknown = false

  @Option(
    help: ArgumentHelp(
      "How fractions of an ONNX model are stored, such as int8; as in the model without.", valueName: "format"))
  var numberFormat: String?

  func validate() throws { _ = try options() }

  /// The options as the readers take them.
  func options() throws -> ForeignOptions {
    var bindings: [String: Int] = [:]
    for text in bind {
      guard let equals = text.lastIndex(of: "="), let size = Int(text[text.index(after: equals)...]),
        (1...1 << 30).contains(size), equals > text.startIndex
      else { throw ValidationError("--bind '\(text)' is no symbol with a size; write e.g. batch=1") }
      bindings[String(text[..<equals])] = size
    }
    var format: NumberFormat?
    if let numberFormat {
      format = NumberFormat(rawValue: numberFormat)
      guard format != nil else {
        let known = NumberFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--number-format '\(numberFormat)' is none; write one of: \(known)")
      }
    }
    return ForeignOptions(
      onnx: ONNXOptions(bindings: bindings, allowsUnknown: allowUnknown, numberFormat: format))
  }
}
