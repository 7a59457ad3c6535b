package import Core

/// What the cycles and counts of a layer on a design depend on: designs that agree in it differ in prices only.
///
/// Of the on-chip memories' capacities and banks two things matter to the machine beside the mapping: where banks begin
/// and end within the slots of tiles, and whether a level's bandwidth holds a fold up. So a memory that is larger than
/// its tiles need, or has more banks than are ever met, runs a layer like one that is not.
package struct TimingContent: Hashable, Sendable {
  private let content: LayerContent
  private let mapping: Mapping?
  /// The architecture without prices, names, capacities and banks.
  private let architecture: Architecture
  /// For a convolution the slots of each operand and the banks they lie in; for a vector layer its chunks.
  private let layout: [Int]

  /// The content of a layer's run; `nil` for designs whose runs are not compared: with several cores, shared caches or
  /// Gemmini's own controller.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - mapping: How a convolution's loops are tiled.
  ///   - architecture: The design.
  /// - Throws: `InvalidInput`, located at the layer, where `simulateLayer` throws it.
  package init?(_ layer: Layer, mapping: Mapping?, on architecture: Architecture) throws {
    guard architecture.gemmini == nil, architecture.caches.isEmpty, architecture.cores.count == 1,
      architecture.problemsOfSizes().isEmpty
    else { return nil }
    do {
      switch (layer.operation, mapping) {
      case (.convolution(let convolution), let mapping?):
        try self.init(layer, convolution, mapping, on: architecture)
      case (.convolution, nil): return nil
      case (.vector(let operation), _):
        let split = try VectorSplit(operation, precision: layer.precision, on: architecture)
        self.init(layer, in: split.commands.chunks, on: architecture)
      }
    } catch {
      throw error.located(at: layer)
    }
  }

  private init(_ layer: Layer, in chunks: Int, on architecture: Architecture) {
    content = layer.content
    mapping = nil
    layout = [chunks]
    var seen = architecture.withoutPrices
    // The array rests.
    seen.array.pipelineDepth = 0
    for index in seen.levels.indices { seen.levels[index].bandwidthBytesPerCycle = nil }
    self.architecture = seen
  }

  private init(
    _ layer: Layer, _ convolution: Convolution, _ mapping: Mapping, on architecture: Architecture
  ) throws(UnusableLayer) {
    let usable = try UsableMapping(mapping, of: layer, convolution, on: architecture)
    let plan = try BufferPlan(
      usable.mapping, of: convolution, precision: layer.precision, on: usable.architecture, isIdeal: false)
    content = layer.content
    self.mapping = usable.mapping
    layout = plan.buffers.layout(on: usable.architecture.levels)
    var seen = usable.architecture.withoutPrices
    for (index, level) in usable.architecture.levels.enumerated() where level.kind != .dram {
      let need = try usable.mapping.bytesPerCycle(
        through: index, precision: layer.precision, on: usable.architecture)
      seen.levels[index].bandwidthBytesPerCycle = need.map { min($0, level.bytesPerCycle) } ?? level.bytesPerCycle
    }
    self.architecture = seen
  }
}

extension Architecture {
  /// The architecture without prices, names, and the on-chip memories' capacities and banks.
  fileprivate var withoutPrices: Architecture {
    var seen = self
    (seen.name, seen.summary, seen.sources, seen.origins) = ("", "", [], [])
    (seen.technologyNanometres, seen.costTable, seen.leakageMilliwatts) = (0, nil, 0)
    seen.array.macEnergy = 0
    seen.vectorUnit?.energyPerOperation = 0
    seen.dma.energyPerByte = 0
    (seen.externalMemory.energyPerBit, seen.externalMemory.interfaceEnergyPerByte) = (nil, 0)
    for index in seen.levels.indices {
      (seen.levels[index].readEnergy, seen.levels[index].writeEnergy) = (0, 0)
      if seen.levels[index].kind == .sram { (seen.levels[index].capacityBytes, seen.levels[index].banks) = (nil, 1) }
    }
    return seen
  }
}

extension Buffers {
  /// The slots of each operand, and for watched ones the stretches of them that lie in one bank, banks numbered in the
  /// order they are met.
  fileprivate func layout(on levels: [StorageLevel]) -> [Int] {
    var layout: [Int] = []
    var known: [[Int]] = levels.map { _ in [] }
    for (operand, buffer) in [(Operand.weights, weights), (.inputs, inputs), (.outputs, outputs)] {
      layout += [buffer.level, buffer.slots, buffer.tileBytes]
      guard watched.contains(operand) else { continue }
      let map = BankMap(levels[buffer.level])
      for slot in 0..<buffer.slots {
        var address = buffer.place.address(slot: slot, element: 0)
        // An access is placed behind the elements it completes, at most just behind the tile.
        let end = address + buffer.tileBytes + 1
        while address < end {
          let bank = map.bank(address)
          let number = known[buffer.level].firstIndex(of: bank) ?? known[buffer.level].count
          if number == known[buffer.level].count { known[buffer.level].append(bank) }
          let next = min(end, map.end(ofBank: bank))
          layout += [number, next - address]
          address = next
        }
      }
    }
    return layout
  }
}

extension Mapping {
  /// Bytes a cycle with which a level never holds a fold of the mapping up; `nil` where that isn't known: for results,
  /// of which all words of a fold may move in few cycles, and where the array has a clock of its own.
  ///
  /// A row streamed takes a cycle and moves at most a word of each lane an operand is spread over. The operand that stays
  /// shifts in row by row, each with at most a word of every column.
  fileprivate func bytesPerCycle(
    through level: Int, precision: Precision, on architecture: Architecture
  ) throws(UnusableLayer) -> Int? {
    guard architecture.array.clock == architecture.clocks.first?.name else { return nil }
    let dataflow = try ExecuteScheme.dataflow(for: self, on: architecture)
    var (streamed, preloaded) = (0, 0)
    for operand in Operand.allCases {
      let edge = architecture.levels.indices.last {
        architecture.levels[$0].kind == .sram && architecture.levels[$0].keeps.contains(operand)
      }
      guard edge == level else { continue }
      guard operand != .outputs else { return nil }
      let isStationary = operand == dataflow.stationaryOperand
      let relevant = operand.relevantDimensions
      let spread = isStationary ? relevant.intersection(dataflow.columnDimensions) : relevant
      let lanes = levels.flatMap(\.spatial).reduce(1) { spread.contains($1.dimension) ? $0 * $1.bound : $0 }
      let bytes = ceilingDivide(lanes * precision[operand].bits, 8)
      if isStationary { preloaded = bytes } else { streamed += bytes }
    }
    return max(streamed, preloaded)
  }
}
