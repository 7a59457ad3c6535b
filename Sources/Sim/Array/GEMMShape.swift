public import Core

/// The products an array computes: `groups` times an M×K matrix of inputs by a K×N matrix of weights.
public struct GEMMShape: Hashable, Sendable {
  /// Rows of the inputs and of the outputs.
  public let m: Int
  /// Columns of the weights and of the outputs.
  public let n: Int
  /// Columns of the inputs, rows of the weights: the products added up in one output.
  public let k: Int
  /// Independent products of the same shape, one after the other.
  public let groups: Int

  /// A checked shape.
  ///
  /// - Throws: `UnusableArray` when a size is below 1 or the multiplications reach 2^60.
  public init(m: Int, n: Int, k: Int, groups: Int = 1) throws {
    for (name, size) in [("M", m), ("N", n), ("K", k), ("groups", groups)] where size < 1 {
      throw UnusableArray(
        .outOfRange(subject: "GEMM", attribute: name, found: "\(size)", expected: "at least 1"))
    }
    guard checkedMultiply(m, n, k, groups) != nil else {
      throw UnusableArray(.overflow(subject: "GEMM", what: "M×N×K×groups"))
    }
    self.m = m
    self.n = n
    self.k = k
    self.groups = groups
  }

  /// A convolution as im2col lays it out: M = N·P·Q output pixels, N = K filters, K = C·R·S filter weights.
  ///
  /// - Throws: `UnusableArray` for a layer that is not valid (`Convolution.invalidity`).
  public init(_ layer: Convolution) throws {
    if let reason = layer.invalidity {
      throw UnusableArray(.other("the layer can't be computed: \(reason)", remedy: "correct its sizes"))
    }
    let bounds = layer.bounds
    try self.init(
      m: bounds.n * bounds.p * bounds.q, n: bounds.k, k: bounds.c * bounds.r * bounds.s, groups: bounds.g)
  }
}
