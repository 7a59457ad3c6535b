package import Core

/// Every figure a report of a simulation shows, computed once.
///
/// Text, CSV, JSON and the page are views of this value. A figure's address is its JSON Pointer (RFC 6901) in the JSON
/// encoding, e.g. `/layers/3/units/0/stallCycles/weights`. Ratios that would divide by zero are absent.
package struct SimulationReport: Hashable, Sendable, Encodable {
  /// The most important thing to know, in one sentence.
  package var verdict: String
  /// The model that made the cycles: `machine`, `scalesim`.
  package var timing: String
  package var architecture: ArchitectureFigures
  package var workload: WorkloadFigures
  package var totals: TotalFigures
  /// Layers by content, in the order of their first appearance.
  package var equalLayers: [EqualLayers]
  /// One entry per layer of the workload, in its order.
  package var layers: [LayerFigures]
  /// What better resources would bring, the most helpful first; absent where nobody asked.
  package var whatIf: [WhatIfFigures]?
  /// The longest layer over time; absent where it was not recorded.
  package var activity: ActivityFigures?
  /// What the figures were derived from; not part of the JSON.
  package var result: SimulationResult

  private enum CodingKeys: String, CodingKey {
    case verdict, timing, architecture, workload, totals, equalLayers, layers, whatIf, activity
  }

  /// Derives the figures of a result.
  ///
  /// - Parameters:
  ///   - result: what was simulated.
  ///   - dramBytesPerSecond: the DRAM's peak, for the roofline; by default the DRAM level's bandwidth, where stated.
  package init(_ result: SimulationResult, dramBytesPerSecond: Double? = nil) {
    self.result = result
    timing = result.timing
    architecture = ArchitectureFigures(result.architecture, dramBytesPerSecond: dramBytesPerSecond)
    workload = WorkloadFigures(
      name: result.workload.name, source: result.workload.sources.map(\.title).joined(separator: "; "),
      layers: result.layers.count, macs: result.macs)
    layers = result.layers.indices.map { LayerFigures(result, layer: $0) }
    equalLayers = EqualLayers.groups(of: result.layers)
    totals = TotalFigures(result, layers: layers)
    verdict = Verdict(result).sentence
    whatIf = WhatIfFigures.ranked(result)
    activity = ActivityFigures(result)
  }
}

/// The figures of the architecture that give the others their scale.
package struct ArchitectureFigures: Hashable, Sendable, Encodable {
  package var name: String
  package var summary: String
  package var technologyNanometres: Int
  package var coreHertz: Int
  package var rows: Int
  package var columns: Int
  package var processingElements: Int
  /// Multiply–accumulates a second with every processing element busy.
  package var peakMacsPerSecond: Double
  /// Bytes a second the DRAM can move; absent where nobody says.
  package var peakDramBytesPerSecond: Double?

  init(_ architecture: Architecture, dramBytesPerSecond: Double?) {
    name = architecture.name
    summary = architecture.summary
    technologyNanometres = architecture.technologyNanometres
    coreHertz = architecture.coreHertz
    rows = architecture.array.rows
    columns = architecture.array.columns
    processingElements = architecture.processingElements
    let arrayClock = architecture.clocks.first { $0.name == architecture.array.clock }
    peakMacsPerSecond =
      Double(architecture.processingElements) * Double(arrayClock?.hertz ?? architecture.coreHertz)
    let dram = architecture.levels.first { $0.kind == .dram }
    peakDramBytesPerSecond =
      dramBytesPerSecond ?? dram?.bandwidthBytesPerCycle.map { Double($0) * Double(architecture.coreHertz) }
  }
}

/// What was simulated, in numbers.
package struct WorkloadFigures: Hashable, Sendable, Encodable {
  package var name: String
  package var source: String
  package var layers: Int
  package var macs: Int
}

/// The figures of the whole workload.
package struct TotalFigures: Hashable, Sendable, Encodable {
  package var cycles: Int
  /// Seconds at the core clock.
  package var seconds: Double
  package var macs: Int
  package var picojoules: Double
  package var picojoulesPerMac: Double?
  package var energyDelayProductJouleSeconds: Double
  /// MACs done over MACs the array could have done, 0 to 1.
  package var utilization: Double
  package var macsPerSecond: Double?
  package var macsPerDramByte: Double?
  package var dramReadBytes: Int
  package var dramWrittenBytes: Int
  package var dramBytes: Int
  package var units: [UnitFigures]
  package var traffic: [TrafficFigures]
  /// What passed through each level, all operands together.
  package var levels: [LevelFigures]
  package var energy: [EnergyFigures]
  /// Energy of each storage level by operand.
  package var operandEnergy: [OperandEnergyFigures]
  /// Energy over time; absent when no time passed.
  package var averageMilliwatts: Double?
  /// Area of all components; absent where it was not worked out.
  package var areaSquareMillimetres: Double?
  /// Energy, power, area and highest clock of each component.
  package var components: [ComponentFigures]
  /// The most each level held in any layer.
  package var occupancy: [OccupancyFigures]

  init(_ result: SimulationResult, layers: [LayerFigures]) {
    cycles = result.cycles
    seconds = result.architecture.coreHertz > 0 ? result.seconds : 0
    macs = result.macs
    picojoules = result.picojoules
    picojoulesPerMac = macs > 0 ? picojoules / Double(macs) : nil
    energyDelayProductJouleSeconds = picojoules * 1e-12 * seconds
    let possible = Double(cycles) * Double(result.architecture.processingElements)
    utilization = possible > 0 ? Double(macs) / possible : 0
    dramReadBytes = layers.reduce(0) { $0 + $1.dramReadBytes }
    dramWrittenBytes = layers.reduce(0) { $0 + $1.dramWrittenBytes }
    dramBytes = dramReadBytes + dramWrittenBytes
    macsPerSecond = seconds > 0 ? Double(macs) / seconds : nil
    macsPerDramByte = dramBytes > 0 ? Double(macs) / Double(dramBytes) : nil
    units = UnitFigures.sum(layers.map(\.units))
    traffic = TrafficFigures.sum(layers.map(\.traffic))
    levels = LevelFigures.sum(traffic, seconds: seconds)
    energy = EnergyFigures.sum(layers.map(\.energy))
    operandEnergy = OperandEnergyFigures.all(result.architecture.levels, traffic: traffic, energy: energy)
    averageMilliwatts = seconds > 0 ? result.averageMilliwatts : nil
    areaSquareMillimetres = result.areaSquareMillimetres
    components = ComponentFigures.all(
      result.components, energy: energy.map { ($0.component, $0.picojoules) }, seconds: seconds)
    occupancy = OccupancyFigures.largest(layers.map(\.occupancy))
  }
}

/// Layers of equal content, simulated once.
package struct EqualLayers: Hashable, Sendable, Encodable {
  /// Where the first of them stands among the layers.
  package var first: Int
  /// Where each of them stands, the first included.
  package var members: [Int]
  package var count: Int
  /// Cycles of all of them together.
  package var cycles: Int
  /// Their share of the workload's cycles, 0 to 1.
  package var share: Double

  /// The layers that share a simulation, in the order of their first appearance.
  ///
  /// A layer joins the one its result names only if both cost the same, so folding never hides a difference.
  static func groups(of layers: [LayerResult]) -> [EqualLayers] {
    let total = layers.reduce(0) { $0 + $1.cycles }
    var groupOfFirst: [String: Int] = [:]
    var groups: [EqualLayers] = []
    for (index, layer) in layers.enumerated() {
      if let name = layer.equalTo, let group = groupOfFirst[name], layer.costsTheSame(as: layers[groups[group].first]) {
        groups[group].members.append(index)
      } else {
        if layer.equalTo == nil, groupOfFirst[layer.name] == nil { groupOfFirst[layer.name] = groups.count }
        groups.append(EqualLayers(first: index, members: [index], count: 0, cycles: 0, share: 0))
      }
    }
    return groups.map { group in
      let cycles = group.members.reduce(0) { $0 + layers[$1].cycles }
      return EqualLayers(
        first: group.first, members: group.members, count: group.members.count, cycles: cycles,
        share: total > 0 ? Double(cycles) / Double(total) : 0)
    }
  }
}

extension LayerResult {
  fileprivate func costsTheSame(as other: LayerResult) -> Bool {
    cycles == other.cycles && macs == other.macs && units == other.units && traffic == other.traffic
      && energy == other.energy
  }
}
