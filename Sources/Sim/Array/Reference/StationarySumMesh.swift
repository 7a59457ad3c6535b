/// The registers of an array whose sums stay: one operand moves right, the other down, finished sums shift down.
///
/// `advance` is one clock cycle, in the order and with the rings of `StationaryOperandMesh`.
struct StationarySumMesh<Element: ArrayElement>: SystolicMesh {
  /// A product, or its absence, and what to do when it reaches the adder.
  private struct Step {
    var product: Element.Sum
    var control: MeshControl
  }

  private let array: ArrayConfiguration
  private var operands: OperandRegisters<Element>
  /// [plane][row][column]: the stationary sums, a chain down each column.
  private var stationary: [MeshWord<Element.Sum>]
  /// [row of tiles][column]: words and control moving down, a register above each row of tiles but the first.
  private var down: [Element]
  private var control: [MeshControl]
  /// [row of tiles][column][slot]: finished sums moving down, registers above each row of tiles but the first.
  private var chain: [MeshWord<Element.Sum>]
  private var between: RingSlot
  /// [row][column][slot]: products on their way to the adder.
  private var steps: [Step]
  private var inside: RingSlot

  init(_ array: ArrayConfiguration) {
    self.array = array
    operands = OperandRegisters(array)
    between = RingSlot(length: array.partialSumCyclesPerRow)
    inside = RingSlot(length: array.pipelineDepth)
    let elements = array.rows * array.columns
    let registers = array.meshRows * array.columns
    stationary = Array(repeating: .none, count: 2 * elements)
    down = Array(repeating: .zero, count: registers)
    control = Array(repeating: [], count: registers)
    chain = Array(repeating: .none, count: registers * between.length)
    steps = Array(repeating: Step(product: .zero, control: []), count: elements * inside.length)
  }

  mutating func advance(_ edge: inout MeshEdge<Element>) {
    operands.advance(edge)
    for meshRow in stride(from: array.meshRows - 1, through: 0, by: -1) {
      for meshColumn in 0..<array.meshColumns {
        for column in meshColumn * array.tileColumns..<(meshColumn + 1) * array.tileColumns {
          advanceTile(meshRow, meshColumn, column, &edge)
        }
      }
    }
    between.advance()
    inside.advance()
  }

  /// One column of PEs of one tile, from the bottom up, so that a PE still holds what it shows to the one below.
  private mutating func advanceTile(
    _ meshRow: Int, _ meshColumn: Int, _ column: Int, _ edge: inout MeshEdge<Element>
  ) {
    let above = meshRow * array.columns + column
    let below = above + array.columns
    let isFirst = meshRow == 0
    let isLast = meshRow == array.meshRows - 1
    let word = isFirst ? edge.top[column] : down[above]
    let control = isFirst ? edge.topControl[column] : self.control[above]
    if !isLast {
      down[below] = word
      self.control[below] = control
    }
    let rows = meshRow * array.tileRows..<(meshRow + 1) * array.tileRows
    for row in rows.reversed() {
      let step = multiply(row, column, operands.words[row * array.meshColumns + meshColumn], word, control)
      let shifts = step.control.contains(.shift)
      if row == rows.upperBound - 1 {
        let shown = shifts ? stationary[register(step.control.shiftPlane, row, column)] : .none
        if isLast {
          edge.bottom[column] = shown
        } else {
          chain[below * between.length + between.index] = shown
        }
      }
      if shifts {
        let taken: MeshWord<Element.Sum> =
          if row > rows.lowerBound {
            stationary[register(step.control.shiftPlane, row - 1, column)]
          } else if isFirst {
            .none
          } else {
            chain[above * between.length + between.index]
          }
        stationary[register(step.control.shiftPlane, row, column)] = taken
      }
      if step.control.contains(.stream) {
        let own = register(step.control.streamPlane, row, column)
        let earlier = step.control.contains(.first) ? .zero : stationary[own].number
        stationary[own] = MeshWord(number: Element.Sum.sum(earlier, step.product), isValid: true)
      }
    }
  }

  /// The product that reaches the PE's adder in this cycle, of words that arrived `pipelineDepth` cycles ago, with the
  /// control that came with them; without `.stream` when a word was missing.
  private mutating func multiply(
    _ row: Int, _ column: Int, _ left: MeshWord<Element>, _ top: Element, _ control: MeshControl
  ) -> Step {
    let isValid = control.contains(.stream) && left.isValid
    let entering = Step(
      product: isValid ? Element.product(left.number, top) : .zero,
      control: isValid ? control : control.subtracting(.stream))
    guard inside.length > 0 else { return entering }
    let slot = (row * array.columns + column) * inside.length + inside.index
    let leaving = steps[slot]
    steps[slot] = entering
    return leaving
  }

  private func register(_ plane: Int, _ row: Int, _ column: Int) -> Int {
    (plane * array.rows + row) * array.columns + column
  }
}
