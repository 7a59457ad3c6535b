public import Core

extension StudyRecord {
  /// The trials of a study with their front and how its hypervolume grew; the default design is known by what the
  /// study's head keeps of it.
  ///
  /// - Parameters:
  ///   - name: What the study is called.
  ///   - header: What it is about.
  ///   - trials: Every trial of it, by number.
  ///   - cheapLooks: Analytical evaluations strategies spent on choosing.
  public init(_ name: String, _ header: StudyHeader, trials: [Trial], cheapLooks: Int) {
    let counted = trials.filter { $0.fidelity == header.fidelity }
    let several = header.objectives.metrics.count > 1
    // The head keeps ten times the analytical model's figures as the worst corner of the hypervolume; of synthesised
    // designs it keeps a corner of its own.
    let isTenfold = header.fidelity != .synthesized
    self.init(
      name: name, workload: header.workload, space: header.space, objectives: header.objectives,
      fidelity: header.fidelity, policy: header.policy, seed: header.seed, batchSize: header.batchSize,
      cheapLooks: cheapLooks, trials: trials, front: StudySummary(of: trials, header).front.map(\.trial),
      reference: header.reference,
      hypervolumeScale: several
        ? "in natural logarithms of the objectives, up to "
          + (isTenfold
            ? "ten times the base architecture's under the analytical model" : "a corner far beyond the designs")
        : "",
      growth: several ? Self.growth(of: counted, header) : [],
      base: isTenfold
        ? Base(
          figures: Dictionary(
            zip(header.objectives.metrics, header.reference.map { $0 / 10 }), uniquingKeysWith: { first, _ in first }),
          madeBy: "analytical model") : Base())
  }

  /// The trials within the limits that raised the hypervolume.
  private static func growth(of trials: [Trial], _ header: StudyHeader) -> [Growth] {
    let scale = QualityScale(reference: header.reference)
    var front: [[Double]] = []
    var growth: [Growth] = []
    for trial in trials {
      guard let metrics = trial.metrics, header.objectives.allows(metrics) else { continue }
      let with = front + [header.objectives.values(of: metrics)]
      let places = paretoFront(of: with)
      guard places.contains(front.count) else { continue }
      front = places.map { with[$0] }
      let volume = scale.volume(of: front)
      // A design that only equals others changes the sum's rounding at most.
      if volume > (growth.last?.hypervolume ?? 0) * (1 + 1e-12), volume.isFinite {
        growth.append(Growth(trial: trial.number, hypervolume: volume))
      }
    }
    return growth
  }

  /// Takes the default design's figures from the trial at its point, where there is one.
  public mutating func place(base point: DesignPoint?) {
    base.point = point
    guard let metrics = countedTrials.first(where: { $0.point == point && $0.metrics != nil })?.metrics else { return }
    base.figures = Dictionary(
      Metric.allCases.map { ($0, metrics[$0]) }, uniquingKeysWith: { first, _ in first })
    base.madeBy = fidelity.name
  }
}
