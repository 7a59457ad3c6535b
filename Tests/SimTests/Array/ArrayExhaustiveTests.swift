import Core
import Sim
import Testing

/// Both array models on every GEMM with M, N, K ≤ 6 and every array up to 4×4.
@Suite struct ArrayExhaustiveTests {
  private static let largest = 6
  private static let sides = 1...4

  /// Dataflow by preload by issue rule: the registers and the controller.
  @Test(arguments: Dataflow.allCases, ProcessingArray.Preload.allCases)
  func everySmallGEMM(dataflow: Dataflow, preload: ProcessingArray.Preload) throws {
    var runs = 0
    for foldIssue in ArrayConfiguration.FoldIssue.allCases {
      for partialSumCycles in [1, 2] {
        for depth in [0, 1, 3] {
          runs += try compareAll { rows, columns in
            try ArrayConfiguration(
              rows: rows, columns: columns, dataflow: dataflow, preload: preload,
              partialSumCyclesPerRow: partialSumCycles, pipelineDepth: depth, foldIssue: foldIssue)
          }
        }
      }
    }
    #expect(runs == 216 * 16 * 2 * 2 * 3)
  }

  /// Tiles of PEs without registers between them, and preloads of the whole array.
  @Test(arguments: Dataflow.allCases, ProcessingArray.Preload.allCases)
  func everySmallGEMMOnTiles(dataflow: Dataflow, preload: ProcessingArray.Preload) throws {
    var runs = 0
    for (tileRows, tileColumns, partialSumCycles) in [(1, 1, 3), (2, 1, 1), (1, 2, 2), (2, 2, 1), (4, 4, 2)] {
      for foldIssue in ArrayConfiguration.FoldIssue.allCases {
        runs += try compareAll { rows, columns in
          guard rows % tileRows == 0, columns % tileColumns == 0 else { return nil }
          return try ArrayConfiguration(
            rows: rows, columns: columns, dataflow: dataflow, preload: preload,
            partialSumCyclesPerRow: partialSumCycles, pipelineDepth: 1, tileRows: tileRows,
            tileColumns: tileColumns, foldIssue: foldIssue, preloadExtent: .physicalRows)
        }
      }
    }
    #expect(runs == 216 * (16 + 8 + 8 + 4 + 1) * 2)
  }

  /// Runs all shapes on all arrays a configuration exists for, and returns how many runs that were.
  private func compareAll(_ configuration: (Int, Int) throws -> ArrayConfiguration?) throws -> Int {
    var runs = 0
    for rows in Self.sides {
      for columns in Self.sides {
        guard let array = try configuration(rows, columns) else { continue }
        for m in 1...Self.largest {
          for n in 1...Self.largest {
            for k in 1...Self.largest {
              try compare(m, n, k, array)
              runs += 1
            }
          }
        }
      }
    }
    return runs
  }

  private func compare(_ m: Int, _ n: Int, _ k: Int, _ array: ArrayConfiguration) throws {
    var random = SeededRandom(seed: 0x6a72_6179, stream: UInt64((m * 8 + n) * 8 + k))
    let inputs = drawnNumbers(m * k, &random)
    let weights = drawnNumbers(k * n, &random)
    let run = try ReferenceArray.gemm(m: m, n: n, k: k, inputs: inputs, weights: weights, on: array)
    let closed = FastArray(array)
    let shape = try GEMMShape(m: m, n: n, k: k)
    let totals = try closed.run(shape)
    let isEqual =
      run.outputs == schoolbookProduct(m: m, n: n, k: k, inputs, weights) && run.strayOutputs == 0
      && run.cycles == totals.cycles && run.accesses == totals.accesses && run.folds.count == totals.folds
      && closed.differences(from: run.folds, of: shape) == 0
    if !isEqual {
      Issue.record("M \(m) N \(n) K \(k): \(run.cycles) and \(totals.cycles) cycles on \(array)")
    }
  }
}
