import Core

/// Sizes of hardware tilings are drawn for.
struct DOSASizes: Hashable, Sendable {
  var side: Int
  var scratchpadKiB: Int
  var accumulatorKiB: Int

  /// Sizes as DOSA draws them: a side of 2 to 128 PEs and memories of 1 KiB to 2 MiB, powers of two.
  init(_ side: DOSAProblem.Side, _ random: inout SeededRandom) {
    switch side {
    case .fixed(let side): self.side = side
    case .atMost(let limit): self.side = min(limit, 1 << random.within(1...7))
    }
    scratchpadKiB = 1 << random.within(0...11)
    accumulatorKiB = 1 << random.within(0...11)
  }

  /// Given sizes.
  init(side: Int, scratchpadKiB: Int, accumulatorKiB: Int) {
    self.side = side
    self.scratchpadKiB = scratchpadKiB
    self.accumulatorKiB = accumulatorKiB
  }
}

/// Draws tilings of a layer uniformly from those that fit, as Timeloop's random search does.
struct DOSASampler: Sendable {
  private let bounds: LoopBounds
  private let constants: DOSALayerConstants
  private let sizes: DOSASizes
  /// For each dimension the factors on chip and over the array.
  private let choices: [[(onChip: Int, spatial: Int)]]

  /// A sampler of a layer's tilings that fit the given sizes.
  init(_ layer: Convolution, _ sizes: DOSASizes) {
    bounds = layer.bounds
    constants = DOSALayerConstants(layer)
    self.sizes = sizes
    choices = Dimension.allCases.map { dimension in
      let bound = layer.bounds[dimension]
      let divisors = (1...bound).filter { bound.isMultiple(of: $0) }
      let isSpread = dimension == .c || dimension == .k
      return divisors.flatMap { spatial in
        divisors.filter { (bound / spatial).isMultiple(of: $0) }.flatMap { onChip in
          // P and Q divide again between accumulator and registers, and count once for each way.
          Array(
            repeating: (onChip, spatial),
            count: dimension == .p || dimension == .q ? divisors.count { onChip.isMultiple(of: $0) } : 1)
        }.filter { _ in spatial == 1 || isSpread && spatial <= sizes.side }
      }
    }
  }

  /// Draws until a tiling fits; `nil` after many in vain.
  func draw(_ random: inout SeededRandom) -> DOSATiling? {
    for _ in 0..<Self.patience {
      var tiling = DOSATiling(onChip: LoopBounds(), spatialC: 1, spatialK: 1, order: .pqnrsck)
      for dimension in Dimension.allCases {
        let list = choices[Int(dimension.rawValue)]
        let (onChip, spatial) = list[random.below(list.count)]
        tiling.onChip[dimension] = onChip
        if dimension == .c { tiling.spatialC = spatial }
        if dimension == .k { tiling.spatialK = spatial }
      }
      let counts = DOSACounts(tiling.tile, constants, DRAMReuse())
      if counts.scratchpadWords <= Double(sizes.scratchpadKiB) * 1024,
        counts.accumulatorWords * Double(sizes.side) <= Double(sizes.accumulatorKiB) * 256
      {
        return tiling
      }
    }
    return nil
  }

  private static let patience = 20_000
}

extension DOSAProblem {
  /// The best of so many random tilings of each layer on given hardware, each with its best order.
  ///
  /// - Parameters:
  ///   - sizes: The hardware, whose memories the tilings fit and whose prices they pay.
  ///   - count: Tilings drawn for each layer.
  ///   - random: The numbers to draw with.
  /// - Returns: The tilings with the least product of energy and cycles, layer by layer; `nil` where a layer has none
  ///   that fits, as far as drawing can tell.
  func bestRandom(on sizes: DOSASizes, of count: Int, _ random: inout SeededRandom) -> [DOSATiling]? {
    var tilings: [DOSATiling] = []
    for layer in layers {
      let sampler = DOSASampler(layer.convolution, sizes)
      let constants = DOSALayerConstants(layer.convolution)
      let sequences = orders.map(\.innermostFirst)
      let price = DOSAPrice(
        scratchpadKiB: sizes.scratchpadKiB, accumulatorKiB: sizes.accumulatorKiB, side: Double(sizes.side))
      var best: (product: Double, tiling: DOSATiling)?
      for _ in 0..<count {
        guard var tiling = sampler.draw(&random) else { return nil }
        let moving = tiling.moving(layer.convolution.bounds)
        for (order, sequence) in zip(orders, sequences) {
          let counts = DOSACounts(tiling.tile, constants, DRAMReuse(sequence, moving: moving))
          let candidate = DOSACandidate(counts, macs: constants.macs, side: Double(sizes.side), code: DOSACode())
          let product = candidate.cycles * candidate.energy(price)
          tiling.order = order
          if product < best?.product ?? .infinity { best = (product, tiling) }
        }
      }
      guard let best else { return nil }
      tilings.append(best.tiling)
    }
    return tilings
  }

  /// Random search as DOSA's evaluation runs it: random hardware, and random tilings of each layer on it.
  ///
  /// - Parameters:
  ///   - hardware: Designs of hardware drawn; those a layer doesn't fit are drawn again.
  ///   - mappings: Tilings drawn for each layer on each; each counts as one evaluation of the network.
  ///   - seed: Where the random numbers start.
  /// - Returns: The best design on the smallest hardware that holds its tilings, and the least product, in microjoules
  ///   times cycles, on hardware as it was drawn; `nil` when nothing fits.
  package func searchRandomly(
    hardware: Int = 10, mappings: Int = 1_000, seed: UInt64
  ) -> (design: DOSADesign, edpAsDrawn: Double)? {
    var best: (design: DOSADesign, edpAsDrawn: Double)?
    for index in 0..<hardware {
      var random = SeededRandom(seed: seed, stream: UInt64(index))
      guard let start = start(of: mappings, &random) else { continue }
      let (found, drawn) = (design(start.tilings), cost(of: start.tilings, on: start.sizes).edp)
      let least = min(drawn, best?.edpAsDrawn ?? .infinity)
      guard let known = best?.design, known.edp <= found.edp else {
        best = (found, least)
        continue
      }
      best = (known, least)
    }
    return best
  }

  /// Draws hardware until every layer has random tilings on it, and takes the best of so many.
  func start(of count: Int, _ random: inout SeededRandom) -> (sizes: DOSASizes, tilings: [DOSATiling])? {
    for _ in 0..<100 {
      let sizes = DOSASizes(side, &random)
      if let tilings = bestRandom(on: sizes, of: count, &random) { return (sizes, tilings) }
    }
    return nil
  }
}
