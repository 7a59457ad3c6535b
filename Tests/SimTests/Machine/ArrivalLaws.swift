import Core
import Sim
import Synchronization
import Testing

/// Nothing is read before it is there, and nothing is written twice: the machine's events against the naive walk.
@Suite struct ArrivalLaws {
  private static let draws = 12
  private static let precision = Precision()
  private static let page = 4096

  /// Collects the events of a simulation.
  private final class Recorder: Sendable {
    private let events = Mutex<[TimelineEvent]>([])

    func take(_ more: [TimelineEvent]) { events.withLock { $0 += more } }
    var all: [TimelineEvent] { events.withLock { $0 } }
  }

  @Test(arguments: MachineArchitectures.names)
  func everyElementArrivesBeforeItIsRead(name: String) throws {
    let (architecture, index) = try MachineArchitectures.named(name)
    var random = SeededRandom(seed: 11, stream: UInt64(index))
    var done = 0
    while done < Self.draws {
      let layer = RandomMappings.layer(&random)
      guard layer.macs <= 2000,
        let mapping = RandomMappings.mapping(of: layer, precision: Self.precision, on: architecture, &random)
      else { continue }
      done += 1
      let recorder = Recorder()
      _ = try simulateLayer(
        Layer(name: "random", content: LayerContent(operation: .convolution(layer), precision: Self.precision)),
        mapping: mapping, on: architecture,
        options: SimulationOptions(timeline: TimelineSink(detail: .requests) { recorder.take($0) }))
      try check(recorder.all, layer, mapping, architecture)
    }
  }

  /// Replays the folds in order; each must find every element it reads arrived as often as its tile was fetched by then.
  private func check(
    _ events: [TimelineEvent], _ layer: Convolution, _ mapping: Mapping, _ architecture: Architecture
  ) throws {
    let nest = NaiveNest(mapping)
    let steps = nest.steps()
    let places = Places(layer)
    var arrivals: [Int: [Int]] = [:]
    for event in events where event.unit == .load && event.kind == .request {
      for byte in event.address..<event.address + event.amount { arrivals[byte, default: []].append(event.end) }
    }
    let folds = events.filter { $0.unit == .array && $0.kind == .fold }
    #expect(folds.reduce(0) { $0 + $1.amount } == steps.count, "\(layer) \(mapping)")

    for operand in [Operand.weights, .inputs] {
      var fetches: [Int: Int] = [:]
      var fold = 0
      var streamed = 0
      for visit in NaiveTraffic.visits(operand, nest, steps, layer, architecture) {
        for element in visit.elements { fetches[element, default: 0] += 1 }
        for step in steps[visit.steps] {
          while streamed == folds[fold].amount {
            fold += 1
            streamed = 0
          }
          streamed += 1
          for point in step.points {
            guard let element = element(operand, of: layer, at: point) else { continue }
            let times = arrivals[places.base(operand) + element] ?? []
            let needed = try #require(fetches[element])
            let isThere = times.count >= needed && times[needed - 1] <= folds[fold].start
            #expect(isThere, "\(operand) \(element), fetch \(needed), fold \(fold): \(layer) \(mapping)")
            guard isThere else { return }
          }
        }
      }
    }
    checkStores(events, layer, places, mapping)
  }

  private func checkStores(_ events: [TimelineEvent], _ layer: Convolution, _ places: Places, _ mapping: Mapping) {
    var written: [Int: Int] = [:]
    let range = places.outputs..<places.partialSums
    for event in events where event.unit == .store && event.kind == .request && range.contains(event.address) {
      for byte in event.address..<event.address + event.amount { written[byte, default: 0] += 1 }
    }
    #expect(written.count == layer.elements(of: .outputs), "\(layer) \(mapping)")
    #expect(written.values.allSatisfy { $0 == 1 }, "\(layer) \(mapping)")
  }

  /// The machine's layout of the tensors: one after the other from page boundaries on; int8 elements.
  private struct Places {
    var inputs: Int
    var outputs: Int
    var partialSums: Int

    init(_ layer: Convolution) {
      inputs = ceilingDivide(layer.elements(of: .weights), page) * page
      outputs = inputs + ceilingDivide(layer.elements(of: .inputs), page) * page
      partialSums = outputs + ceilingDivide(layer.elements(of: .outputs), page) * page
    }

    func base(_ operand: Operand) -> Int { operand == .weights ? 0 : inputs }
  }
}
