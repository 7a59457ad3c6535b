import Core

/// What a mapping moves between DRAM and the chip, counted tile by tile from the naive walk.
struct NaiveTraffic {
  /// Elements fetched of weights and inputs, each tile's distinct ones once per visit.
  var weights = 0
  var inputs = 0
  /// Output elements written as results, written as partial sums, and brought back.
  var finalOutputs = 0
  var partialsWritten = 0
  var partialsRead = 0

  init(_ mapping: Mapping, of layer: Convolution, on architecture: Architecture) {
    let nest = NaiveNest(mapping)
    let steps = nest.steps()
    for operand in [Operand.weights, .inputs] {
      let visits = Self.visits(operand, nest, steps, layer, architecture)
      let fetched = visits.reduce(0) { $0 + $1.elements.count }
      if operand == .weights { weights = fetched } else { inputs = fetched }
    }
    let perOutput = layer.bounds.c * layer.bounds.r * layer.bounds.s
    var done: [Int: Int] = [:]
    for visit in Self.visits(.outputs, nest, steps, layer, architecture) {
      // A tile is reloaded and stored as a whole; all its outputs have come equally far.
      if visit.elements.contains(where: { done[$0, default: 0] > 0 }) { partialsRead += visit.elements.count }
      for output in visit.accumulated { done[output, default: 0] += 1 }
      if visit.elements.allSatisfy({ done[$0] == perOutput }) {
        finalOutputs += visit.elements.count
      } else {
        partialsWritten += visit.elements.count
      }
    }
  }

  /// A stretch of steps during which an operand's buffer holds one tile.
  struct Visit {
    var elements: Set<Int> = []
    /// The operand's element of every multiply–accumulate of the visit.
    var accumulated: [Int] = []
    var steps: Range<Int> = 0..<0
  }

  /// The visits of an operand's tiles: a new one begins when a loop outside the buffer moves an index it depends on.
  static func visits(
    _ operand: Operand, _ nest: NaiveNest, _ steps: [NaiveNest.Step], _ layer: Convolution,
    _ architecture: Architecture
  ) -> [Visit] {
    let level = architecture.levels.firstIndex { $0.kind != .dram && $0.keeps.contains(operand) } ?? 0
    let selecting = (0..<nest.outside[level]).filter {
      operand.relevantDimensions.contains(nest.temporalDimensions[$0])
    }
    var visits: [Visit] = []
    var identity: [Int]?
    for (place, step) in steps.enumerated() {
      let next = selecting.map { step.index[$0] }
      if next != identity {
        visits.append(Visit(steps: place..<place))
        identity = next
      }
      var visit = visits.removeLast()
      for point in step.points {
        guard let element = element(operand, of: layer, at: point) else { continue }
        visit.elements.insert(element)
        visit.accumulated.append(element)
      }
      visit.steps = visit.steps.lowerBound..<place + 1
      visits.append(visit)
    }
    return visits
  }
}
