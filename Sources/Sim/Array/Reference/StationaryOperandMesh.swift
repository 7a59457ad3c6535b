/// The registers of an array whose weights (or inputs) stay: operands move right, partial sums move down.
///
/// `advance` is one clock cycle. Tiles are visited from the bottom row up, so every register between two rows of tiles
/// is read by the tile below before the tile above writes it; one pass over the mesh therefore acts as one clock edge.
/// A chain of L registers is a ring of L slots, of which the present one holds what was written L cycles ago.
struct StationaryOperandMesh<Element: ArrayElement>: SystolicMesh {
  private let array: ArrayConfiguration
  private var operands: OperandRegisters<Element>
  /// [plane][row][column]: the stationary words, a chain down each column.
  private var stationary: [Element]
  /// [row of tiles][column][slot]: registers above each row of tiles but the first.
  private var control: [MeshControl]
  private var chain: [Element]
  private var sum: [MeshWord<Element.Sum>]
  private var between: RingSlot
  /// [row][column][slot]: products on their way to the adder.
  private var product: [MeshWord<Element.Sum>]
  private var inside: RingSlot
  /// The register below each column.
  private var result: [MeshWord<Element.Sum>]

  init(_ array: ArrayConfiguration) {
    self.array = array
    operands = OperandRegisters(array)
    between = RingSlot(length: array.partialSumCyclesPerRow)
    inside = RingSlot(length: array.pipelineDepth)
    let elements = array.rows * array.columns
    let registers = array.meshRows * array.columns * between.length
    stationary = Array(repeating: .zero, count: 2 * elements)
    control = Array(repeating: [], count: registers)
    chain = Array(repeating: .zero, count: registers)
    sum = Array(repeating: .none, count: registers)
    product = Array(repeating: .none, count: elements * inside.length)
    result = Array(repeating: .none, count: array.columns)
  }

  mutating func advance(_ edge: inout MeshEdge<Element>) {
    for column in 0..<array.columns {
      edge.bottom[column] = result[column]
    }
    operands.advance(edge)
    for meshRow in stride(from: array.meshRows - 1, through: 0, by: -1) {
      for meshColumn in 0..<array.meshColumns {
        for column in meshColumn * array.tileColumns..<(meshColumn + 1) * array.tileColumns {
          advanceTile(meshRow, meshColumn, column, edge)
        }
      }
    }
    between.advance()
    inside.advance()
  }

  /// One column of PEs of one tile.
  private mutating func advanceTile(
    _ meshRow: Int, _ meshColumn: Int, _ column: Int, _ edge: borrowing MeshEdge<Element>
  ) {
    let above = (meshRow * array.columns + column) * between.length + between.index
    let below = above + array.columns * between.length
    let isFirst = meshRow == 0
    let control = isFirst ? edge.topControl[column] : self.control[above]

    var total: MeshWord<Element.Sum> = isFirst ? .none : sum[above]
    let rows = meshRow * array.tileRows..<(meshRow + 1) * array.tileRows
    for row in rows {
      let product = multiply(row, column, operands.words[row * array.meshColumns + meshColumn], control)
      if product.isValid {
        total = MeshWord(number: Element.Sum.sum(total.number, product.number), isValid: true)
      }
    }
    if meshRow == array.meshRows - 1 {
      result[column] = total
    } else {
      sum[below] = total
      self.control[below] = control
      chain[below] = stationary[register(control.shiftPlane, rows.upperBound - 1, column)]
    }
    guard control.contains(.shift) else { return }
    for row in rows.dropFirst().reversed() {
      stationary[register(control.shiftPlane, row, column)] =
        stationary[register(control.shiftPlane, row - 1, column)]
    }
    stationary[register(control.shiftPlane, rows.lowerBound, column)] = isFirst ? edge.top[column] : chain[above]
  }

  /// The product that reaches the PE's adder in this cycle: of words that arrived `pipelineDepth` cycles ago.
  private mutating func multiply(
    _ row: Int, _ column: Int, _ word: MeshWord<Element>, _ control: MeshControl
  ) -> MeshWord<Element.Sum> {
    let isValid = control.contains(.stream) && word.isValid
    let number =
      isValid ? Element.product(word.number, stationary[register(control.streamPlane, row, column)]) : .zero
    let entering = MeshWord(number: number, isValid: isValid)
    guard inside.length > 0 else { return entering }
    let slot = (row * array.columns + column) * inside.length + inside.index
    let leaving = product[slot]
    product[slot] = entering
    return leaving
  }

  private func register(_ plane: Int, _ row: Int, _ column: Int) -> Int {
    (plane * array.rows + row) * array.columns + column
  }
}
