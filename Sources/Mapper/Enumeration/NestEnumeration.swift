package import Core

/// The traffic of a mapping counted by running its loops: every iteration, every copy, every tile a box of indices.
///
/// Nothing is derived: at each step each copy of a level asks for what its new tile has and its last one had not, equal
/// requests below one fan-out are served once, and of outputs the first visit to each word is free. Exponentially slower
/// than `AnalyticalModel`; for small layers.
package struct NestEnumeration {
  /// What one level does with one operand.
  package struct Counts: Hashable, Sendable {
    /// Words over all copies of the level.
    package var reads = 0
    package var fills = 0
    package var updates = 0
    /// Words of the first copy alone, which is never idle.
    package var firstReads = 0
    package var firstFills = 0
    package var firstUpdates = 0
    /// The largest tile.
    package var tile = 0
  }

  /// Counts by level and operand; zero where the operand isn't kept.
  package private(set) var counts: [OperandMap<Counts>]
  /// Steps in which any multiplier works.
  package private(set) var steps = 0

  private let convolution: Convolution
  private let mapping: Mapping
  private let reuse: ReuseRule
  private let isPerfect: Bool
  /// All loops, outermost first.
  private let loops: [Loop]

  private struct Loop {
    var dimension: Dimension
    var bound: Int
    var level: Int
    var isSpatial: Bool
    /// Indices of its dimension one trip covers.
    var step = 1
  }

  /// Runs a mapping; the reuse rule is `walk` or `tile`.
  package init(_ mapping: Mapping, _ convolution: Convolution, reuse: ReuseRule) {
    self.mapping = mapping
    self.convolution = convolution
    self.reuse = reuse
    var loops: [Loop] = []
    for (index, level) in mapping.levels.enumerated() {
      loops += level.temporal.map { Loop(dimension: $0.dimension, bound: $0.bound, level: index, isSpatial: false) }
      for axis in [SpatialLoop.Axis.x, .y] {
        loops += level.spatial.filter { $0.axis == axis }.map {
          Loop(dimension: $0.dimension, bound: $0.bound, level: index, isSpatial: true)
        }
      }
    }
    var inside = LoopBounds()
    for index in loops.indices.reversed() {
      loops[index].step = inside[loops[index].dimension]
      inside[loops[index].dimension] *= loops[index].bound
    }
    self.loops = loops
    isPerfect = Dimension.allCases.allSatisfy { inside[$0] == convolution.bounds[$0] }
    counts = mapping.levels.map { _ in OperandMap(repeating: Counts()) }
    for operand in Operand.allCases { run(operand) }
    steps = countSteps()
  }

  private mutating func run(_ operand: Operand) {
    let keeping = mapping.levels.indices.filter { mapping.levels[$0].keeps.contains(operand) }
    for (place, parent) in keeping.enumerated() {
      let child = place + 1 < keeping.count ? keeping[place + 1] : mapping.levels.count
      run(operand, from: parent, into: child)
    }
  }

  /// Runs the loops outside a level and counts what moves into it.
  private mutating func run(_ operand: Operand, from parent: Int, into child: Int) {
    let isMultiplier = child == mapping.levels.count
    let outside = loops.indices.filter { loops[$0].level < child }
    let times = outside.filter { !loops[$0].isSpatial }
    let parents = outside.filter { loops[$0].isSpatial && loops[$0].level < parent }
    let copies = outside.filter { loops[$0].isSpatial && loops[$0].level >= parent }
    let mover = times.last { moves(operand, loops[$0].dimension) }
    forEach(parents) { parentIndices in
      let isFirstParent = parentIndices.allSatisfy { $0 == 0 }
      var last: [[Int]: Tile] = [:]
      var shifts: [[Int]: [Int]] = [:]
      var received: [[Int]: Set<Tile>] = [:]
      var given: Set<Tile> = []
      var before: [Int]?
      forEach(times) { timeIndices in
        let advanced = before.flatMap { before in times.indices.first { before[$0] != timeIndices[$0] } }
        before = timeIndices
        var requests: [[Int]: Request] = [:]
        forEach(copies) { copyIndices in
          let at = Array(zip(times, timeIndices)) + zip(parents, parentIndices) + zip(copies, copyIndices)
          guard let tile = tile(operand, child, at) else { return }
          var request = Request(tile: tile)
          if !isMultiplier {
            let step = advanced.map { times[$0] }
            let isSlide = step == mover && mover != nil
            let isMove = (step ?? .max) <= (mover ?? -1)
            request = news(tile, last[copyIndices], &shifts[copyIndices], isMove: isMove, isSlide: isSlide)
            last[copyIndices] = tile
          }
          let isFirst = isFirstParent && copyIndices.allSatisfy { $0 == 0 }
          if !isMultiplier {
            counts[child][operand].tile = max(counts[child][operand].tile, tile.volume)
            var fills = request.words
            if operand == .outputs, received[copyIndices, default: []].insert(tile).inserted { fills = 0 }
            counts[child][operand].fills += fills
            if isFirst { counts[child][operand].firstFills += fills }
          }
          if request.words > 0 { requests[copyIndices] = request }
        }
        let asked = gather(requests, copies: copies, parent: parent, child: child)
        var reads = asked.words
        if operand == .outputs {
          counts[parent][operand].updates += asked.words
          if isFirstParent { counts[parent][operand].firstUpdates += asked.words }
          for tile in asked.tiles where given.insert(tile).inserted { reads -= tile.volume }
        }
        counts[parent][operand].reads += reads
        if isFirstParent { counts[parent][operand].firstReads += reads }
      }
    }
    if parent == 0 { counts[0][operand].tile = convolution.elements(of: operand, inTile: convolution.bounds) }
  }

  /// What a copy needs that it didn't have: the whole tile, or what is new of it.
  ///
  /// A walk compares where the tiles lie. Where factors don't divide, or only whole tiles move, it is the loops that
  /// decide: a tile stays while no loop that moves it advances, and its window slides with the innermost of them only.
  private func news(_ tile: Tile, _ last: Tile?, _ lastShift: inout [Int]?, isMove: Bool, isSlide: Bool) -> Request {
    guard let last else { return Request(tile: tile) }
    guard isPerfect && reuse != .tile else {
      guard isMove else { return Request(tile: tile, held: tile) }
      return isSlide && reuse != .tile ? Request(tile: tile, held: last) : Request(tile: tile)
    }
    let shift = tile.shift(from: last)
    guard shift.contains(where: { $0 != 0 }) else { return Request(tile: tile, held: tile) }
    let slides = lastShift == nil || lastShift == shift
    lastShift = slides ? shift : nil
    return slides ? Request(tile: tile, held: last) : Request(tile: tile)
  }

  /// The requests of the copies as their parent sees them: below each fan-out, equal ones count once.
  private func gather(_ requests: [[Int]: Request], copies: [Int], parent: Int, child: Int) -> Request.Group {
    var groups = requests.mapValues { Request.Group([$0]) }
    var width = copies.count
    for level in (parent..<child).reversed() {
      let here = copies.prefix(width).filter { loops[$0].level == level }.count
      guard here > 0 else { continue }
      width -= here
      var merged: [[Int]: Set<Request.Group>] = [:]
      for (indices, group) in groups { merged[Array(indices.prefix(width)), default: []].insert(group) }
      groups = merged.mapValues { Request.Group(merging: $0) }
    }
    return groups.values.first ?? Request.Group([])
  }

  private func moves(_ operand: Operand, _ dimension: Dimension) -> Bool {
    operand.relevantDimensions.contains(dimension)
  }

  /// The tile of one copy at one time; `nil` when it lies beyond the layer.
  private func tile(_ operand: Operand, _ child: Int, _ at: [(loop: Int, index: Int)]) -> Tile? {
    var start = LoopBounds(n: 0, g: 0, k: 0, c: 0, p: 0, q: 0, r: 0, s: 0)
    for (loop, index) in at { start[loops[loop].dimension] += index * loops[loop].step }
    var extents = LoopBounds()
    for loop in loops where loop.level >= child { extents[loop.dimension] *= loop.bound }
    for dimension in Dimension.allCases {
      extents[dimension] = min(extents[dimension], convolution.bounds[dimension] - start[dimension])
      if extents[dimension] <= 0 { return nil }
    }
    return Tile(operand, start: start, extents: extents, convolution)
  }

  /// Counts the steps in which a multiplier works: those whose first copy has work, as all others have later indices.
  private func countSteps() -> Int {
    let times = loops.indices.filter { !loops[$0].isSpatial }
    var steps = 0
    forEach(times) { indices in
      if tile(.weights, mapping.levels.count, Array(zip(times, indices))) != nil { steps += 1 }
    }
    return steps
  }

  /// Calls `body` with every combination of the loops' indices, the last loop fastest.
  private func forEach(_ chosen: [Int], _ body: ([Int]) -> Void) {
    var indices = Array(repeating: 0, count: chosen.count)
    while true {
      body(indices)
      var place = chosen.count - 1
      while place >= 0 && indices[place] + 1 == loops[chosen[place]].bound {
        indices[place] = 0
        place -= 1
      }
      guard place >= 0 else { return }
      indices[place] += 1
    }
  }
}

/// A box of an operand's indices.
private struct Tile: Hashable {
  var low: [Int]
  var lengths: [Int]

  init(_ operand: Operand, start: LoopBounds, extents: LoopBounds, _ convolution: Convolution) {
    func span(_ dimensions: [(Dimension, Int)]) -> (Int, Int) {
      var (low, length) = (0, 1)
      for (dimension, scale) in dimensions {
        low += start[dimension] * scale
        length += (extents[dimension] - 1) * scale
      }
      return (low, length)
    }
    let axes: [[(Dimension, Int)]] =
      switch operand {
      case .weights: [[(.g, 1)], [(.k, 1)], [(.c, 1)], [(.r, 1)], [(.s, 1)]]
      case .inputs:
        [
          [(.n, 1)], [(.g, 1)], [(.c, 1)], [(.p, convolution.stride.width), (.r, convolution.dilation.width)],
          [(.q, convolution.stride.height), (.s, convolution.dilation.height)],
        ]
      case .outputs: [[(.n, 1)], [(.g, 1)], [(.k, 1)], [(.p, 1)], [(.q, 1)]]
      }
    low = axes.map { span($0).0 }
    lengths = axes.map { span($0).1 }
  }

  var volume: Int { lengths.reduce(1, *) }

  /// How far the low corner moved.
  func shift(from last: Tile) -> [Int] { zip(low, last.low).map { $0 - $1 } }

  /// Elements both boxes hold.
  func overlap(_ other: Tile) -> Int {
    var product = 1
    for axis in low.indices {
      product *= max(
        0, min(low[axis] + lengths[axis], other.low[axis] + other.lengths[axis]) - max(low[axis], other.low[axis]))
    }
    return product
  }
}

/// What a copy asks for: a tile, less what it holds already.
private struct Request: Hashable {
  var tile: Tile
  var held: Tile?

  init(tile: Tile, held: Tile? = nil) {
    self.tile = tile
    self.held = held.flatMap { $0.overlap(tile) > 0 ? $0 : nil }
  }

  var words: Int { tile.volume - (held.map { $0.overlap(tile) } ?? 0) }

  /// The different requests below a fan-out.
  struct Group: Hashable {
    var requests: [Request]
    var words: Int

    init(_ requests: [Request]) {
      self.requests = requests
      words = requests.reduce(0) { $0 + $1.words }
    }

    /// Different groups, each counted once.
    init(merging groups: Set<Group>) {
      requests = groups.flatMap(\.requests).sorted {
        ($0.tile.low, $0.tile.lengths).0.lexicographicallyPrecedes($1.tile.low)
      }
      words = groups.reduce(0) { $0 + $1.words }
    }

    var tiles: Set<Tile> { Set(requests.map(\.tile)) }
  }
}
