/// What one copy of a storage level does with one operand over a whole layer, in words.
package struct OperandTraffic<Scalar: ModelScalar>: Sendable {
  /// The largest tile held.
  package var tile: Scalar
  /// Copies of the level in use.
  package var instances: Scalar
  /// Words read: for the level below, or to be added to.
  package var reads: Scalar
  /// Words that come from the parent.
  package var fills: Scalar
  /// Words that come back from the level below.
  package var updates: Scalar
  /// Words of the tensor that belong to this copy; what is elided of the reads and fills of outputs.
  package var partition: Scalar
  /// Units that move for each one asked for: more than 1 where rows are short of whole bursts.
  package var burstPadding: Double

  @inline(__always) init() {
    tile = .zero
    instances = .one
    reads = .zero
    fills = .zero
    updates = .zero
    partition = .zero
    burstPadding = 1
  }
}

/// What a mapping costs under the analytical model.
package struct MappingCost<Scalar: ModelScalar>: Sendable {
  /// Cycles of the whole layer: the maximum over the multipliers and all memories.
  package var cycles: Scalar
  /// Picojoules of the whole layer.
  package var energy: Scalar
  /// Cycles the multipliers alone need.
  package var computeCycles: Scalar
  /// Whether every tile fits its memory.
  package var fits: Bool

  /// Picojoules times cycles.
  @inline(__always) package var edp: Scalar { energy * cycles }
}
