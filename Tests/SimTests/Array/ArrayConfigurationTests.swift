import Core
import Sim
import Testing

/// What is refused, and in which words.
@Suite struct ArrayConfigurationTests {
  private func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let error as UnusableArray {
      return error.description
    } catch {
      return "another error: \(error)"
    }
  }

  private func array(
    rows: Int = 4, columns: Int = 4, registers: Int = 1, depth: Int = 0, tileRows: Int = 1, tileColumns: Int = 1
  ) -> () throws -> Void {
    return {
      _ = try ArrayConfiguration(
        rows: rows, columns: columns, dataflow: .weightStationary, partialSumCyclesPerRow: registers,
        pipelineDepth: depth, tileRows: tileRows, tileColumns: tileColumns)
    }
  }

  @Test func impossibleArraysAreRefused() {
    #expect(refusal(array()) == nil)
    #expect(refusal(array(rows: 0)) == "array rows is 0; it must be in 1 ... 65536")
    #expect(refusal(array(columns: 65_537)) == "array columns is 65537; it must be in 1 ... 65536")
    #expect(refusal(array(registers: 0)) == "array partial-sum cycles per row is 0; it must be in 1 ... 16")
    #expect(refusal(array(depth: -1)) == "array pipeline depth is -1; it must be in 0 ... 64")
    #expect(refusal(array(tileRows: 3)) == "array tile rows is 3; it must be a divisor of the 4 rows")
    #expect(refusal(array(tileColumns: 0)) == "array tile columns is 0; it must be a divisor of the 4 columns")
  }

  @Test func anArchitecturesArrayIsTakenOver() throws {
    let described = ProcessingArray(
      rows: 8, columns: 16, preload: .exposed, partialSumCyclesPerRow: 2, pipelineDepth: 3)
    let array = try ArrayConfiguration(described, dataflow: .inputStationary, foldIssue: .afterDrain)
    let expected = try ArrayConfiguration(
      rows: 8, columns: 16, dataflow: .inputStationary, preload: .exposed, partialSumCyclesPerRow: 2,
      pipelineDepth: 3, foldIssue: .afterDrain)
    #expect(array == expected)
  }

  @Test func impossibleShapesAreRefused() {
    #expect(refusal { _ = try GEMMShape(m: 0, n: 1, k: 1) } == "GEMM M is 0; it must be at least 1")
    #expect(refusal { _ = try GEMMShape(m: 1, n: 1, k: 1, groups: -2) } == "GEMM groups is -2; it must be at least 1")
    #expect(
      refusal { _ = try GEMMShape(m: 1 << 30, n: 1 << 20, k: 1 << 10) }
        == "GEMM: M×N×K×groups reaches 2^60, too large to count; check the sizes")
    #expect(
      refusal { _ = try GEMMShape(Convolution(bounds: LoopBounds(c: 0))) }
        == "the layer can't be computed: input channels (C) is 0, not in 1…2^40; correct its sizes")
  }

  @Test func tooManyCyclesAreRefused() throws {
    let array = FastArray(try ArrayConfiguration(rows: 65_536, columns: 1, dataflow: .outputStationary))
    let long = try GEMMShape(m: 1, n: 1 << 58, k: 1)
    #expect(
      refusal { _ = try array.run(long) }
        == "GEMM: the number of cycles reaches 2^60, too large to count; check the sizes")
    let square = FastArray(try ArrayConfiguration(rows: 65_536, columns: 65_536, dataflow: .weightStationary))
    let largest = try GEMMShape(m: (1 << 60) - 1, n: 1, k: 1)
    #expect(refusal { _ = try square.run(largest) } != nil)
    #expect(try square.run(GEMMShape(m: 1 << 59, n: 1, k: 1)).cycles == 1 + (1 << 59) + 65_535 + 1)
  }

  @Test func layersThatCannotBeComputedAreRefused() throws {
    let array = try ArrayConfiguration(rows: 4, columns: 4, dataflow: .weightStationary)
    func run(_ layer: Convolution, _ format: NumberFormat = .int8) -> String? {
      refusal { _ = try functionalRun(layer, on: array, format: format, seed: 1) }
    }
    #expect(run(.gemm(m: 1, n: 1, k: 1), .fp8) == "layers of fp8 numbers can't be computed; use int8, bf16 or fp32")
    #expect(
      run(.gemm(m: 1 << 20, n: 1 << 20, k: 1))
        == "the layer has 1099511627776 outputs; layers are computed up to 268435456 elements a tensor; "
        + "time larger ones without computing them")
    #expect(
      run(Convolution(bounds: LoopBounds(), stride: Extent(width: 0, height: 1)))
        == "the layer can't be computed: stride is 0, not in 1…2^16; correct its sizes")
    let vast = try ArrayConfiguration(rows: 65_536, columns: 65_536, dataflow: .outputStationary)
    #expect(
      refusal { _ = try functionalRun(.gemm(m: 1, n: 1, k: 1), on: vast, seed: 1) }
        == "computing the layer takes 131072 cycles of 4294967296 processing elements; "
        + "layers are computed up to 68719476736 of them; time larger ones without computing them")
    #expect(
      refusal {
        _ = try ReferenceArray.gemm(m: 2, n: 2, k: 2, inputs: [1, 2, 3], weights: [1, 2, 3, 4], on: array)
      } == "layer number of inputs is 3; it must be 4")
  }
}
