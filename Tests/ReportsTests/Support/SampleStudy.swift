import Core
import Foundation
import Reports

/// Made-up explorations with everything a report can meet; the figures follow a simple law of the parameters.
enum SampleStudy {
  static let space = DesignSpace(
    name: "gemmini-sample", summary: "arrays and memories", architecture: "gemmini",
    parameters: [
      ordinal("array", ["array.rows", "array.columns"], [4, 8, 16, 32, 64]),
      ordinal("scratchpad", ["scratchpad.capacity"], [64, 128, 256, 512, 1024], unit: "KiB"),
      ordinal("accumulator", ["accumulator.capacity"], [16, 32, 64, 128], unit: "KiB"),
      ordinal("bus", ["dma.bus-width"], [8, 16, 32], unit: "B"),
      DesignParameter(
        name: "dataflow", paths: ["array.dataflows"], kind: .categorical,
        values: ["weight-stationary", "output-stationary"], numbers: [0, 1]),
      ordinal("unused", ["dma.latency"], [10, 20, 40]),
    ])

  private static func ordinal(_ name: String, _ paths: [String], _ numbers: [Int], unit: String = "") -> DesignParameter
  {
    DesignParameter(
      name: name, paths: paths, values: numbers.map { "\($0)\(unit)" },
      numbers: numbers.map { Double($0) * (unit == "KiB" ? 1024 : 1) })
  }

  /// Time falls with the array and the bus, energy rises with memories; `unused` changes nothing.
  static func metrics(_ point: DesignPoint, noise: Double) -> DesignMetrics {
    let index = point.indices.map(Double.init)
    let seconds = 0.02 * exp(-0.5 * index[0] - 0.1 * index[3]) * (1 + 0.02 * noise) + 0.001
    let joules = 0.01 * exp(0.15 * index[0] + 0.1 * index[1] + 0.05 * index[2] + 0.2 * index[4]) * (1 + 0.02 * noise)
    return DesignMetrics(
      cycles: Int(seconds * 1e9), seconds: seconds, joules: joules, areaSquareMillimetres: 1 + index[0] * index[0],
      coreHertz: 1_000_000_000)
  }

  /// Random designs by two strategies, one in seventeen failed.
  static func record(
    trials count: Int, objectives: ObjectiveSet = ObjectiveSet([.latency, .energy]), space: DesignSpace = space,
    strategies: [String] = ["random", "fused"], failure: String = "does not fit"
  ) -> StudyRecord {
    var random = SeededRandom(seed: 11)
    var trials: [Trial] = []
    for number in 0..<count {
      let point = DesignPoint(space.parameters.map { Int(random.next() % UInt64($0.count)) })
      let noise = Double(random.next() % 1000) / 1000
      let isFailed = number % 17 == 13
      trials.append(
        Trial(
          number: number, batch: number / 8, point: point, strategy: strategies[number % strategies.count],
          fidelity: .simulated, state: isFailed ? .failed : .complete,
          metrics: isFailed ? nil : metrics(point, noise: noise), failure: isFailed ? failure : nil,
          cost: Trial.Cost(simulations: isFailed ? 0 : 1, analyticalEvaluations: number % 3)))
    }
    let base = DesignPoint(space.parameters.map { _ in 0 })
    return StudyRecord(
      name: "sample", workload: "resnet-sample", space: space, objectives: objectives, fidelity: .simulated,
      policy: "tiler", seed: 11, batchSize: 8, trials: trials, front: front(trials, objectives),
      hypervolumeScale: "logarithms against 50 ms and 100 mJ", growth: growth(trials, objectives),
      base: StudyRecord.Base(
        figures: [.latency: metrics(base, noise: 0).seconds, .energy: metrics(base, noise: 0).joules],
        madeBy: "simulated", point: base))
  }

  /// The trials no other is as good as in all objectives and better in one, by looking at every pair.
  static func front(_ trials: [Trial], _ objectives: ObjectiveSet) -> [Int] {
    let values = trials.map { $0.metrics.flatMap { objectives.allows($0) ? objectives.values(of: $0) : nil } }
    return trials.indices.filter { index in
      guard let own = values[index] else { return false }
      return !values.enumerated().contains { place, other in
        guard let other, place != index else { return false }
        let isNoWorse = zip(other, own).allSatisfy { $0 <= $1 }
        return isNoWorse && (other != own || place < index)
      }
    }.map { trials[$0].number }
  }

  /// The area two objectives dominate after each trial that raised it, in logarithms, by sweeping the front.
  private static func growth(_ trials: [Trial], _ objectives: ObjectiveSet) -> [StudyRecord.Growth] {
    guard objectives.metrics.count == 2 else { return [] }
    var front: [(Double, Double)] = []
    return trials.compactMap { trial in
      guard let values = trial.metrics.map({ objectives.values(of: $0) }) else { return nil }
      let new = (log(0.05 / values[0]), log(0.1 / values[1]))
      guard new.0 > 0, new.1 > 0, !front.contains(where: { $0.0 >= new.0 && $0.1 >= new.1 }) else { return nil }
      front = (front.filter { !($0.0 <= new.0 && $0.1 <= new.1) } + [new]).sorted { $0.0 < $1.0 }
      let volume = zip([0] + front.map(\.0), front).reduce(0) { $0 + ($1.1.0 - $1.0) * $1.1.1 }
      return StudyRecord.Growth(trial: trial.number, hypervolume: volume)
    }
  }
}
