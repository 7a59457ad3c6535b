package import Core

/// Closed forms of what matrix products cost on a systolic accelerator.
///
/// Cycles of the array are those of SCALE-Sim's three dataflows (Samajdar et al., "A systematic methodology for
/// characterizing scalability of DNN accelerators using SCALE-Sim", ISPASS 2020): 2 R + C + T − 2 for each fold that
/// streams T vectors. DRAM traffic is that of the best of three blockings: a panel of weights kept while all inputs pass,
/// a panel of inputs kept while all weights pass, or a square of sums kept while both pass. A layer takes as long as the
/// slowest of array, scratchpad and DRAM; half of each memory holds the next tiles.
package struct MatrixProductCost {
  private let rows: Int
  private let columns: Int
  private let scratchpadBytes: Int
  private let accumulatorBytes: Int
  private let busBytes: Int
  private let channels: Int
  private let hertz: Int
  private let dataflow: Dataflow

  /// The costs on one design.
  package init(
    rows: Int, columns: Int, scratchpadBytes: Int, accumulatorBytes: Int, busBytes: Int, channels: Int, hertz: Int,
    dataflow: Dataflow
  ) {
    self.rows = rows
    self.columns = columns
    self.scratchpadBytes = scratchpadBytes
    self.accumulatorBytes = accumulatorBytes
    self.busBytes = busBytes
    self.channels = channels
    self.hertz = hertz
    self.dataflow = dataflow
  }

  /// A product of an M × K by a K × N matrix, and how often the network has it.
  package struct Product: Sendable {
    let m: Int
    let n: Int
    let k: Int
    let count: Int

    /// A product.
    package init(m: Int, n: Int, k: Int, count: Int) {
      self.m = m
      self.n = n
      self.k = k
      self.count = count
    }
  }

  /// Layers of ResNet-50 (He et al., 2016) at 224 × 224 pixels, convolutions as products of unrolled inputs.
  package static let products = [
    Product(m: 12544, n: 64, k: 147, count: 1), Product(m: 3136, n: 64, k: 576, count: 3),
    Product(m: 784, n: 128, k: 1152, count: 4), Product(m: 196, n: 256, k: 2304, count: 6),
    Product(m: 49, n: 512, k: 4608, count: 3), Product(m: 196, n: 1024, k: 256, count: 6),
    Product(m: 49, n: 2048, k: 512, count: 3), Product(m: 1, n: 1000, k: 2048, count: 1),
  ]

  private static let nanometres = 40
  /// DDR4-2400 with 64 data bits.
  private static let channelBytesPerSecond = 19.2e9
  private static let scratchpadBanks = 4
  private static let scratchpadWidth = 16

  /// Latency, energy and area of the network.
  package var metrics: DesignMetrics {
    let logic = LogicTable(nanometres: Self.nanometres, periodNanoseconds: 1e9 / Double(hertz))
    let element = logic.multiplier(bits: 8) + logic.adder(bits: 32) + logic.registers(bits: 40)
    let scratchpad = SRAMArray(
      bytes: scratchpadBytes, widthBytes: Self.scratchpadWidth, banks: Self.scratchpadBanks,
      nanometres: Self.nanometres
    ).estimate().figures
    let accumulator = SRAMArray(
      bytes: accumulatorBytes / columns, widthBytes: 4, ports: 2, nanometres: Self.nanometres
    ).estimate().figures
    let interface = MemoryInterface(channels: channels, busBits: 64, nanometres: Self.nanometres)
    let bus = Double(busBytes) * 16 * logic.registers(bits: 1)

    var cycles = 0
    var picojoules = 0.0
    for product in Self.products {
      let words = accesses(of: product)
      let external = externalBytes(of: product)
      cycles += product.count * self.cycles(of: product)
      let energy =
        Double(product.m * product.n * product.k) * element.picojoules
        + Double(words.scratchpad + external) * scratchpad.readPicojoules / Double(Self.scratchpadWidth)
        + Double(words.accumulator) * accumulator.writePicojoules
        + Double(external) * (DOSACosts.dram + 8 * interface.picojoulesPerBit)
      picojoules += Double(product.count) * energy
    }
    let elements = Double(rows * columns)
    let leakage =
      elements * element.leakageMilliwatts + scratchpad.leakageMilliwatts
      + Double(columns) * accumulator.leakageMilliwatts
    let seconds = Double(cycles) / Double(hertz)
    let area =
      elements * element.areaSquareMillimetres + scratchpad.areaSquareMillimetres
      + Double(columns) * accumulator.areaSquareMillimetres + interface.areaSquareMillimetres
      + bus.areaSquareMillimetres
    return DesignMetrics(
      cycles: cycles, seconds: seconds, joules: picojoules * 1e-12 + leakage * 1e-3 * seconds,
      areaSquareMillimetres: area, leakageWatts: leakage * 1e-3, coreHertz: hertz)
  }

  /// Cycles of one product: those of the slowest of array, scratchpad and DRAM.
  package func cycles(of product: Product) -> Int {
    max(
      arrayCycles(of: product), scratchpadCycles(accesses(of: product).scratchpad),
      dramCycles(externalBytes(of: product)))
  }

  /// Which sizes lie along the rows, along the columns and in time.
  private func projection(of product: Product) -> (rows: Int, columns: Int, time: Int) {
    switch dataflow {
    case .weightStationary: (product.k, product.n, product.m)
    case .outputStationary: (product.m, product.n, product.k)
    case .inputStationary: (product.k, product.m, product.n)
    }
  }

  /// Cycles of the array alone.
  package func arrayCycles(of product: Product) -> Int {
    let size = projection(of: product)
    let folds = ceilingDivide(size.rows, rows) * ceilingDivide(size.columns, columns)
    return folds * (2 * rows + columns + size.time - 2)
  }

  /// Bytes of the scratchpad and words of the accumulator.
  private func accesses(of product: Product) -> (scratchpad: Int, accumulator: Int) {
    let (m, n, k) = (product.m, product.n, product.k)
    return switch dataflow {
    case .weightStationary: (k * n + m * k * ceilingDivide(n, columns), 2 * m * n * ceilingDivide(k, rows))
    case .outputStationary: (m * k * ceilingDivide(n, columns) + k * n * ceilingDivide(m, rows), 2 * m * n)
    case .inputStationary: (m * k + k * n * ceilingDivide(m, columns), 2 * m * n * ceilingDivide(k, rows))
    }
  }

  /// Bytes to and from DRAM under the best blocking.
  package func externalBytes(of product: Product) -> Int {
    Self.externalBytes(
      of: product, rows: rows, scratchpadBytes: scratchpadBytes, accumulatorBytes: accumulatorBytes)
  }

  /// Bytes to and from DRAM under the best blocking, on an array with so many rows.
  package static func externalBytes(
    of product: Product, rows: Int, scratchpadBytes: Int, accumulatorBytes: Int
  ) -> Int {
    let (m, n, k) = (product.m, product.n, product.k)
    let half = scratchpadBytes / 2
    var best = Int.max
    if half >= k {
      best = min(best, k * n + m * k * ceilingDivide(n, half / k), m * k + k * n * ceilingDivide(m, half / k))
    }
    // Sums of 4 bytes in half the accumulator, inputs and weights of one fold's depth in half the scratchpad.
    let square = max(1, min(Int(Double(accumulatorBytes / 8).squareRoot()), half / (2 * rows)))
    best = min(best, m * k * ceilingDivide(n, square) + k * n * ceilingDivide(m, square))
    return best + m * n
  }

  private func scratchpadCycles(_ bytes: Int) -> Int {
    ceilingDivide(bytes, Self.scratchpadBanks * Self.scratchpadWidth)
  }

  private func dramCycles(_ bytes: Int) -> Int {
    let perCycle = min(Double(busBytes), Double(channels) * Self.channelBytesPerSecond / Double(hertz))
    return Int((Double(bytes) / perCycle).rounded(.up))
  }

}
