package import Core
import Sim
import Synchronization

/// Runs the layer that takes most of a result's cycles once more and records what its units did over time.
///
/// Of layers that share a simulation the first stands for all; of equally long ones the first is taken. A controller
/// that records tiles only, such as Gemmini's own, gives the time tiles were under way.
///
/// - Parameters:
///   - result: The simulated workload.
///   - options: The options it was simulated with.
/// - Returns: The activity; `nil` where no layer took a cycle.
/// - Throws: What the simulation of a layer throws.
package func activity(of result: SimulationResult, options: NetworkOptions) throws -> LayerActivity? {
  var cycles: [String: Int] = [:]
  for layer in result.layers { cycles[layer.equalTo ?? layer.name, default: 0] += layer.cycles }
  let most = cycles.values.max() ?? 0
  guard most > 0, let index = result.layers.firstIndex(where: { cycles[$0.name] == most }) else { return nil }
  let layer = result.workload.layers[index]
  let state = Mutex(ActivityRecorder(levels: result.architecture.levels.map(\.name)))
  var machine = options.machine
  machine.timeline = TimelineSink(detail: .requests) { events in
    state.withLock { recorder in
      for event in events { recorder.add(event) }
    }
  }
  let again = try simulateLayer(
    layer, mapping: try mapping(of: layer, on: result.architecture, options: options), on: result.architecture,
    options: machine)
  return state.withLock { $0.finish(layer: layer.name, cycles: again.cycles) }
}

/// Sums events in equal stretches of time; when there are too many, two stretches become one.
private struct ActivityRecorder {
  private static let mostStretches = 96

  /// A count over time, and for what is held the last value.
  private struct Track {
    var unit: String
    var part: String
    var quantity: LayerActivity.Quantity
    var values: [Int] = []
    var held = 0
    var heldSince = 0
  }

  private let levels: [String]
  private var stretch = 1
  private var tracks: [Track] = []

  init(levels: [String]) {
    self.levels = levels
  }

  mutating func add(_ event: TimelineEvent) {
    let unit = event.unit.word
    switch event.kind {
    case .fold: spread(track(unit, "folds", .workCycles), from: event.start, to: event.end)
    case .preload: spread(track(unit, "preloads", .workCycles), from: event.start, to: event.end)
    case .chunk: spread(track(unit, "chunks", .workCycles), from: event.start, to: event.end)
    case .tile, .partialSums: spread(track(unit, "tiles", .tileCycles), from: event.start, to: event.end)
    case .request:
      let index = track(unit, event.operand.name, .bytes)
      reach(event.start)
      add(event.amount, to: index, at: event.start / stretch)
    case .held:
      let index = track(levels.indices.contains(event.address) ? levels[event.address] : "", "", .heldBytes)
      hold(index, until: event.start)
      tracks[index].held = event.amount
      tracks[index].heldSince = event.start
      raise(index, to: event.amount, at: event.start / stretch)
    }
  }

  /// The activity; tiles are left out where folds and requests say more.
  mutating func finish(layer: String, cycles: Int) -> LayerActivity? {
    reach(max(0, cycles - 1))
    for index in tracks.indices where tracks[index].quantity == .heldBytes { hold(index, until: cycles - 1) }
    let stretches = ceilingDivide(cycles, stretch)
    let isFine = tracks.contains { $0.quantity == .bytes }
    let kept = tracks.filter { !(isFine && $0.quantity == .tileCycles) }
    guard !kept.isEmpty else { return nil }
    let order = ["array", "vector", "load", "store"] + levels
    let sorted = kept.enumerated().sorted {
      (order.firstIndex(of: $0.element.unit) ?? .max, $0.offset) < (
        order.firstIndex(of: $1.element.unit) ?? .max, $1.offset
      )
    }
    return LayerActivity(
      layer: layer, stretchCycles: stretch,
      series: sorted.map { _, track in
        let values = Array(track.values.prefix(stretches))
        return LayerActivity.Series(
          unit: track.unit, part: track.part, quantity: track.quantity,
          values: values + Array(repeating: 0, count: stretches - values.count))
      })
  }

  private mutating func track(_ unit: String, _ part: String, _ quantity: LayerActivity.Quantity) -> Int {
    if let known = tracks.firstIndex(where: { $0.unit == unit && $0.part == part && $0.quantity == quantity }) {
      return known
    }
    tracks.append(Track(unit: unit, part: part, quantity: quantity))
    return tracks.count - 1
  }

  /// Adds the cycles of a span to the stretches it lies in.
  private mutating func spread(_ index: Int, from start: Int, to end: Int) {
    guard end > start else { return }
    reach(end - 1)
    for place in start / stretch...(end - 1) / stretch {
      add(min(end, (place + 1) * stretch) - max(start, place * stretch), to: index, at: place)
    }
  }

  /// Notes what a level has held since it last changed.
  private mutating func hold(_ index: Int, until time: Int) {
    reach(time)
    guard tracks[index].held > 0 else { return }
    for place in tracks[index].heldSince / stretch...max(tracks[index].heldSince, time) / stretch {
      raise(index, to: tracks[index].held, at: place)
    }
  }

  private mutating func add(_ amount: Int, to index: Int, at place: Int) {
    extend(index, to: place)
    tracks[index].values[place] += amount
  }

  private mutating func raise(_ index: Int, to amount: Int, at place: Int) {
    extend(index, to: place)
    tracks[index].values[place] = max(tracks[index].values[place], amount)
  }

  private mutating func extend(_ index: Int, to place: Int) {
    while tracks[index].values.count <= place { tracks[index].values.append(0) }
  }

  /// Makes stretches longer until the cycle lies in one of the most there may be.
  private mutating func reach(_ cycle: Int) {
    while cycle / stretch >= Self.mostStretches {
      stretch *= 2
      for index in tracks.indices {
        let values = tracks[index].values
        let isHeld = tracks[index].quantity == .heldBytes
        tracks[index].values = stride(from: 0, to: values.count, by: 2).map { first in
          let second = first + 1 < values.count ? values[first + 1] : 0
          return isHeld ? max(values[first], second) : values[first] + second
        }
      }
    }
  }
}

extension TimelineEvent.Unit {
  /// The unit's name in results.
  fileprivate var word: String {
    switch self {
    case .load: "load"
    case .array: "array"
    case .vector: "vector"
    case .store: "store"
    }
  }
}
