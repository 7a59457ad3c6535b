import Core
import Sim
import Testing

/// The reference array on convolutions: outputs of every kind of layer, and long sums.
@Suite struct ArrayConvolutionTests {
  @Test func thousandRandomConvolutions() throws {
    var strided = 0
    var dilated = 0
    var padded = 0
    var grouped = 0
    var batched = 0
    for index in 0..<1000 {
      var random = SeededRandom(seed: 0x636f_6e76, stream: UInt64(index))
      let layer = drawnConvolution(&random)
      let array = try drawnConfiguration(&random, sides: 1...5)
      let inputs = drawnNumbers(layer.elements(of: .inputs), &random)
      let weights = drawnNumbers(layer.elements(of: .weights), &random)
      let run = try ReferenceArray.convolution(layer, inputs: inputs, weights: weights, on: array)
      let expected = scatteredConvolution(layer, inputs, weights)
      let plain = plainConvolution(
        try LayerOperands(layer, inputs: inputs, weights: weights), summedInBlocksOf: array.rows)
      let closed = FastArray(array)
      let shape = try GEMMShape(layer)
      let totals = try closed.run(shape)
      #expect(run.outputs == expected, "layer \(index): \(layer) on \(array)")
      #expect(plain == expected, "layer \(index): \(layer)")
      #expect(run.cycles == totals.cycles, "layer \(index): \(layer) on \(array)")
      #expect(run.accesses == totals.accesses, "layer \(index): \(layer) on \(array)")
      #expect(closed.differences(from: run.folds, of: shape) == 0, "layer \(index): \(layer) on \(array)")
      #expect(run.strayOutputs == 0)
      strided += layer.stride != Extent(square: 1) ? 1 : 0
      dilated += layer.dilation != Extent(square: 1) ? 1 : 0
      padded += layer.padding != .none ? 1 : 0
      grouped += layer.bounds.g > 1 ? 1 : 0
      batched += layer.bounds.n > 1 ? 1 : 0
    }
    #expect(min(strided, dilated, padded, grouped, batched) > 250)
  }

  /// 200 000 products of −128 by −128 are 3 276 800 000, which is −1 018 167 296 modulo 2^32.
  @Test(arguments: Dataflow.allCases)
  func sumsWrapAt32Bits(dataflow: Dataflow) throws {
    let array = try ArrayConfiguration(rows: 4, columns: 2, dataflow: dataflow)
    let numbers = [Int8](repeating: -128, count: 200_000)
    let run = try ReferenceArray.gemm(m: 1, n: 1, k: 200_000, inputs: numbers, weights: numbers, on: array)
    #expect(run.outputs == [-1_018_167_296])
  }

  /// By hand: a 3×3 image, a 2×2 filter, one row of zeros above; rows of the image are 1 2 3, 4 5 6, 7 8 9.
  @Test(arguments: Dataflow.allCases)
  func smallConvolutionByHand(dataflow: Dataflow) throws {
    let layer = Convolution(
      bounds: LoopBounds(p: 2, q: 3, r: 2, s: 2), padding: Padding(left: 0, right: 0, top: 1, bottom: 0))
    let array = try ArrayConfiguration(rows: 3, columns: 3, dataflow: dataflow)
    let run = try ReferenceArray.convolution(
      layer, inputs: [1, 2, 3, 4, 5, 6, 7, 8, 9], weights: [1, 10, 100, -1], on: array)
    #expect(run.outputs == [98, 197, 416, 526, 746, 856])
  }

  /// A layer of several folds both ways, in the floating-point formats: equal bits, as sums are added in one order.
  @Test(arguments: Dataflow.allCases, [NumberFormat.fp32, .bf16])
  func floatingPointSumsAreAddedInAFixedOrder(dataflow: Dataflow, format: NumberFormat) throws {
    let layer = Convolution(
      bounds: LoopBounds(n: 2, g: 2, k: 7, c: 5, p: 4, q: 3, r: 3, s: 2), stride: Extent(width: 2, height: 1),
      padding: Padding(width: 1, height: 1))
    var checksums: Set<UInt64> = []
    for rows in [3, 4, 7] {
      let array = try ArrayConfiguration(rows: rows, columns: 4, dataflow: dataflow, pipelineDepth: 1)
      let result = try functionalRun(layer, on: array, format: format, seed: 7)
      #expect(result.outputsEqual)
      #expect(result.timingEqual)
      #expect(result.outputs == 2 * 2 * 7 * 4 * 3)
      #expect(result.format == format)
      checksums.insert(result.checksum)
    }
    let sumsAreSplit = dataflow != .outputStationary
    #expect(checksums.count == (sumsAreSplit ? 3 : 1), "the order of additions must show in binary32")
  }

  @Test func resultsFollowTheSeed() throws {
    let array = try ArrayConfiguration(rows: 4, columns: 4, dataflow: .weightStationary)
    let layer = Convolution.gemm(m: 5, n: 6, k: 7, batch: 2)
    let first = try functionalRun(layer, on: array, seed: 1)
    #expect(first.outputsEqual && first.timingEqual && first.differingFolds == 0)
    #expect(try functionalRun(layer, on: array, seed: 1) == first)
    #expect(try functionalRun(layer, on: array, seed: 2).checksum != first.checksum)
    for dataflow in Dataflow.allCases {
      let other = try ArrayConfiguration(rows: 3, columns: 5, dataflow: dataflow, preload: .exposed)
      #expect(try functionalRun(layer, on: other, seed: 1).checksum == first.checksum)
    }
  }

  /// The test vector "foob" of the FNV authors' test_fnv.c, its four bytes as one little-endian sum.
  @Test func checksumIsFNV1a() {
    #expect(outputChecksum([Int32](arrayLiteral: 0x626f_6f66)) == 0xdd12_0e79_0c25_12af)
    #expect(outputChecksum([Int32]()) == 0xcbf2_9ce4_8422_2325)
  }

  /// Bits by hand: 1 + 2⁻⁸ and 1 + 3·2⁻⁸ lie halfway and go to the even fraction; 3.0 is exact.
  @Test func bfloat16RoundsToNearestEven() {
    #expect(BFloat16(rounding: 1 + 0x1p-8).bitPattern == 0x3f80)
    #expect(BFloat16(rounding: 1 + 3 * 0x1p-8).bitPattern == 0x3f82)
    #expect(BFloat16(rounding: 1 + 0x1.02p-8).bitPattern == 0x3f81)
    #expect(BFloat16(rounding: -3).bitPattern == 0xc040)
    #expect(BFloat16(bitPattern: 0xc040).value == -3)
  }
}
