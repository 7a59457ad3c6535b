package import Core

/// What a simulated layer's units did, as far as its energy depends on it: the rest is the architecture's prices.
///
/// Designs whose layer runs alike (`TimingContent`) share the counts, and each pays for them by its own prices.
package struct EnergyCounts: Hashable, Sendable {
  /// What computed.
  enum Compute: Hashable, Sendable {
    /// Multiply–accumulates of the array.
    case array(macs: Int)
    /// Element operations of the vector unit.
    case vector(operations: Int)
  }

  /// Bytes read from and written to a cache's lines.
  struct CacheBytes: Hashable, Sendable {
    var name: String
    var read: Int
    var written: Int
  }

  /// Core cycles of the layer.
  package let cycles: Int
  var compute: Compute?
  var caches: [CacheBytes] = []
  /// Bytes of each operand through each level, DRAM included.
  var traffic: [LevelTraffic] = []
  /// Bytes the DMA engines asked for.
  var requestedBytes = 0
  /// Bytes the external memory moved.
  var externalBytes = 0
  /// What the standard's devices used, in picojoules.
  var devicePicojoules = 0.0

  init(cycles: Int) {
    self.cycles = cycles
  }

  /// Picojoules of everything; the sum of a result's components.
  ///
  /// - Parameter architecture: One the layer runs on alike, priced.
  /// - Returns: Picojoules.
  package func picojoules(on architecture: Architecture) -> Double {
    energy(on: architecture).reduce(0) { $0 + $1.picojoules }
  }

  /// Counts × energies of the architecture: compute, each level's bytes, the external memory, leakage over time.
  func energy(on architecture: Architecture) -> [ComponentEnergy] {
    var energy = computeEnergy(on: architecture)
    for level in architecture.levels {
      let bytes = traffic.filter { $0.level == level.name }
        .reduce((read: 0, written: 0)) { ($0.read + $1.readBytes, $0.written + $1.writtenBytes) }
      let picojoules =
        level.kind == .dram
        ? externalPicojoules(level, bytes, on: architecture)
        : Double(bytes.read) * level.readEnergy + Double(bytes.written) * level.writeEnergy
      energy.append(ComponentEnergy(component: level.name, picojoules: picojoules))
    }
    for bytes in caches {
      guard let cache = architecture.caches.first(where: { $0.name == bytes.name }) else { continue }
      energy.append(
        ComponentEnergy(
          component: cache.name,
          picojoules: Double(bytes.read) * cache.readEnergy + Double(bytes.written) * cache.writeEnergy))
    }
    energy += movementEnergy(on: architecture)
    // Milliwatts times nanoseconds are picojoules.
    let nanoseconds = Double(cycles) / Double(architecture.coreHertz) * 1e9
    energy.append(
      ComponentEnergy(component: "leakage", picojoules: architecture.leakageMilliwatts * nanoseconds))
    return energy
  }

  private func computeEnergy(on architecture: Architecture) -> [ComponentEnergy] {
    switch compute {
    case .array(let macs):
      [ComponentEnergy(component: "array", picojoules: Double(macs) * architecture.array.macEnergy)]
    case .vector(let operations):
      [
        ComponentEnergy(
          component: "vector",
          picojoules: Double(operations) * (architecture.vectorUnit?.energyPerOperation ?? 0))
      ]
    case nil: []
    }
  }

  /// What the DMA engines and the chip's side of the external memory use, where the architecture says so.
  private func movementEnergy(on architecture: Architecture) -> [ComponentEnergy] {
    var energy: [ComponentEnergy] = []
    if architecture.dma.energyPerByte > 0 {
      energy.append(
        ComponentEnergy(component: "dma", picojoules: Double(requestedBytes) * architecture.dma.energyPerByte))
    }
    if architecture.externalMemory.interfaceEnergyPerByte > 0 {
      energy.append(
        ComponentEnergy(
          component: architecture.memoryInterfaceName,
          picojoules: Double(externalBytes) * architecture.externalMemory.interfaceEnergyPerByte))
    }
    return energy
  }

  /// The external memory's energy: by the bit where the architecture says so, by the byte where its level does and not
  /// a cost table for models that know no more, else from the standard's activates, bits, refreshes and background
  /// power.
  private func externalPicojoules(
    _ level: StorageLevel, _ bytes: (read: Int, written: Int), on architecture: Architecture
  ) -> Double {
    if let perBit = architecture.externalMemory.energyPerBit { return Double(externalBytes * 8) * perBit }
    if level.readEnergy > 0 || level.writeEnergy > 0, !architecture.isPriced(.energy, of: level.name) {
      return Double(bytes.read) * level.readEnergy + Double(bytes.written) * level.writeEnergy
    }
    return devicePicojoules
  }
}
