package import Core
package import Sim

/// What a network's matrix products ask of an array, its memories and the bus, whatever the array is made of.
///
/// Cycles and words are the array's own (`FastArray`, equal to the generated Verilog's cycle by cycle); traffic to DRAM is
/// that of the best of three blockings (`MatrixProductCost.externalBytes`). A product takes as long as the slower of array
/// and bus; nothing else is modelled.
package struct ProductTraffic: Hashable, Sendable {
  /// Cycles of the network.
  package private(set) var cycles = 0
  /// Cycles in which the array works.
  package private(set) var busyCycles = 0
  /// Multiply–accumulates.
  package private(set) var macs = 0
  /// Words of 8 bits read from the scratchpad.
  package private(set) var scratchpadReads = 0
  /// Sums read from the accumulator.
  package private(set) var accumulatorReads = 0
  /// Sums written to the accumulator.
  package private(set) var accumulatorWrites = 0
  /// Bytes to and from DRAM.
  package private(set) var externalBytes = 0

  /// The traffic of products on an array.
  ///
  /// - Parameters:
  ///   - products: The network.
  ///   - array: The array.
  ///   - memories: Sizes of the memories, and the bus.
  /// - Throws: `UnusableArray` when the cycles could reach 2^60.
  package init(
    of products: [MatrixProductCost.Product], on array: ArrayConfiguration, _ memories: OnChipMemories
  ) throws {
    let fast = FastArray(array)
    for product in products {
      let shape = try GEMMShape(m: product.m, n: product.n, k: product.k)
      let run = try fast.run(shape)
      let external = MatrixProductCost.externalBytes(
        of: product, rows: array.rows, scratchpadBytes: memories.scratchpadBytes,
        accumulatorBytes: memories.accumulatorBytes)
      let transfer = (external + memories.busBytes - 1) / memories.busBytes
      cycles += product.count * max(run.cycles, transfer)
      busyCycles += product.count * run.cycles
      macs += product.count * product.m * product.n * product.k
      scratchpadReads += product.count * (run.accesses.inputReads + run.accesses.weightReads)
      accumulatorReads += product.count * run.accesses.partialSumReads
      accumulatorWrites += product.count * run.accesses.outputWrites
      externalBytes += product.count * external
    }
  }
}

extension MatrixProductCost {
  /// The matrix products of a network, convolutions as products of unrolled inputs; equal ones are counted.
  ///
  /// Vector layers are left out.
  ///
  /// - Parameter workload: The network.
  /// - Returns: Each product once, in the order of the layers.
  ///
  /// - Throws: `UnusableArray` for a layer too large to be counted.
  package static func products(of workload: Workload) throws -> [Product] {
    var counts: [GEMMShape: Int] = [:]
    var shapes: [GEMMShape] = []
    for layer in workload.layers {
      guard let convolution = layer.convolution else { continue }
      let all = try GEMMShape(convolution)
      let shape = try GEMMShape(m: all.m, n: all.n, k: all.k)
      if counts[shape] == nil { shapes.append(shape) }
      counts[shape, default: 0] += all.groups
    }
    return shapes.map { Product(m: $0.m, n: $0.n, k: $0.k, count: counts[$0] ?? 0) }
  }
}

/// The memories beside an array, at the node of its cells.
package struct OnChipMemories: Hashable, Sendable {
  /// Bytes for inputs and weights.
  package let scratchpadBytes: Int
  /// Bytes for sums.
  package let accumulatorBytes: Int
  /// Bytes the bus moves a cycle.
  package let busBytes: Int
  /// Square millimetres of both.
  package let areaSquareMillimetres: Double
  /// The shortest clock period both allow.
  package let nanoseconds: Double
  /// Picojoules to read and to write a byte of inputs or weights.
  package let scratchpadPicojoules: AccessEnergy
  /// Picojoules to read and to write a sum.
  package let accumulatorPicojoules: AccessEnergy

  /// The memories of an architecture: those that keep outputs are accumulators, the others scratchpads.
  ///
  /// Leakage is left out: the table's nodes leak, cells of 180 nm hardly do, and there is nothing to scale it by.
  ///
  /// - Parameters:
  ///   - architecture: The accelerator.
  ///   - nanometres: The node of its cells.
  package init(of architecture: Architecture, nanometres: Int) {
    var (scratchpad, accumulator) = (0, 0)
    var (area, period) = (0.0, 0.0)
    var (ofBytes, ofSums) = (AccessEnergy(), AccessEnergy())
    for level in architecture.levels where level.kind == .sram {
      let figures = level.sram(cell: .highPerformance, nanometres: nanometres).estimate().figures
      area += figures.areaSquareMillimetres * Double(level.instances)
      period = max(
        period, figures.cycleNanoseconds, figures.accessNanoseconds / Double(max(1, level.readLatency)))
      let width = Double(max(1, level.widthBytes))
      let perByte = AccessEnergy(read: figures.readPicojoules / width, written: figures.writePicojoules / width)
      if level.keeps.contains(.outputs) {
        accumulator += level.capacityBytes ?? 0
        ofSums = AccessEnergy(read: 4 * perByte.read, written: 4 * perByte.written)
      } else {
        scratchpad += level.capacityBytes ?? 0
        ofBytes = perByte
      }
    }
    scratchpadBytes = scratchpad
    accumulatorBytes = accumulator
    busBytes = max(1, architecture.dma.busBytes)
    areaSquareMillimetres = area
    nanoseconds = period
    scratchpadPicojoules = ofBytes
    accumulatorPicojoules = ofSums
  }
}

/// Picojoules of an access.
package struct AccessEnergy: Hashable, Sendable {
  /// To read.
  package var read = 0.0
  /// To write.
  package var written = 0.0
}
