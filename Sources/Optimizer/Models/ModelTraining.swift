import Core
package import Learning

/// Trains models, but for those that a memory holds.
package struct ModelTraining: Sendable {
  private let memory: (any ModelMemory)?

  /// Training with a memory; without one every model is trained.
  package init(memory: (any ModelMemory)? = nil) {
    self.memory = memory
  }

  /// The parameters of a network: kept ones that learnt from the same content, else trained and kept.
  ///
  /// - Parameters:
  ///   - model: What the network is called.
  ///   - layout: Its parameters.
  ///   - content: Adds everything the parameters depend on.
  ///   - train: Trains it, saying now and then how many steps are done of how many.
  /// - Returns: The same parameters with and without a memory.
  package func parameters(
    of model: String, _ layout: ParameterLayout, learningFrom content: (inout ModelContent) -> Void,
    train: (_ progress: (Int, Int) -> Void) -> [Float]
  ) -> [Float] {
    guard let memory else { return train { _, _ in } }
    var whole = ModelContent(model)
    content(&whole)
    let key = whole.key
    if let bytes = memory.checkpoint(for: key), let kept = try? Checkpoint.decode(bytes, layout) { return kept }
    let parameters = train { memory.training(model, done: $0, of: $1) }
    memory.keep(Checkpoint.encode(parameters, layout), for: key)
    return parameters
  }

  /// The Gaussian process fitted to observations; its hyperparameters are kept.
  ///
  /// - Parameters:
  ///   - model: What the process is called.
  ///   - inputs: A row for each observation.
  ///   - targets: What was observed.
  ///   - prior: Of the hyperparameters.
  ///   - options: How they are searched.
  ///   - seed: Of the search.
  /// - Returns: `nil` where there is no fit.
  package func process(
    _ model: String, inputs: Matrix<Double>, targets: [Double], prior: HyperparameterPrior,
    options: GaussianProcess.FitOptions, seed: UInt64
  ) -> GaussianProcess? {
    func fit() -> GaussianProcess? {
      GaussianProcess.fit(inputs: inputs, targets: targets, prior: prior, options: options, seed: seed)
    }
    guard let memory else { return fit() }
    var content = ModelContent(model)
    content.add("\(prior) \(options) \(seed)")
    content.add(inputs)
    content.add(Matrix([targets]))
    let key = content.key
    let layout = Self.layout(inputs: inputs.columns)
    if let bytes = memory.checkpoint(for: key), let kept = try? Checkpoint.decode(bytes, layout) {
      return GaussianProcess(inputs: inputs, targets: targets, hyperparameters: Self.hyperparameters(kept))
    }
    memory.training(model, done: 0, of: options.starts)
    guard let process = fit() else { return nil }
    let parts = Self.parts(of: process.hyperparameters)
    if Self.hyperparameters(parts) == process.hyperparameters {
      memory.keep(Checkpoint.encode(parts, layout), for: key)
    }
    return process
  }

  private static func layout(inputs: Int) -> ParameterLayout {
    var layout = ParameterLayout()
    _ = layout.add("length scales, variance, noise", rows: inputs + 2, columns: 3, start: .constant(0))
    return layout
  }

  /// Each number as three of single precision that add up to it, the largest first: 72 binary digits hold the 53 of any
  /// number within single precision's range.
  private static func parts(of hyperparameters: GaussianProcess.Hyperparameters) -> [Float] {
    let kernel = hyperparameters.kernel
    return (kernel.lengthScales + [kernel.variance, hyperparameters.noise]).flatMap { number -> [Float] in
      let first = Float(number)
      let second = Float(number - Double(first))
      return [first, second, Float(number - Double(first) - Double(second))]
    }
  }

  private static func hyperparameters(_ parts: [Float]) -> GaussianProcess.Hyperparameters {
    let numbers = stride(from: 0, to: parts.count, by: 3).map { place in
      Double(parts[place]) + Double(parts[place + 1]) + Double(parts[place + 2])
    }
    return GaussianProcess.Hyperparameters(
      kernel: MaternKernel(lengthScales: numbers.dropLast(2), variance: numbers[numbers.count - 2]),
      noise: numbers[numbers.count - 1])
  }
}
