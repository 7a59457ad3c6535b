import Core

/// How a vector layer is cut into chunks that fit the on-chip memories several times over.
struct VectorSplit {
  let commands: VectorCommands
  let buffers: Buffers
  let regions: [TensorRegion]
  /// Levels the inputs and the outputs pass through.
  let inputLevel: Int
  let outputLevel: Int

  /// The levels by operand; a vector layer has no weights.
  var levels: OperandMap<Int> { OperandMap(weights: inputLevel, inputs: inputLevel, outputs: outputLevel) }

  /// Chunks of a tensor that shall fit its share of a level at once, so that loading, computing and storing overlap.
  private static let chunksOnChip = 4
  /// Bytes of a chunk at most: larger ones only lengthen the time until the first result.
  private static let largestChunk = 4096
  private static let smallestChunk = 16

  init(
    _ operation: VectorOperation, precision: Precision, on architecture: Architecture
  ) throws(UnusableLayer) {
    inputLevel = try BufferPlan.buffer(of: .inputs, on: architecture)
    outputLevel = try BufferPlan.buffer(of: .outputs, on: architecture)
    let tensors = operation.inputElements.count
    let inputSharers = inputLevel == outputLevel ? tensors + 1 : tensors
    let inputRoom = try Self.room(architecture.levels[inputLevel], sharers: inputSharers)
    let outputRoom = try Self.room(
      architecture.levels[outputLevel], sharers: inputLevel == outputLevel ? tensors + 1 : 1)
    let largestInput = operation.inputElements.reduce(0, max)
    let chunks = max(
      1, min(architecture.cores.count, operation.outputElements),
      ceilingDivide(precision.inputs.bytes(largestInput), inputRoom),
      ceilingDivide(precision.outputs.bytes(operation.outputElements), outputRoom))

    var next = 0
    func place(_ elements: Int, _ format: NumberFormat) -> TensorLayout.Place {
      defer { next = TensorLayout.end(of: format.bytes(elements), at: next) }
      return TensorLayout.Place(base: next, bits: format.bits)
    }
    let inputs = operation.inputElements.map { place($0, precision.inputs) }
    let inputsEnd = next
    commands = VectorCommands(
      operation, chunks: chunks, inputs: inputs, output: place(operation.outputElements, precision.outputs))
    regions = [TensorRegion(end: inputsEnd, operand: .inputs), TensorRegion(end: next, operand: .outputs)]
    let inputChunk = precision.inputs.bytes(VectorCommands.largestChunk(of: largestInput, chunks: chunks))
    let outputChunk = precision.outputs.bytes(
      VectorCommands.largestChunk(of: operation.outputElements, chunks: chunks))
    func buffer(_ level: Int, slots: Int, bytes: Int) -> TileBuffer {
      TileBuffer(level: level, slots: slots, tileBytes: bytes)
    }
    buffers = Buffers(
      weights: buffer(inputLevel, slots: 1, bytes: 0),
      inputs: buffer(inputLevel, slots: tensors * Self.chunksOnChip, bytes: inputChunk),
      outputs: buffer(outputLevel, slots: Self.chunksOnChip, bytes: outputChunk), levels: architecture.levels,
      isIdeal: true)
  }

  /// Bytes of a level for one chunk of one of the tensors that share it.
  private static func room(_ level: StorageLevel, sharers: Int) throws(UnusableLayer) -> Int {
    let room = (level.capacityBytes ?? .max) / max(1, sharers) / chunksOnChip
    // Smaller chunks than a few elements would make the rounding to whole elements exceed the capacity.
    guard room >= smallestChunk else {
      throw UnusableLayer(
        .other(
          "'\(level.name)' is too small to hold \(chunksOnChip) chunks of \(sharers) tensors of a vector layer",
          remedy: "enlarge it"))
    }
    return min(largestChunk, room)
  }
}
