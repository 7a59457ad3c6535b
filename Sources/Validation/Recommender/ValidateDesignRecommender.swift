package import Core
import Foundation
package import Optimizer

/// What a recommender of designs is trained and judged on.
package struct DesignRecommendationTask: Sendable {
  /// Random layers to learn from, and to judge by.
  package var trainingLayers: Int
  package var testLayers: Int
  /// Of the layers, the budgets and the training.
  package var seed: UInt64
  /// Networks to judge by as wholes, and those whose layers are judged by one by one.
  package var networks: [Workload]
  package var languageModels: [Workload]

  /// A task.
  package init(
    trainingLayers: Int, testLayers: Int, seed: UInt64, networks: [Workload], languageModels: [Workload]
  ) {
    self.trainingLayers = trainingLayers
    self.testLayers = testLayers
    self.seed = seed
    self.networks = networks
    self.languageModels = languageModels
  }
}

/// Trains a recommender of designs and its baselines on random layers and asks them about others.
///
/// Labels are exact: every layer is put through the analytical model, with the default tiling, on every legal design of the
/// space, and the best within a budget is looked up.
///
/// - Parameters:
///   - designs: The space's legal designs.
///   - task: What is learnt and asked.
///   - version: What makes the figures.
///   - jobs: Layers labelled at the same time; changes no result.
///   - isInterrupted: Asked before each layer.
///   - progress: Called after each layer labelled and each step of training, from any thread.
/// - Returns: The scores.
/// - Throws: `CancellationError` when interrupted; `InvalidInput` when the task has too few layers every design can run.
package func validateDesignRecommender(
  _ designs: ListedDesigns, _ task: DesignRecommendationTask, version: String, jobs: Int,
  isInterrupted: @Sendable () -> Bool = { false }, progress: @Sendable (String) -> Void = { _ in }
) throws -> DesignRecommendationComparison {
  let catalogue = designs.catalogue
  func label(_ layers: [Layer]) throws -> (layers: [Layer], costs: [LayerCosts]) {
    let costs = try designs.costs(
      of: layers, version: version, jobs: jobs, isInterrupted: isInterrupted, progress: progress)
    let whole = layers.indices.filter { costs[$0].isWhole }
    return (whole.map { layers[$0] }, whole.map { costs[$0] })
  }
  let start = ContinuousClock.now
  let training = try label((0..<task.trainingLayers).map { LayerSampler.layer($0, seed: task.seed) })
  let labelled = ContinuousClock.now
  let known = Set(training.layers.map(\.content))
  let unseen = try label(
    (0..<task.testLayers).map { LayerSampler.layer(task.trainingLayers + $0, seed: task.seed) }
      .filter { !known.contains($0.content) })
  let spoken = try label(distinctLayers(of: task.languageModels).filter { !known.contains($0.content) })
  guard training.layers.count >= 20, !unseen.layers.isEmpty else {
    throw InvalidInput(
      .other(
        "\(training.layers.count) layers to learn from and \(unseen.layers.count) to judge by",
        remedy: "ask for 20 and 1 or more"), at: SourceLocation(file: catalogue.space.name))
  }
  let begun = ContinuousClock.now
  let recommender = DesignRecommender(
    catalogue, layers: training.layers, costs: training.costs, seed: task.seed
  ) { epoch, all, loss in progress("epoch \(epoch) of \(all): loss \(loss)") }
  let trained = ContinuousClock.now
  var random = SeededRandom(seed: task.seed, stream: .max - 1)
  let examples = DesignJudge.questions(training, catalogue, budgets: 6, &random)
  let baselines = DesignBaselines(catalogue, examples.map(\.question), seed: task.seed, progress)
  let judge = DesignJudge(catalogue: catalogue, recommender: recommender, baselines: baselines)
  let own = judge.group(DesignJudge.questions(unseen, catalogue, budgets: 4, &random))
  let language = judge.group(DesignJudge.questions(spoken, catalogue, budgets: 4, &random))
  let networks = try task.networks.map { network in
    try judge.score(network, label, budgets: 4, &random)
  }
  let asking = ContinuousClock.now
  for _ in 0..<100 {
    _ = recommender.recommend(for: [unseen.layers[0]], counts: [1], objective: .edp, budget: .infinity)
  }
  let answer = ContinuousClock.now - asking
  let best = DesignRecommendationComparison.baselines.compactMap { own.scores[$0]?.errorRate }.min() ?? 1
  return DesignRecommendationComparison(
    space: catalogue.space.name, designs: catalogue.points.count, trainingLayers: recommender.layers,
    unseenLayers: own, languageModelLayers: language,
    networks: DesignJudge.joined(networks),
    errorRatio: (own.scores["recommender"]?.errorRate ?? 1) / max(best, .leastNormalMagnitude),
    labelSeconds: (labelled - start) / .seconds(1), trainingSeconds: (trained - begun) / .seconds(1),
    answerMilliseconds: (answer / .milliseconds(1)) / 100, vectorWeights: recommender.vectorWeights)
}

/// The layers of networks that equal no earlier one.
private func distinctLayers(of networks: [Workload]) -> [Layer] {
  var seen: Set<LayerContent> = []
  return networks.flatMap(\.layers).filter { seen.insert($0.content).inserted }
}

/// Asks every model the same questions.
private struct DesignJudge {
  let catalogue: DesignCatalogue
  let recommender: DesignRecommender
  let baselines: DesignBaselines

  /// A question with the logarithm of the objective on each design.
  struct Judged {
    var question: DesignBaselines.Question
    var values: [Double]
  }

  /// Answers to some questions: which are right, and what each costs over the least.
  struct Answers {
    var right: [String: [Bool]] = [:]
    var regrets: [String: [Double]] = [:]

    mutating func add(_ name: String, _ place: Int, best: Int, _ values: [Double]) {
      right[name, default: []].append(place == best)
      regrets[name, default: []].append(exp(values[place] - values[best]))
    }

    var group: DesignRecommendationComparison.Group {
      var scores: [String: DesignRecommendationComparison.Score] = [:]
      for (name, marks) in right { scores[name] = .init(right: marks, regrets: regrets[name] ?? []) }
      return DesignRecommendationComparison.Group(questions: right.values.first?.count ?? 0, scores: scores)
    }
  }

  /// Each layer with some budgets, each the area of a random design.
  static func questions(
    _ labelled: (layers: [Layer], costs: [LayerCosts]), _ catalogue: DesignCatalogue, budgets: Int,
    _ random: inout SeededRandom
  ) -> [Judged] {
    var questions: [Judged] = []
    for (layer, costs) in zip(labelled.layers, labelled.costs) {
      let values = costs.logarithms(of: .edp)
      for _ in 0..<budgets {
        let budget = catalogue.areas[random.below(catalogue.areas.count)]
        let best = catalogue.best(by: values, within: budget) ?? 0
        questions.append(Judged(question: .init(layer: layer, budget: budget, best: best), values: values))
      }
    }
    return questions
  }

  /// Every model's score on questions about single layers.
  func group(_ questions: [Judged]) -> DesignRecommendationComparison.Group {
    var answers = Answers()
    let others = baselines.answers(to: questions.map(\.question))
    for (row, judged) in questions.enumerated() {
      for (name, places) in others { answers.add(name, places[row], best: judged.question.best, judged.values) }
      add([judged.question.layer], [1], judged, to: &answers)
    }
    return answers.group
  }

  private func add(_ layers: [Layer], _ counts: [Int], _ judged: Judged, to answers: inout Answers) {
    let models = [
      ("recommender", recommender), ("withoutVectors", recommender.ablated(withoutVectors: true)),
      ("vectorsOnly", recommender.ablated(withoutVectors: false)),
    ]
    for (name, model) in models {
      let choice = model.recommend(
        for: layers, counts: counts, objective: .edp, budget: judged.question.budget
      ).first
      let place = choice.flatMap { catalogue.points.firstIndex(of: $0.point) } ?? 0
      answers.add(name, place, best: judged.question.best, judged.values)
    }
  }

  /// The answers about a whole network within some budgets.
  func score(
    _ network: Workload, _ label: ([Layer]) throws -> (layers: [Layer], costs: [LayerCosts]), budgets: Int,
    _ random: inout SeededRandom
  ) throws -> Answers {
    let labelled = try label(distinctLayers(of: [network]))
    guard let first = labelled.layers.first else { return Answers() }
    let counts = labelled.layers.map { layer in network.layers.count { $0.content == layer.content } }
    let costs = LayerCosts(sumOf: labelled.costs, counts: counts)
    var answers = Answers()
    for judged in Self.questions(([first], [costs]), catalogue, budgets: budgets, &random) {
      add(labelled.layers, counts, judged, to: &answers)
    }
    return answers
  }

  /// The group of several networks' answers.
  static func joined(_ parts: [Answers]) -> DesignRecommendationComparison.Group {
    var all = Answers()
    for part in parts {
      for (name, marks) in part.right { all.right[name, default: []] += marks }
      for (name, regrets) in part.regrets { all.regrets[name, default: []] += regrets }
    }
    return all.group
  }
}
