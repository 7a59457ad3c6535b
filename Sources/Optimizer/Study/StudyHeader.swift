public import Core
import Foundation

/// What a study is about; two runs may share a study when all of it is equal.
public struct StudyHeader: Hashable, Sendable, Codable {
  /// The space.
  public var space: DesignSpace
  /// SHA-256 of the base architecture's document.
  public var architectureHash: String
  /// The workload's name.
  public var workload: String
  /// SHA-256 of the workload's layers.
  public var workloadHash: String
  /// What is minimised, and what designs must keep to.
  public var objectives: ObjectiveSet
  /// The fidelity that counts.
  public var fidelity: Fidelity
  /// How layers get their mappings.
  public var policy: String
  /// The seed of every choice.
  public var seed: UInt64
  /// Trials of a batch.
  public var batchSize: Int
  /// The objectives of the worst corner of the hypervolume: ten times the base architecture's under the analytical model.
  public var reference: [Double]
  /// The version of the tool that began the study.
  public var version: String
  /// The options of `systole simulate` that name base architecture and workload; not compared.
  public var inputs: String
  /// The base architecture's name, which mapping documents state; not compared.
  public var architectureName: String
  /// The documents the study began with, where it keeps them; not compared.
  public var origin: StudyOrigin?

  /// A header.
  public init(
    space: DesignSpace, architectureHash: String, workload: String, workloadHash: String, objectives: ObjectiveSet,
    fidelity: Fidelity, policy: String, seed: UInt64, batchSize: Int, reference: [Double], version: String,
    inputs: String, architectureName: String, origin: StudyOrigin? = nil
  ) {
    self.space = space
    self.architectureHash = architectureHash
    self.workload = workload
    self.workloadHash = workloadHash
    self.objectives = objectives
    self.fidelity = fidelity
    self.policy = policy
    self.seed = seed
    self.batchSize = batchSize
    self.reference = reference
    self.version = version
    self.inputs = inputs
    self.architectureName = architectureName
    self.origin = origin
  }

  /// SHA-256 of what a workload's costs depend on.
  public static func hash(of workload: Workload) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return SHA256.hexadecimal(try encoder.encode(workload.layers.map(\.content)))
  }

  /// Everything in which a run differs from the study, in words; empty when the run continues it.
  public func differences(to run: StudyHeader) -> [String] {
    var differences: [String] = []
    func compare(_ what: String, _ mine: String, _ theirs: String) {
      guard mine != theirs else { return }
      differences.append("\(what) is \(mine) in the study and \(theirs) in this run")
    }
    compare("the space", space.name, run.space.name)
    if space.name == run.space.name { differences += space.differences(to: run.space) }
    compare("the base architecture", space.architecture, run.space.architecture)
    if space.architecture == run.space.architecture, architectureHash != run.architectureHash {
      differences.append("the base architecture '\(space.architecture)' has changed since the study began")
    }
    compare("the workload", workload, run.workload)
    if workload == run.workload, workloadHash != run.workloadHash {
      differences.append("the layers of workload '\(workload)' have changed since the study began")
    }
    compare(
      "the objective", objectives.metrics.map(\.rawValue).joined(separator: ", "),
      run.objectives.metrics.map(\.rawValue).joined(separator: ", "))
    compare("the limit", Self.words(objectives.limits), Self.words(run.objectives.limits))
    compare("the fidelity", fidelity.name, run.fidelity.name)
    compare("the mapper policy", policy, run.policy)
    compare("the seed", "\(seed)", "\(run.seed)")
    compare("the batch", "\(batchSize)", "\(run.batchSize)")
    compare("the tool's version", version, run.version)
    return differences
  }

  private static func words(_ limits: [ObjectiveSet.Limit]) -> String {
    guard !limits.isEmpty else { return "none" }
    return limits.map { "\($0.metric.rawValue) <= \(shortestDecimal($0.most))" }.joined(separator: ", ")
  }
}

extension DesignSpace {
  /// What differs between two spaces of one name, in words.
  fileprivate func differences(to other: DesignSpace) -> [String] {
    var differences: [String] = []
    for parameter in parameters {
      guard let theirs = other.parameter(named: parameter.name) else {
        differences.append("parameter '\(parameter.name)' is gone")
        continue
      }
      if parameter != theirs {
        differences.append("parameter '\(parameter.name)' has other values or sets other attributes")
      }
    }
    for parameter in other.parameters where self.parameter(named: parameter.name) == nil {
      differences.append("parameter '\(parameter.name)' is new")
    }
    if differences.isEmpty, parameters != other.parameters {
      differences.append("the parameters stand in another order")
    }
    if constraints.map(\.text) != other.constraints.map(\.text) { differences.append("the constraints are others") }
    if fixed != other.fixed { differences.append("the settings all designs share are others") }
    return differences
  }
}
