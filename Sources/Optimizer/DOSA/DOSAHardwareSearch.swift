import Evaluation

/// The best hardware and mapping of DOSA's problem with what is proven of it.
package struct DOSAProof: Hashable, Sendable {
  /// The best design found.
  package var design: DOSADesign
  /// No design has a lower energy–delay product, in microjoules times cycles.
  package var bound: Double
  /// Tilings enumerated, over all layers and sides.
  package var tilings: Int
  /// Boxes of memory sizes bounded.
  package var boxes: Int

  /// How far the design can be above the best, as a share.
  package var gap: Double { max(0, design.edp / bound - 1) }
  /// Whether nothing better exists, to the rounding of sums.
  package var isProven: Bool { gap < 1e-9 }
}

extension DOSAProblem {
  /// Finds the best hardware and the best tiling of every layer on it, with a proof.
  ///
  /// For each side of the array, longest first: survey all tilings (`DOSASurvey`), find a good product among the
  /// surveys' samples, keep what can be part of a better one (`DOSACandidateSet`), and search the memories' sizes
  /// (`DOSABoxSearch`). A side whose survey can't be below the best ends it, for shorter ones can't either.
  ///
  /// - Parameters:
  ///   - region: Sizes of the memories to choose from.
  ///   - sides: Sides of the array to choose from, longest first; all the hardware can have unless given.
  ///   - boxes: The most boxes of sizes to bound for each side; with fewer than it takes a gap remains.
  ///   - jobs: Layers worked on at once; no influence on the result.
  /// - Returns: The best design and the bound; `nil` when nothing fits the region.
  /// - Throws: Nothing of its own.
  package func searchHardware(
    in region: DOSARegion = .all, sides: [Int]? = nil, boxes: Int = .max, jobs: Int = 1
  ) throws -> DOSAProof? {
    var best: DOSADesign?
    var bound = Double.infinity
    var tilings = 0
    var bounded = 0
    let counts = layers.map { Double($0.count) }
    let order = Array(layers.indices)
    for side in sides ?? self.sides {
      let enumerations = layers.map { DOSAEnumeration($0.convolution, side: side, orders: orders) }
      let surveys = try parallelMap(order: order, jobs: jobs) { DOSASurvey(enumerations[$0], in: region) }
      tilings += surveys.reduce(0) { $0 + $1.tilings }
      let sum = DOSASurveySum(surveys, counts: counts)
      // Where a layer has no tiling that fits, sums are infinite.
      guard sum.cycles < .infinity else { continue }
      if let best, sum.cycles * sum.energy * 1e-6 >= best.edp {
        bound = min(bound, sum.cycles * sum.energy * 1e-6)
        // What fits a shorter array fits this one in as many words, if not in as many KiB.
        if region == .all { break } else { continue }
      }
      var limit = best.map { $0.edp * 1e6 } ?? .infinity
      var samples = DOSABoxSearch(
        DOSACandidateSet(side: side, counts: counts, region: region, layers: surveys.map(\.samples)), best: limit)
      samples.run(most: boxes)
      bounded += samples.boxes
      note(samples.choices, enumerations, &best)
      limit = min(limit, samples.best)

      let reach = region.reach(sum, side: side, below: limit)
      let goal = limit * (1 + 1e-9)
      let candidates = try parallelMap(order: order, jobs: jobs) { layer in
        let others = sum.without(surveys[layer], count: counts[layer])
        return DOSACandidateSet.candidates(
          enumerations[layer], count: counts[layer], others: others, in: reach, below: goal)
      }
      var search = DOSABoxSearch(
        DOSACandidateSet(side: side, counts: counts, region: reach, layers: candidates), best: limit)
      search.run(most: boxes)
      bounded += search.boxes
      note(search.choices, enumerations, &best)
      bound = min(bound, min(search.best, search.openBound) * 1e-6)
    }
    return best.map { DOSAProof(design: $0, bound: min(bound, $0.edp), tilings: tilings, boxes: bounded) }
  }

  /// Keeps the choices' design if it is the best so far, on the hardware the problem derives from them.
  private func note(_ choices: [DOSACandidate]?, _ enumerations: [DOSAEnumeration], _ best: inout DOSADesign?) {
    guard let choices else { return }
    let found = design(zip(enumerations, choices).map { $0.tiling($1.code) })
    if found.edp < best?.edp ?? .infinity { best = found }
  }
}

extension DOSARegion {
  /// The part of the region in which a network's product can be below a limit.
  fileprivate func reach(_ sum: DOSASurveySum, side: Int, below limit: Double) -> DOSARegion {
    func canBeBelow(_ scratchpad: Int, _ accumulator: Int) -> Bool {
      let price = DOSAPrice(scratchpadKiB: scratchpad, accumulatorKiB: accumulator, side: Double(side))
      return sum.cycles * sum.energy(price) <= limit
    }
    /// The largest size of a range that can be, given that the smallest can.
    func largest(_ range: ClosedRange<Int>, _ canBe: (Int) -> Bool) -> Int {
      var (low, high) = (range.lowerBound, range.upperBound)
      while low < high {
        let middle = (low + high + 1) / 2
        if canBe(middle) { low = middle } else { high = middle - 1 }
      }
      return low
    }
    var reach = self
    let (scratchpad, accumulator) = (scratchpadKiB, accumulatorKiB)
    reach.scratchpadKiB =
      scratchpad.lowerBound...largest(scratchpad) { canBeBelow($0, accumulator.lowerBound) }
    reach.accumulatorKiB =
      accumulator.lowerBound...largest(accumulator) { canBeBelow(scratchpad.lowerBound, $0) }
    return reach
  }
}
