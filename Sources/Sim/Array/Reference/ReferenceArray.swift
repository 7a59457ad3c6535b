package import Core

/// A systolic array simulated register by register and cycle by cycle, moving numbers through its PEs.
///
/// It computes a layer's outputs: folds enter skewed at the edges, sums are caught as they appear at the bottom and
/// added up in an accumulator outside the array. Cycles and words are what was observed, never calculated. Slow on
/// purpose: some 20 ns for each PE and cycle.
package enum ReferenceArray {
  /// Runs a layer, and watches the array for `idleCycles` after the last output.
  package static func run<Element>(
    _ operands: LayerOperands<Element>, on array: ArrayConfiguration, idleCycles: Int = 0
  ) -> ReferenceRun<Element.Sum> {
    switch array.dataflow {
    case .weightStationary, .inputStationary:
      run(operands, on: array, mesh: StationaryOperandMesh(array), idleCycles: idleCycles)
    case .outputStationary:
      run(operands, on: array, mesh: StationarySumMesh(array), idleCycles: idleCycles)
    }
  }

  /// Runs an int8 layer with wrapping int32 sums.
  ///
  /// - Throws: `UnusableArray` when the element counts are not the layer's.
  package static func convolution(
    _ layer: Convolution, inputs: [Int8], weights: [Int8], on array: ArrayConfiguration, idleCycles: Int = 0
  ) throws -> ReferenceRun<Int32> {
    run(try LayerOperands(layer, inputs: inputs, weights: weights), on: array, idleCycles: idleCycles)
  }

  /// Runs the product of an int8 M×K matrix and an int8 K×N matrix, both stored row by row.
  ///
  /// - Throws: `UnusableArray` when the element counts are not the matrices'.
  package static func gemm(
    m: Int, n: Int, k: Int, inputs: [Int8], weights: [Int8], on array: ArrayConfiguration, idleCycles: Int = 0
  ) throws -> ReferenceRun<Int32> {
    try convolution(
      .gemm(m: m, n: n, k: k), inputs: inputs, weights: weights, on: array, idleCycles: idleCycles)
  }

  private static func run<Mesh: SystolicMesh>(
    _ operands: LayerOperands<Mesh.Element>, on array: ArrayConfiguration, mesh initial: Mesh, idleCycles: Int
  ) -> ReferenceRun<Mesh.Element.Sum> {
    let folds = FoldSequence(operands.shape, on: array)
    var mesh = initial
    var edge = MeshEdge<Mesh.Element>(array)
    var issuer = FoldIssuer(folds, on: array)
    var feeder = EdgeFeeder(operands, folds, on: array)
    var collector = OutputCollector<Mesh.Element.Sum>(folds, on: array)
    /// More registers than lie on any way through the array.
    let registers = 2 * array.rows * (array.partialSumCyclesPerRow + 1) + array.columns + array.pipelineDepth + 2
    var cycle = 0
    var idle = 0
    var quiet = 0
    while !collector.isComplete || idle < idleCycles {
      idle += collector.isComplete ? 1 : 0
      let issue = issuer.next(isDrained: collector.isDrained)
      collector.expect(issue, at: cycle)
      feeder.feed(&edge, issue, at: cycle, counting: &collector.records)
      mesh.advance(&edge)
      let isQuiet = !collector.collect(edge.bottom, at: cycle) && issue.isEmpty
      quiet = isQuiet && !collector.isComplete ? quiet + 1 : 0
      precondition(quiet <= registers, "no output after \(quiet) quiet cycles of \(array)")
      cycle += 1
    }
    return collector.run
  }
}

/// What was observed of one fold; cycles count from the first word of the run.
package struct FoldRecord: Hashable, Sendable {
  package var fold: Fold
  /// The cycle in which the first streamed word entered.
  package var streamStart: Int
  /// The cycle in which the first output was visible.
  package var firstOutput: Int
  /// The cycle in which the last output was visible.
  package var lastOutput: Int
  package var accesses: ArrayAccesses
}

/// What a run of the reference array produced.
package struct ReferenceRun<Sum: ArraySum>: Sendable {
  /// The layer's outputs, group by group, row by row.
  package var outputs: [Sum]
  /// From the first word presented to the last output visible, both included.
  package var cycles: Int
  package var accesses: ArrayAccesses
  package var folds: [FoldRecord]
  /// Sums that appeared at the bottom edge without a fold to belong to; 0 in a sound array.
  package var strayOutputs: Int
}
