import Core

/// Accelerators of the shapes the default tiler has to serve.
enum TilerArchitectures {
  static let all = [gemmini, tpuLike, oneMemory] + Dataflow.allCases.map(generic)
  static let names = all.map(\.name)

  /// Gemmini's default sizes.
  static let gemmini = Architecture(
    name: "gemmini", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
    levels: [
      dram,
      StorageLevel(
        name: "scratchpad", kind: .sram, keeps: [.weights, .inputs], capacityBytes: 256 << 10, banks: 4,
        widthBytes: 16, buffering: 2, fanOut: FanOut(x: 16, dimensionsX: .k)),
      StorageLevel(
        name: "accumulator", kind: .sram, keeps: .outputs, capacityBytes: 64 << 10, instances: 16, banks: 2, ports: 2,
        widthBytes: 4, buffering: 2, fanOut: FanOut(x: 16, dimensionsX: .c)),
      StorageLevel(
        name: "registers", kind: .registers, keeps: .weights, capacityBytes: 512, instances: 256, buffering: 2),
    ],
    externalMemory: ExternalMemory(standard: "DDR4-2400"), dma: DMA(busBytes: 16),
    array: ProcessingArray(rows: 16, columns: 16), controller: Controller(spillsPartialSums: false))

  /// Three memories of very different size on three levels.
  static let tpuLike = Architecture(
    name: "tpu-like", clocks: [ClockDomain(name: "core", hertz: 700_000_000)],
    levels: [
      dram,
      StorageLevel(name: "unified", kind: .sram, keeps: .inputs, capacityBytes: 1 << 20, banks: 8, widthBytes: 64),
      StorageLevel(
        name: "fifo", kind: .sram, keeps: .weights, capacityBytes: 16 << 10, banks: 4, widthBytes: 64, buffering: 2,
        fanOut: FanOut(x: 64, dimensionsX: .k)),
      StorageLevel(
        name: "accumulators", kind: .sram, keeps: .outputs, capacityBytes: 256 << 10, instances: 64, banks: 2, ports: 2,
        widthBytes: 4, fanOut: FanOut(x: 64, dimensionsX: .c)),
      StorageLevel(
        name: "registers", kind: .registers, keeps: .weights, capacityBytes: 8192, instances: 4096, buffering: 2),
    ],
    externalMemory: ExternalMemory(standard: "DDR4-2400", channels: 2), dma: DMA(busBytes: 64),
    array: ProcessingArray(rows: 64, columns: 64), controller: Controller(spillsPartialSums: false))

  /// A single small memory for everything.
  static let oneMemory = Architecture(
    name: "one-memory", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
    levels: [
      dram,
      StorageLevel(
        name: "memory", kind: .sram, keeps: .all, capacityBytes: 2048, widthBytes: 64,
        fanOut: FanOut(x: 4, y: 4, dimensionsX: [.k, .g], dimensionsY: [.c, .r, .s])),
      StorageLevel(name: "registers", kind: .registers, keeps: .weights, capacityBytes: 16, instances: 16),
    ],
    externalMemory: ExternalMemory(standard: "DDR4-2400"), dma: DMA(busBytes: 16),
    array: ProcessingArray(rows: 4, columns: 4))

  /// A memory for each operand, in the manner of SCALE-Sim's generic array.
  static func generic(_ dataflow: Dataflow) -> Architecture {
    let (rows, columns): (DimensionSet, DimensionSet) =
      switch dataflow {
      case .weightStationary: ([.c, .r, .s], .k)
      case .inputStationary: ([.c, .r, .s], [.n, .p, .q])
      case .outputStationary: ([.n, .p, .q], .k)
      }
    return Architecture(
      name: "generic-\(dataflow.rawValue)", clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
      levels: [
        dram,
        StorageLevel(name: "input-sram", kind: .sram, keeps: .inputs, capacityBytes: 64 << 10, widthBytes: 32),
        StorageLevel(name: "weight-sram", kind: .sram, keeps: .weights, capacityBytes: 64 << 10, widthBytes: 32),
        StorageLevel(
          name: "output-sram", kind: .sram, keeps: .outputs, capacityBytes: 64 << 10, widthBytes: 128,
          fanOut: FanOut(x: 32, y: 32, dimensionsX: columns, dimensionsY: rows)),
        StorageLevel(
          name: "registers", kind: .registers, keeps: OperandSet(dataflow.stationaryOperand), capacityBytes: 8192,
          instances: 1024, buffering: 2),
      ],
      externalMemory: ExternalMemory(standard: "DDR4-2400"), dma: DMA(busBytes: 16),
      array: ProcessingArray(rows: 32, columns: 32, dataflows: [dataflow]))
  }

  private static let dram = StorageLevel(name: "dram", kind: .dram, keeps: .all, capacityBytes: nil)
}
