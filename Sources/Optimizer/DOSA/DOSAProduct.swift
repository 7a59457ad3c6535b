/// The least (Σ energy) · (Σ cycles) over one choice for each layer, with the choices that give it.
///
/// The product is quasi-concave where both factors are positive, so over the convex hull of all sums it is least at a
/// corner, and corners of the sum are sums of corners of the layers' own hulls (as `leastProduct` in `Evaluation`).
/// Owns its scratch, so that nothing is allocated once it has grown.
struct DOSAProduct {
  /// A choice of a layer in the plane of cycles and picojoules, with counts multiplied in.
  struct Point: BitwiseCopyable {
    var cycles: Double
    var energy: Double
    var index: Int32
  }

  /// A step along a layer's hull: so many cycles more for so much energy less.
  private struct Step {
    var rate: Double
    var layer: Int
    var from: Point
    var to: Point
  }

  private var steps: [Step] = []
  private var corners: [Point] = []
  private var pending: [(Point, Point)] = []
  /// The chosen point of each layer.
  private(set) var choices: [Point] = []

  init(layers: Int) {
    choices = Array(repeating: Point(cycles: 0, energy: 0, index: 0), count: layers)
  }

  /// Starts a network.
  mutating func begin() {
    steps.removeAll(keepingCapacity: true)
  }

  /// Adds a layer's points, of which there is at least one.
  mutating func add(_ points: [Point], layer: Int) {
    var fastest = points[0]
    var leanest = points[0]
    for point in points {
      if (point.cycles, point.energy) < (fastest.cycles, fastest.energy) { fastest = point }
      if (point.energy, point.cycles) < (leanest.energy, leanest.cycles) { leanest = point }
    }
    choices[layer] = fastest
    guard leanest.cycles > fastest.cycles else { return }
    pending.append((fastest, leanest))
    while let (from, to) = pending.popLast() {
      // The point farthest below the line between two corners is a corner itself.
      let (more, less) = (to.cycles - from.cycles, from.energy - to.energy)
      let threshold = -1e-9 * more * from.energy
      var farthest = threshold
      var corner: Point?
      for point in points {
        let depth = more * (point.energy - from.energy) + less * (point.cycles - from.cycles)
        if depth < farthest { (farthest, corner) = (depth, point) }
      }
      if let corner, corner.cycles > from.cycles, corner.cycles < to.cycles {
        pending.append((corner, to))
        pending.append((from, corner))
      } else {
        steps.append(Step(rate: less / more, layer: layer, from: from, to: to))
      }
    }
  }

  /// The least product of the network.
  mutating func least() -> (cycles: Double, energy: Double) {
    var cycles = 0.0
    var energy = 0.0
    for choice in choices {
      cycles += choice.cycles
      energy += choice.energy
    }
    steps.sort { ($1.rate, $0.layer, $0.to.cycles) < ($0.rate, $1.layer, $1.to.cycles) }
    var best = (cycles, energy)
    var taken = 0
    for (index, step) in steps.enumerated() {
      cycles += step.to.cycles - step.from.cycles
      energy += step.to.energy - step.from.energy
      if cycles * energy < best.0 * best.1 { (best, taken) = ((cycles, energy), index + 1) }
    }
    for step in steps.prefix(taken) { choices[step.layer] = step.to }
    return best
  }
}
