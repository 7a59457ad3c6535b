import Core
import Foundation
import Learning

/// A hardware configuration recommended for a layer in one pass of a network.
package struct HardwareRecommender: Sendable {
  /// A configuration: a level of PEs and a level of buffers.
  package struct Choice: Hashable, Sendable {
    package var pe: Int
    package var buffer: Int

    package init(pe: Int, buffer: Int) {
      self.pe = pe
      self.buffer = buffer
    }
  }

  /// A layer with the configuration found for it and its latency there.
  package struct Example: Hashable, Sendable {
    package var query: RecommenderQuery
    package var choice: Choice
    /// The natural logarithm of the latency.
    package var logLatency: Double

    package init(query: RecommenderQuery, choice: Choice, logLatency: Double) {
      self.query = query
      self.choice = choice
      self.logLatency = logLatency
    }
  }

  /// Sizes and training.
  package struct Options: Hashable, Sendable {
    /// Levels of PEs and of buffers.
    package var peLevels = 64
    package var bufferLevels = 12
    /// K of each unified ordinal vector; the released code has 16 for PEs, which is right less often on rows held back.
    package var peIntervals = 64
    package var bufferIntervals = 12
    /// Blocks of attention in the encoder.
    package var blocks = 1
    /// Passes of the contrastive stage, and of the decoder's.
    package var contrastiveEpochs = 1
    package var epochs = 12
    /// Rows of a step.
    package var batch = 256
    package var rate: Float = 2e-3
    package var decay: Float = 0.01

    /// The usual settings.
    package init() {}
  }

  private let network: RecommenderNetwork
  private let parameters: [Float]
  /// How much less likely the level of more PEs may be and still be chosen.
  package let peTolerance: Float

  /// Trains a recommender.
  ///
  /// Deterministic for a seed.
  ///
  /// First stage: supervised contrastive loss on configurations plus the square of the error of the standardised logarithm
  /// of the latency, as the paper has it. Second stage: the decoder with the encoder, on binary cross-entropy of both
  /// vectors; the released code freezes the encoder, which costs accuracy. Several PE levels are often equally fast and the
  /// label is any of them, so that levels nearly as likely as the likeliest yield to the highest; how nearly is chosen on a
  /// tenth of the examples, left out for that, and all but far likelier ones yield where nothing else is right clearly more often.
  ///
  /// - Parameters:
  ///   - examples: What is learnt from.
  ///   - options: Sizes and training.
  ///   - seed: Of the first parameters and the order of examples.
  ///   - progress: Called after each epoch with its number, that of all, and the mean loss.
  package init(
    _ examples: [Example], options: Options = Options(), seed: UInt64,
    progress: (Int, Int, Float) -> Void = { _, _, _ in }
  ) {
    var random = SeededRandom(seed: seed, stream: .max)
    let shuffled = random.permutation(examples.count).map { examples[$0] }
    let kept = shuffled.prefix(shuffled.count / 10)
    let training = Array(shuffled.dropFirst(kept.count))
    let tableSizes = RecommenderQuery.names.indices.map { token in
      1 + Int(examples.reduce(0) { max($0, $1.query.numbers[token]) })
    }
    let network = RecommenderNetwork(
      tableSizes: tableSizes, peVector: UnifiedOrdinalVector(levels: options.peLevels, intervals: options.peIntervals),
      bufferVector: UnifiedOrdinalVector(levels: options.bufferLevels, intervals: options.bufferIntervals),
      blocks: options.blocks)
    let trainer = RecommenderTraining(network: network, options: options)
    let parameters = trainer.train(training, seed: seed, &random, progress)
    self.network = network
    self.parameters = parameters
    peTolerance = Self.tolerance(network, parameters, kept)
  }

  /// The configurations recommended for queries.
  package func recommend(_ queries: [RecommenderQuery]) -> [Choice] {
    Self.shares(network, parameters, queries[...]).map { pe, buffer in
      Choice(
        pe: network.peVector.decode(pe, tolerance: peTolerance), buffer: network.bufferVector.decode(buffer))
    }
  }

  /// Both vectors of each query.
  private static func shares(
    _ network: RecommenderNetwork, _ parameters: [Float], _ queries: ArraySlice<RecommenderQuery>
  ) -> [(pe: [Float], buffer: [Float])] {
    var result: [(pe: [Float], buffer: [Float])] = []
    result.reserveCapacity(queries.count)
    for first in stride(from: queries.startIndex, to: queries.endIndex, by: 512) {
      var tape = Tape(recording: false)
      let batch = queries[first..<min(first + 512, queries.endIndex)]
      let logits = network.decode(network.encode(batch, parameters, &tape), parameters, &tape)
      for row in 0..<batch.count {
        let shares = logits.row(row).map(logistic)
        result.append(
          (Array(shares.prefix(network.peVector.intervals)), Array(shares.dropFirst(network.peVector.intervals))))
      }
    }
    return result
  }

  /// The tolerance with which most of the examples left out are right, if it is right more often than the highest level
  /// alone by two standard errors; else one that only levels far likelier overcome.
  ///
  /// Where labels are drawn at random among levels equally good, a model that follows its own slight leanings is wrong more
  /// often than the constant on as many samples as it is right.
  private static func tolerance(
    _ network: RecommenderNetwork, _ parameters: [Float], _ examples: ArraySlice<Example>
  ) -> Float {
    let shares = shares(network, parameters, examples.map(\.query)[...])
    let highest = network.peVector.levels - 1
    let candidates: [Float] = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1]
    var best: (tolerance: Float, gain: Int) = (farLikelier, 0)
    for tolerance in candidates {
      var (won, lost) = (0, 0)
      for (share, example) in zip(shares, examples) {
        let level = network.peVector.decode(share.pe, tolerance: tolerance)
        guard level != highest else { continue }
        if level == example.choice.pe { won += 1 }
        if highest == example.choice.pe { lost += 1 }
      }
      // A sign test: won − lost of won + lost fair coins has variance won + lost.
      let isClear = won > lost && (won - lost) * (won - lost) > 4 * (won + lost)
      if isClear, won - lost >= best.gain { best = (tolerance, won - lost) }
    }
    return best.tolerance
  }

  /// Between two levels alike the scores differ by less than 1; they differ by more where the labels are of many levels, none
  /// of them often the highest.
  private static let farLikelier: Float = 4
}
