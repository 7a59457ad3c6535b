public import Core
import Evaluation

extension HardwareProblem {
  /// Maps the network onto a design until the mappings are proven best, or time is up.
  ///
  /// - Parameters:
  ///   - trial: A trial of the design.
  ///   - objective: What the mappings minimise; the proof is of the analytical model.
  ///   - seconds: The longest it may take; where it isn't enough, the mappings depend on the machine.
  ///   - jobs: Layers mapped at the same time.
  ///   - isInterrupted: Asked now and then; `true` ends the search with what it has.
  /// - Returns: The mappings, the gap that remains, and the design's figures with them at the trial's fidelity; `nil` when
  ///   a layer got no mapping.
  /// - Throws: What the evaluation throws, apart from a design that can't run the mappings.
  public func prove(
    _ trial: Trial, for objective: MappingObjective, seconds: Double, jobs: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> DesignProof? {
    let architecture = try architecture(of: trial.point)
    var options = MappingOptions(objective: objective, seconds: seconds, jobs: jobs)
    options.isInterrupted = isInterrupted
    let result = try Evaluation.map(evaluation.workload, onto: architecture, options: options)
    var mappings: [String: Mapping] = [:]
    for (layer, mapped) in zip(evaluation.workload.layers, result.layers) where layer.convolution != nil {
      guard let found = mapped.found else { return nil }
      mappings[layer.name] = found.mapping
    }
    var proof = DesignProof(
      trial: trial.number, objective: objective.rawValue, gap: result.certificate?.gap, metrics: nil,
      mappings: mappings)
    do {
      proof.metrics = try evaluation.evaluate(architecture, mappings: mappings, at: trial.fidelity).metrics
    } catch is InvalidInput {
      // A mapping the model takes and the machine doesn't is still the model's best.
    }
    return proof
  }
}
