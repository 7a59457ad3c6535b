package import Core

extension Architecture {
  /// The weight-stationary 16×16 machine the reference optima were found on.
  ///
  /// Source: `reference/mappers/README.md` and `accelforge/ws16.arch.yaml` beside it: one weight a PE; inputs and
  /// weights in 256 KiB, 32-bit outputs in 64 KiB, each with a read and a write port; 16 bytes a cycle from DRAM; 8, 0.2,
  /// 0.1 and 0.01 pJ a bit and 0.25 pJ a multiply–accumulate.
  package static let ws16 = Architecture(
    name: "ws16", summary: "A 16×16 weight-stationary array for comparing mappers.",
    sources: [
      Source(
        key: "accelforge", title: "AccelForge, run on fixed problems",
        reference: "Accelergy-Project/accelforge at 1c1929c2")
    ], clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
    levels: [
      StorageLevel(
        name: "dram", kind: .dram, keeps: .all, capacityBytes: nil, bandwidthBytesPerCycle: 16, readEnergy: 64,
        writeEnergy: 64),
      StorageLevel(
        name: "scratchpad", kind: .sram, keeps: [.weights, .inputs], capacityBytes: 256 << 10, ports: 2,
        bandwidthBytesPerCycle: 64, readEnergy: 1.6, writeEnergy: 1.6),
      StorageLevel(
        name: "accumulator", kind: .sram, keeps: .outputs, capacityBytes: 64 << 10, ports: 2,
        bandwidthBytesPerCycle: 128, readEnergy: 0.8, writeEnergy: 0.8,
        fanOut: FanOut(x: 16, y: 16, dimensionsX: .k, dimensionsY: [.c, .r, .s])),
      StorageLevel(
        name: "registers", kind: .registers, keeps: .weights, capacityBytes: 256, instances: 256, readEnergy: 0.08,
        writeEnergy: 0.08),
    ], externalMemory: ExternalMemory(standard: "none"), dma: DMA(busBytes: 16),
    array: ProcessingArray(rows: 16, columns: 16, macEnergy: 0.25))
}
