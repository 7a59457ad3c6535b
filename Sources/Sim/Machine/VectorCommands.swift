import Core

/// Lowers a vector layer to commands: load a chunk of each input, compute, store the chunk of the output.
struct VectorCommands: TileProgram {
  private let operation: VectorOperation
  let chunks: Int
  private let inputs: [TensorLayout.Place]
  private let output: TensorLayout.Place
  /// The chunks handed out, and the one being lowered.
  private var range: Range<Int>
  private var chunk = 0
  private var part = 0
  private var inputTiles = 0

  /// A layer in `chunks` chunks of nearly equal size, its tensors at the given places.
  init(_ operation: VectorOperation, chunks: Int, inputs: [TensorLayout.Place], output: TensorLayout.Place) {
    self.operation = operation
    self.chunks = chunks
    self.inputs = inputs
    self.output = output
    range = 0..<chunks
  }

  /// The commands of one of several cores that share the chunks.
  func share(of core: Int, among cores: Int) -> VectorCommands {
    var commands = self
    commands.range = core * chunks / cores..<(core + 1) * chunks / cores
    commands.chunk = commands.range.lowerBound
    return commands
  }

  mutating func next() -> Command? {
    guard chunk < range.upperBound else { return nil }
    defer { part += 1 }
    if part < inputs.count {
      inputTiles += 1
      return .load(LoadCommand(operand: .inputs, tile: inputTiles - 1, box: inputBox(part)))
    }
    let outputs = bounds(operation.outputElements)
    if part == inputs.count {
      return .vector(
        VectorCommand(
          inputs: inputTiles - 1, inputTiles: inputs.count, elements: inputBox(inputs.count - 1).elements,
          outputs: chunk - range.lowerBound, operations: outputs.count * operation.window * operation.function.passes))
    }
    let box = TensorBox(
      first: outputs.first, count: outputs.count, of: operation.outputElements, bits: output.bits, base: output.base)
    let store = StoreCommand(
      tile: chunk - range.lowerBound, box: box, identity: Point(repeating: chunk), isFinal: true)
    chunk += 1
    part = -1
    return .store(store)
  }

  /// Elements of the largest chunk of a tensor.
  static func largestChunk(of elements: Int, chunks: Int) -> Int { ceilingDivide(elements, chunks) }

  private func inputBox(_ input: Int) -> TensorBox {
    let (first, count) = bounds(operation.inputElements[input])
    return TensorBox(
      first: first, count: count, of: operation.inputElements[input], bits: inputs[input].bits,
      base: inputs[input].base)
  }

  /// The chunk's share of a tensor.
  private func bounds(_ elements: Int) -> (first: Int, count: Int) {
    let size = Self.largestChunk(of: elements, chunks: chunks)
    let first = min(elements, chunk * size)
    return (first, min(size, elements - first))
  }
}

/// Vector layers are short; no stretch of one is skipped.
extension VectorCommands {
  var steps: Int { 0 }
  var handedOut: Int { 0 }
  func shift(since earlier: VectorCommands, at earlierTime: Int, _ laterTime: Int) -> Shift? { nil }
  mutating func renumber(back shift: Shift) {}
}
