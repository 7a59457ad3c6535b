package import Core
import Foundation
package import Learning

/// Recommends a design of a catalogue for a network and a budget in one pass of a network of its own.
///
/// It learns from layers whose costs on every design were worked out (`ListedDesigns.costs`), so that the best design of
/// any of them, and of any network of them, is known for every budget. Area is known exactly and never predicted: designs
/// beyond the budget are out.
package struct DesignRecommender: Sendable {
  /// Training.
  package struct Options: Hashable, Sendable, Codable {
    /// Passes of the contrastive stage, and of the decoder's.
    package var contrastiveEpochs = 20
    package var epochs = 180
    /// Layers of a step.
    package var batch = 64
    package var rate: Float = 2e-3
    package var decay: Float = 0.01
    /// Networks whose predictions are averaged, each of a seed of its own.
    package var members = 4
    /// How much the mean squared error of scaled costs counts beside the other losses.
    package var costWeight: Float = 20

    /// The usual settings.
    package init() {}

    /// How often progress is reported: epochs of all members.
    package var steps: Int { members * (contrastiveEpochs + epochs) }
  }

  /// A design with what is predicted of it.
  package struct Choice: Hashable, Sendable {
    /// The design.
    package var point: DesignPoint
    /// Square millimetres, known.
    package var area: Double
    /// Seconds of the network, predicted.
    package var seconds: Double
    /// Joules of the network, predicted.
    package var joules: Double
  }

  /// The designs it chooses from.
  package let catalogue: DesignCatalogue
  /// Layers it learnt from.
  package let layers: Int
  private let network: DesignNetwork
  /// The parameters of each of some networks, whose predictions are averaged.
  private let members: [[Float]]
  private let scaling: CostScaling
  /// For each objective, in the order of all.
  private var rules: [DecisionRule]

  /// Trains a recommender; deterministic for a seed.
  ///
  /// A tenth of the layers is left out of the training: on random networks of them the rule is chosen that finds the best
  /// design most often.
  ///
  /// - Parameters:
  ///   - catalogue: The designs.
  ///   - layers: What is learnt from, 20 or more that every design can run.
  ///   - costs: Their costs on each design.
  ///   - options: Training.
  ///   - seed: Of the first parameters, the order of layers and the queries.
  ///   - progress: Called after each epoch with its number, that of all, and the mean loss.
  package init(
    _ catalogue: DesignCatalogue, layers: [Layer], costs: [LayerCosts], options: Options = Options(), seed: UInt64,
    progress: (Int, Int, Float) -> Void = { _, _, _ in }
  ) {
    var random = SeededRandom(seed: seed, stream: .max)
    let shuffled = random.permutation(layers.count)
    let (kept, used) = (Array(shuffled.prefix(layers.count / 10)), Array(shuffled.dropFirst(layers.count / 10)))
    let scaling = CostScaling(used.map { layers[$0] }, used.map { costs[$0] })
    let network = Self.network(of: catalogue, scaling)
    let training = DesignTraining(
      network: network, catalogue: catalogue, options: options,
      inputs: Matrix(used.map { LayerDescription.numbers(of: layers[$0]) }),
      targets: Matrix(used.map { scaling.encode(costs[$0], of: layers[$0]) }), costs: used.map { costs[$0] })
    self.catalogue = catalogue
    self.layers = used.count
    self.network = network
    self.scaling = scaling
    let epochs = options.contrastiveEpochs + options.epochs
    members = (0..<options.members).map { member in
      training.train(seed: seed &+ UInt64(member), &random) { epoch, _, loss in
        progress(member * epochs + epoch, options.members * epochs, loss)
      }
    }
    rules = RecommendedObjective.allCases.map { _ in DecisionRule() }
    rules = chosenRules(kept.map { layers[$0] }, kept.map { costs[$0] }, &random)
  }

  private static func network(of catalogue: DesignCatalogue, _ scaling: CostScaling) -> DesignNetwork {
    DesignNetwork(
      inputs: LayerDescription.count, costs: scaling.count, queries: DesignQuery.numberCount,
      levels: catalogue.space.parameters.map(\.count))
  }
}

// MARK: - Answers

extension DesignRecommender {
  /// The designs recommended for a network, the best first.
  ///
  /// - Parameters:
  ///   - layers: The network's layers, no two alike.
  ///   - counts: How often each runs.
  ///   - objective: What the design shall be best at.
  ///   - budget: Square millimetres it may have.
  ///   - count: How many designs are wanted.
  /// - Returns: As many as wanted, fewer where fewer keep to the budget.
  package func recommend(
    for layers: [Layer], counts: [Int], objective: RecommendedObjective, budget: Double, count: Int = 1
  ) -> [Choice] {
    guard !layers.isEmpty else { return [] }
    let query = DesignQuery(
      rows: Array(layers.indices), counts: counts, objective: objective, budget: budget)
    let belief = belief(of: layers)
    let view = view(of: query, belief)
    let rule = rule(for: objective)
    let scores = rule.scores(objective: view.costs.logarithms(of: objective), vectors: view.vectors)
    guard let best = catalogue.best(by: scores, within: budget, slack: rule.slack) else { return [] }
    let others = catalogue.points.indices.filter { $0 != best && catalogue.areas[$0] <= budget }
      .sorted { (scores[$0], $0) < (scores[$1], $1) }
    return ([best] + others).prefix(count).map { place in
      Choice(
        point: catalogue.points[place], area: catalogue.areas[place], seconds: view.costs.seconds[place],
        joules: view.costs.joules[place])
    }
  }

  /// The recommender with only the predicted costs, or only the ordinal vectors, deciding: for ablations.
  package func ablated(withoutVectors: Bool) -> DesignRecommender {
    var ablated = self
    ablated.rules = rules.map {
      DecisionRule(vectorWeight: withoutVectors ? 0 : 1e6, slack: withoutVectors ? $0.slack : 0)
    }
    return ablated
  }

  /// How much a unit of the vectors' score counts for each objective, in the order of all.
  package var vectorWeights: [Double] { rules.map(\.vectorWeight) }

  private func rule(for objective: RecommendedObjective) -> DecisionRule {
    rules[RecommendedObjective.allCases.firstIndex(of: objective) ?? 0]
  }

  /// What is believed of layers: each member's features, and the costs on each design all agree on.
  private struct Belief {
    var features: [Matrix<Float>]
    var costs: [LayerCosts]
  }

  private func belief(of layers: [Layer]) -> Belief {
    let inputs = Matrix(layers.map(LayerDescription.numbers))
    var features: [Matrix<Float>] = []
    var mean = Matrix<Float>(rows: layers.count, columns: scaling.count)
    for parameters in members {
      var tapes = DesignNetwork.CostTapes(recording: false)
      let encoded = network.encode(inputs, parameters, &tapes)
      features.append(encoded.features)
      for index in mean.values.indices { mean.values[index] += encoded.costs.values[index] / Float(members.count) }
    }
    return Belief(features: features, costs: layers.indices.map { scaling.decode(mean.row($0), of: layers[$0]) })
  }

  /// What is believed of a query: the network's costs, and the vectors' score of each design; more is likelier.
  private func view(of query: DesignQuery, _ belief: Belief) -> (costs: LayerCosts, vectors: [Double]) {
    var mixing = Matrix<Float>(rows: 1, columns: belief.costs.count)
    for (column, share) in zip(query.rows, query.shares(of: belief.costs)) { mixing[0, column] += share }
    let numbers = Matrix([query.numbers(in: catalogue)])
    var levels = [Float](repeating: 0, count: network.vectors.reduce(0) { $0 + $1.intervals })
    for (parameters, features) in zip(members, belief.features) {
      var tape = Tape(recording: false)
      let logits = network.decode(mixing * features, queries: numbers, parameters, &tape)
      for (index, logit) in logits.values.enumerated() { levels[index] += logistic(logit) / Float(members.count) }
    }
    var scores: [[Float]] = []
    var first = 0
    for vector in network.vectors {
      scores.append(vector.scores(levels[first..<first + vector.intervals]))
      first += vector.intervals
    }
    let vectors = catalogue.points.map { point in
      zip(scores, point.indices).reduce(0.0) { $0 + Double($1.0[$1.1]) }
    }
    return (query.costs(of: belief.costs), vectors)
  }

  /// For each objective the rule that is right most often on random networks of layers; of equally good ones the first.
  private func chosenRules(
    _ layers: [Layer], _ costs: [LayerCosts], _ random: inout SeededRandom
  ) -> [DecisionRule] {
    guard !layers.isEmpty else { return rules }
    let belief = belief(of: layers)
    var right = RecommendedObjective.allCases.map { _ in [Int](repeating: 0, count: DecisionRule.candidates.count) }
    for number in 0..<Self.judgedQueries {
      var query = DesignQuery.random(of: layers.count, in: catalogue, &random)
      let objective = number % right.count
      query.objective = RecommendedObjective.allCases[objective]
      let truth = catalogue.best(by: query.costs(of: costs).logarithms(of: query.objective), within: query.budget)
      let view = view(of: query, belief)
      let objectives = view.costs.logarithms(of: query.objective)
      for (index, rule) in DecisionRule.candidates.enumerated() {
        let scores = rule.scores(objective: objectives, vectors: view.vectors)
        if catalogue.best(by: scores, within: query.budget, slack: rule.slack) == truth {
          right[objective][index] += 1
        }
      }
    }
    return right.map { counts in
      DecisionRule.candidates[counts.firstIndex(of: counts.max() ?? 0) ?? 0]
    }
  }

  /// Random networks a rule is judged by.
  private static let judgedQueries = 900
}

// MARK: - Files

extension DesignRecommender {
  /// What a file says before the network's parameters.
  private struct Header: Codable {
    var catalogue: DesignCatalogue
    var layers: Int
    var members: Int
    var scaling: CostScaling
    var rules: [DecisionRule]
  }

  /// The recommender as bytes: the SHA-256 of a header in JSON, its length, little-endian in 32 bits, the header, and the
  /// parameters of each member as a `Checkpoint`, all of one length.
  ///
  /// - Throws: What keeps a number from being written.
  package func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let header = try encoder.encode(
      Header(catalogue: catalogue, layers: layers, members: members.count, scaling: scaling, rules: rules))
    let length = (0..<4).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return members.reduce(Self.digest(of: header) + length + header) { $0 + Checkpoint.encode($1, network.layout) }
  }

  /// A recommender from its bytes.
  ///
  /// - Throws: `Checkpoint.Failure` when they aren't whole.
  package init(bytes: [UInt8]) throws(Checkpoint.Failure) {
    guard bytes.count >= Self.start else { throw .damaged }
    let length = bytes[Self.start - 4..<Self.start].reversed().reduce(0) { $0 << 8 | Int($1) }
    let end = Self.start + length
    guard bytes.count >= end else { throw .damaged }
    let text = Data(bytes[Self.start..<end])
    guard Self.digest(of: text) == Array(bytes[..<(Self.start - 4)]),
      let header = try? JSONDecoder().decode(Header.self, from: text)
    else { throw .damaged }
    catalogue = header.catalogue
    layers = header.layers
    scaling = header.scaling
    rules = header.rules
    network = Self.network(of: header.catalogue, header.scaling)
    let rest = bytes[end...]
    guard header.members > 0, rest.count % header.members == 0 else { throw .damaged }
    let size = rest.count / header.members
    var members: [[Float]] = []
    for first in stride(from: end, to: bytes.count, by: max(1, size)) {
      members.append(try Checkpoint.decode(Array(bytes[first..<first + size]), network.layout))
    }
    guard members.count == header.members else { throw .damaged }
    self.members = members
  }

  /// Where the header begins.
  private static let start = 36

  private static func digest(of header: Data) -> [UInt8] {
    var hash = SHA256()
    hash.update(header)
    return hash.finish()
  }
}
