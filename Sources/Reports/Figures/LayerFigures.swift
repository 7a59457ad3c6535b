package import Core

/// The figures of one layer.
package struct LayerFigures: Hashable, Sendable, Encodable {
  package var name: String
  /// The layer whose simulation this one shares; absent for the first of its kind.
  package var equalTo: String?
  /// What the layer computes: `conv 3×3, 64 → 64 channels, 56×56 out`.
  package var operation: String
  /// The compact text of the mapping that ran; absent for a vector layer.
  package var mapping: String?
  /// What holds the layer up; absent where no unit did anything.
  package var bottleneck: Bottleneck?
  package var cycles: Int
  package var seconds: Double
  package var macs: Int
  package var picojoules: Double
  /// MACs done over MACs the array could have done, 0 to 1.
  package var utilization: Double
  package var macsPerSecond: Double?
  package var macsPerDramByte: Double?
  package var dramReadBytes: Int
  package var dramWrittenBytes: Int
  package var dramBytes: Int
  /// What cost the leading unit the most cycles; absent when it always worked.
  package var mainLoss: LossFigures?
  package var units: [UnitFigures]
  package var traffic: [TrafficFigures]
  package var occupancy: [OccupancyFigures]
  package var energy: [EnergyFigures]
  package var statistics: [Statistic]
  package var warnings: [String]

  init(_ result: SimulationResult, layer index: Int) {
    let layer = result.layers[index]
    let architecture = result.architecture
    name = layer.name
    equalTo = layer.equalTo
    let described = result.workload.layers.indices.contains(index) ? result.workload.layers[index] : nil
    operation = described.map { OperationText.summary($0.operation) } ?? ""
    mapping = layer.mapping?.description
    bottleneck = Bottleneck(layer)
    cycles = layer.cycles
    seconds = architecture.coreHertz > 0 ? Double(layer.cycles) / Double(architecture.coreHertz) : 0
    macs = layer.macs
    picojoules = layer.picojoules
    utilization =
      architecture.processingElements > 0
      ? layer.utilization(processingElements: architecture.processingElements) : 0
    let dramLevels = architecture.levels.filter { $0.kind == .dram }.map(\.name)
    let dramTraffic = layer.traffic.filter { dramLevels.contains($0.level) }
    dramReadBytes = dramTraffic.reduce(0) { $0 + $1.readBytes }
    dramWrittenBytes = dramTraffic.reduce(0) { $0 + $1.writtenBytes }
    dramBytes = dramReadBytes + dramWrittenBytes
    macsPerSecond = seconds > 0 ? Double(macs) / seconds : nil
    macsPerDramByte = dramBytes > 0 ? Double(macs) / Double(dramBytes) : nil
    mainLoss = LossFigures(layer, processingElements: architecture.processingElements)
    units = layer.units.map(UnitFigures.init)
    traffic = layer.traffic.map(TrafficFigures.init)
    occupancy = layer.occupancy.map(OccupancyFigures.init)
    energy = layer.energy.map(EnergyFigures.init)
    statistics = layer.statistics
    warnings = layer.warnings
  }
}

/// What cost a layer's leading unit the most cycles.
package struct LossFigures: Hashable, Sendable, Encodable {
  package var unit: String
  /// A stall cause's word, `idle`, or `empty-elements` where the array worked with part of its elements empty.
  package var cause: String
  package var cycles: Int
  /// Share of the layer's cycles, 0 to 1.
  package var share: Double

  init?(_ layer: LayerResult, processingElements: Int) {
    guard let unit = layer.leadingUnit, layer.cycles > 0 else { return nil }
    var losses = CycleLosses()
    losses.add(unit, macs: layer.macs, processingElements: processingElements)
    guard let loss = losses.largest else { return nil }
    self.unit = unit.unit
    cause = loss.reason.word
    cycles = loss.cycles
    share = Double(loss.cycles) / Double(layer.cycles)
  }
}

/// What one unit did: work + stalls + idle = all its cycles.
package struct UnitFigures: Hashable, Sendable, Encodable {
  package var unit: String
  package var workCycles: Int
  package var stallCycles: StallCycles
  package var idleCycles: Int

  package var total: Int { workCycles + stallCycles.total + idleCycles }

  init(_ unit: UnitActivity) {
    self.unit = unit.unit
    workCycles = unit.work
    stallCycles = unit.stalls
    idleCycles = unit.idle
  }

  private enum CodingKeys: String, CodingKey {
    case unit, workCycles, stallCycles, idleCycles
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(unit, forKey: .unit)
    try container.encode(workCycles, forKey: .workCycles)
    try container.encode(idleCycles, forKey: .idleCycles)
    var causes = container.nestedContainer(keyedBy: CauseKey.self, forKey: .stallCycles)
    for cause in StallCause.allCases {
      try causes.encode(stallCycles[cause], forKey: CauseKey(cause))
    }
  }

  /// Adds up equal units, in the order of their first appearance.
  static func sum(_ layers: [[UnitFigures]]) -> [UnitFigures] {
    merged(layers, same: { $0.unit == $1.unit }) { total, next in
      total.workCycles += next.workCycles
      total.idleCycles += next.idleCycles
      for cause in StallCause.allCases { total.stallCycles[cause] += next.stallCycles[cause] }
    }
  }
}

/// A stall cause as a key of JSON and CSV: `partialSums`.
struct CauseKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ cause: StallCause) { stringValue = cause.camelCase }

  init?(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { nil }
}

extension StallCause {
  /// The cause's word in lowerCamelCase, as JSON and CSV name it: `requestsInFlight`.
  package var camelCase: String {
    let words = rawValue.split(separator: "-")
    return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }
}

/// What passed through a level for one operand.
package struct TrafficFigures: Hashable, Sendable, Encodable {
  package var level: String
  /// `weights`, `inputs` or `outputs`.
  package var operand: String
  package var readBytes: Int
  package var writtenBytes: Int

  init(_ traffic: LevelTraffic) {
    level = traffic.level
    operand = traffic.operand.name
    readBytes = traffic.readBytes
    writtenBytes = traffic.writtenBytes
  }

  /// Adds up the same operand at the same level, in the order of first appearance.
  static func sum(_ layers: [[TrafficFigures]]) -> [TrafficFigures] {
    merged(layers, same: { $0.level == $1.level && $0.operand == $1.operand }) { total, next in
      total.readBytes += next.readBytes
      total.writtenBytes += next.writtenBytes
    }
  }
}

/// What passed through a level, all operands together.
package struct LevelFigures: Hashable, Sendable, Encodable {
  package var level: String
  package var readBytes: Int
  package var writtenBytes: Int
  /// Bytes read and written a second, on average over the workload; absent when no time passed.
  package var bytesPerSecond: Double?

  /// Adds up the operands of each level, in the order of first appearance.
  static func sum(_ traffic: [TrafficFigures], seconds: Double) -> [LevelFigures] {
    let entries = traffic.map {
      LevelFigures(level: $0.level, readBytes: $0.readBytes, writtenBytes: $0.writtenBytes)
    }
    var levels = merged([entries], same: { $0.level == $1.level }) { total, next in
      total.readBytes += next.readBytes
      total.writtenBytes += next.writtenBytes
    }
    guard seconds > 0 else { return levels }
    for index in levels.indices {
      levels[index].bytesPerSecond =
        (Double(levels[index].readBytes) + Double(levels[index].writtenBytes)) / seconds
    }
    return levels
  }
}

/// The most a level held at once.
package struct OccupancyFigures: Hashable, Sendable, Encodable {
  package var level: String
  package var peakBytes: Int
  package var capacityBytes: Int

  init(_ occupancy: LevelOccupancy) {
    level = occupancy.level
    peakBytes = occupancy.peakBytes
    capacityBytes = occupancy.capacityBytes
  }

  /// The largest peak of each level, in the order of first appearance.
  static func largest(_ layers: [[OccupancyFigures]]) -> [OccupancyFigures] {
    merged(layers, same: { $0.level == $1.level }) { total, next in
      total.peakBytes = max(total.peakBytes, next.peakBytes)
    }
  }
}

/// The energy of one component.
package struct EnergyFigures: Hashable, Sendable, Encodable {
  package var component: String
  package var picojoules: Double

  init(_ energy: ComponentEnergy) {
    component = energy.component
    picojoules = energy.picojoules
  }

  /// Adds up equal components, in the order of first appearance.
  static func sum(_ layers: [[EnergyFigures]]) -> [EnergyFigures] {
    merged(layers, same: { $0.component == $1.component }) { $0.picojoules += $1.picojoules }
  }
}

/// Folds the entries that are the same thing into the first of them; few different things are expected.
private func merged<Entry>(
  _ lists: [[Entry]], same: (Entry, Entry) -> Bool, add: (inout Entry, Entry) -> Void
) -> [Entry] {
  var totals: [Entry] = []
  for entry in lists.joined() {
    if let index = totals.firstIndex(where: { same($0, entry) }) {
      add(&totals[index], entry)
    } else {
      totals.append(entry)
    }
  }
  return totals
}
