/// The registers of an array whose weights (or inputs) stay: operands move right, partial sums move down.
///
/// `advance` is one clock cycle. Tiles are visited from the bottom row up, so every register between two rows of tiles
/// is read by the tile below before the tile above writes it; one pass over the mesh therefore acts as one clock edge.
/// Register chains of length L are rings: the slot `cycle % L` holds what was written L cycles ago.
struct StationaryOperandMesh<Element: ArrayElement>: SystolicMesh {
  private let array: ArrayConfiguration
  private var operands: OperandRegisters<Element>
  /// [plane][row][column]: the stationary words, a chain down each column.
  private var stationary: [Element]
  /// [row of tiles][column][slot]: registers above each row of tiles but the first.
  private var control: [MeshControl]
  private var chain: [Element]
  private var sum: [Element.Sum]
  private var sumValid: [Bool]
  /// [row][column][slot]: products on their way to the adder.
  private var product: [Element.Sum]
  private var productValid: [Bool]
  /// The register below each column.
  private var result: [Element.Sum]
  private var resultValid: [Bool]
  private var cycle = 0

  init(_ array: ArrayConfiguration) {
    self.array = array
    operands = OperandRegisters(array)
    let elements = array.rows * array.columns
    let between = array.meshRows * array.columns * array.partialSumCyclesPerRow
    stationary = Array(repeating: .zero, count: 2 * elements)
    control = Array(repeating: [], count: between)
    chain = Array(repeating: .zero, count: between)
    sum = Array(repeating: .zero, count: between)
    sumValid = Array(repeating: false, count: between)
    product = Array(repeating: .zero, count: elements * array.pipelineDepth)
    productValid = Array(repeating: false, count: elements * array.pipelineDepth)
    result = Array(repeating: .zero, count: array.columns)
    resultValid = Array(repeating: false, count: array.columns)
  }

  mutating func advance(_ edge: inout MeshEdge<Element>) {
    for column in 0..<array.columns {
      edge.bottom[column] = result[column]
      edge.bottomValid[column] = resultValid[column]
    }
    operands.advance(edge)
    for meshRow in stride(from: array.meshRows - 1, through: 0, by: -1) {
      for column in 0..<array.columns {
        advanceTile(meshRow, column, edge)
      }
    }
    cycle += 1
  }

  /// One column of PEs of one row of tiles.
  private mutating func advanceTile(_ meshRow: Int, _ column: Int, _ edge: borrowing MeshEdge<Element>) {
    let registers = array.partialSumCyclesPerRow
    let above = (meshRow * array.columns + column) * registers + cycle % registers
    let below = above + array.columns * registers
    let isFirst = meshRow == 0
    let isLast = meshRow == array.meshRows - 1
    let control = isFirst ? edge.topControl[column] : self.control[above]

    var total = isFirst ? .zero : sum[above]
    var totalValid = isFirst ? false : sumValid[above]
    let rows = meshRow * array.tileRows..<(meshRow + 1) * array.tileRows
    for row in rows {
      let (product, valid) = multiply(row, column, control)
      if valid {
        total = Element.Sum.sum(total, product)
        totalValid = true
      }
    }
    if isLast {
      result[column] = total
      resultValid[column] = totalValid
    } else {
      sum[below] = total
      sumValid[below] = totalValid
      self.control[below] = control
      chain[below] = stationary[register(control.shiftPlane, rows.upperBound - 1, column)]
    }
    if control.contains(.shift) {
      for row in rows.dropFirst().reversed() {
        stationary[register(control.shiftPlane, row, column)] =
          stationary[register(control.shiftPlane, row - 1, column)]
      }
      stationary[register(control.shiftPlane, rows.lowerBound, column)] = isFirst ? edge.top[column] : chain[above]
    }
  }

  /// The product that reaches the PE's adder in this cycle: of words that arrived `pipelineDepth` cycles ago.
  private mutating func multiply(_ row: Int, _ column: Int, _ control: MeshControl) -> (Element.Sum, Bool) {
    let operand = row * array.meshColumns + column / array.tileColumns
    let valid = control.contains(.stream) && operands.valid[operand]
    let product =
      valid
      ? Element.product(operands.word[operand], stationary[register(control.streamPlane, row, column)]) : .zero
    let depth = array.pipelineDepth
    guard depth > 0 else { return (product, valid) }
    let slot = (row * array.columns + column) * depth + cycle % depth
    defer {
      self.product[slot] = product
      productValid[slot] = valid
    }
    return (self.product[slot], productValid[slot])
  }

  private func register(_ plane: Int, _ row: Int, _ column: Int) -> Int {
    (plane * array.rows + row) * array.columns + column
  }
}
