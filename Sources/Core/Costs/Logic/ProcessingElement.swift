/// What an accelerator is built of, from the parts of the logic table.
///
/// Which parts a unit has is our own reckoning; what a part costs is published. Operands have 8 bits, sums 32.
extension LogicTable {
  private static let operandBits = 8
  private static let sumBits = 32

  /// A multiplier and an adder.
  private var multiplyAccumulate: LogicFigures {
    multiplier(bits: Self.operandBits) + adder(bits: Self.sumBits)
  }

  /// A processing element: a multiply–accumulate unit, the registers its input and its sum move through, and a
  /// register for each further pipeline stage.
  func processingElement(pipelineDepth: Int) -> LogicFigures {
    multiplyAccumulate + registers(bits: Self.operandBits + Self.sumBits * (1 + pipelineDepth))
  }

  /// One multiply–accumulate, its input and its sum moving on by one register.
  var macPicojoules: Double { processingElement(pipelineDepth: 0).picojoules }

  /// A lane of the vector unit, taken to be as large as a processing element.
  var vectorLane: LogicFigures { processingElement(pipelineDepth: 0) }

  /// Registers of processing elements, as many bits as they hold.
  func registerFile(bytes: Int) -> LogicFigures { registers(bits: bytes * 8) }

  /// A byte read from or written to the registers of one processing element.
  ///
  /// Accelergy's register file: the registers of one word, and a comparator for each of the words.
  func registerFilePicojoulesPerByte(_ level: StorageLevel) -> Double {
    let bytes = (level.capacityBytes ?? 0) / max(1, level.instances)
    let words = max(1, bytes / max(1, level.widthBytes))
    let indexBits = words > 1 ? Int.bitWidth - (words - 1).leadingZeroBitCount : 0
    let search = Double(words) * comparator(bits: indexBits).picojoules
    return registers(bits: 8).picojoules + search / Double(max(1, level.widthBytes))
  }

  /// A DMA engine: for reads and writes each a double-buffered bus register and a shifter that aligns it, and for each
  /// request in flight a 64-bit address and a counter.
  func dma(_ dma: DMA) -> LogicFigures {
    let bus = registers(bits: dma.busBytes * 16) + shifter(bits: dma.busBytes * 8)
    let request = registers(bits: 64) + counter(bits: 32)
    return 2 * bus + Double(2 * dma.requestsInFlight) * request
  }

  /// A byte through the bus registers and the shifter of a DMA engine.
  var movePicojoules: Double { registers(bits: 16).picojoules + shifter(bits: 8).picojoules }

  /// A controller: three queues of 128-bit commands, and a counter for each loop of seven dimensions at each level.
  func controller(_ controller: Controller, levels: Int) -> LogicFigures {
    registers(bits: 3 * 128 * controller.queueDepth) + Double(7 * levels) * counter(bits: 32)
  }
}
