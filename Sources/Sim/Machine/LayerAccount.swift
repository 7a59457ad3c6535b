import Core

/// Puts together what the units counted into a layer's result.
struct LayerAccount {
  private let layer: Layer
  private let architecture: Architecture
  private let configuration: DRAMConfiguration
  private let cycles: Int
  /// The units of each core: the array, the DMA engines, the vector unit where there is one.
  private var coreUnits: [[UnitActivity]] = []
  private var memoryUnit: UnitActivity?
  /// Bits of each operand read from and written to each level.
  private var readBits: [OperandMap<Int>]
  private var writtenBits: [OperandMap<Int>]
  private var occupancy: [LevelOccupancy] = []
  private var statistics: [Statistic] = []
  /// What energy is made of; its traffic is filled in last.
  private var energyCounts: EnergyCounts
  /// Whether the DRAM's traffic is what the caches let through.
  private let isCached: Bool
  /// Multiply–accumulates counted so far.
  private(set) var macs = 0
  /// Element operations of vector units counted so far.
  private var operations = 0

  init(
    _ layer: Layer, on architecture: Architecture, configuration: DRAMConfiguration, isCached: Bool, cycles: Int,
    skipped: Int
  ) {
    self.isCached = isCached
    self.layer = layer
    self.architecture = architecture
    self.configuration = configuration
    self.cycles = cycles
    energyCounts = EnergyCounts(cycles: cycles)
    readBits = Array(repeating: OperandMap(repeating: 0), count: architecture.levels.count)
    writtenBits = readBits
    guard skipped > 0 else { return }
    count(
      "machine.skipped-cycles", "cycles", "Cycles of periods equal to one simulated, which were counted only.", skipped)
  }

  /// What the memory and the caches before it did.
  mutating func add(_ memory: MemoryPort) {
    let transactions = memory.dramTransactions
    energyCounts.devicePicojoules = memory.devicePicojoules(cycles: cycles)
    energyCounts.externalBytes = transactions * configuration.transactionBytes
    memoryUnit = memory.dram.activity.conclude(unit: "dram", cycles: cycles)
    if isCached {
      for operand in Operand.allCases {
        readBits[0][operand] = memory.hierarchy.fetchedBytes[operand] * 8
        writtenBits[0][operand] = memory.hierarchy.writtenBytes[operand] * 8
      }
    }
    let counts = memory.dram.counts
    count("dram.transactions", "transactions", "Transactions handed to the memory.", transactions)
    count("dram.activates", "commands", "Rows opened.", counts.activates)
    count("dram.row-hits", "transactions", "Transactions served from an open row.", counts.rowHits)
    count("dram.precharges", "commands", "Rows closed.", counts.precharges)
    count("dram.refreshes", "commands", "All-bank refreshes.", counts.refreshes)
    if architecture.memoryBus != nil {
      count("bus.busy-cycles", "cycles", "Cycles the memory bus was taken.", memory.hierarchy.busyCycles)
    }
    for (level, cache) in zip(architecture.caches.reversed(), memory.hierarchy.caches) { add(cache, level) }
  }

  /// What one shared cache did.
  private mutating func add(_ cache: CacheUnit, _ level: CacheLevel) {
    let (name, counts) = (level.name, cache.counts)
    count("\(name).reads", "accesses", "Reads, each within a line.", counts.reads)
    count("\(name).writes", "accesses", "Writes, each within a line.", counts.writes)
    count("\(name).hits", "accesses", "Accesses to a line in place.", counts.hits)
    count("\(name).merged", "accesses", "Accesses to a line on its way in.", counts.merged)
    count("\(name).misses", "accesses", "Accesses that made a line come in.", counts.misses)
    count("\(name).fills", "lines", "Lines fetched; a write of a whole line fetches none.", counts.fills)
    count("\(name).write-backs", "lines", "Dirty lines driven out.", counts.writeBacks)
    count("\(name).dirty-lines", "lines", "Dirty lines left at the end.", cache.dirtyLines)
    count(
      "\(name).stall-cycles", "cycles", "Cycles accesses were refused for want of a miss register or a way.",
      counts.stallCycles)
    count("\(name).peak-misses", "misses", "Most misses under way at once.", counts.peakMisses)
    let read = counts.readBytes + counts.writeBacks * level.lineBytes
    let written = counts.writtenBytes + counts.fills * level.lineBytes
    energyCounts.caches.append(EnergyCounts.CacheBytes(name: name, read: read, written: written))
  }

  /// What the next core's DMA engines did.
  mutating func add(load: LoadUnit, store: StoreUnit, buffers: Buffers) {
    let precision = layer.precision
    let partials = store.partialElements
    let reloaded = load.counts.neededElements.outputs
    energyCounts.requestedBytes += load.counts.bytes + store.counts.bytes
    if !isCached {
      readBits[0].weights += load.counts.neededElements.weights * precision.weights.bits
      readBits[0].inputs += load.counts.neededElements.inputs * precision.inputs.bits
      readBits[0].outputs += reloaded * precision.partialSums.bits
      writtenBits[0].outputs += partials * precision.partialSums.bits
      writtenBits[0].outputs += (store.counts.elements.outputs - partials) * precision.outputs.bits
    }
    let prefix = architecture.cores.count == 1 ? "" : "core\(coreUnits.count)."
    coreUnits.append([
      load.activity.conclude(unit: prefix + "load", cycles: cycles),
      store.activity.conclude(unit: prefix + "store", cycles: cycles),
    ])
    add(buffers)
    count("dma.load-requests", "requests", "Requests the load engine issued.", load.counts.requests)
    count("dma.load-bytes", "bytes", "Bytes those requests asked for.", load.counts.bytes)
    count("dma.load-bus-bytes", "bytes", "Bytes the load bus could have carried meanwhile.", load.counts.busBytes)
    count("dma.load-tiles", "tiles", "Tiles fetched.", load.counts.tiles)
    count("dma.store-requests", "requests", "Requests the store engine issued.", store.counts.requests)
    count("dma.store-bytes", "bytes", "Bytes those requests carried.", store.counts.bytes)
    count("dma.store-bus-bytes", "bytes", "Bytes the store bus could have carried meanwhile.", store.counts.busBytes)
    count("dma.store-tiles", "tiles", "Tiles written back.", store.counts.tiles)
    count("dma.partial-sum-elements", "elements", "Partial sums written to DRAM.", partials)
  }

  /// The fullest each level was, in the core where it was fullest.
  private mutating func add(_ buffers: Buffers) {
    for (index, level) in architecture.levels.enumerated() where level.kind != .dram {
      guard let capacity = level.capacityBytes else { continue }
      let peak = buffers.peakBytes[index]
      require(peak <= capacity, "'\(level.name)' held \(peak) of \(capacity) bytes")
      if let place = occupancy.firstIndex(where: { $0.level == level.name }) {
        occupancy[place].peakBytes = max(occupancy[place].peakBytes, peak)
      } else {
        occupancy.append(LevelOccupancy(level: level.name, peakBytes: peak, capacityBytes: capacity))
      }
    }
  }

  /// What a core's array did, and what moved on the chip for it.
  mutating func addArray(ofCore core: Int, _ activity: Activity, _ counts: ExecuteCounts, _ levels: LevelPaths) {
    addUnits(core, array: activity, vector: nil)
    macs += counts.macs
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
    energyCounts.compute = .array(macs: macs)
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

  /// What a core's vector unit did, reading each input and writing each output once.
  mutating func addVectorUnit(
    ofCore core: Int, _ activity: Activity, operations: Int, load: LoadUnit, _ split: VectorSplit
  ) {
    addUnits(core, array: nil, vector: activity)
    readBits[split.inputLevel].inputs += load.counts.elements.inputs * layer.precision.inputs.bits
    if case .vector(let operation) = layer.operation {
      writtenBits[split.outputLevel].outputs += operation.outputElements * layer.precision.outputs.bits
    }
    count("vector.operations", "operations", "Element operations.", operations)
    self.operations += operations
    energyCounts.compute = .vector(operations: self.operations)
  }

  /// Adds what computes to the units of a core; the one that had no part in the layer is idle throughout.
  private mutating func addUnits(_ core: Int, array: Activity?, vector: Activity?) {
    let prefix = architecture.cores.count == 1 ? "" : "core\(core)."
    coreUnits[core].insert(conclude(array, prefix + "array"), at: 0)
    guard vector != nil || architecture.vectorUnit != nil else { return }
    coreUnits[core].append(conclude(vector, prefix + "vector"))
  }

  private func conclude(_ activity: Activity?, _ unit: String) -> UnitActivity {
    activity?.conclude(unit: unit, cycles: cycles)
      ?? UnitActivity(unit: unit, work: 0, stalls: StallCycles(), idle: cycles)
  }

  /// The units of all cores and the memory, which for a single core stands before the vector unit.
  private var units: [UnitActivity] {
    let memory = memoryUnit.map { [$0] } ?? []
    guard coreUnits.count == 1 else { return coreUnits.flatMap { $0 } + memory }
    return coreUnits[0].prefix(3) + memory + coreUnits[0].dropFirst(3)
  }

  /// The layer's result, and what its energy is made of.
  func concluded(mapping: Mapping?, warnings: [String]) -> (result: LayerResult, counts: EnergyCounts) {
    var counts = energyCounts
    counts.traffic = traffic
    let result = LayerResult(
      name: layer.name, mapping: mapping, cycles: cycles, macs: layer.macs, units: units, traffic: counts.traffic,
      occupancy: occupancy, energy: counts.energy(on: architecture), statistics: statistics, warnings: warnings)
    return (result, counts)
  }

  /// Bytes of each operand through each level.
  private var traffic: [LevelTraffic] {
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
    return traffic
  }

  /// Adds to a statistic; those of several cores are summed.
  private mutating func count(_ path: String, _ unit: String, _ meaning: String, _ value: Int) {
    if let place = statistics.firstIndex(where: { $0.path == path }) {
      statistics[place].value += value
    } else {
      statistics.append(Statistic(path: path, unit: unit, meaning: meaning, value: value))
    }
  }
}
