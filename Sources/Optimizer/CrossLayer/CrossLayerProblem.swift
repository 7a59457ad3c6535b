public import Core
import Foundation
package import RTL
import Sim
import Synchronization

/// Designs of a space that varies the array, the memories and the knobs of synthesis, each judged by what its parts are as
/// cells.
///
/// Seconds are the network's cycles at the clock reached, by the array or by the slowest memory. Power is the network's
/// energy over its time: cells at a stated toggle rate while the array works and their leakage throughout, and accesses
/// to memories. Area is that of cells and memories. DRAM is outside; wires and the clock tree are not modelled.
public final class CrossLayerProblem: DesignProblem {
  /// Turns a point into its architecture, which attributes of the flow change nothing of; throws `InvalidInput` when the
  /// parts don't go together.
  public typealias Architectures = @Sendable (DesignPoint) throws -> Architecture

  /// What no synthesis changes of a design.
  struct Machine {
    var design: ArrayDesign
    var memories: OnChipMemories
    var traffic: ProductTraffic
  }

  /// The space.
  public let space: DesignSpace
  /// The network, as matrix products.
  package let products: [MatrixProductCost.Product]
  private let architectures: Architectures
  let source: any PartSource
  /// Places of the parameters the machine depends on: all but those that only say how cells are made of it.
  let mechanical: [Int]
  /// Places of the parameters the architecture depends on.
  private let architectural: [Int]
  /// By the places of the values it depends on; `nil` where the parts don't go together.
  private let machines = Mutex<[[Int]: Machine?]>([:])
  private let knownArchitectures = Mutex<[[Int]: Result<Architecture, any Error>]>([:])
  private let parts = Mutex<[ArrayDesign: [DesignPart]]>([:])
  private let arrays = Mutex<[ArrayKey: ArraySynthesis.Totals]>([:])

  /// What the cells of an array depend on.
  private struct ArrayKey: Hashable {
    var design: ArrayDesign
    var options: SynthesisOptions
    var library: String
  }

  /// Designs of a space.
  ///
  /// - Parameters:
  ///   - space: Which points there are.
  ///   - products: The network.
  ///   - source: Where figures of parts come from.
  ///   - architectures: The architecture of each point.
  package init(
    _ space: DesignSpace, products: [MatrixProductCost.Product], source: any PartSource,
    architectures: @escaping Architectures
  ) {
    self.space = space
    self.products = products
    self.source = source
    self.architectures = architectures
    // Memories are of the library's node.
    mechanical = space.parameters.indices.filter { index in
      space.parameters[index].paths.contains { path in
        FlowAttribute(rawValue: path).map { !$0.isOfSynthesis || $0 == .library } ?? true
      }
    }
    architectural = space.parameters.indices.filter { index in
      space.parameters[index].paths.contains { FlowAttribute(rawValue: $0) == nil }
    }
  }

  /// Whether the space's rules hold, the parts go together and hardware can be written for them.
  public func isLegal(_ point: DesignPoint) -> Bool {
    space.satisfiesConstraints(point) && machine(at: point) != nil
  }

  /// Synthesises a design's parts; a tool that fails fails the trial.
  ///
  /// - Throws: `ToolFailure` when the user asked to stop.
  public func evaluate(_ proposal: Proposal, at fidelity: Fidelity) throws -> TrialOutcome {
    let cost = Trial.Cost(simulations: 1)
    guard let machine = machine(at: proposal.point) else {
      return TrialOutcome(failure: "no hardware can be written for the design", cost: cost)
    }
    let flow = space.flowSettings(of: proposal.point)
    do {
      let cells = try cells(of: machine.design, flow)
      let options = SynthesisOptions(flow: flow)
      if flow[.mustMeetClock]?.isYes ?? false, cells.nanoseconds > options.clockPeriod {
        throw ToolFailure(.sta, .timing(target: options.clockPeriod, reached: cells.nanoseconds))
      }
      return TrialOutcome(CrossLayerCost(cells, machine.memories, machine.traffic).metrics, cost: cost)
    } catch let failure as ToolFailure where failure.reason != .interrupted {
      return TrialOutcome(failure: failure.description, cost: cost)
    } catch let missing as MissingInput {
      return TrialOutcome(failure: "\(missing.name): \(missing.reason)", cost: cost)
    }
  }

  /// The array of a legal point as hardware, what it is part of, and the knobs of its synthesis.
  ///
  /// - Throws: `InvalidInput` or `UnusableArray` when the parts don't go together.
  package func hardware(
    at point: DesignPoint
  ) throws -> (design: ArrayDesign, architecture: Architecture, flow: FlowSettings) {
    let flow = space.flowSettings(of: point)
    let architecture = try architecture(at: point)
    return (try ArrayDesign(architecture, flow: flow), architecture, flow)
  }

  /// The architecture of a point, read once for all points that differ in attributes of the flow only.
  private func architecture(at point: DesignPoint) throws -> Architecture {
    let key = architectural.map { point.indices[$0] }
    if let known = knownArchitectures.withLock({ $0[key] }) { return try known.get() }
    let result = Result { try architectures(point) }
    knownArchitectures.withLock { $0[key] = result }
    return try result.get()
  }

  /// A corner far beyond what designs near an architecture cost: a hundred times its cycles at 10 ns each, 20 W, ten times
  /// the area of its memories.
  ///
  /// - Throws: `InvalidInput` or `UnusableArray` when there is no such hardware.
  package func farCorner(of architecture: Architecture) throws -> DesignMetrics {
    let memories = OnChipMemories(of: architecture, nanometres: source.nanometres(of: Self.usualLibrary))
    let traffic = try ProductTraffic(of: products, on: ArrayDesign(architecture, flow: [:]).array, memories)
    let seconds = Double(traffic.cycles) * 100 * 10e-9
    return DesignMetrics(
      cycles: traffic.cycles, seconds: seconds, joules: 20 * seconds,
      areaSquareMillimetres: 10 * memories.areaSquareMillimetres)
  }

  private func cells(of design: ArrayDesign, _ flow: FlowSettings) throws -> ArraySynthesis.Totals {
    let key = ArrayKey(
      design: design, options: SynthesisOptions(flow: flow), library: flow[.library]?.text ?? Self.usualLibrary)
    if let known = arrays.withLock({ $0[key] }) { return known }
    let blocks = try parts(of: design).composed { part in
      try source.figures(of: part, key.options, library: key.library)
    }
    let totals = ArraySynthesis.Totals(of: blocks)
    arrays.withLock { $0[key] = totals }
    return totals
  }

  func parts(of design: ArrayDesign) -> [DesignPart] {
    if let known = parts.withLock({ $0[design] }) { return known }
    let made = design.parts
    parts.withLock { $0[design] = made }
    return made
  }

  func machine(at point: DesignPoint) -> Machine? {
    let key = mechanical.map { point.indices[$0] }
    if let known = machines.withLock({ $0[key] }) { return known }
    let made = try? sound(at: point)
    machines.withLock { $0[key] = .some(made) }
    return made
  }

  private func sound(at point: DesignPoint) throws -> Machine {
    let (design, architecture, flow) = try hardware(at: point)
    let memories = OnChipMemories(
      of: architecture, nanometres: source.nanometres(of: flow[.library]?.text ?? Self.usualLibrary))
    return Machine(
      design: design, memories: memories, traffic: try ProductTraffic(of: products, on: design.array, memories))
  }

  /// The cells of a space that names none.
  package static let usualLibrary = "osu018"
}

/// What a network costs on an array of known cells with its memories.
struct CrossLayerCost {
  private let cells: ArraySynthesis.Totals
  private let memories: OnChipMemories
  private let traffic: ProductTraffic

  init(_ cells: ArraySynthesis.Totals, _ memories: OnChipMemories, _ traffic: ProductTraffic) {
    self.cells = cells
    self.memories = memories
    self.traffic = traffic
  }

  /// Cells toggle while the array works and leak always; every word from outside is written to the scratchpad once.
  var metrics: DesignMetrics {
    let nanoseconds = max(cells.nanoseconds, memories.nanoseconds)
    let seconds = Double(traffic.cycles) * nanoseconds * 1e-9
    let picojoules =
      Double(traffic.busyCycles) * cells.picojoulesPerCycle
      + Double(traffic.scratchpadReads) * memories.scratchpadPicojoules.read
      + Double(traffic.externalBytes) * memories.scratchpadPicojoules.written
      + Double(traffic.accumulatorReads) * memories.accumulatorPicojoules.read
      + Double(traffic.accumulatorWrites) * memories.accumulatorPicojoules.written
    let leakage = cells.leakageMilliwatts * 1e-3
    return DesignMetrics(
      cycles: traffic.cycles, seconds: seconds, joules: picojoules * 1e-12 + leakage * seconds,
      areaSquareMillimetres: cells.area * 1e-6 + memories.areaSquareMillimetres, leakageWatts: leakage,
      coreHertz: Int((1e9 / max(nanoseconds, 1e-3)).rounded(.down)))
  }
}
