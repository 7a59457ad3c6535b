import Core
import Learning

/// The two stages of training a recommender.
struct RecommenderTraining: Sendable {
  let network: RecommenderNetwork
  let options: HardwareRecommender.Options

  func train(
    _ examples: [HardwareRecommender.Example], seed: UInt64, _ random: inout SeededRandom,
    _ progress: (Int, Int, Float) -> Void
  ) -> [Float] {
    var parameters = network.layout.initial(seed: seed)
    let scaling = Standardisation(of: examples.map(\.logLatency))
    let all = options.contrastiveEpochs + options.epochs
    for stage in [Stage.contrastive, .decoding] {
      let epochs = stage == .contrastive ? options.contrastiveEpochs : options.epochs
      var adam = Learning.Adam(count: network.layout.count, rate: options.rate, decay: options.decay, longest: 5)
      let steps = (examples.count + options.batch - 1) / options.batch
      for epoch in 0..<epochs {
        let order = random.permutation(examples.count)
        var sum: Float = 0
        for step in 0..<steps {
          let rows = order[step * options.batch..<min((step + 1) * options.batch, order.count)]
          var gradient = [Float](repeating: 0, count: network.layout.count)
          sum += loss(stage, rows.map { examples[$0] }, scaling, parameters, &gradient)
          adam.step(&parameters, gradient, scale: cosineSchedule(epoch * steps + step, of: epochs * steps))
        }
        progress((stage == .contrastive ? 0 : options.contrastiveEpochs) + epoch + 1, all, sum / Float(max(1, steps)))
      }
    }
    return parameters
  }

  private enum Stage {
    case contrastive
    case decoding
  }

  private func loss(
    _ stage: Stage, _ examples: [HardwareRecommender.Example], _ scaling: Standardisation, _ parameters: [Float],
    _ gradient: inout [Float]
  ) -> Float {
    let queries = examples.map(\.query)[...]
    var (encoderTape, headTape) = (Tape(), Tape())
    let features = network.encode(queries, parameters, &encoderTape)
    var slope: Matrix<Float>
    let value: Float
    switch stage {
    case .contrastive:
      let labels = examples.map { Int32($0.choice.pe * options.bufferLevels + $0.choice.buffer) }
      let contrast = Loss.contrastive(features, labels: labels)
      let targets = Matrix<Float>(
        rows: examples.count, columns: 1, values: examples.map { Float(scaling.standardise($0.logLatency)) })
      let latency = Loss.meanSquared(network.latency(features, parameters, &headTape), targets)
      slope = network.backwardLatency(latency.slope, parameters, &gradient, &headTape)
      slope.add(contrast.slope)
      value = contrast.value + latency.value
    case .decoding:
      let targets = Matrix<Float>(
        rows: examples.count, columns: network.peVector.intervals + network.bufferVector.intervals,
        values: examples.flatMap {
          network.peVector.encode($0.choice.pe) + network.bufferVector.encode($0.choice.buffer)
        })
      let vectors = Loss.binaryCrossEntropy(network.decode(features, parameters, &headTape), targets)
      slope = network.backwardDecode(vectors.slope, parameters, &gradient, &headTape)
      value = vectors.value
    }
    network.backwardEncode(slope, queries, parameters, &gradient, &encoderTape)
    return value
  }
}
