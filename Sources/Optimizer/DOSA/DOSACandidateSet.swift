/// The candidates of each layer on an array of one side that can be part of a network's best product.
struct DOSACandidateSet: Sendable {
  let side: Int
  /// How often each layer occurs.
  let counts: [Double]
  let region: DOSARegion
  /// Candidates by layer.
  private(set) var layers: [[DOSACandidate]]

  /// A set of given candidates, without those that others beat.
  init(side: Int, counts: [Double], region: DOSARegion, layers: [[DOSACandidate]]) {
    self.side = side
    self.counts = counts
    self.region = region
    self.layers = layers.map { Self.undominated($0, side: Double(side), region) }
  }

  /// A layer's candidates with which a network can be below a product, whatever the other layers do.
  ///
  /// - Parameters:
  ///   - enumeration: The layer's tilings.
  ///   - count: How often the layer occurs.
  ///   - others: What the other layers have at least.
  ///   - region: Where the memories' sizes lie.
  ///   - product: Picojoules times cycles to be below.
  /// - Returns: The candidates, without those that others beat.
  static func candidates(
    _ enumeration: DOSAEnumeration, count: Double, others: DOSASurveySum, in region: DOSARegion, below product: Double
  ) -> [DOSACandidate] {
    let side = Double(enumeration.side)
    let macs = enumeration.constants.macs
    let words = region.words(side: enumeration.side)
    var candidates: [DOSACandidate] = []
    enumeration.forEach(scratchpadWords: words.scratchpad, accumulatorWords: words.accumulator) { counts, code in
      let candidate = DOSACandidate(counts, macs: macs, side: side, code: code)
      guard region.holds(candidate) else { return }
      let price = region.price(candidate, side: side)
      let energy = others.energy(price) + count * candidate.energy(price)
      if (others.cycles + count * candidate.cycles) * energy <= product { candidates.append(candidate) }
    }
    return undominated(candidates, side: side, region)
  }

  /// Candidates none of the others beats: in both memories, in cycles, and in energy whatever accesses cost.
  ///
  /// Where a candidate is used an access costs what its memories cost or more; energies are linear in both prices, so
  /// the four corners of what prices can be decide.
  private static func undominated(
    _ candidates: [DOSACandidate], side: Double, _ region: DOSARegion
  ) -> [DOSACandidate] {
    let most = DOSAPrice(
      scratchpadKiB: region.scratchpadKiB.upperBound, accumulatorKiB: region.accumulatorKiB.upperBound, side: side)
    var order = candidates.map { (energy: $0.energy(region.price($0, side: side)), candidate: $0) }
    order.sort { ($0.candidate.cycles, $0.energy) < ($1.candidate.cycles, $1.energy) }
    var kept: [DOSACandidate] = []
    for (energy, candidate) in order {
      let least = region.price(candidate, side: side)
      let small = DOSAPrice(scratchpad: least.scratchpad, accumulator: most.accumulator)
      let large = DOSAPrice(scratchpad: most.scratchpad, accumulator: least.accumulator)
      let (smallEnergy, largeEnergy, mostEnergy) = (
        candidate.energy(small), candidate.energy(large), candidate.energy(most)
      )
      let beaten = kept.firstIndex { other in
        other.scratchpadKiB <= candidate.scratchpadKiB && other.accumulatorKiB <= candidate.accumulatorKiB
          && other.energy(least) <= energy && other.energy(most) <= mostEnergy && other.energy(small) <= smallEnergy
          && other.energy(large) <= largeEnergy
      }
      if let beaten {
        // What beats one candidate often beats the next, so it is asked earlier.
        kept.swapAt(beaten, beaten / 2)
      } else {
        kept.append(candidate)
      }
    }
    return kept
  }
}
