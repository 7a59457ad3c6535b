import Core
import Foundation
import Learning
import Optimizer

/// What a recommender of designs is compared with: simpler models that learnt from the same questions.
///
/// All know the areas, so that none names a design beyond the budget. Inputs are a layer's numbers and the logarithm of the
/// budget; labels are the best designs.
struct DesignBaselines {
  /// A layer and a budget, with the best design where it is known.
  struct Question {
    var layer: Layer
    var budget: Double
    var best = 0

    /// What models see.
    var inputs: [Float] { LayerDescription.numbers(of: layer) + [Float(log(budget))] }
  }

  private let catalogue: DesignCatalogue
  private let examples: [Question]
  private let inputs: Matrix<Float>
  private let scaling: ColumnScaling
  private let counts: [Int]
  private let trees: [GradientBoosting]
  private let classifier: TrainedNetwork
  private let regression: TrainedNetwork

  init(_ catalogue: DesignCatalogue, _ examples: [Question], seed: UInt64, _ progress: (String) -> Void) {
    self.catalogue = catalogue
    self.examples = examples
    let raw = Matrix(examples.map(\.inputs))
    scaling = ColumnScaling(raw.double)
    inputs = scaling.apply(raw)
    var counts = [Int](repeating: 0, count: catalogue.points.count)
    for example in examples { counts[example.best] += 1 }
    self.counts = counts
    let parameters = catalogue.space.parameters
    var options = GradientBoosting.Options()
    options.rounds = 60
    trees = parameters.indices.map { parameter in
      progress("trees for \(parameters[parameter].name)")
      return GradientBoosting.classification(
        raw, labels: examples.map { catalogue.points[$0.best].indices[parameter] },
        classes: parameters[parameter].count, options)
    }
    progress("a network with cross-entropy")
    var hot = Matrix<Float>(rows: examples.count, columns: catalogue.points.count)
    for (row, example) in examples.enumerated() { hot[row, example.best] = 1 }
    classifier = TrainedNetwork(inputs, hot, seed: seed) { Loss.crossEntropy($0, $1) }
    progress("a network with regression")
    let levels = Matrix<Float>(
      examples.map { catalogue.space.unitCoordinates(of: catalogue.points[$0.best]).map { Float($0) } })
    regression = TrainedNetwork(inputs, levels, seed: seed) { Loss.meanSquared($0, $1) }
  }

  /// Each baseline's answers, places in the catalogue, by name.
  func answers(to questions: [Question]) -> [String: [Int]] {
    let raw = Matrix(questions.map(\.inputs), columns: inputs.columns)
    let scaled = scaling.apply(raw)
    let levels = trees.map { $0.predict(raw) }
    let classes = classifier.predict(scaled)
    let places = regression.predict(scaled)
    let coordinates = catalogue.points.map { catalogue.space.unitCoordinates(of: $0).map { Float($0) } }
    var answers: [String: [Int]] = [:]
    func answer(_ name: String, _ row: Int, _ values: [Double]) {
      answers[name, default: []].append(catalogue.best(by: values, within: questions[row].budget) ?? 0)
    }
    for row in questions.indices {
      answer("constant", row, counts.map { -Double($0) })
      answer("nearestNeighbour", row, neighbours(of: scaled.row(row)))
      answer(
        "gradientBoosting", row,
        catalogue.points.map { point in
          // Less the logarithms of shares; a parameter's sum of exponentials is the same for all designs.
          -zip(levels, point.indices).reduce(0.0) { $0 + Double($1.0[row, $1.1]) }
        })
      answer("crossEntropy", row, classes.row(row).map { -Double($0) })
      answer(
        "regression", row,
        coordinates.map { place in
          zip(place, places.row(row)).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        })
    }
    return answers
  }

  /// The distance to the nearest example each design was the best for; infinite for designs that were it nowhere.
  private func neighbours(of row: ArraySlice<Float>) -> [Double] {
    var distances = [Double](repeating: .infinity, count: catalogue.points.count)
    for (index, example) in examples.enumerated() {
      var sum: Float = 0
      for (left, right) in zip(row, inputs.row(index)) { sum += (left - right) * (left - right) }
      distances[example.best] = min(distances[example.best], Double(sum))
    }
    return distances
  }
}

/// A network of two hidden layers, trained on one loss.
private struct TrainedNetwork {
  private let network: Sequential
  private let parameters: [Float]

  private static let width = 256
  private static let epochs = 120
  private static let batch = 128

  init(
    _ inputs: Matrix<Float>, _ targets: Matrix<Float>, seed: UInt64,
    loss: (Matrix<Float>, Matrix<Float>) -> Loss
  ) {
    var layout = ParameterLayout()
    network = Sequential(
      widths: [inputs.columns, Self.width, Self.width, targets.columns], activation: .gelu, named: "baseline", &layout)
    var parameters = layout.initial(seed: seed)
    var adam = Adam(count: layout.count, rate: 2e-3, decay: 0.01, longest: 5)
    var random = SeededRandom(seed: seed)
    let steps = max(1, inputs.rows / Self.batch)
    for epoch in 0..<Self.epochs {
      let order = random.permutation(inputs.rows)
      for step in 0..<steps {
        let rows = Array(order[step * inputs.rows / steps..<(step + 1) * inputs.rows / steps])
        var tape = Tape()
        var gradient = [Float](repeating: 0, count: layout.count)
        let outputs = network.forward(inputs.selecting(rows: rows), parameters, &tape)
        let slope = loss(outputs, targets.selecting(rows: rows)).slope
        _ = network.backward(slope, parameters, &gradient, &tape)
        adam.step(&parameters, gradient, scale: cosineSchedule(epoch * steps + step, of: Self.epochs * steps))
      }
    }
    self.parameters = parameters
  }

  func predict(_ inputs: Matrix<Float>) -> Matrix<Float> {
    var tape = Tape(recording: false)
    return network.forward(inputs, parameters, &tape)
  }
}
