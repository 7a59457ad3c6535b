import Core

/// Legal mappings and small layers drawn at random.
enum RandomMappings {
  /// A small layer: strides, dilation, padding, groups and batch all occur.
  static func layer(_ random: inout SeededRandom) -> Convolution {
    while true {
      let isGEMM = random.below(4) == 0
      let bounds =
        isGEMM
        ? LoopBounds(
          g: random.within(1...2), k: random.within(1...20), c: random.within(1...20), p: random.within(1...20))
        : LoopBounds(
          n: random.within(1...2), g: random.below(4) == 0 ? 3 : 1, k: random.within(1...9), c: random.within(1...9),
          p: random.within(1...7), q: random.within(1...7), r: random.within(1...3), s: random.within(1...3))
      var layer = Convolution(form: isGEMM ? .gemm : .convolution, bounds: bounds)
      if !isGEMM {
        layer.stride = Extent(width: random.within(1...3), height: random.within(1...3))
        layer.dilation = Extent(width: random.within(1...2), height: random.within(1...2))
        layer.padding = Padding(
          left: random.below(2), right: random.below(2), top: random.below(2), bottom: random.below(2))
      }
      if layer.invalidity == nil, layer.macs <= 6000 { return layer }
    }
  }

  /// A legal mapping of the layer; `nil` when a number of draws gave none.
  static func mapping(
    of layer: Convolution, precision: Precision, on architecture: Architecture, _ random: inout SeededRandom
  ) -> Mapping? {
    for _ in 0..<200 {
      let mapping = draw(layer, architecture, &random)
      let problems = mapping.problems(
        layer: "random", convolution: layer, precision: precision, architecture: architecture)
      if problems.isEmpty { return mapping }
    }
    return nil
  }

  private static func draw(
    _ layer: Convolution, _ architecture: Architecture, _ random: inout SeededRandom
  ) -> Mapping {
    var levels = architecture.levels.map { MappingLevel(keeps: $0.keeps) }
    for (index, level) in architecture.levels.enumerated() {
      for (axis, copies, allowed) in [
        (SpatialLoop.Axis.x, level.fanOut.x, level.fanOut.dimensionsX), (.y, level.fanOut.y, level.fanOut.dimensionsY),
      ] where copies > 1 {
        guard let dimension = pick(allowed.dimensions, &random) else { continue }
        let bound = random.within(1...min(copies, layer.bounds[dimension]))
        if bound > 1 { levels[index].spatial.append(SpatialLoop(dimension, bound, axis: axis)) }
      }
    }
    // Factors from the inside out; DRAM takes what is left.
    for dimension in Dimension.allCases {
      var inner = levels.reduce(1) { product, level in
        level.spatial.filter { $0.dimension == dimension }.reduce(product) { $0 * $1.bound }
      }
      for index in levels.indices.reversed() where random.below(3) > 0 || index == 0 {
        let left = ceilingDivide(layer.bounds[dimension], inner)
        let bound = index == 0 ? left : random.within(1...left)
        guard bound > 1 else { continue }
        levels[index].temporal.append(TemporalLoop(dimension, bound))
        inner *= bound
      }
    }
    for index in levels.indices { shuffle(&levels[index].temporal, &random) }
    var mapping = Mapping(levels: levels)
    for dimension in Dimension.allCases { cut(&mapping, dimension, to: layer.bounds[dimension]) }
    return mapping
  }

  /// Last lengths that end a dimension's walk at its bound: the digits of its last index, counted from 1.
  private static func cut(_ mapping: inout Mapping, _ dimension: Dimension, to bound: Int) {
    var rest = bound - 1
    for level in mapping.levels.indices.reversed() {
      for loop in mapping.levels[level].spatial.indices.reversed()
      where mapping.levels[level].spatial[loop].dimension == dimension {
        mapping.levels[level].spatial[loop].last = rest % mapping.levels[level].spatial[loop].bound + 1
        rest /= mapping.levels[level].spatial[loop].bound
      }
      for loop in mapping.levels[level].temporal.indices.reversed()
      where mapping.levels[level].temporal[loop].dimension == dimension {
        mapping.levels[level].temporal[loop].last = rest % mapping.levels[level].temporal[loop].bound + 1
        rest /= mapping.levels[level].temporal[loop].bound
      }
    }
  }

  private static func pick<Element>(_ elements: [Element], _ random: inout SeededRandom) -> Element? {
    elements.isEmpty ? nil : elements[random.below(elements.count)]
  }

  private static func shuffle<Element>(_ elements: inout [Element], _ random: inout SeededRandom) {
    for index in elements.indices.reversed().dropLast() {
      elements.swapAt(index, random.below(index + 1))
    }
  }
}
