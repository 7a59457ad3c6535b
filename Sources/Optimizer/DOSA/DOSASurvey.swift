/// What all tilings of a layer have at least, and a few good ones of every size.
struct DOSASurvey: Sendable {
  /// The least of each figure, over all tilings that fit the region.
  ///
  /// Accumulators are priced by words, not by whole KiB, so that what holds for one side holds for all shorter ones.
  private(set) var cycles = Double.infinity
  private(set) var energy = Double.infinity
  private(set) var baseEnergy = Double.infinity
  private(set) var scratchpadAccesses = Double.infinity
  private(set) var accumulatorAccesses = Double.infinity
  /// Tilings looked at.
  private(set) var tilings = 0
  /// For each half octave of both memories the tilings with the least product, cycles and energy.
  private(set) var samples: [DOSACandidate] = []

  private struct Cell {
    var product = Double.infinity
    var cycles = Double.infinity
    var energy = Double.infinity
    var best: DOSACandidate?
    var fastest: DOSACandidate?
    var leanest: DOSACandidate?
  }

  /// Looks at every tiling of a layer that fits the region.
  init(_ enumeration: DOSAEnumeration, in region: DOSARegion) {
    let side = Double(enumeration.side)
    let macs = enumeration.constants.macs
    let words = region.words(side: enumeration.side)
    var cells = Array(repeating: Cell(), count: Self.octaves * Self.octaves)
    enumeration.forEach(scratchpadWords: words.scratchpad, accumulatorWords: words.accumulator) { counts, code in
      let candidate = DOSACandidate(counts, macs: macs, side: side, code: code)
      guard region.holds(candidate) else { return }
      tilings += 1
      let price = region.price(candidate, side: side)
      let energy = candidate.energy(price)
      let accumulatorKiB = max(counts.accumulatorWords / 256, Double(region.accumulatorKiB.lowerBound) / side)
      let unrounded = DOSAPrice(scratchpad: price.scratchpad, accumulator: 0.1005 * accumulatorKiB + 1.94)
      cycles = min(cycles, candidate.cycles)
      self.energy = min(self.energy, candidate.energy(unrounded))
      baseEnergy = min(baseEnergy, candidate.baseEnergy)
      scratchpadAccesses = min(scratchpadAccesses, candidate.scratchpadAccesses)
      accumulatorAccesses = min(accumulatorAccesses, candidate.accumulatorAccesses)
      let cell =
        Self.halfOctave(candidate.scratchpadKiB) * Self.octaves + Self.halfOctave(candidate.accumulatorKiB)
      if candidate.cycles * energy < cells[cell].product {
        cells[cell].product = candidate.cycles * energy
        cells[cell].best = candidate
      }
      if candidate.cycles < cells[cell].cycles {
        cells[cell].cycles = candidate.cycles
        cells[cell].fastest = candidate
      }
      if energy < cells[cell].energy {
        cells[cell].energy = energy
        cells[cell].leanest = candidate
      }
    }
    samples = cells.flatMap { [$0.best, $0.fastest, $0.leanest].compactMap { $0 } }
  }

  /// Half octaves up to the largest memory.
  private static let octaves = 2 * (Int.bitWidth - DOSAProblem.mostKiB.leadingZeroBitCount)

  /// Twice the binary logarithm, rounded down.
  @inline(__always) private static func halfOctave(_ size: Int32) -> Int {
    let size = UInt32(max(1, size))
    let exponent = 31 - size.leadingZeroBitCount
    return 2 * exponent + Int(((UInt64(size) << 1) >> UInt64(exponent)) & 1)
  }
}

/// Sums of surveys over a network: what any choice for all layers, or for all but one, has at least.
struct DOSASurveySum: Sendable {
  private(set) var cycles = 0.0
  private(set) var energy = 0.0
  private var baseEnergy = 0.0
  private var scratchpadAccesses = 0.0
  private var accumulatorAccesses = 0.0

  /// The sum over a network's layers.
  init(_ surveys: [DOSASurvey], counts: [Double]) {
    for (survey, count) in zip(surveys, counts) { add(survey, count: count) }
  }

  /// The sum over all layers but one.
  func without(_ survey: DOSASurvey, count: Double) -> DOSASurveySum {
    var others = self
    others.add(survey, count: -count)
    return others
  }

  private mutating func add(_ survey: DOSASurvey, count: Double) {
    cycles += count * survey.cycles
    energy += count * survey.energy
    baseEnergy += count * survey.baseEnergy
    scratchpadAccesses += count * survey.scratchpadAccesses
    accumulatorAccesses += count * survey.accumulatorAccesses
  }

  /// The least energy where accesses cost at least `price`.
  @inline(__always) func energy(_ price: DOSAPrice) -> Double {
    max(
      energy, baseEnergy + price.scratchpad * scratchpadAccesses + price.accumulator * accumulatorAccesses)
  }
}
