import Core
import Foundation
import Reports
import Sim

/// Moves a layer's numbers through the array register by register and says whether they came out right.
struct FunctionalRun {
  var architecture: Architecture
  var workload: Workload
  var seed: UInt64

  /// Checks every multiply–accumulate layer of the workload.
  ///
  /// - Throws: `InvalidInput` for a layer too large to compute this way; `GoalFailed` when anything differs.
  func run() throws {
    var failed = false
    for layer in workload.layers {
      guard let convolution = layer.convolution else { continue }
      let result: FunctionalResult
      do {
        let array = try ArrayConfiguration(
          architecture.array, dataflow: architecture.array.dataflows.first ?? .weightStationary)
        result = try functionalRun(convolution, on: array, format: layer.precision.inputs, seed: seed)
      } catch let error as UnusableArray {
        throw InvalidInput(error.problem, at: SourceLocation(file: "layer '\(layer.name)'"))
      }
      failed = failed || !result.outputsEqual || !result.timingEqual
      try OutputFile.write(text(layer.name, result), to: nil)
    }
    if failed { throw GoalFailed() }
  }

  private func text(_ name: String, _ result: FunctionalResult) -> String {
    let outputs =
      result.outputsEqual
      ? "all \(NumberText.integer(result.outputs)) outputs equal a plain computation bit for bit"
      : "\(NumberText.integer(result.differingOutputs)) of \(NumberText.integer(result.outputs)) outputs differ"
    let timing =
      result.timingEqual
      ? "\(NumberText.integer(result.cyclesReference)) cycles in \(NumberText.integer(result.folds)) folds, "
        + "as the closed form says"
      : "\(NumberText.integer(result.cyclesReference)) cycles where the closed form says "
        + NumberText.integer(result.cyclesFast)
    let checksum = String(result.checksum, radix: 16)
    return "\(name): register by register (array alone, operands at hand): \(outputs); \(timing); "
      + "checksum \(checksum)\n"
  }
}
