import Learning

/// A layer and a dataflow as the recommender is asked about them.
package struct RecommenderQuery: Hashable, Sendable {
  /// Output and input channels, input width and height, filter width and height, dataflow; each from 0.
  package var numbers: [Int32]

  /// What a query's numbers are called.
  package static let names = ["K", "C", "X", "Y", "R", "S", "df", "P", "Q"]

  /// A query of a layer; output width and height are worked out.
  package init(k: Int, c: Int, x: Int, y: Int, r: Int, s: Int, dataflow: Int) {
    numbers = [k, c, x, y, r, s, dataflow, max(0, x - r + 1), max(0, y - s + 1)].map { Int32(clamping: $0) }
  }
}

/// An encoder–decoder transformer from a layer to two vectors of levels.
///
/// After AIrchitect v2 (Seo et al., DATE 2025, arXiv 2501.09954, and its released code at fa36d2fd): a learnt row for each
/// value of each number makes a token of it; blocks of attention; a feature of 128; a decoder; unified ordinal vectors. Here
/// the output sizes are tokens too, blocks normalise before they attend, the decoder attends among four parts of a sample's
/// own feature (the released one attends across the samples of a batch), and both heads are trained.
struct RecommenderNetwork: Sendable {
  static let width = 32
  static let featureWidth = 128

  let layout: ParameterLayout
  let peVector: UnifiedOrdinalVector
  let bufferVector: UnifiedOrdinalVector

  private let tables: [Embedding]
  private let encoder: Sequential
  private let decoder: Sequential
  /// From the feature to the logarithm of the latency.
  private let latencyHead: Sequential

  init(tableSizes: [Int], peVector: UnifiedOrdinalVector, bufferVector: UnifiedOrdinalVector, blocks: Int) {
    self.peVector = peVector
    self.bufferVector = bufferVector
    var layout = ParameterLayout()
    let (tokens, width, feature) = (tableSizes.count, Self.width, Self.featureWidth)
    tables = zip(tableSizes, RecommenderQuery.names).map { size, name in
      Embedding(entries: size, width: width, named: name, &layout)
    }
    var layers: [any NetworkLayer] = []
    for index in 0..<blocks {
      layers += transformerBlock(tokens: tokens, width: width, named: "encoder.\(index)", &layout)
    }
    layers += [
      Flatten(tokens: tokens), Activation.relu,
      Sequential(widths: [tokens * width, 2 * feature, feature], activation: .relu, named: "encoder.feature", &layout),
    ]
    encoder = Sequential(layers)
    let parts = feature / width
    let outputs = peVector.intervals + bufferVector.intervals
    decoder = Sequential(
      [SplitTokens(tokens: parts)] + transformerBlock(tokens: parts, width: width, named: "decoder", &layout) + [
        Flatten(tokens: parts), LayerNorm(columns: feature, named: "decoder.last", &layout),
        Sequential(widths: [feature, feature, outputs], activation: .relu, named: "decoder.heads", &layout),
      ])
    latencyHead = Sequential(widths: [feature, 64, 1], activation: .relu, named: "latency", &layout)
    self.layout = layout
  }

  /// The features of queries, a row each.
  func encode(_ queries: ArraySlice<RecommenderQuery>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    let tokens = tables.count
    var input = Matrix<Float>(rows: queries.count * tokens, columns: Self.width)
    for (token, table) in tables.enumerated() {
      let rows = table.forward(queries.map { $0.numbers[token] }, parameters)
      for sample in 0..<queries.count {
        let (from, to) = (sample * Self.width, (sample * tokens + token) * Self.width)
        for column in 0..<Self.width { input.values[to + column] = rows.values[from + column] }
      }
    }
    return encoder.forward(input, parameters, &tape)
  }

  /// Adds what a slope of the features means for the encoder's parameters.
  func backwardEncode(
    _ slope: Matrix<Float>, _ queries: ArraySlice<RecommenderQuery>, _ parameters: [Float], _ gradient: inout [Float],
    _ tape: inout Tape
  ) {
    let tokens = tables.count
    let inputSlope = encoder.backward(slope, parameters, &gradient, &tape)
    for (token, table) in tables.enumerated() {
      let rows = inputSlope.selecting(rows: stride(from: token, to: inputSlope.rows, by: tokens).map { $0 })
      table.backward(rows, queries.map { $0.numbers[token] }, &gradient)
    }
  }

  /// The logits of both vectors, side by side.
  func decode(_ features: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    decoder.forward(features, parameters, &tape)
  }

  func backwardDecode(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    decoder.backward(slope, parameters, &gradient, &tape)
  }

  func latency(_ features: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    latencyHead.forward(features, parameters, &tape)
  }

  func backwardLatency(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    latencyHead.backward(slope, parameters, &gradient, &tape)
  }
}
