import Core
import Learning

/// The two stages of training a recommender of designs.
struct DesignTraining {
  let network: DesignNetwork
  let catalogue: DesignCatalogue
  let options: DesignRecommender.Options
  /// What the network sees of each layer.
  let inputs: Matrix<Float>
  /// What it shall predict of each.
  let targets: Matrix<Float>
  /// The costs behind the targets.
  let costs: [LayerCosts]

  /// Trains the network; deterministic for a seed.
  ///
  /// First the encoder: layers with the same best design attract each other, and the cost head learns. Then all of it: the
  /// decoder answers random queries, whose best designs are looked up.
  func train(seed: UInt64, _ random: inout SeededRandom, _ progress: (Int, Int, Float) -> Void) -> [Float] {
    var parameters = network.layout.initial(seed: seed)
    let labels = costs.map { Int32(catalogue.best(by: $0.logarithms(of: .edp), within: .infinity) ?? 0) }
    let (first, all) = (options.contrastiveEpochs, options.contrastiveEpochs + options.epochs)
    let steps = max(1, inputs.rows / options.batch)
    for stage in [0..<first, first..<all] where !stage.isEmpty {
      var adam = Adam(count: network.layout.count, rate: options.rate, decay: options.decay, longest: 5)
      for epoch in stage {
        let order = random.permutation(inputs.rows)
        var sum: Float = 0
        for step in 0..<steps {
          let rows = Array(order[step * inputs.rows / steps..<(step + 1) * inputs.rows / steps])
          var gradient = [Float](repeating: 0, count: network.layout.count)
          sum += loss(rows, contrasting: epoch < first ? labels : nil, parameters, &gradient, &random)
          adam.step(
            &parameters, gradient,
            scale: cosineSchedule((epoch - stage.lowerBound) * steps + step, of: stage.count * steps))
        }
        progress(epoch + 1, all, sum / Float(steps))
      }
    }
    return parameters
  }

  private func loss(
    _ rows: [Int], contrasting labels: [Int32]?, _ parameters: [Float], _ gradient: inout [Float],
    _ random: inout SeededRandom
  ) -> Float {
    var tapes = DesignNetwork.CostTapes(recording: true)
    let encoded = network.encode(inputs.selecting(rows: rows), parameters, &tapes)
    var costLoss = Loss.meanSquared(encoded.costs, targets.selecting(rows: rows))
    let scale = options.costWeight / Float(max(1, targets.columns))
    for index in costLoss.slope.values.indices { costLoss.slope.values[index] *= scale }
    let value: Float
    let slope: Matrix<Float>
    if let labels {
      let contrast = Loss.contrastive(encoded.features, labels: rows.map { labels[$0] })
      (value, slope) = (contrast.value, contrast.slope)
    } else {
      (value, slope) = vectorLoss(encoded.features, rows, parameters, &gradient, &random)
    }
    network.backwardEncode(costs: costLoss.slope, features: slope, parameters, &gradient, &tapes)
    return value + scale * costLoss.value
  }

  /// The loss of the ordinal vectors on as many random queries as there are layers, and its slope by the features.
  private func vectorLoss(
    _ features: Matrix<Float>, _ rows: [Int], _ parameters: [Float], _ gradient: inout [Float],
    _ random: inout SeededRandom
  ) -> (value: Float, slope: Matrix<Float>) {
    let own = rows.map { costs[$0] }
    var mixing = Matrix<Float>(rows: rows.count, columns: rows.count)
    var numbers: [[Float]] = []
    var wanted: [[Float]] = []
    for row in rows.indices {
      let query = DesignQuery.random(of: rows.count, in: catalogue, &random)
      for (column, share) in zip(query.rows, query.shares(of: own)) { mixing[row, column] += share }
      numbers.append(query.numbers(in: catalogue))
      let values = query.costs(of: own).logarithms(of: query.objective)
      let best = catalogue.points[catalogue.best(by: values, within: query.budget) ?? 0]
      wanted.append(zip(network.vectors, best.indices).flatMap { $0.encode($1) })
    }
    var tape = Tape()
    let logits = network.decode(mixing * features, queries: Matrix(numbers), parameters, &tape)
    let loss = Loss.binaryCrossEntropy(logits, Matrix(wanted))
    let mixed = network.backwardDecode(loss.slope, parameters, &gradient, &tape)
    var slope = Matrix<Float>(rows: rows.count, columns: features.columns)
    slope.setProduct(mixing, mixed, transposingLeft: true)
    return (loss.value, slope)
  }
}
