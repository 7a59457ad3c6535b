import Core
import Evaluation
package import Formats
import Foundation
import Learning
import Optimizer
import Sim
import Synchronization

/// What `validateSurrogate` is asked.
package struct SurrogateTask: Hashable, Sendable {
  /// Numbers of points to learn from.
  package var counts: [Int]
  /// Splits, of seeds 1, 2, ….
  package var seeds: Int
  /// Whether our simulator runs every point, to be compared and corrected too.
  package var simulates: Bool
  /// Random mappings the encoder learns from.
  package var analyticalSamples = 12_000

  /// The given numbers.
  package init(counts: [Int] = [50, 100, 200, 400], seeds: Int = 10, simulates: Bool = false) {
    self.counts = counts
    self.seeds = seeds
    self.simulates = simulates
  }
}

/// What a comparison of surrogates has just done.
package enum SurrogateStep: Hashable, Sendable {
  /// Something the fits wait for.
  case preparation(String)
  /// All models of one split.
  case fit(String)
}

/// Fits surrogates to few measured runs and ranks the mappings of layers none of them has seen.
///
/// Files have the columns of `validateFireSim`; predictions are made of the problem, the mapping and the array's side alone.
/// Rows that didn't run what they say are left out. In each split random layers with 30 % of the rows are judged by, and
/// the first points of a random order of the others are learnt from: every model the same.
///
/// - Parameters:
///   - files: Result files, one after the other.
///   - task: Numbers of points, splits, simulation.
///   - jobs: Fits made at once; it changes no figure but the times.
///   - progress: Called after each step, on any thread, with what was done.
/// - Returns: The figures of every model.
/// - Throws: `InvalidInput` with everything wrong in the files, or if they have too few rows.
package func validateSurrogate(
  files: [InputFile], _ task: SurrogateTask, jobs: Int, progress: @Sendable (SurrogateStep) -> Void = { _ in }
) throws -> SurrogateComparison {
  let points = try SurrogatePoint.read(files)
  let splits = (0..<task.seeds).map { SurrogateSplit(points, seed: UInt64($0 + 1)) }
  let most = task.counts.max() ?? 0
  guard let least = splits.map(\.training.count).min(), least >= most, splits.allSatisfy({ !$0.test.isEmpty }) else {
    throw InvalidInput(
      .other(
        "\(points.count) clean rows leave fewer than \(most) to learn from", remedy: "ask for fewer --points"),
      at: SourceLocation(file: files.map(\.name).joined(separator: ", ")))
  }
  let start = ContinuousClock.now
  let starlight = Starlight(samples: task.analyticalSamples, seed: 1) { epoch, loss in
    progress(.preparation("analytical epoch \(epoch), loss \(loss)"))
  }
  let pretraining = ContinuousClock.now - start
  let simulated = task.simulates ? try simulatedLogCycles(points, jobs: jobs, progress) : nil
  let inputs = SurrogateInputs(points, starlight, simulated: simulated)

  var figures: [SurrogateComparison.Figures] = []
  for count in task.counts.sorted() {
    let scores = try parallelMap(order: Array(splits.indices), jobs: jobs) { index in
      let split = splits[index]
      let training = Array(split.training.prefix(count))
      var scores: [SurrogateModel: SurrogateScore] = [:]
      for model in SurrogateModel.allCases {
        guard let (means, halfWidths) = inputs.predict(model, training, split.test, seed: UInt64(index + 1)) else {
          continue
        }
        scores[model] = SurrogateScore(
          means: means, halfWidths: halfWidths, measured: split.test.map { inputs.measured[$0] },
          groups: split.test.map { inputs.groups[$0] })
      }
      progress(.fit("\(count) points, split \(index + 1)"))
      return scores
    }
    var byModel: [SurrogateModel: [SurrogateScore]] = [:]
    for model in SurrogateModel.allCases { byModel[model] = scores.compactMap { $0[model] } }
    figures.append(SurrogateComparison.Figures(count: count, byModel))
  }
  let speed = SurrogateSpeed(inputs, points, Array(splits[0].training.prefix(most)))
  return SurrogateComparison(
    rows: points.count, layers: Set(points.map(\.group)).count, seeds: task.seeds, points: figures,
    pointsToMatch: SurrogateComparison.pointsToMatch(figures),
    predictionsPerSecond: speed.predictionsPerSecond, trainingSeconds: pretraining / .seconds(1) + speed.fitSeconds)
}

/// How fast a surrogate of the most points is fitted and asked.
private struct SurrogateSpeed {
  var fitSeconds = 0.0
  var predictionsPerSecond = 0.0

  /// Points asked at once, and in all.
  private static let batch = 1024
  private static let asked = 16 * 1024

  init(_ inputs: SurrogateInputs, _ points: [SurrogatePoint], _ training: [Int]) {
    let start = ContinuousClock.now
    guard
      let process = inputs.starlight.fit(
        inputs.features.selecting(rows: training), lowFidelity: training.map { inputs.analytical[$0] },
        targets: training.map { inputs.measured[$0] }, groups: training.map { inputs.groups[$0] }, seed: 1)
    else { return }
    fitSeconds = (ContinuousClock.now - start) / .seconds(1)
    let predictor = inputs.starlight.predictor(process)
    let layers = (0..<Self.batch).map { points[$0 % points.count].layer }
    let features = Matrix(layers.map(\.features)).single
    let low = layers.map(\.logCycles)
    let asking = ContinuousClock.now
    var sum = 0.0
    for _ in 0..<Self.asked / Self.batch { sum += predictor.predict(features, low: low).means.reduce(0, +) }
    let seconds = (ContinuousClock.now - asking) / .seconds(1)
    predictionsPerSecond = sum.isFinite ? Double(Self.asked) / max(1e-9, seconds) : 0
  }
}

/// Logarithms of the cycles our simulator counts for each point.
private func simulatedLogCycles(
  _ points: [SurrogatePoint], jobs: Int, _ progress: @Sendable (SurrogateStep) -> Void
) throws -> [Double] {
  let timing = try GemminiTiming(try BuiltinDocument.architecture(named: "gemmini-firesim"))
  let done = Mutex(0)
  return try parallelMap(order: Array(points.indices), jobs: jobs) { index in
    let run = points[index].run
    let cycles = run.program.run(timing, caches: run.caches).cycles
    let count = done.withLock { count in
      count += 1
      return count
    }
    progress(.preparation("simulated \(count) of \(points.count) runs"))
    return log(Double(max(1, cycles)))
  }
}
