import Learning

/// A block of a transformer's encoder: attention among the tokens of a sample, then a network of each token, both
/// normalised before and added to what they are given (Vaswani et al., 2017; Xiong et al., "On Layer Normalization in the
/// Transformer Architecture", ICML 2020, for the order).
func transformerBlock(
  tokens: Int, width: Int, named name: String, _ layout: inout ParameterLayout
) -> [any NetworkLayer] {
  [
    Residual(
      Sequential([
        LayerNorm(columns: width, named: "\(name).first", &layout),
        Attention(tokens: tokens, width: width, heads: 4, named: "\(name).attention", &layout),
      ])),
    Residual(
      Sequential([
        LayerNorm(columns: width, named: "\(name).second", &layout),
        Sequential(widths: [width, 2 * width, width], activation: .relu, named: "\(name).forward", &layout),
      ])),
  ]
}

/// A row cut into tokens: the inverse of `Flatten`.
struct SplitTokens: NetworkLayer {
  let tokens: Int

  func forward(_ input: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    Matrix(rows: input.rows * tokens, columns: input.columns / tokens, values: input.values)
  }

  func backward(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    Matrix(rows: slope.rows / tokens, columns: slope.columns * tokens, values: slope.values)
  }
}
