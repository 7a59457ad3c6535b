import Core

/// The storage levels each operand passes between DRAM and the array, and what crosses them.
///
/// The outermost level on the chip is the operand's buffer, filled by the DMA. The array reads from, and writes to, the
/// innermost level that is not made of registers; registers inside the processing elements are touched by every
/// multiply–accumulate.
struct LevelPaths {
  let count: Int
  /// The operand's outermost level on the chip.
  let buffer: OperandMap<Int>
  /// The level the array's edge reads and writes.
  let edge: OperandMap<Int>
  /// The registers that hold the operand inside the processing elements, where they are a level.
  let registers: OperandMap<Int?>
  /// Copies of a word that a fill of the buffer writes: instances that hold the same.
  let bufferCopies: OperandMap<Int>
  /// Bits of an operand's element on the chip.
  let bits: OperandMap<Int>
  /// Bytes a cycle each level can move.
  private let bandwidth: [Int]
  /// Levels between an operand's buffer and its edge.
  let between: [IntermediateLevel]

  init(
    _ mapping: Mapping, of convolution: Convolution, precision: Precision, on architecture: Architecture,
    nest: LoopNest, buffers: OperandMap<Int>, streaming: Int
  ) throws(UnusableLayer) {
    count = architecture.levels.count
    buffer = buffers
    var edge = buffers
    var registers = OperandMap<Int?>(repeating: nil)
    var copies = OperandMap(repeating: 1)
    var between: [IntermediateLevel] = []
    for operand in Operand.allCases {
      let kept = architecture.levels.indices.filter {
        $0 >= buffers[operand] && architecture.levels[$0].keeps.contains(operand)
      }
      edge[operand] = kept.last { architecture.levels[$0].kind != .registers } ?? buffers[operand]
      registers[operand] = kept.last { architecture.levels[$0].kind == .registers && $0 != edge[operand] }
      for loop in mapping.levels[..<buffers[operand]].flatMap(\.spatial)
      where !operand.relevantDimensions.contains(loop.dimension) {
        copies[operand] *= loop.bound
      }
      for (outer, inner) in zip(kept, kept.dropFirst()) where inner <= edge[operand] {
        between.append(
          IntermediateLevel(
            operand: operand, level: inner, parent: outer,
            tiles: try TileGeometry(operand, of: convolution, nest: nest, outerLoops: nest.loopsOutside[inner]),
            nest: nest, streaming: streaming))
      }
    }
    self.edge = edge
    self.registers = registers
    bufferCopies = copies
    self.between = between
    bits = OperandMap(
      weights: precision.weights.bits, inputs: precision.inputs.bits, outputs: precision.partialSums.bits)
    bandwidth = architecture.levels.map(\.bytesPerCycle)
  }

  /// Cycles the level that feeds the array takes for so many words of an operand.
  func cycles(_ words: Int, of operand: Operand) -> Int {
    ceilingDivide(words * bits[operand], 8 * bandwidth[edge[operand]])
  }

  /// Cycles the on-chip memories take for what a fold streams; operands that share a level share its bandwidth.
  func streamCycles(_ fold: PlannedFold, stationary: Operand) -> Int {
    var cycles = 0
    for operand in Operand.allCases {
      var bytes = 0
      for other in Operand.allCases where edge[other] == edge[operand] && (other != stationary || other == .outputs) {
        let passes = other == .outputs && fold.accumulates ? 2 : 1
        bytes += ceilingDivide(fold.words[other] * passes * bits[other], 8)
      }
      cycles = max(cycles, ceilingDivide(bytes, bandwidth[edge[operand]]))
    }
    return cycles
  }
}

extension StorageLevel {
  /// Bytes a cycle all copies of the level can move.
  var bytesPerCycle: Int { bandwidthBytesPerCycle ?? instances * banks * ports * widthBytes }
}
