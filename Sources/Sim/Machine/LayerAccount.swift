import Core

/// Puts together what the units counted into a layer's result.
struct LayerAccount {
  private let layer: Layer
  private let architecture: Architecture
  private let configuration: DRAMConfiguration
  private let cycles: Int
  private var units: [UnitActivity] = []
  /// Bits of each operand read from and written to each level.
  private var readBits: [OperandMap<Int>]
  private var writtenBits: [OperandMap<Int>]
  private var occupancy: [LevelOccupancy] = []
  private var statistics: [Statistic] = []
  private var computeEnergy: ComponentEnergy?
  /// What the standard's devices used.
  private var devicePicojoules = 0.0
  private var transactions = 0

  init(_ layer: Layer, on architecture: Architecture, configuration: DRAMConfiguration, cycles: Int) {
    self.layer = layer
    self.architecture = architecture
    self.configuration = configuration
    self.cycles = cycles
    readBits = Array(repeating: OperandMap(repeating: 0), count: architecture.levels.count)
    writtenBits = readBits
  }

  /// What the DMA engines and the memory did.
  mutating func add(load: LoadUnit, store: StoreUnit, memory: MemoryPort, buffers: Buffers) {
    let precision = layer.precision
    let partials = store.partialElements
    let reloaded = load.counts.neededElements.outputs
    readBits[0].weights += load.counts.neededElements.weights * precision.weights.bits
    readBits[0].inputs += load.counts.neededElements.inputs * precision.inputs.bits
    readBits[0].outputs += reloaded * precision.partialSums.bits
    writtenBits[0].outputs += partials * precision.partialSums.bits
    writtenBits[0].outputs += (store.counts.elements.outputs - partials) * precision.outputs.bits
    devicePicojoules = memory.devicePicojoules(cycles: cycles)
    transactions = memory.transactions
    units = [
      load.activity.conclude(unit: "load", cycles: cycles), store.activity.conclude(unit: "store", cycles: cycles),
      memory.activity.conclude(unit: "dram", cycles: cycles),
    ]
    for (index, level) in architecture.levels.enumerated() where level.kind != .dram {
      guard let capacity = level.capacityBytes else { continue }
      require(
        buffers.peakBytes[index] <= capacity,
        "'\(level.name)' held \(buffers.peakBytes[index]) of \(capacity) bytes")
      occupancy.append(
        LevelOccupancy(level: level.name, peakBytes: buffers.peakBytes[index], capacityBytes: capacity))
    }
    count("dma.load-requests", "requests", "Requests the load engine issued.", load.counts.requests)
    count("dma.load-bytes", "bytes", "Bytes those requests asked for.", load.counts.bytes)
    count("dma.load-bus-bytes", "bytes", "Bytes the load bus could have carried meanwhile.", load.counts.busBytes)
    count("dma.load-tiles", "tiles", "Tiles fetched.", load.counts.tiles)
    count("dma.store-requests", "requests", "Requests the store engine issued.", store.counts.requests)
    count("dma.store-bytes", "bytes", "Bytes those requests carried.", store.counts.bytes)
    count("dma.store-bus-bytes", "bytes", "Bytes the store bus could have carried meanwhile.", store.counts.busBytes)
    count("dma.store-tiles", "tiles", "Tiles written back.", store.counts.tiles)
    count("dma.partial-sum-elements", "elements", "Partial sums written to DRAM.", partials)
    count("dram.transactions", "transactions", "Transactions handed to the memory.", memory.transactions)
    count("dram.activates", "commands", "Rows opened.", memory.counts.activates)
    count("dram.row-hits", "transactions", "Transactions served from an open row.", memory.counts.rowHits)
    count("dram.precharges", "commands", "Rows closed.", memory.counts.precharges)
    count("dram.refreshes", "commands", "All-bank refreshes.", memory.counts.refreshes)
  }

  /// What the array did, and what moved on the chip for it.
  mutating func addArray(_ activity: Activity, _ counts: ExecuteCounts, _ levels: LevelPaths) {
    units.insert(activity.conclude(unit: "array", cycles: cycles), at: 0)
    if architecture.vectorUnit != nil { units.append(idle("vector")) }
    for operand in Operand.allCases {
      let bits = levels.bits[operand]
      for level in 0..<levels.count {
        let words = counts.words.words(level, operand)
        readBits[level][operand] += words.read * bits
        writtenBits[level][operand] += words.written * bits
      }
    }
    count("array.folds", "folds", "Folds streamed, pieces of a fold counted each.", counts.folds)
    count("array.rows", "rows", "Rows streamed.", counts.rows)
    count("array.preload-cycles", "cycles", "Cycles stationary words shifted in.", counts.preloadCycles)
    computeEnergy = ComponentEnergy(
      component: "array", picojoules: Double(counts.macs) * architecture.array.macEnergy)
  }

  /// What the DMA moved into and out of the buffers; the copies are instances that hold the same.
  mutating func addFills(load: LoadUnit, store: StoreUnit, levels: OperandMap<Int>, copies: OperandMap<Int>) {
    let precision = layer.precision
    let isVector = layer.convolution == nil
    for operand in Operand.allCases {
      let bits = operand == .outputs && !isVector ? precision.partialSums.bits : precision[operand].bits
      writtenBits[levels[operand]][operand] += load.counts.elements[operand] * copies[operand] * bits
      readBits[levels[operand]][operand] += store.counts.elements[operand] * bits
    }
  }

  /// What the vector unit did, reading each input and writing each output once.
  mutating func addVectorUnit(_ activity: Activity, operations: Int, load: LoadUnit, _ split: VectorSplit) {
    units.insert(idle("array"), at: 0)
    units.append(activity.conclude(unit: "vector", cycles: cycles))
    readBits[split.inputLevel].inputs += load.counts.elements.inputs * layer.precision.inputs.bits
    if case .vector(let operation) = layer.operation {
      writtenBits[split.outputLevel].outputs += operation.outputElements * layer.precision.outputs.bits
    }
    count("vector.operations", "operations", "Element operations.", operations)
    computeEnergy = ComponentEnergy(
      component: "vector", picojoules: Double(operations) * (architecture.vectorUnit?.energyPerOperation ?? 0))
  }

  /// The layer's result.
  func result(mapping: Mapping?, warnings: [String]) -> LayerResult {
    var traffic: [LevelTraffic] = []
    for (index, level) in architecture.levels.enumerated() {
      for operand in Operand.allCases {
        let (read, written) = (readBits[index][operand], writtenBits[index][operand])
        guard read > 0 || written > 0 || level.keeps.contains(operand) else { continue }
        traffic.append(
          LevelTraffic(
            level: level.name, operand: operand, readBytes: ceilingDivide(read, 8),
            writtenBytes: ceilingDivide(written, 8)))
      }
    }
    return LayerResult(
      name: layer.name, mapping: mapping, cycles: cycles, macs: layer.macs, units: units, traffic: traffic,
      occupancy: occupancy, energy: energy(traffic), statistics: statistics, warnings: warnings)
  }

  /// Counts × energies of the architecture: compute, each level's bytes, the external memory, leakage over time.
  private func energy(_ traffic: [LevelTraffic]) -> [ComponentEnergy] {
    var energy = computeEnergy.map { [$0] } ?? []
    for level in architecture.levels {
      let bytes = traffic.filter { $0.level == level.name }
        .reduce((read: 0, written: 0)) { ($0.read + $1.readBytes, $0.written + $1.writtenBytes) }
      let picojoules =
        level.kind == .dram
        ? memoryPicojoules(level, bytes)
        : Double(bytes.read) * level.readEnergy + Double(bytes.written) * level.writeEnergy
      energy.append(ComponentEnergy(component: level.name, picojoules: picojoules))
    }
    // Milliwatts times nanoseconds are picojoules.
    let nanoseconds = Double(cycles) / Double(architecture.coreHertz) * 1e9
    energy.append(
      ComponentEnergy(component: "leakage", picojoules: architecture.leakageMilliwatts * nanoseconds))
    return energy
  }

  /// The external memory's energy: by the bit where the architecture says so, by the byte where its level does, else
  /// from the standard's activates, bits, refreshes and background power.
  private func memoryPicojoules(_ level: StorageLevel, _ bytes: (read: Int, written: Int)) -> Double {
    let moved = transactions * configuration.transactionBytes * 8
    if let perBit = architecture.externalMemory.energyPerBit { return Double(moved) * perBit }
    if level.readEnergy > 0 || level.writeEnergy > 0 {
      return Double(bytes.read) * level.readEnergy + Double(bytes.written) * level.writeEnergy
    }
    return devicePicojoules
  }

  /// A unit that had nothing to do in the whole layer.
  private func idle(_ unit: String) -> UnitActivity {
    UnitActivity(unit: unit, work: 0, stalls: StallCycles(), idle: cycles)
  }

  private mutating func count(_ path: String, _ unit: String, _ meaning: String, _ value: Int) {
    statistics.append(Statistic(path: path, unit: unit, meaning: meaning, value: value))
  }
}
