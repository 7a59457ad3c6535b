import Core
import Sim
import Testing

/// Cycles of real register-transfer descriptions of systolic arrays.
@Suite struct ArrayRTLTests {
  /// One fold simulated in Icarus Verilog.
  struct Row: Sendable, CustomTestStringConvertible {
    var dataflow: Dataflow
    var rows: Int
    var columns: Int
    var streamed: Int
    var cycles: Int

    var testDescription: String { "\(dataflow.rawValue) \(rows)×\(columns), \(streamed) streamed" }
  }

  /// `reference/scalesim/rtl_check.csv`, its ten rows with correct outputs: the RTL of SCALE-Sim's
  /// `code-examples/systolic-array-rtl` from the first word presented to the last output visible, both included.
  static let measured = [
    Row(dataflow: .outputStationary, rows: 4, columns: 4, streamed: 4, cycles: 15),
    Row(dataflow: .outputStationary, rows: 3, columns: 5, streamed: 7, cycles: 17),
    Row(dataflow: .outputStationary, rows: 2, columns: 6, streamed: 9, cycles: 18),
    Row(dataflow: .outputStationary, rows: 5, columns: 3, streamed: 1, cycles: 13),
    Row(dataflow: .outputStationary, rows: 6, columns: 6, streamed: 12, cycles: 29),
    Row(dataflow: .weightStationary, rows: 4, columns: 4, streamed: 4, cycles: 19),
    Row(dataflow: .weightStationary, rows: 3, columns: 5, streamed: 7, cycles: 20),
    Row(dataflow: .weightStationary, rows: 2, columns: 6, streamed: 9, cycles: 20),
    Row(dataflow: .weightStationary, rows: 5, columns: 3, streamed: 1, cycles: 18),
    Row(dataflow: .weightStationary, rows: 6, columns: 6, streamed: 12, cycles: 35),
  ]

  /// The PE of that RTL registers both operands before it multiplies: a pipeline depth of 1.
  ///
  /// The incoming partial sum is one of them, so with the accumulator behind the adder it takes two cycles a row.
  @Test(arguments: measured, ProcessingArray.Preload.allCases)
  func foldsTakeTheCyclesOfTheRTL(row: Row, preload: ProcessingArray.Preload) throws {
    let array = try ArrayConfiguration(
      rows: row.rows, columns: row.columns, dataflow: row.dataflow, preload: preload,
      partialSumCyclesPerRow: row.dataflow == .weightStationary ? 2 : 1, pipelineDepth: 1, foldIssue: .afterDrain)
    let fold = FastArray(array).fold(rows: row.rows, columns: row.columns, streamed: row.streamed)
    #expect(fold.cycles == row.cycles)

    let shape =
      row.dataflow == .weightStationary
      ? try GEMMShape(m: row.streamed, n: row.columns, k: row.rows)
      : try GEMMShape(m: row.rows, n: row.columns, k: row.streamed)
    var random = SeededRandom(seed: 1)
    let inputs = drawnNumbers(shape.m * shape.k, &random)
    let weights = drawnNumbers(shape.k * shape.n, &random)
    let run = try ReferenceArray.gemm(
      m: shape.m, n: shape.n, k: shape.k, inputs: inputs, weights: weights, on: array)
    #expect(run.cycles == row.cycles)
    #expect(run.outputs == schoolbookProduct(m: shape.m, n: shape.n, k: shape.k, inputs, weights))
  }

  /// Samajdar et al., "A systematic methodology for characterizing scalability of DNN accelerators using SCALE-sim",
  /// ISPASS 2020: 2R + C + T − 2 cycles of an output-stationary fold whose PEs have no input register.
  @Test func outputStationaryFoldWithoutInputRegistersIsTheISPASSFormula() throws {
    for (rows, columns, streamed) in [(4, 4, 4), (3, 5, 7), (32, 32, 100), (128, 64, 1)] {
      let array = try ArrayConfiguration(rows: rows, columns: columns, dataflow: .outputStationary)
      let fold = FastArray(array).fold(rows: rows, columns: columns, streamed: streamed)
      #expect(fold.cycles == 2 * rows + columns + streamed - 2)
    }
  }

  /// Gemmini's mesh: a row's last output comes 2·DIM + 4 cycles after the row.
  ///
  /// Read from MeshWithDelays.scala, and 1.98·DIM + 4 as fitted on FireSim measurements. The registers outside the mesh
  /// are a constant; the two cycles for each unit of DIM are the mesh.
  @Test func latencyGrowsAsGemminisMesh() throws {
    let outside = Set(
      try [4, 8, 16, 32, 64].map { side in
        let fold = FastArray(try gemmini(side)).fold(rows: side, columns: side, streamed: 1)
        return 2 * side + 4 - fold.latency
      })
    #expect(outside == [4])
  }

  /// Gemmini spends `rows` cycles on a block when the next keeps the weights, and DIM when the next brings new ones.
  ///
  /// The first preload takes DIM cycles, too (ExecuteController.scala); its floor of four rows is the controller's.
  @Test func blocksFollowAtGemminisIntervals() throws {
    for side in [4, 8, 16, 32, 64] {
      let array = FastArray(try gemmini(side))
      for rows in 4...side {
        let block = array.fold(rows: 3, columns: side, streamed: rows)
        let same = array.fold(rows: 3, columns: side, streamed: side, accumulates: true, keepsStationary: true)
        let fresh = array.fold(rows: 3, columns: side, streamed: side)
        #expect(block.preload == side)
        #expect(array.interval(from: block, to: same) == rows)
        #expect(array.interval(from: block, to: fresh) == side)
      }
    }
  }

  /// Jouppi et al., "In-datacenter performance analysis of a tensor processing unit", ISCA 2017, §2: a B×256 input
  /// takes B pipelined cycles; double buffering hides the 256 cycles a weight tile takes to shift in.
  @Test func inputsPassInPipelinedCyclesAsInTPUv1() throws {
    let array = FastArray(
      try ArrayConfiguration(
        rows: 256, columns: 256, dataflow: .weightStationary, preload: .overlapped, foldIssue: .backToBack))
    for batch in [256, 300, 4096] {
      let fold = array.fold(rows: 256, columns: 256, streamed: batch)
      #expect(fold.preload == 256)
      #expect(array.interval(from: fold, to: fold) == batch)
    }
  }

  private func gemmini(_ side: Int) throws -> ArrayConfiguration {
    try ArrayConfiguration(
      rows: side, columns: side, dataflow: .weightStationary, preload: .overlapped, foldIssue: .backToBack,
      preloadExtent: .physicalRows)
  }
}
