import Learning

/// An encoder–decoder transformer from layers, an objective and a budget to a design of a catalogue.
///
/// After AIrchitect v2 (Seo et al., DATE 2025, arXiv 2501.09954), for whole networks: the encoder makes tokens of a layer's
/// numbers and a feature of 128 from them; a network's feature is the mean of its layers', each weighted by its share of the
/// cost; the decoder reads a unified ordinal vector of each of the space's parameters from it, from the objective and from
/// the budget. Where the paper's surrogate predicts one latency of a layer, the head here predicts the logarithms of its
/// seconds and joules on every design.
struct DesignNetwork: Sendable {
  static let featureWidth = 128
  private static let tokenWidth = 32
  private static let tokens = 8

  let layout: ParameterLayout
  /// One for each parameter of the space.
  let vectors: [UnifiedOrdinalVector]

  private let encoder: Sequential
  private let costHead: Sequential
  /// From a layer's numbers to its costs past the encoder, so that what is linear needs no learning.
  private let shortcut: Linear
  private let decoder: Sequential

  /// Untrained.
  ///
  /// - Parameters:
  ///   - inputs: Numbers of a layer.
  ///   - costs: Numbers the cost head predicts.
  ///   - queries: Numbers of an objective and a budget.
  ///   - levels: Values of each of the space's parameters.
  init(inputs: Int, costs: Int, queries: Int, levels: [Int]) {
    var layout = ParameterLayout()
    let (width, tokens, feature) = (Self.tokenWidth, Self.tokens, Self.featureWidth)
    vectors = levels.map { UnifiedOrdinalVector(levels: $0, intervals: $0) }
    encoder = Sequential(
      [Linear(from: inputs, to: tokens * width, named: "encoder.tokens", &layout), SplitTokens(tokens: tokens)]
        + transformerBlock(tokens: tokens, width: width, named: "encoder", &layout) + [
          Flatten(tokens: tokens), Activation.relu,
          Sequential(widths: [tokens * width, 2 * feature, feature], activation: .relu, named: "feature", &layout),
        ])
    costHead = Sequential(widths: [feature, 2 * feature, costs], activation: .gelu, named: "costs", &layout)
    shortcut = Linear(from: inputs, to: costs, named: "shortcut", &layout, zero: true)
    let parts = feature / width
    decoder = Sequential(
      [Linear(from: feature + queries, to: feature, named: "decoder.query", &layout), SplitTokens(tokens: parts)]
        + transformerBlock(tokens: parts, width: width, named: "decoder", &layout) + [
          Flatten(tokens: parts), LayerNorm(columns: feature, named: "decoder.last", &layout),
          Sequential(
            widths: [feature, feature, levels.reduce(0, +)], activation: .gelu, named: "decoder.heads", &layout),
        ])
    self.layout = layout
  }

  /// What a forward pass through encoder and cost head leaves for the backward pass.
  struct CostTapes {
    var encoder: Tape
    var head: Tape
    var shortcut: Tape

    init(recording: Bool) {
      encoder = Tape(recording: recording)
      head = Tape(recording: recording)
      shortcut = Tape(recording: recording)
    }
  }

  /// Features and costs of layers, a row each.
  func encode(
    _ inputs: Matrix<Float>, _ parameters: [Float], _ tapes: inout CostTapes
  ) -> (features: Matrix<Float>, costs: Matrix<Float>) {
    let features = encoder.forward(inputs, parameters, &tapes.encoder)
    var costs = costHead.forward(features, parameters, &tapes.head)
    costs.add(shortcut.forward(inputs, parameters, &tapes.shortcut))
    return (features, costs)
  }

  /// Adds what slopes of the costs and of the features mean for the parameters.
  func backwardEncode(
    costs: Matrix<Float>, features: Matrix<Float>?, _ parameters: [Float], _ gradient: inout [Float],
    _ tapes: inout CostTapes
  ) {
    _ = shortcut.backward(costs, parameters, &gradient, &tapes.shortcut)
    var slope = costHead.backward(costs, parameters, &gradient, &tapes.head)
    if let features { slope.add(features) }
    _ = encoder.backward(slope, parameters, &gradient, &tapes.encoder)
  }

  /// The logits of the ordinal vectors, side by side.
  func decode(
    _ features: Matrix<Float>, queries: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    decoder.forward(features.beside(queries), parameters, &tape)
  }

  /// The slope of the features, and what it means for the decoder's parameters added to the gradient.
  func backwardDecode(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    let joined = decoder.backward(slope, parameters, &gradient, &tape)
    var features = Matrix<Float>(rows: joined.rows, columns: Self.featureWidth)
    for row in 0..<joined.rows {
      for column in 0..<Self.featureWidth { features[row, column] = joined[row, column] }
    }
    return features
  }
}
