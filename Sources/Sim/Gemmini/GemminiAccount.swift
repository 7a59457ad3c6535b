import Core

/// Puts together what Gemmini's units counted into a layer's result.
struct GemminiAccount {
  private let program: GemminiProgram
  /// Multiply–accumulates of the tiles so far.
  private(set) var macs = 0
  /// The fullest both halves were, in rows of the array's width.
  private var scratchpadRows = 0
  private var accumulatorRows = 0
  private var previous: TileRows?

  init(_ program: GemminiProgram) {
    self.program = program
  }

  /// A tile ran: its part of the layer, and the memory it and the one before took together.
  mutating func add(_ tile: GemminiTile) {
    let layer = program.layer
    let rows = TileRows(tile, layer, side: program.side)
    scratchpadRows = max(scratchpadRows, rows.scratchpad + (previous?.scratchpad ?? 0))
    accumulatorRows = max(accumulatorRows, rows.outputs + (previous?.outputs ?? 0))
    previous = rows
    switch layer.kernel {
    case .convolution:
      macs +=
        tile.rows * tile.columns * tile.outputChannels * tile.inputChannels * tile.filterRows * tile.filterColumns
    case .matmul:
      let shape = MatmulTile(tile, layer, side: program.side, moveBytes: 1)
      macs += shape.rowElements * shape.outputElements * shape.innerElements
    }
  }

  /// The layer's result.
  ///
  /// On-chip traffic is counted in whole rows of the array's width, as the memories are accessed; a block adds to the
  /// accumulator where it stands, which reads and writes it, but for the first inner block of a matmul.
  func result(
    of layer: Layer, mapping: Mapping, _ machine: GemminiMachine, cycles: Int, on architecture: Architecture,
    warnings: [String]
  ) -> LayerResult {
    let traffic = traffic(machine, on: architecture)
    return LayerResult(
      name: layer.name, mapping: mapping, cycles: cycles, macs: macs, units: units(machine, cycles: cycles),
      traffic: traffic, occupancy: occupancy(on: architecture),
      energy: energy(traffic, machine, cycles: cycles, on: architecture),
      statistics: statistics(machine, on: architecture), warnings: warnings)
  }

  private func units(_ machine: GemminiMachine, cycles: Int) -> [UnitActivity] {
    var bus = Activity()
    // Lines come and go side by side with everything else; only how long the bus carried them is counted.
    bus.works(until: min(machine.memory.counts.busTicks, cycles * GemminiTiming.ticksPerCycle))
    return [
      ("array", machine.execute.activity), ("load", machine.loads.activity), ("store", machine.stores.activity),
      ("bus", bus),
    ].map { name, activity in
      var activity = activity
      let end = cycles * GemminiTiming.ticksPerCycle
      activity.rests(until: end)
      return activity.conclude(unit: name, cycles: end).inCycles
    }
  }

  /// Bytes read and written by level and operand, from the DRAM inwards.
  private func traffic(_ machine: GemminiMachine, on architecture: Architecture) -> [LevelTraffic] {
    let counts = machine.memory.counts
    let (lastLevel, cache) = (architecture.caches[0], architecture.caches[1])
    let side = program.side
    var traffic: [LevelTraffic] = []
    func add(_ level: String, _ operand: Operand, read: Int, written: Int) {
      guard read > 0 || written > 0 else { return }
      traffic.append(LevelTraffic(level: level, operand: operand, readBytes: read, writtenBytes: written))
    }
    for operand in Operand.allCases {
      add(
        architecture.levels[0].name, operand, read: counts.lastLevelMisses[operand] * lastLevel.lineBytes,
        written: operand == .outputs ? counts.lastLevelWriteBacks * lastLevel.lineBytes : 0)
    }
    for operand in Operand.allCases {
      let driven = operand == .outputs ? counts.writeBacks * cache.lineBytes : 0
      add(
        lastLevel.name, operand, read: counts.misses[operand] * cache.lineBytes,
        written: counts.lastLevelMisses[operand] * lastLevel.lineBytes + driven)
    }
    for operand in Operand.allCases {
      let driven = operand == .outputs ? counts.writeBacks * cache.lineBytes : 0
      add(
        cache.name, operand, read: machine.loads.bytes[operand] + driven,
        written: counts.misses[operand] * cache.lineBytes + (operand == .outputs ? machine.stores.bytes : 0))
    }
    let (loads, execute) = (machine.loads, machine.execute)
    for (index, level) in architecture.levels.enumerated() where level.kind == .sram {
      for operand in level.keeps.operands where architecture.outermostOnChipLevel(keeping: operand) == index {
        switch operand {
        case .weights:
          add(
            level.name, operand, read: execute.preloads * side * side, written: loads.rowsWritten.weights * side)
        case .inputs:
          add(level.name, operand, read: execute.rowsStreamed * side, written: loads.rowsWritten.inputs * side)
        case .outputs:
          add(
            level.name, operand,
            read: 4 * side * (execute.rowsStreamed - machine.rowsOverwritten + machine.stores.rowsRead),
            written: 4 * side * (execute.rowsStreamed + loads.rowsWritten.outputs))
        }
      }
    }
    if let registers = architecture.levels.last, registers.kind == .registers {
      add(registers.name, .weights, read: macs, written: execute.preloads * side * side)
    }
    return traffic
  }

  private func occupancy(on architecture: Architecture) -> [LevelOccupancy] {
    let side = program.side
    let rows: [(Operand, Int)] = [(.inputs, scratchpadRows * side), (.outputs, accumulatorRows * side * 4)]
    return rows.compactMap { operand, bytes in
      guard let index = architecture.outermostOnChipLevel(keeping: operand),
        let capacity = architecture.levels[index].capacityBytes
      else { return nil }
      return LevelOccupancy(
        level: architecture.levels[index].name, peakBytes: min(bytes, capacity), capacityBytes: capacity)
    }
  }

  /// Counts × energies of the architecture: compute, each level's bytes, caches, the external memory, leakage over time.
  private func energy(
    _ traffic: [LevelTraffic], _ machine: GemminiMachine, cycles: Int, on architecture: Architecture
  ) -> [ComponentEnergy] {
    func bytes(_ level: String) -> (read: Double, written: Double) {
      traffic.filter { $0.level == level }
        .reduce((0, 0)) { ($0.0 + Double($1.readBytes), $0.1 + Double($1.writtenBytes)) }
    }
    let nanoseconds = Double(cycles) / Double(architecture.coreHertz) * 1e9
    var energy = [
      ComponentEnergy(component: "array", picojoules: Double(macs) * architecture.array.macEnergy)
    ]
    for level in architecture.levels {
      let (read, written) = bytes(level.name)
      var picojoules = read * level.readEnergy + written * level.writeEnergy
      if level.kind == .dram {
        picojoules = dramEnergy(level, read: read, written: written, nanoseconds: nanoseconds, on: architecture)
      }
      energy.append(ComponentEnergy(component: level.name, picojoules: picojoules))
      guard level.kind == .dram else { continue }
      for cache in architecture.caches {
        let (read, written) = bytes(cache.name)
        energy.append(
          ComponentEnergy(
            component: cache.name, picojoules: read * cache.readEnergy + written * cache.writeEnergy))
      }
    }
    // Milliwatts times nanoseconds are picojoules.
    energy.append(ComponentEnergy(component: "leakage", picojoules: architecture.leakageMilliwatts * nanoseconds))
    return energy
  }

  /// The DRAM's energy: by the bit where the architecture says so, else the standard's with one activate for each line.
  private func dramEnergy(
    _ level: StorageLevel, read: Double, written: Double, nanoseconds: Double, on architecture: Architecture
  ) -> Double {
    if let perBit = architecture.externalMemory.energyPerBit { return (read + written) * 8 * perBit }
    guard let standard = DRAMConfiguration.preset(named: architecture.externalMemory.standard)?.energy else { return 0 }
    let activates = (read + written) / Double(architecture.caches[0].lineBytes)
    return read * 8 * standard.readBit + written * 8 * standard.writeBit + activates * standard.activate
      + standard.prechargedMilliwatts * Double(architecture.externalMemory.channels) * nanoseconds
  }

  private func statistics(_ machine: GemminiMachine, on architecture: Architecture) -> [Statistic] {
    let counts = machine.memory.counts
    let (lastLevel, cache) = (architecture.caches[0].name, architecture.caches[1].name)
    let misses = counts.misses.total
    let lastLevelMisses = counts.lastLevelMisses.total
    let loads = machine.loads
    let dirty = machine.memory.dirtyLines
    return [
      ("gemmini.macro-operations", "tiles", "Tiles the host issued.", program.tileCount),
      ("gemmini.loads", "commands", "Moves from memory into the scratchpad.", loads.commands - loads.zeroCommands),
      ("gemmini.zero-loads", "commands", "Moves of zeros.", loads.zeroCommands),
      ("gemmini.stores", "commands", "Moves from the accumulator to memory.", machine.stores.commands),
      ("array.blocks", "blocks", "Pairs of preload and compute.", machine.execute.blocks),
      ("array.rows", "rows", "Rows streamed.", machine.execute.rowsStreamed),
      ("array.preloads", "blocks", "Blocks of weights shifted in.", machine.execute.preloads),
      ("dma.load-requests", "requests", "Requests the reader issued.", loads.requests),
      ("dma.load-bytes", "bytes", "Bytes of the rows loaded.", loads.bytes.total),
      ("dma.store-requests", "requests", "Requests the writer issued.", machine.stores.puts),
      ("dma.store-bytes", "bytes", "Bytes of the rows stored.", machine.stores.bytes),
      ("\(cache).hits", "requests", "Requests that found their line.", counts.requests - misses),
      ("\(cache).misses", "requests", "Requests that fetched their line.", misses),
      ("\(cache).write-backs", "lines", "Dirty lines driven out.", counts.writeBacks),
      ("\(cache).dirty-lines", "lines", "Dirty lines left at the end.", dirty.cache),
      ("\(lastLevel).hits", "lines", "Lines found.", misses - lastLevelMisses),
      ("\(lastLevel).misses", "lines", "Lines fetched from DRAM.", lastLevelMisses),
      ("\(lastLevel).write-backs", "lines", "Dirty lines driven out to DRAM.", counts.lastLevelWriteBacks),
      ("\(lastLevel).dirty-lines", "lines", "Dirty lines left at the end.", dirty.lastLevel),
    ].map { path, unit, meaning, value in Statistic(path: path, unit: unit, meaning: meaning, value: value) }
  }
}

extension UnitActivity {
  /// An activity counted in ticks, in whole cycles: each part ends at the cycle the sum of the parts so far reaches.
  fileprivate var inCycles: UnitActivity {
    var ticks = 0
    var cycles = 0
    func whole(_ part: Int) -> Int {
      ticks += part
      let upTo = ticks / GemminiTiming.ticksPerCycle
      defer { cycles = upTo }
      return upTo - cycles
    }
    var rounded = UnitActivity(unit: unit, work: whole(work), stalls: StallCycles(), idle: 0)
    for cause in StallCause.allCases { rounded.stalls[cause] = whole(stalls[cause]) }
    rounded.idle = whole(idle)
    return rounded
  }
}
