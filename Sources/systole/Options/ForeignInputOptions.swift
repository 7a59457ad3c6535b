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
      "How fractions of an ONNX model are stored; int8 unless given, 'model' for the model's own formats.",
      valueName: "format"))
  var numberFormat: String?

  /// Says how fractions are stored when nobody asked: most models hold fp32, which few arrays compute with.
  func noteFormat(of path: String) {
    guard numberFormat == nil, path.lowercased().hasSuffix(".onnx") else { return }
    Failure.say(
      "\(path): warning: fractions count as int8, as in the networks that come with Systole; "
        + "--number-format model keeps the model's own formats")
  }

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
    var format: NumberFormat? = .int8
    if numberFormat == "model" {
      format = nil
    } else if let numberFormat {
      format = NumberFormat(rawValue: numberFormat)
      guard format != nil else {
        let known = (NumberFormat.allCases.map(\.rawValue) + ["model"]).joined(separator: ", ")
        throw ValidationError("--number-format '\(numberFormat)' is none; write one of: \(known)")
      }
    }
    return ForeignOptions(
      onnx: ONNXOptions(bindings: bindings, allowsUnknown: allowUnknown, numberFormat: format))
  }
}
