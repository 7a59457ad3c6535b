package import Core

/// An exploration as a report takes it: what was searched, every trial, and how good the trials together are.
///
/// What needs the search's own arithmetic, the front and the hypervolume, is handed in.
package struct StudyRecord: Sendable {
  /// The study's name.
  package var name: String
  /// The workload the designs were judged on.
  package var workload: String
  package var space: DesignSpace
  package var objectives: ObjectiveSet
  /// Every trial, by number.
  package var trials: [Trial]
  /// The numbers of the trials no other dominates and that keep to the limits.
  package var front: [Int]
  /// The hypervolume of all trials up to and including each one, by place in `trials`; empty for one objective.
  package var hypervolumes: [Double]
  /// What the hypervolume is measured in and against.
  package var hypervolumeScale: String
  /// What is known of the design the space's architecture is as it stands.
  package var base: [Metric: Double]
  /// What made those figures.
  package var baseNote: String
  /// The point of the space the default design is; `nil` where it is none.
  package var basePoint: DesignPoint?
  package var seed: UInt64
  /// What else there is to say of how the figures were made.
  package var facts: [(name: String, value: String)] = []
  package var inputs: [ReportProvenance.Input]
  package var command: String
  package var environment: [ReportProvenance.Item]

  /// An exploration.
  package init(
    name: String, workload: String, space: DesignSpace, objectives: ObjectiveSet, trials: [Trial], front: [Int],
    hypervolumes: [Double] = [], hypervolumeScale: String = "", base: [Metric: Double] = [:], baseNote: String = "",
    basePoint: DesignPoint? = nil, seed: UInt64 = 0, inputs: [ReportProvenance.Input] = [], command: String = "",
    environment: [ReportProvenance.Item] = []
  ) {
    self.name = name
    self.workload = workload
    self.space = space
    self.objectives = objectives
    self.trials = trials
    self.front = front
    self.hypervolumes = hypervolumes
    self.hypervolumeScale = hypervolumeScale
    self.base = base
    self.baseNote = baseNote
    self.basePoint = basePoint
    self.seed = seed
    self.inputs = inputs
    self.command = command
    self.environment = environment
  }
}
