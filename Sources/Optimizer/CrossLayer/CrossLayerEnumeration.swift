import Core
import RTL

/// Every design of a space, machine by machine: a machine is built once for all ways through the flow, and a part looked up
/// once for all machines that have it.
extension CrossLayerProblem {
  /// The objectives no design of the space dominates: the same values as judging every design gives.
  ///
  /// Designs that fail are left aside. A million designs take a second.
  ///
  /// - Parameter objectives: What is minimised.
  /// - Returns: Undominated objectives, each once; none where the space is too large to be counted.
  func enumeratedFront(of objectives: ObjectiveSet) -> [[Double]] {
    var values: [[Double]] = []
    forEachMachine { machine, flows, legal in
      let cells = flows.cells(of: machine.design, parts(of: machine.design), source)
      let designs = legal.compactMap { flow -> [Double]? in
        guard let cells = cells[flow] else { return nil }
        return objectives.values(of: CrossLayerCost(cells, machine.memories, machine.traffic).metrics)
      }
      values += paretoFront(of: designs).map { designs[$0] }
      // What is dominated by now need not wait for the end.
      if values.count >= 100_000 { values = paretoFront(of: values).map { values[$0] } }
    }
    return paretoFront(of: values).map { values[$0] }
  }

  /// Goes through the machines of a space that can be counted.
  ///
  /// - Parameter body: Told each machine, the ways through the flow, and the numbers of those the space's rules allow.
  func forEachMachine(_ body: (Machine, inout FlowChoices, [Int]) -> Void) {
    let parameters = space.parameters
    let free = Places(parameters.indices.filter { !mechanical.contains($0) }, of: space)
    let machines = Places(mechanical, of: space)
    // What both the machine and its synthesis depend on.
    let shared = mechanical.filter { parameters[$0].flowAttributes.contains(where: \.isOfSynthesis) }
    var flows: [[Int]: FlowChoices] = [:]
    for place in 0..<(space.size < 1e9 ? machines.count : 0) {
      let first = machines.point(place, in: DesignPoint(Array(repeating: 0, count: parameters.count)))
      guard let machine = machine(at: first) else { continue }
      let legal = (0..<free.count).filter { flow in
        space.constraints.isEmpty || space.satisfiesConstraints(free.point(flow, in: first))
      }
      let key = shared.map { first.indices[$0] }
      body(machine, &flows[key, default: FlowChoices(of: self, from: first, free)], legal)
    }
  }
}

/// Some of a space's parameters, and the settings they may have together.
struct Places {
  private let places: [Int]
  private let counts: [Int]

  init(_ places: [Int], of space: DesignSpace) {
    self.places = places
    counts = places.map { space.parameters[$0].count }
  }

  /// How many settings there are.
  var count: Int { counts.reduce(1, *) }

  /// A point with one of the settings, the last parameter changing fastest.
  func point(_ number: Int, in other: DesignPoint) -> DesignPoint {
    var point = other
    var rest = number
    for (place, count) in zip(places, counts).reversed() {
      (rest, point.indices[place]) = rest.quotientAndRemainder(dividingBy: count)
    }
    return point
  }
}

/// The ways through the flow, and what the cells of arrays come to with each.
struct FlowChoices {
  /// A way through the flow.
  struct Flow {
    var options: SynthesisOptions
    var library: String
    fileprivate var mustMeetClock: Bool
  }

  /// The ways, in the order of their numbers.
  let flows: [Flow]
  /// By the part's code, a result for each flow.
  private var figures: [String: [Result<BlockResult, any Error>]] = [:]
  private var known: [ArrayDesign: [ArraySynthesis.Totals?]] = [:]
  /// By the part's code, whether it was asked for with each flow.
  private var asked: [String: [Bool]] = [:]

  init(of problem: CrossLayerProblem, from point: DesignPoint, _ free: Places) {
    flows = (0..<free.count).map { number in
      let settings = problem.space.flowSettings(of: free.point(number, in: point))
      return Flow(
        options: SynthesisOptions(flow: settings),
        library: settings[.library]?.text ?? CrossLayerProblem.usualLibrary,
        mustMeetClock: settings[.mustMeetClock]?.isYes ?? false)
    }
  }

  /// What the cells of a design come to with each flow; `nil` where a part has no figures or misses a clock it must meet.
  mutating func cells(
    of design: ArrayDesign, _ parts: [DesignPart], _ source: any PartSource
  ) -> [ArraySynthesis.Totals?] {
    if let known = known[design] { return known }
    for part in parts where figures[part.code] == nil {
      figures[part.code] = flows.map { flow in
        Result { try source.figures(of: part, flow.options, library: flow.library) }
      }
    }
    let cells = flows.enumerated().map { number, flow -> ArraySynthesis.Totals? in
      let blocks = try? parts.composed { part in
        guard let results = figures[part.code] else { throw ToolFailure(.yosys, .notUnderstood(part.code)) }
        return try results[number].get()
      }
      guard let blocks else { return nil }
      let totals = ArraySynthesis.Totals(of: blocks)
      return flow.mustMeetClock && totals.nanoseconds > flow.options.clockPeriod ? nil : totals
    }
    known[design] = cells
    return cells
  }

  /// Whether a part is asked for with a flow for the first time.
  mutating func isNew(_ part: String, with flow: Int) -> Bool {
    if asked[part]?[flow] ?? false { return false }
    asked[part, default: Array(repeating: false, count: flows.count)][flow] = true
    return true
  }
}
