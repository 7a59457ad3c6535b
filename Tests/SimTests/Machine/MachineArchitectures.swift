import Core
import Testing

/// Small accelerators of every kind the machine has to run: shared and separate buffers, three dataflows, both preloads.
enum MachineArchitectures {
  static let all: [Architecture] =
    [gemminiLike, tpuLike, slow] + Dataflow.allCases.map { generic($0) }
    + [generic(.weightStationary, preload: .exposed, buffering: 1)]

  /// The names of all, for parameterised tests.
  static let names = all.map(\.name)

  /// The architecture of that name and its place among all.
  static func named(_ name: String) throws -> (architecture: Architecture, index: Int) {
    let index = try #require(names.firstIndex(of: name))
    return (all[index], index)
  }

  /// Scratchpad for weights and inputs, accumulator for outputs, weight registers; 4 × 4.
  static let gemminiLike = Architecture(
    name: "gemmini-like", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
    levels: [
      dram,
      StorageLevel(
        name: "scratchpad", kind: .sram, keeps: [.weights, .inputs], capacityBytes: 2048, banks: 4, widthBytes: 4,
        fanOut: FanOut(x: 4, dimensionsX: .k)),
      StorageLevel(
        name: "accumulator", kind: .sram, keeps: .outputs, capacityBytes: 1024, instances: 4, banks: 2, ports: 2,
        widthBytes: 4, fanOut: FanOut(x: 4, dimensionsX: .c)),
      StorageLevel(name: "registers", kind: .registers, keeps: .weights, capacityBytes: 32, instances: 16),
    ],
    externalMemory: ExternalMemory(standard: "DDR4-2400"),
    dma: DMA(busBytes: 16, requestBytes: 64, requestsInFlight: 8, latency: 5),
    array: ProcessingArray(rows: 4, columns: 4, macEnergy: 1), vectorUnit: VectorUnit(lanes: 4),
    leakageMilliwatts: 10)

  /// Unified buffer, weight FIFO and accumulators on three levels; 4 × 4; a clock that is no multiple of the memory's.
  static let tpuLike = Architecture(
    name: "tpu-like", clocks: [ClockDomain(name: "core", hertz: 700_000_000)],
    levels: [
      dram,
      StorageLevel(
        name: "unified", kind: .sram, keeps: .inputs, capacityBytes: 4096, banks: 4, widthBytes: 4, buffering: 2),
      StorageLevel(
        name: "fifo", kind: .sram, keeps: .weights, capacityBytes: 512, banks: 4, widthBytes: 4, buffering: 2,
        fanOut: FanOut(x: 4, dimensionsX: .k)),
      StorageLevel(
        name: "accumulators", kind: .sram, keeps: .outputs, capacityBytes: 2048, instances: 4, banks: 2, ports: 2,
        widthBytes: 4, buffering: 2, fanOut: FanOut(x: 4, dimensionsX: .c)),
      StorageLevel(name: "registers", kind: .registers, keeps: .weights, capacityBytes: 32, instances: 16),
    ],
    externalMemory: ExternalMemory(standard: "DDR4-2400", channels: 2),
    dma: DMA(busBytes: 32, requestBytes: 64, requestsInFlight: 32, latency: 3),
    array: ProcessingArray(rows: 4, columns: 4), vectorUnit: VectorUnit(lanes: 8))

  /// One memory for everything, hardly any requests in flight, a single-ported bank, deep pipelines, a slow array clock.
  static let slow = Architecture(
    name: "slow",
    clocks: [ClockDomain(name: "core", hertz: 1_000_000_000), ClockDomain(name: "mesh", hertz: 600_000_000)],
    levels: [
      dram,
      StorageLevel(
        name: "memory", kind: .sram, keeps: .all, capacityBytes: 3000, widthBytes: 4,
        fanOut: FanOut(x: 3, y: 2, dimensionsX: [.k, .g], dimensionsY: [.c, .r, .s])),
      StorageLevel(name: "registers", kind: .registers, keeps: .weights, capacityBytes: 12, instances: 6),
    ],
    externalMemory: ExternalMemory(standard: "DDR4-2400"),
    dma: DMA(busBytes: 4, requestBytes: 32, requestsInFlight: 2, latency: 20),
    array: ProcessingArray(rows: 2, columns: 3, partialSumCyclesPerRow: 2, pipelineDepth: 2, clock: "mesh"),
    controller: Controller(queueDepth: 1, issueCycles: 7))

  /// A memory for each operand, in the manner of SCALE-Sim's generic array; 3 × 5.
  static func generic(
    _ dataflow: Dataflow, preload: ProcessingArray.Preload = .overlapped, buffering: Int = 2
  ) -> Architecture {
    let (rows, columns): (DimensionSet, DimensionSet) =
      switch dataflow {
      case .weightStationary: ([.c, .r, .s], .k)
      case .inputStationary: ([.c, .r, .s], [.n, .p, .q])
      case .outputStationary: ([.n, .p, .q], .k)
      }
    let stationary = OperandSet(dataflow.stationaryOperand)
    return Architecture(
      name: "generic-\(dataflow.rawValue)-\(preload.rawValue)-\(buffering)",
      clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
      levels: [
        dram,
        StorageLevel(
          name: "input-sram", kind: .sram, keeps: .inputs, capacityBytes: 2048, ports: 2, widthBytes: 8,
          buffering: buffering),
        StorageLevel(
          name: "weight-sram", kind: .sram, keeps: .weights, capacityBytes: 2048, ports: 2, widthBytes: 8,
          buffering: buffering),
        StorageLevel(
          name: "output-sram", kind: .sram, keeps: .outputs, capacityBytes: 2048, ports: 2, widthBytes: 32,
          buffering: buffering, fanOut: FanOut(x: 5, y: 3, dimensionsX: columns, dimensionsY: rows)),
        StorageLevel(name: "registers", kind: .registers, keeps: stationary, capacityBytes: 15 * 8, instances: 15),
      ],
      externalMemory: ExternalMemory(standard: "DDR4-2400"),
      dma: DMA(busBytes: 16, requestBytes: 64, requestsInFlight: 16, latency: 0),
      array: ProcessingArray(rows: 3, columns: 5, dataflows: [dataflow], preload: preload))
  }

  private static let dram = StorageLevel(
    name: "dram", kind: .dram, keeps: .all, capacityBytes: nil, readEnergy: 100, writeEnergy: 100)
}
