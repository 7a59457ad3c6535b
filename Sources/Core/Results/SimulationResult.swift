/// What one unit did during a layer: work + stalls + idle = the layer's cycles.
public struct UnitActivity: Hashable, Sendable, Codable {
  /// The unit's name.
  public var unit: String
  /// Cycles in which the unit did something.
  public var work: Int
  /// Cycles in which it had something to do and waited, by cause.
  public var stalls: StallCycles
  /// Cycles in which it had nothing to do.
  public var idle: Int

  /// The activity of one unit.
  public init(unit: String, work: Int, stalls: StallCycles, idle: Int) {
    self.unit = unit
    self.work = work
    self.stalls = stalls
    self.idle = idle
  }

  /// All cycles accounted for.
  public var total: Int { work + stalls.total + idle }
}

/// What passed through a storage level for one operand.
public struct LevelTraffic: Hashable, Sendable, Codable {
  /// The level's name.
  public var level: String
  /// The operand moved.
  public var operand: Operand
  /// Bytes read from the level.
  public var readBytes: Int
  /// Bytes written to the level.
  public var writtenBytes: Int

  /// The traffic of one operand through one level.
  public init(level: String, operand: Operand, readBytes: Int, writtenBytes: Int) {
    self.level = level
    self.operand = operand
    self.readBytes = readBytes
    self.writtenBytes = writtenBytes
  }
}

/// The most a storage level held at once.
public struct LevelOccupancy: Hashable, Sendable, Codable {
  /// The level's name.
  public var level: String
  /// The most bytes held at once.
  public var peakBytes: Int
  /// The level's capacity in bytes.
  public var capacityBytes: Int

  /// The occupancy of one level.
  public init(level: String, peakBytes: Int, capacityBytes: Int) {
    self.level = level
    self.peakBytes = peakBytes
    self.capacityBytes = capacityBytes
  }
}

/// The energy of one component.
public struct ComponentEnergy: Hashable, Sendable, Codable {
  /// The component's name.
  public var component: String
  /// Picojoules spent.
  public var picojoules: Double

  /// The energy of one component.
  public init(component: String, picojoules: Double) {
    self.component = component
    self.picojoules = picojoules
  }
}

/// A count the machine kept, addressed by the component that kept it.
public struct Statistic: Hashable, Sendable, Codable {
  /// `component.name`, such as `dram.activates`.
  public var path: String
  /// What one count is.
  public var unit: String
  /// What was counted, in one sentence.
  public var meaning: String
  /// The count.
  public var value: Int

  /// A named count.
  public init(path: String, unit: String, meaning: String, value: Int) {
    self.path = path
    self.unit = unit
    self.meaning = meaning
    self.value = value
  }
}

/// What one layer cost.
public struct LayerResult: Hashable, Sendable, Codable {
  /// The layer's name.
  public var name: String
  /// The layer this one equals and whose simulation it shares; `nil` for the first of its kind.
  public var equalTo: String?
  /// The mapping that ran; `nil` for a vector layer.
  public var mapping: Mapping?
  /// Core cycles from the first command to the last completion.
  public var cycles: Int
  /// Multiply–accumulates done.
  public var macs: Int
  /// The array, the DMA engines, the vector unit and the DRAM, in the architecture's order.
  public var units: [UnitActivity]
  /// Bytes through each level, by operand.
  public var traffic: [LevelTraffic]
  /// The fullest each level was.
  public var occupancy: [LevelOccupancy]
  /// Picojoules by component.
  public var energy: [ComponentEnergy]
  /// Counts kept by the components.
  public var statistics: [Statistic]
  /// What the hardware could not do as asked, and was done instead.
  public var warnings: [String]

  /// The result of one layer.
  public init(
    name: String, equalTo: String? = nil, mapping: Mapping? = nil, cycles: Int, macs: Int, units: [UnitActivity],
    traffic: [LevelTraffic], occupancy: [LevelOccupancy], energy: [ComponentEnergy], statistics: [Statistic] = [],
    warnings: [String] = []
  ) {
    self.name = name
    self.equalTo = equalTo
    self.mapping = mapping
    self.cycles = cycles
    self.macs = macs
    self.units = units
    self.traffic = traffic
    self.occupancy = occupancy
    self.energy = energy
    self.statistics = statistics
    self.warnings = warnings
  }

  /// Picojoules of all components.
  public var picojoules: Double { energy.reduce(0) { $0 + $1.picojoules } }

  /// MACs done over MACs the array could have done in the layer's cycles, 0 to 1.
  public func utilization(processingElements: Int) -> Double {
    cycles == 0 ? 0 : Double(macs) / (Double(cycles) * Double(processingElements))
  }

  /// Bytes read from and written to a level, all operands together.
  public func bytes(at level: String) -> (read: Int, written: Int) {
    traffic.filter { $0.level == level }.reduce((0, 0)) { ($0.0 + $1.readBytes, $0.1 + $1.writtenBytes) }
  }
}

/// A simulated workload: the resolved inputs and what each layer cost.
public struct SimulationResult: Hashable, Sendable, Codable {
  /// The architecture that ran, resolved.
  public var architecture: Architecture
  /// The workload that ran, resolved.
  public var workload: Workload
  /// One result per layer of the workload, in its order.
  public var layers: [LayerResult]
  /// The model that made the figures, such as `machine` or `scalesim`.
  public var timing: String
  /// Area, leakage and highest clock of each component; empty where nobody asked.
  public var components: [ComponentCost]
  /// What better resources would bring, where that was asked.
  public var whatIf: WhatIf?
  /// What the units did during the layer that takes most of the cycles, where that was recorded.
  public var activity: LayerActivity?

  /// The result of a workload.
  public init(
    architecture: Architecture, workload: Workload, layers: [LayerResult], timing: String = "machine",
    components: [ComponentCost] = []
  ) {
    self.architecture = architecture
    self.workload = workload
    self.layers = layers
    self.timing = timing
    self.components = components
  }

  /// Core cycles of all layers, one after the other.
  public var cycles: Int { layers.reduce(0) { $0 + $1.cycles } }

  /// Multiply–accumulates of all layers.
  public var macs: Int { layers.reduce(0) { $0 + $1.macs } }

  /// Picojoules of all layers.
  public var picojoules: Double { layers.reduce(0) { $0 + $1.picojoules } }

  /// Seconds at the core clock.
  public var seconds: Double { Double(cycles) / Double(architecture.coreHertz) }

  /// Energy–delay product in joule-seconds.
  public var energyDelayProduct: Double { picojoules * 1e-12 * seconds }

  /// Square millimetres of all components; `nil` when none was worked out.
  public var areaSquareMillimetres: Double? {
    components.isEmpty ? nil : components.reduce(0) { $0 + $1.areaSquareMillimetres }
  }

  /// Energy over time in milliwatts; `nil` when no time passed.
  public var averageMilliwatts: Double? { cycles > 0 ? picojoules * 1e-9 / seconds : nil }
}
