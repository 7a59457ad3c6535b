import Core

/// Inputs passed on between neighbours below a fan-out (Timeloop's link transfers).
///
/// When the window slides by exactly the distance between two neighbours, what one needs now is what the other got a
/// step ago: it comes over the link and the parent reads less (`ComputeNetworkLinkTransfers`, `src/loop-analysis/
/// nest-analysis.cpp`). Only inputs can do that: the other operands' tiles never meet. Figures here are `Double`: a
/// link either serves a copy or it doesn't.
struct NeighbourLinks {
  /// Words read from the parent, with multicast, by all copies below one parent.
  var asked = 0.0
  /// Words that arrive at the copies from the parent.
  var delivered = 0.0
  /// Words that arrive over links.
  var passed = 0.0
}

extension AnalyticalModel {
  /// Whether the loops of a level could make neighbours pass inputs on.
  @inline(__always) func mayLink(_ level: Int) -> Bool {
    guard levels[level].neighbourLinks, level + 1 < levelCount, rules.reuse != .tile,
      let mover = innermostTemporal(before: levelStart[level + 1]), loops[mover].dimension != .k
    else { return false }
    for index in levelStart[level]..<levelStart[level + 1] {
      let loop = loops[index]
      if loop.isSpatial && [.p, .q, .r, .s].contains(loop.dimension) { return true }
    }
    return false
  }

  private func innermostTemporal(before end: Int) -> Int? {
    var index = end
    while index > 0 {
      index -= 1
      if !loops[index].isSpatial { return index }
    }
    return nil
  }

  /// Counts what the copies below `level` get from the parent and from one another.
  func links(below level: Int) -> NeighbourLinks {
    let end = levelStart[level + 1]
    let extents = tiles[level + 1]
    let copies = CopyGrid(below: level, self)
    let tile = shape.tile(.inputs, extents).primal
    var result = NeighbourLinks()
    func add(_ times: Double, _ words: Double, over shift: SIMD8<Double>?) {
      let linked = shift.map { copies.linked(over: $0) } ?? CopyGrid.Linked(copies: 0, different: copies.different)
      if linked.different < copies.different {
        result.asked += times * words * Double(linked.different)
        result.delivered += times * words * Double(copies.offsets.count - linked.copies)
        result.passed += times * words * Double(linked.copies)
      } else {
        result.asked += times * words * Double(copies.different)
        result.delivered += times * words * Double(copies.offsets.count)
      }
    }

    guard let mover = innermostTemporal(before: end) else { return result }
    let reach = position(of: mover)
    let sliding = slice(extents, shifted: reach)
    let slides = sliding < tile
    let bound = loops[mover].bound.primal
    add(1, tile, over: nil)
    // What precedes a step of the mover: the first tile, or a step of a loop further out.
    var afterWhole = 1.0
    var afterSlice = 0.0
    var takenBack = rules.reuse == .timeloop ? reach : (bound - 1) * reach
    for index in stride(from: mover - 1, through: 0, by: -1) where !loops[index].isSpatial {
      let loop = loops[index]
      let step = position(of: index)
      let shift = step - takenBack
      let advances = outerTrips[index].primal * (loop.bound.primal - 1)
      takenBack += rules.reuse == .timeloop ? step : (loop.bound.primal - 1) * step
      if shift == .zero { continue }
      let same = slides && shift == reach
      // The mover's own step came before, with a slice if it slides.
      add(advances, same ? sliding : tile, over: same || !slides ? shift : nil)
      if same { afterSlice += advances } else { afterWhole += advances }
    }
    let first = outerTrips[mover].primal
    let times = rules.reuse == .timeloop ? bound - 1 : 1
    let linkedAfter = slides ? afterSlice : afterWhole
    add(linkedAfter * times, sliding, over: reach)
    add((first - linkedAfter) * times, sliding, over: nil)
    if rules.reuse != .timeloop { add(first * (bound - 2), sliding, over: reach) }
    return result
  }

  /// How far one step of a loop moves the input: batch, group, channel, width, height.
  func position(of index: Int) -> SIMD8<Double> {
    var position = SIMD8<Double>.zero
    let loop = loops[index]
    if let axis = InputAxis(loop.dimension) {
      position[Int(axis.rawValue)] = shape.inputStep(loop.dimension, steps[index]).primal
    }
    return position
  }

  /// Words of a tile that the tile one step earlier did not hold.
  private func slice(_ extents: PerDimension<Scalar>, shifted: SIMD8<Double>) -> Double {
    var overlap = 1.0
    let lengths = [
      extents[.n].primal, extents[.g].primal, extents[.c].primal, shape.inputWidth(extents).primal,
      shape.inputHeight(extents).primal,
    ]
    for (axis, length) in lengths.enumerated() { overlap *= max(0, length - abs(shifted[axis])) }
    return shape.tile(.inputs, extents).primal - overlap
  }
}

/// The copies below a fan-out, where each one's input tile lies, and which copies are neighbours.
struct CopyGrid {
  /// Input positions of the copies, X slowest.
  var offsets: [SIMD8<Double>]
  /// Copies along Y; X neighbours are this far apart in `offsets`.
  var height: Int
  /// Different positions.
  var different: Int

  struct Linked {
    /// Copies that get their tile from a neighbour.
    var copies: Int
    /// Different tiles the other copies ask the parent for.
    var different: Int
  }

  init<Scalar: ModelScalar>(
    below level: Int, _ model: borrowing AnalyticalModel<Scalar>
  ) {
    offsets = [.zero]
    height = 1
    for place in [NestLoop<Scalar>.Place.x, .y] {
      for index in model.levelStart[level]..<model.levelStart[level + 1] where model.loops[index].place == place {
        let bound = Int(model.loops[index].bound.primal)
        let step = model.position(of: index)
        offsets = offsets.flatMap { base in (0..<bound).map { base + Double($0) * step } }
        if place == .y { height *= bound }
      }
    }
    different = Set(offsets).count
  }

  /// Which copies find the tile they need, `shift` further on, at a neighbour.
  func linked(over shift: SIMD8<Double>) -> Linked {
    let width = offsets.count / height
    var copies = 0
    var asking: Set<SIMD8<Double>> = []
    for (index, offset) in offsets.enumerated() {
      let (x, y) = (index / height, index % height)
      let served =
        (x > 0 && offsets[index - height] - offset == shift)
        || (x + 1 < width && offsets[index + height] - offset == shift)
        || (y > 0 && offsets[index - 1] - offset == shift)
        || (y + 1 < height && offsets[index + 1] - offset == shift)
      if served { copies += 1 } else { asking.insert(offset) }
    }
    return Linked(copies: copies, different: asking.count)
  }
}

extension AnalyticalModel {
  private var linksAnywhere: Bool {
    for level in 0..<levelCount where mayLink(level) { return true }
    return false
  }

  /// Corrects the counts of inputs for what neighbours pass on.
  ///
  /// Follows Timeloop to the letter: what arrives over links is shared between all copies of the level in the machine
  /// (`ComputePeerAccesses`, `src/loop-analysis/tiling.cpp`), and a bypassed level below the fan-out keeps the ratio of
  /// asked to delivered words but none of the links (`MaskTiles`).
  mutating func passInputsOn() {
    guard linksAnywhere else { return }
    var parent = 0
    // Words a copy of the parent reads for its neighbours.
    var lent = 0.0
    while parent < levelCount {
      let child = child(of: .inputs, below: parent)
      var asked = outerTrips[loopCount].primal
      if child < levelCount { asked = traffic(child, .inputs).fills.primal }
      var peers = 0.0
      for level in (parent..<child).reversed() {
        if mayLink(level) {
          let links = links(below: level)
          let copies = Double(CopyGrid(below: level, self).offsets.count)
          if level + 1 == child {
            peers = links.passed / instances[child].primal
            traffic[child * 3 + 1].fills = Scalar((links.delivered / copies + peers).rounded(.down))
            asked = links.asked
          } else {
            asked *= copies * links.asked / links.delivered
          }
        } else {
          asked *= distinct[level * 3 + 1].primal
        }
      }
      traffic[parent * 3 + 1].reads = Scalar((asked + lent).rounded())
      lent = peers
      parent = child
    }
  }
}
