/// Sizes of the memories a search stays within.
package struct DOSARegion: Hashable, Sendable {
  package var scratchpadKiB: ClosedRange<Int>
  package var accumulatorKiB: ClosedRange<Int>

  package init(scratchpadKiB: ClosedRange<Int>, accumulatorKiB: ClosedRange<Int>) {
    self.scratchpadKiB = scratchpadKiB
    self.accumulatorKiB = accumulatorKiB
  }

  /// Every size up to 1 GiB.
  package static let all = DOSARegion(
    scratchpadKiB: 1...DOSAProblem.mostKiB, accumulatorKiB: 1...DOSAProblem.mostKiB)

  /// The energies of the smallest memories in the region that hold a candidate.
  @inline(__always) func price(_ candidate: DOSACandidate, side: Double) -> DOSAPrice {
    DOSAPrice(
      scratchpadKiB: max(Int(candidate.scratchpadKiB), scratchpadKiB.lowerBound),
      accumulatorKiB: max(Int(candidate.accumulatorKiB), accumulatorKiB.lowerBound), side: side)
  }

  /// Whether the region has memories that hold the candidate.
  @inline(__always) func holds(_ candidate: DOSACandidate) -> Bool {
    Int(candidate.scratchpadKiB) <= scratchpadKiB.upperBound
      && Int(candidate.accumulatorKiB) <= accumulatorKiB.upperBound
  }

  /// Words the largest memories hold, one column's for the accumulator.
  func words(side: Int) -> (scratchpad: Double, accumulator: Double) {
    (Double(scratchpadKiB.upperBound) * 1024, Double(accumulatorKiB.upperBound) * 256 / Double(side))
  }
}
