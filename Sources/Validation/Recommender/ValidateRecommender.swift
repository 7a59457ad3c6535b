import Core
package import Formats
import Foundation
import Learning
import Optimizer

/// Trains a recommender on recorded configurations and judges it, and baselines, by others.
///
/// Files have the columns `K`, `C`, `X`, `Y`, `R`, `S`, `df` (dla, eye or shi), `ConfigID` and `rewards`, the latency
/// (`reference/recommender/README.md`). Of the test rows only `ConfigID` is read beside the layer, to judge.
///
/// - Parameters:
///   - training: Files to learn from.
///   - test: Files to judge by.
///   - seed: Of the training.
///   - progress: Called after each step with what was done.
/// - Returns: The shares of right answers.
/// - Throws: `InvalidInput` with everything wrong in the files.
package func validateRecommender(
  training: [InputFile], test: [InputFile], seed: UInt64 = 1, progress: (String) -> Void = { _ in }
) throws -> RecommenderComparison {
  let examples = try readExamples(training, withLatency: true)
  let judged = try readExamples(test, withLatency: false)
  guard examples.count >= 100, let first = judged.first else {
    throw InvalidInput(
      .other("\(examples.count) rows to learn from and \(judged.count) to judge by", remedy: "give 100 and 1 or more"),
      at: SourceLocation(file: (training + test).map(\.name).joined(separator: ", ")))
  }
  let start = ContinuousClock.now
  let recommender = HardwareRecommender(examples, seed: seed) { epoch, all, loss in
    progress("epoch \(epoch) of \(all): loss \(loss)")
  }
  let trained = ContinuousClock.now
  let queries = judged.map(\.query)
  let recorded = judged.map(\.choice)
  let own = RecommenderComparison.Accuracy(recommender.recommend(queries), recorded)
  let asking = ContinuousClock.now
  for _ in 0..<100 { _ = recommender.recommend([first.query]) }
  let answer = ContinuousClock.now - asking
  let baselines = [
    "constant": constantAccuracy(examples, recorded),
    "gradientBoosting": boostingAccuracy(examples, queries, recorded, progress),
  ]
  return RecommenderComparison(
    trainingRows: examples.count, testRows: judged.count, own, baselines: baselines,
    trainingSeconds: (trained - start) / .seconds(1), answerMilliseconds: (answer / .milliseconds(1)) / 100)
}

/// The most frequent configuration, and for the PE level the most frequent one.
private func constantAccuracy(
  _ examples: [HardwareRecommender.Example], _ recorded: [HardwareRecommender.Choice]
) -> RecommenderComparison.Accuracy {
  func mode<Value: Hashable>(_ values: [Value]) -> Value? {
    var counts: [Value: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    let most = counts.values.max()
    return values.first { counts[$0] == most }
  }
  let level = mode(examples.map(\.choice.pe)) ?? 0
  let whole = mode(examples.map(\.choice)) ?? .init(pe: level, buffer: 0)
  var accuracy = RecommenderComparison.Accuracy(
    recorded.map { _ in .init(pe: level, buffer: whole.buffer) }, recorded)
  accuracy.configAccuracy =
    RecommenderComparison.Accuracy(recorded.map { _ in whole }, recorded).configAccuracy
  return accuracy
}

private let boosting: GradientBoosting.Options = {
  var options = GradientBoosting.Options()
  options.rounds = 40
  options.depth = 6
  options.rate = 0.2
  return options
}()

/// How often `validateRecommender` reports progress: epochs, and rounds of both sets of trees.
package let recommenderValidationSteps: Int = {
  let options = HardwareRecommender.Options()
  return options.contrastiveEpochs + options.epochs + 2 * boosting.rounds
}()

/// Trees for each PE level that occurs, and for each buffer level.
private func boostingAccuracy(
  _ examples: [HardwareRecommender.Example], _ queries: [RecommenderQuery],
  _ recorded: [HardwareRecommender.Choice], _ progress: (String) -> Void
) -> RecommenderComparison.Accuracy {
  func inputs(_ queries: [RecommenderQuery]) -> Matrix<Float> { Matrix(queries.map { $0.numbers.map { Float($0) } }) }
  let training = inputs(examples.map(\.query))
  let asked = inputs(queries)
  func predictions(_ level: (HardwareRecommender.Choice) -> Int, _ name: String) -> [Int] {
    let levels = Set(examples.map { level($0.choice) }).sorted()
    var classes: [Int: Int] = [:]
    for (index, level) in levels.enumerated() { classes[level] = index }
    let trees = GradientBoosting.classification(
      training, labels: examples.map { classes[level($0.choice)] ?? 0 }, classes: levels.count, boosting
    ) { progress("\(name) trees, round \($0) of \(boosting.rounds)") }
    let scores = trees.predict(asked)
    return (0..<asked.rows).map { row in
      let own = Array(scores.row(row))
      return levels[own.indices.max { own[$0] < own[$1] } ?? 0]
    }
  }
  let levels = predictions(\.pe, "PE")
  let buffers = predictions(\.buffer, "buffer")
  return RecommenderComparison.Accuracy(
    zip(levels, buffers).map { HardwareRecommender.Choice(pe: $0, buffer: $1) }, recorded)
}

private func readExamples(
  _ files: [InputFile], withLatency: Bool
) throws(InvalidInput) -> [HardwareRecommender.Example] {
  var examples: [HardwareRecommender.Example] = []
  var problems: [Diagnostic] = []
  for file in files {
    do throws(InvalidInput) {
      let table = try CSVTable(file)
      try table.require(["K", "C", "X", "Y", "R", "S", "df", "ConfigID"] + (withLatency ? ["rewards"] : []))
      for row in table.rows {
        var fields = CSVFields(table, row)
        let numbers = ["K", "C", "X", "Y", "R", "S"].map { fields.level($0, upTo: 16384) }
        let dataflow = fields.word("df", among: ["dla": 0, "eye": 1, "shi": 2])
        let label = fields.level("ConfigID", upTo: 767)
        let latency = withLatency ? fields.number("rewards") : 1
        guard fields.diagnostics.isEmpty else {
          problems += fields.diagnostics
          continue
        }
        examples.append(
          HardwareRecommender.Example(
            query: RecommenderQuery(
              k: numbers[0], c: numbers[1], x: numbers[2], y: numbers[3], r: numbers[4], s: numbers[5],
              dataflow: dataflow ?? 0),
            choice: .init(pe: label / 12, buffer: label % 12), logLatency: log(max(1, latency))))
      }
    } catch {
      problems += error.diagnostics
    }
  }
  guard problems.isEmpty else { throw InvalidInput(problems) }
  return examples
}

extension CSVFields {
  /// A whole number from 0 to a limit, or 0 and a diagnostic.
  fileprivate mutating func level(_ column: String, upTo limit: Int) -> Int {
    let value = integer(column)
    if (0...limit).contains(value) { return value }
    report(
      .outOfRange(
        subject: "column '\(column)'", attribute: "value", found: text(column), expected: "from 0 to \(limit)"))
    return 0
  }
}
