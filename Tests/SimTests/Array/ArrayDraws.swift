import Core
import Sim

/// Any configuration of an array.
func drawnConfiguration(
  _ random: inout SeededRandom, sides: ClosedRange<Int>, preload: ProcessingArray.Preload? = nil,
  foldIssue: ArrayConfiguration.FoldIssue? = nil
) throws -> ArrayConfiguration {
  let rows = random.within(sides)
  let columns = random.within(sides)
  let drawnPreload = random.below(2) == 0 ? ProcessingArray.Preload.exposed : .overlapped
  let drawnIssue = random.below(2) == 0 ? ArrayConfiguration.FoldIssue.afterDrain : .backToBack
  return try ArrayConfiguration(
    rows: rows, columns: columns, dataflow: Dataflow.allCases[random.below(3)], preload: preload ?? drawnPreload,
    partialSumCyclesPerRow: random.within(1...3), pipelineDepth: random.below(4),
    tileRows: drawnDivisor(of: rows, &random), tileColumns: drawnDivisor(of: columns, &random),
    foldIssue: foldIssue ?? drawnIssue, preloadExtent: random.below(2) == 0 ? .usedRows : .physicalRows)
}

/// A small convolution with every attribute at work, whose windows see at least one stored pixel each way.
func drawnConvolution(_ random: inout SeededRandom) -> Convolution {
  while true {
    let layer = Convolution(
      bounds: LoopBounds(
        n: random.within(1...2), g: random.within(1...3), k: random.within(1...6), c: random.within(1...5),
        p: random.within(1...5), q: random.within(1...5), r: random.within(1...3), s: random.within(1...3)),
      stride: Extent(width: random.within(1...3), height: random.within(1...3)),
      dilation: Extent(width: random.within(1...2), height: random.within(1...2)),
      padding: Padding(
        left: random.below(3), right: random.below(3), top: random.below(3), bottom: random.below(3)))
    if layer.inputWidth > 0, layer.inputHeight > 0 { return layer }
  }
}

private func drawnDivisor(of side: Int, _ random: inout SeededRandom) -> Int {
  let divisors = (1...side).filter { side % $0 == 0 }
  return divisors[random.below(divisors.count)]
}
