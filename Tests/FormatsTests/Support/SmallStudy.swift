import Core
import Formats

/// A study document made up by hand: trials of every state and two fidelities, names that need escaping.
enum SmallStudy {
  static func document() throws -> StudyDocument {
    let space = try SpaceFile.read(InputFile(name: "small.xml", text: SpaceFileTests.valid)).space
    let small = InputFile(name: "small.xml", text: SmallDocuments.architecture)
    let workload = try WorkloadFile.read(InputFile(name: "tiny.xml", text: SmallDocuments.workload)).workload
    let metrics = DesignMetrics(
      cycles: 1234, seconds: 1.234e-6, joules: 0.1 + 0.2, areaSquareMillimetres: 2.5, leakageWatts: 1e-3,
      coreHertz: 1_000_000_000)
    var better = metrics
    better.joules = 0.25
    let mapping = try Mapping(parsing: "L3[WIO] K2 C2 - L2[WI] N1 K4X - L1[O] R3 S3 Q6 C4X - L0[W] P6")
    let trials = [
      Trial(
        number: 0, point: DesignPoint([0, 0, 0, 0]), strategy: "random", fidelity: .simulated, state: .complete,
        metrics: metrics, cost: Trial.Cost(simulations: 1, analyticalEvaluations: 2)),
      Trial(
        number: 1, point: DesignPoint([1, 2, 2, 1]), mappings: ["conv": mapping, "fc": mapping], strategy: "fused",
        fidelity: .simulated, state: .failed, failure: "the tile of \"conv\" & <others>\ndoesn't fit"),
      Trial(
        number: 2, batch: 1, point: DesignPoint([1, 1, 0, 1]), strategy: "random", fidelity: .simulated,
        state: .complete, metrics: better, cost: Trial.Cost(simulations: 1)),
      Trial(number: 3, batch: 1, point: DesignPoint([0, 1, 0, 0]), strategy: "random", fidelity: .simulated),
      Trial(
        number: 5, batch: 1, point: DesignPoint([0, 1, 0, 0]), strategy: "outside", fidelity: Fidelity("firesim"),
        state: .complete, metrics: metrics),
    ]
    return StudyDocument(
      StudyRecord(
        name: "a & b.study", workload: "tiny", space: space, architecture: try ArchitectureFile.read(small).0,
        layers: workload,
        objectives: ObjectiveSet([.latency, .energy], limits: [ObjectiveSet.Limit(.area, atMost: 3)]),
        fidelity: .simulated, policy: "exact, gap <= 1%", seed: .max, batchSize: 8, cheapLooks: 7, trials: trials,
        front: [2], reference: [1e-5, 3], hypervolumeScale: "in logarithms",
        growth: [
          StudyRecord.Growth(trial: 0, hypervolume: 1.5), StudyRecord.Growth(trial: 2, hypervolume: 1.75),
        ],
        base: StudyRecord.Base(
          figures: [.latency: 2e-6, .energy: 0.5], madeBy: "analytical model", point: DesignPoint([1, 0, 0, 0]))),
      RunRecord(
        inputs: [RunInput(role: "architecture", small)], command: "systole explore --space 'small & fine.xml'",
        environment: [RunFact("host", "here")]))
  }

  /// The document as text, for tests to break.
  static func text() throws -> String {
    String(decoding: StudyDocumentFile.write(try document()), as: UTF8.self)
  }
}
