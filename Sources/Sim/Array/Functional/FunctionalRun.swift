package import Core

/// Computes a layer with drawn numbers three times over: by the reference array, by plain loops, and (cycles and words
/// only) by the closed form, and says where they differ.
///
/// The numbers come from `seed`: integers evenly from their whole range, floating-point numbers evenly from -1 ..< 1.
///
/// - Throws: `UnusableArray` for a layer too large to compute (`peCycleLimit`, `LayerOperands.elementLimit`) and for a
///   number format no array element exists for.
package func functionalRun(
  _ layer: Convolution, on array: ArrayConfiguration, format: NumberFormat = .int8, seed: UInt64
) throws -> FunctionalResult {
  switch format {
  case .int8: try functionalRun(LayerOperands<Int8>(layer, seed: seed), on: array)
  case .bf16: try functionalRun(LayerOperands<BFloat16>(layer, seed: seed), on: array)
  case .fp32: try functionalRun(LayerOperands<Float>(layer, seed: seed), on: array)
  case .int4, .int16, .int32, .fp8, .fp16:
    throw UnusableArray(
      .other("layers of \(format.rawValue) numbers can't be computed", remedy: "use int8, bf16 or fp32"))
  }
}

/// The most processing elements times cycles `functionalRun` simulates.
package let peCycleLimit = 1 << 36

/// What three computations of one layer gave.
package struct FunctionalResult: Hashable, Sendable {
  package var layer: Convolution
  package var format: NumberFormat
  /// Outputs of the layer, and how many of the reference array's differ from the plain loops' in any bit.
  package var outputs: Int
  package var differingOutputs: Int
  /// Folds the layer took, and how many took other cycles or words than the closed form gives them.
  package var folds: Int
  package var differingFolds: Int
  package var cyclesReference: Int
  package var cyclesFast: Int
  package var accessesReference: ArrayAccesses
  package var accessesFast: ArrayAccesses
  /// FNV-1a (64 bits) over the reference array's outputs, each as 32 bits, least significant byte first.
  package var checksum: UInt64

  /// Whether the reference array computed what plain loops compute, bit for bit.
  package var outputsEqual: Bool { differingOutputs == 0 }

  /// Whether the closed form gave the cycles and words that were observed, in total and of each fold.
  package var timingEqual: Bool {
    cyclesReference == cyclesFast && accessesReference == accessesFast && differingFolds == 0
  }
}

private func functionalRun<Element>(
  _ operands: LayerOperands<Element>, on array: ArrayConfiguration
) throws -> FunctionalResult {
  let closed = FastArray(array)
  let totals = try closed.run(operands.shape)
  let elements = array.rows * array.columns
  guard let work = checkedMultiply(elements, totals.cycles), work <= peCycleLimit else {
    throw UnusableArray(
      .other(
        "computing the layer takes \(totals.cycles) cycles of \(elements) processing elements",
        remedy: "layers are computed up to \(peCycleLimit) of them; time larger ones without computing them"))
  }
  let run = ReferenceArray.run(operands, on: array)
  let block = array.dataflow == .outputStationary ? operands.shape.k : array.rows
  let plain = plainConvolution(operands, summedInBlocksOf: block)
  return FunctionalResult(
    layer: operands.layer,
    format: Element.format,
    outputs: plain.count,
    differingOutputs: zip(run.outputs, plain).count { $0.bits != $1.bits } + run.strayOutputs,
    folds: run.folds.count,
    differingFolds: closed.differences(from: run.folds, of: operands.shape),
    cyclesReference: run.cycles, cyclesFast: totals.cycles,
    accessesReference: run.accesses, accessesFast: totals.accesses,
    checksum: outputChecksum(run.outputs))
}

extension FastArray {
  /// How many folds were observed to take other cycles or words, or to start at another time, than the closed form
  /// says.
  package func differences(from records: [FoldRecord], of shape: GEMMShape) -> Int {
    let folds = FoldSequence(shape, on: configuration)
    var differing = abs(folds.count - records.count)
    var previous: FoldTiming?
    var start = 0
    for record in records {
      let fold = record.fold
      let timing = self.fold(
        rows: fold.rows, columns: fold.columns, streamed: folds.streamed, accumulates: fold.accumulates)
      start += previous.map { interval(from: $0, to: timing) } ?? timing.preload
      let isEqual =
        fold == folds[fold.index] && record.streamStart == start && record.firstOutput == start + timing.fill
        && record.lastOutput == start + timing.latency - 1 && record.accesses == timing.accesses
      differing += isEqual ? 0 : 1
      previous = timing
    }
    return differing
  }
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo) over sums, each as 32 bits, least significant byte first.
package func outputChecksum<Sum: ArraySum>(_ sums: [Sum]) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for sum in sums {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      hash = (hash ^ UInt64(sum.bits >> shift & 0xff)) &* 0x0000_0100_0000_01b3
    }
  }
  return hash
}
