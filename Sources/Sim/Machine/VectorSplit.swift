import Core

/// How a vector layer is cut into chunks that fit the on-chip memories several times over.
struct VectorSplit {
  let commands: VectorCommands
  let buffers: Buffers
  /// Levels the inputs and the outputs pass through.
  let inputLevel: Int
  let outputLevel: Int

  /// The levels by operand; a vector layer has no weights.
  var levels: OperandMap<Int> { OperandMap(weights: inputLevel, inputs: inputLevel, outputs: outputLevel) }

  /// Chunks of a tensor that shall fit its share of a level at once, so that loading, computing and storing overlap.
  private static let chunksOnChip = 4
  /// Bytes of a chunk at most: larger ones only lengthen the time until the first result.
  private static let largestChunk = 4096

  init(
    _ operation: VectorOperation, precision: Precision, on architecture: Architecture
  ) throws(UnusableLayer) {
    inputLevel = try BufferPlan.buffer(of: .inputs, on: architecture)
    outputLevel = try BufferPlan.buffer(of: .outputs, on: architecture)
    let tensors = operation.inputElements.count
    let sharers = inputLevel == outputLevel ? tensors + 1 : 1
    func room(_ level: Int, sharers: Int) -> Int {
      let usable = architecture.levels[level].usableBytes ?? .max
      return max(1, min(Self.largestChunk, usable / architecture.levels[level].instances / sharers / Self.chunksOnChip))
    }
    let inputRoom = room(inputLevel, sharers: max(sharers, tensors))
    let outputRoom = room(outputLevel, sharers: sharers)
    let largestInput = operation.inputElements.reduce(0, max)
    let chunks = max(
      1, ceilingDivide(precision.inputs.bytes(largestInput), inputRoom),
      ceilingDivide(precision.outputs.bytes(operation.outputElements), outputRoom))

    var next = 0
    func place(_ elements: Int, _ format: NumberFormat) -> TensorLayout.Place {
      defer { next = TensorLayout.end(of: format.bytes(elements), at: next) }
      return TensorLayout.Place(base: next, bits: format.bits)
    }
    let inputs = operation.inputElements.map { place($0, precision.inputs) }
    commands = VectorCommands(
      operation, chunks: chunks, inputs: inputs, output: place(operation.outputElements, precision.outputs))
    let inputChunk = precision.inputs.bytes(VectorCommands.largestChunk(of: largestInput, chunks: chunks))
    let outputChunk = precision.outputs.bytes(
      VectorCommands.largestChunk(of: operation.outputElements, chunks: chunks))
    buffers =
      BufferPlan(
        inputs: (inputLevel, max(1, inputChunk)), outputs: (outputLevel, max(1, outputChunk)), on: architecture
      ).buffers
  }
}
