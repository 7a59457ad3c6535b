import Foundation

/// Multi-head self-attention among the tokens of each sample (Vaswani et al., "Attention Is All You Need", 2017,
/// section 3.2); a batch has `tokens` rows a sample.
package struct Attention: NetworkLayer {
  /// Rows of a sample.
  package let tokens: Int
  /// Heads, each with its share of the columns.
  package let heads: Int

  private let width: Int
  private let joint: Linear
  private let output: Linear

  /// A layer of the given sizes.
  ///
  /// - Precondition: `heads` divides `width`.
  package init(tokens: Int, width: Int, heads: Int, named name: String, _ layout: inout ParameterLayout) {
    precondition(width % heads == 0, "\(heads) heads for a width of \(width)")
    self.tokens = tokens
    self.heads = heads
    self.width = width
    joint = Linear(from: width, to: 3 * width, named: "\(name).joint", &layout)
    output = Linear(from: width, to: width, named: "\(name).output", &layout)
  }

  package func forward(_ input: Matrix<Float>, _ parameters: [Float], _ tape: inout Tape) -> Matrix<Float> {
    let mixed = joint.forward(input, parameters, &tape)
    let samples = input.rows / tokens
    var shares = Matrix<Float>(rows: samples * heads, columns: tokens * tokens)
    var gathered = Matrix<Float>(rows: input.rows, columns: width)
    let depth = width / heads
    let scale = 1 / Float(depth).squareRoot()
    let stride = 3 * width
    mixed.values.withUnsafeBufferPointer { m in
      shares.values.withUnsafeMutableBufferPointer { a in
        gathered.values.withUnsafeMutableBufferPointer { g in
          for sample in 0..<samples {
            for head in 0..<heads {
              let column = head * depth
              let own = (sample * heads + head) * tokens * tokens
              for i in 0..<tokens {
                let query = (sample * tokens + i) * stride + column
                for j in 0..<tokens {
                  let key = (sample * tokens + j) * stride + width + column
                  var sum: Float = 0
                  for d in 0..<depth { sum += m[query + d] * m[key + d] }
                  a[own + i * tokens + j] = sum * scale
                }
                softmax(UnsafeMutableBufferPointer(rebasing: a[own + i * tokens..<own + (i + 1) * tokens]))
                let target = (sample * tokens + i) * width + column
                for j in 0..<tokens {
                  let value = (sample * tokens + j) * stride + 2 * width + column
                  let share = a[own + i * tokens + j]
                  for d in 0..<depth { g[target + d] += share * m[value + d] }
                }
              }
            }
          }
        }
      }
    }
    tape.push(mixed)
    tape.push(shares)
    return output.forward(gathered, parameters, &tape)
  }

  package func backward(
    _ slope: Matrix<Float>, _ parameters: [Float], _ gradient: inout [Float], _ tape: inout Tape
  ) -> Matrix<Float> {
    let gatheredSlope = output.backward(slope, parameters, &gradient, &tape)
    let shares = tape.pop()
    let mixed = tape.pop()
    var mixedSlope = Matrix<Float>(rows: mixed.rows, columns: mixed.columns)
    let depth = width / heads
    let scale = 1 / Float(depth).squareRoot()
    let stride = 3 * width
    var shareSlopes = [Float](repeating: 0, count: tokens)
    mixed.values.withUnsafeBufferPointer { m in
      shares.values.withUnsafeBufferPointer { a in
        gatheredSlope.values.withUnsafeBufferPointer { g in
          mixedSlope.values.withUnsafeMutableBufferPointer { result in
            for sample in 0..<mixed.rows / tokens {
              for head in 0..<heads {
                let column = head * depth
                let own = (sample * heads + head) * tokens * tokens
                for i in 0..<tokens {
                  let query = (sample * tokens + i) * stride + column
                  let target = (sample * tokens + i) * width + column
                  var weighted: Float = 0
                  for j in 0..<tokens {
                    let value = (sample * tokens + j) * stride + 2 * width + column
                    let share = a[own + i * tokens + j]
                    var sum: Float = 0
                    for d in 0..<depth {
                      sum += g[target + d] * m[value + d]
                      result[value + d] += share * g[target + d]
                    }
                    shareSlopes[j] = sum
                    weighted += sum * share
                  }
                  for j in 0..<tokens {
                    let key = (sample * tokens + j) * stride + width + column
                    let inner = a[own + i * tokens + j] * (shareSlopes[j] - weighted) * scale
                    for d in 0..<depth {
                      result[query + d] += inner * m[key + d]
                      result[key + d] += inner * m[query + d]
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return joint.backward(mixedSlope, parameters, &gradient, &tape)
  }
}

/// Replaces numbers by their exponentials' shares of the sum.
func softmax(_ values: UnsafeMutableBufferPointer<Float>) {
  var highest = -Float.infinity
  for value in values { highest = max(highest, value) }
  var sum: Float = 0
  for index in values.indices {
    values[index] = exp(values[index] - highest)
    sum += values[index]
  }
  for index in values.indices { values[index] /= sum }
}
