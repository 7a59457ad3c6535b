import Core
package import Sim

/// A GEMM for a design, cut into folds, and what the reference array makes of it.
package struct ArrayStimulus: Sendable {
  /// What is computed.
  package let shape: GEMMShape
  /// The design's folds.
  package let folds: [Fold]
  /// Words each row takes in during a fold.
  package let streamed: Int
  /// From the first word presented to the last output visible, both included, as the reference array took them.
  package let cycles: Int
  /// The cycle in which each fold's first streamed word entered.
  package let starts: [Int]
  /// The cycle in which each fold's last sum was visible.
  package let ends: [Int]
  /// Words at the left edge: a vector of one for each row, for each step of each fold.
  let left: [[Int]]
  /// Words at the top edge: a vector of one for each column, in the order they are taken.
  let top: [[Int]]
  /// For each column, the outputs its sums belong to, in the order they leave: position, and whether it adds.
  let order: [[(output: Int, accumulates: Bool)]]
  /// For each column, the fold of each of its sums.
  let foldOfSum: [[Int]]
  /// The outputs, row by row.
  package let outputs: [Int]

  /// The GEMM that makes a design take full and partial folds on both axes.
  ///
  /// - Throws: `UnusableArray` for sizes that can't be counted.
  package static func defaultShape(for array: ArrayConfiguration) throws -> GEMMShape {
    func beyond(_ side: Int) -> Int { side + side / 2 + 1 }
    return try GEMMShape(m: beyond(array.rows), n: beyond(array.columns), k: beyond(array.rows))
  }

  /// Words drawn evenly from their whole range, run through the reference array.
  ///
  /// - Throws: `UnusableArray` for more words than a fold can stream or a testbench can hold.
  package init(_ design: ArrayDesign, shape: GEMMShape, seed: UInt64) throws {
    let array = design.array
    let sequence = FoldSequence(shape, on: array)
    guard sequence.streamed < 1 << ArrayDesign.lengthBits else {
      throw UnusableArray(
        .outOfRange(
          subject: "testbench", attribute: "words streamed in a fold", found: "\(sequence.streamed)",
          expected: "below 2^\(ArrayDesign.lengthBits)"))
    }
    let steps = sequence.count * (sequence.streamed + array.rows)
    guard let words = checkedMultiply(steps, array.rows + array.columns), words <= Self.wordLimit else {
      throw UnusableArray(
        .other(
          "the testbench of \(shape.m)x\(shape.n)x\(shape.k) needs more than \(Self.wordLimit) words",
          remedy: "give a smaller GEMM"))
    }
    let format = SumFormat(bits: design.accumulatorBits, overflow: design.overflow)
    func draw(_ count: Int, stream: UInt64) -> [FixedPointWord] {
      var random = SeededRandom(seed: seed, stream: stream)
      let unused = Int.bitWidth - design.operandBits
      return (0..<count).map { _ in
        FixedPointWord(value: (Int(truncatingIfNeeded: random.next()) << unused) >> unused, sums: format)
      }
    }
    let operands = try LayerOperands(
      Convolution.gemm(m: shape.m, n: shape.n, k: shape.k), inputs: draw(shape.m * shape.k, stream: 0),
      weights: draw(shape.k * shape.n, stream: 1))
    let run = ReferenceArray.run(operands, on: array)

    self.shape = shape
    folds = (0..<sequence.count).map { sequence[$0] }
    streamed = sequence.streamed
    cycles = run.cycles
    starts = run.folds.map(\.streamStart)
    ends = run.folds.map(\.lastOutput)
    outputs = run.outputs.map(\.value)
    left = Self.left(folds, streamed, operands, array)
    top = Self.top(folds, streamed, operands, array)
    let sums = Self.sums(folds, streamed, shape, array)
    order = sums.map { $0.map { ($0.output, $0.accumulates) } }
    foldOfSum = sums.map { $0.map(\.fold) }
  }

  /// The most words a testbench holds.
  private static let wordLimit = 1 << 24

  /// What stands in lanes a fold does not use: the array must not look at it.
  private static let unused = -1

  private static func left(
    _ folds: [Fold], _ streamed: Int, _ operands: LayerOperands<FixedPointWord>, _ array: ArrayConfiguration
  ) -> [[Int]] {
    folds.flatMap { fold in
      (0..<streamed).map { step in
        (0..<array.rows).map { row in
          guard row < fold.rows else { return unused }
          let line = fold.rowOffset + row
          return switch array.dataflow {
          case .weightStationary: operands.input(group: 0, m: step, k: line).value
          case .inputStationary: operands.weight(group: 0, k: line, n: step).value
          case .outputStationary: operands.input(group: 0, m: line, k: step).value
          }
        }
      }
    }
  }

  private static func top(
    _ folds: [Fold], _ streamed: Int, _ operands: LayerOperands<FixedPointWord>, _ array: ArrayConfiguration
  ) -> [[Int]] {
    folds.flatMap { fold in
      let steps = array.dataflow == .outputStationary ? streamed : fold.rows
      return (0..<steps).map { step in
        (0..<array.columns).map { column in
          guard column < fold.columns else { return unused }
          let line = fold.rowOffset + fold.rows - 1 - step
          let across = fold.columnOffset + column
          return switch array.dataflow {
          case .weightStationary: operands.weight(group: 0, k: line, n: across).value
          case .inputStationary: operands.input(group: 0, m: across, k: line).value
          case .outputStationary: operands.weight(group: 0, k: step, n: across).value
          }
        }
      }
    }
  }

  private struct ExpectedSum {
    var output: Int
    var accumulates: Bool
    var fold: Int
  }

  private static func sums(
    _ folds: [Fold], _ streamed: Int, _ shape: GEMMShape, _ array: ArrayConfiguration
  ) -> [[ExpectedSum]] {
    (0..<array.columns).map { column in
      folds.filter { column < $0.columns }.flatMap { fold in
        (0..<(array.dataflow == .outputStationary ? fold.rows : streamed)).map { position in
          let across = fold.columnOffset + column
          let (m, n) =
            switch array.dataflow {
            case .weightStationary: (position, across)
            case .inputStationary: (across, position)
            case .outputStationary: (fold.rowOffset + fold.rows - 1 - position, across)
            }
          return ExpectedSum(output: m * shape.n + n, accumulates: fold.accumulates, fold: fold.index)
        }
      }
    }
  }
}
