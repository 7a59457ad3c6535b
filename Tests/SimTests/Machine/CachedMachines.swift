import Core
import Sim
import Synchronization
import Testing

/// Laws of the caches and the bus before the DRAM, on random layers and mappings.
@Suite struct CachedMachines {
  private static let samplesEach = 12

  /// Caches that thrash, two levels with lines of different length, an unbounded one, and a bus without caches.
  static let names = ["thrashing", "two-level", "unbounded", "bus-only"]

  private static func architecture(_ name: String) -> Architecture {
    var architecture = name == "two-level" ? MachineArchitectures.tpuLike : MachineArchitectures.gemminiLike
    switch name {
    case "thrashing":
      architecture.caches = [
        CacheLevel(name: "cache", capacityBytes: 256, ways: 2, hitLatency: CycleTime(cycles: 3), missRegisters: 2)
      ]
    case "two-level":
      architecture.caches = [
        CacheLevel(
          name: "outer", capacityBytes: 4096, ways: 4, lineBytes: 128, replacement: .emptyThenRandom,
          hitLatency: CycleTime(cycles: 12), missRegisters: 4, readEnergy: 3, writeEnergy: 4),
        CacheLevel(
          name: "inner", capacityBytes: 1024, ways: 8, replacement: .random, hitLatency: CycleTime(ticks: 333),
          serviceTime: CycleTime(ticks: 80), missRegisters: 3, readEnergy: 1, writeEnergy: 2),
      ]
      architecture.memoryBus = MemoryBus(widthBytes: 16, gap: CycleTime(ticks: 96))
    case "unbounded":
      architecture.caches = [
        CacheLevel(name: "cache", capacityBytes: 1 << 20, ways: 16, lineBytes: 64, missRegisters: 64)
      ]
    default:
      architecture.memoryBus = MemoryBus(widthBytes: 8)
    }
    return architecture
  }

  private static func samples(_ name: String) -> ArraySlice<MachineLaws.Sample> {
    MachineLaws.samples(architecture(name), 20).prefix(samplesEach)
  }

  private static func counts(_ result: LayerResult) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: result.statistics.map { ($0.path, $0.value) })
  }

  @Test(arguments: names)
  func accessesMissesAndTransactionsAddUp(name: String) throws {
    let architecture = Self.architecture(name)
    for sample in Self.samples(name) {
      let result = try MachineLaws.run(sample, on: architecture)
      let counts = Self.counts(result)
      for (index, cache) in architecture.caches.enumerated() {
        func count(_ path: String) -> Int { counts["\(cache.name).\(path)"] ?? -1 }
        #expect(count("hits") + count("merged") + count("misses") == count("reads") + count("writes"), "\(sample)")
        #expect(count("fills") <= count("misses"), "\(sample)")
        #expect(count("write-backs") <= count("misses"), "\(sample)")
        #expect(count("peak-misses") <= 2 * cache.missRegisters, "\(sample)")
        if index > 0 {
          let outer = architecture.caches[index - 1].name
          #expect(counts["\(outer).reads"] == count("fills"), "\(sample)")
          #expect(counts["\(outer).writes"] == count("write-backs"), "\(sample)")
        }
      }
      let dram = result.bytes(at: "dram")
      guard let outermost = architecture.caches.first else { continue }
      let (fills, writeBacks) = (counts["\(outermost.name).fills"] ?? 0, counts["\(outermost.name).write-backs"] ?? 0)
      #expect(dram.read == fills * outermost.lineBytes, "\(sample)")
      #expect(dram.written == writeBacks * outermost.lineBytes, "\(sample)")
      #expect(counts["dram.transactions"] == (fills + writeBacks) * outermost.lineBytes / 64, "\(sample)")
    }
  }

  @Test(arguments: names)
  func noRunBeatsItsBounds(name: String) throws {
    let architecture = Self.architecture(name)
    let memory = try #require(DRAMConfiguration.preset(named: architecture.externalMemory.standard))
    let peak =
      memory.peakBytesPerSecond * Double(architecture.externalMemory.channels) / Double(architecture.coreHertz)
    for sample in Self.samples(name) {
      let result = try MachineLaws.run(sample, on: architecture)
      for unit in result.units {
        #expect(unit.work + unit.stalls.total + unit.idle == result.cycles, "\(unit.unit) of \(sample)")
      }
      let layer = Layer(name: "", content: LayerContent(operation: .convolution(sample.layer)))
      let dram = result.bytes(at: "dram")
      // Every weight is used, and caches start empty.
      #expect(dram.read >= layer.bytes(of: .weights), "\(sample)")
      #expect(Double(result.cycles) >= Double(dram.read) / peak, "\(sample)")
      if let bus = architecture.memoryBus {
        let inner = architecture.caches.last?.name
        let busy = Self.counts(result)["bus.busy-cycles"] ?? 0
        #expect(result.cycles >= dram.read / bus.widthBytes || inner != nil, "\(sample)")
        #expect(busy <= result.cycles + 1, "\(sample)")
      }
      let ideal = try MachineLaws.run(sample, on: architecture, ideal: .dram)
      #expect(ideal.units.allSatisfy { $0.stalls[.dram] == 0 }, "\(sample)")
      #expect(ideal.cycles <= result.cycles, "\(sample)")
    }
  }

  @Test func anUnboundedCacheMissesOncePerLine() throws {
    let architecture = Self.architecture("unbounded")
    for sample in Self.samples("unbounded") {
      let lines = Mutex<Set<Int>>([])
      let sink = TimelineSink(detail: .requests) { events in
        lines.withLock { lines in
          for event in events where event.kind == .request {
            lines.formUnion(event.address / 64...(event.address + event.amount - 1) / 64)
          }
        }
      }
      let layer = Layer(
        name: "random",
        content: LayerContent(operation: .convolution(sample.layer), precision: MachineLaws.precision))
      let result = try simulateLayer(
        layer, mapping: sample.mapping, on: architecture, options: SimulationOptions(timeline: sink))
      let counts = Self.counts(result)
      #expect(counts["cache.misses"] == lines.withLock { $0.count }, "\(sample)")
      #expect(counts["cache.write-backs"] == 0)
      #expect(result.bytes(at: "dram").written == 0)
    }
  }

  @Test func hitsTakeTheHitLatencyAndMissesWhatLiesBehindToo() throws {
    // Both operands' 16 bytes lie at the start of a page each: two misses of a cold cache, one after the other.
    let mapping = try Mapping(parsing: "L3[WIO] N1 - L2[WI] N1 K4X - L1[O] P4 C4X - L0[W] N1")
    let layer = Layer(name: "gemm", content: LayerContent(operation: .convolution(.gemm(m: 4, n: 4, k: 4))))
    let plain = try simulateLayer(layer, mapping: mapping, on: MachineArchitectures.gemminiLike)
    var cached = MachineArchitectures.gemminiLike
    cached.caches = [
      CacheLevel(name: "cache", capacityBytes: 4096, ways: 4, hitLatency: CycleTime(cycles: 30), missRegisters: 4)
    ]
    let result = try simulateLayer(layer, mapping: mapping, on: cached)
    let counts = Self.counts(result)
    // The results are written to a line of their own, part of it, so it is fetched.
    #expect(counts["cache.misses"] == 3)
    #expect(counts["cache.fills"] == 3)
    #expect(counts["cache.dirty-lines"] == 1)
    // Reads wait for the lookup; the write waits for its line as well, where the plain DRAM takes it at once.
    #expect(result.cycles > plain.cycles + 2 * 30)
    #expect(result.cycles < plain.cycles + 2 * 30 + 60)
  }
}
