/// The registers of an array whose sums stay: one operand moves right, the other down, finished sums shift down.
///
/// `advance` is one clock cycle, in the order and with the rings of `StationaryOperandMesh`.
struct StationarySumMesh<Element: ArrayElement>: SystolicMesh {
  private let array: ArrayConfiguration
  private var operands: OperandRegisters<Element>
  /// [plane][row][column]: the stationary sums, a chain down each column.
  private var stationary: [Element.Sum]
  private var stationaryValid: [Bool]
  /// [row of tiles][column]: words and control moving down, a register above each row of tiles but the first.
  private var down: [Element]
  private var control: [MeshControl]
  /// [row of tiles][column][slot]: finished sums moving down, registers above each row of tiles but the first.
  private var chain: [Element.Sum]
  private var chainValid: [Bool]
  /// [row][column][slot]: products, and what to do with them, on their way to the adder.
  private var product: [Element.Sum]
  private var productControl: [MeshControl]
  private var cycle = 0

  init(_ array: ArrayConfiguration) {
    self.array = array
    operands = OperandRegisters(array)
    let elements = array.rows * array.columns
    let between = array.meshRows * array.columns
    stationary = Array(repeating: .zero, count: 2 * elements)
    stationaryValid = Array(repeating: false, count: 2 * elements)
    down = Array(repeating: .zero, count: between)
    control = Array(repeating: [], count: between)
    chain = Array(repeating: .zero, count: between * array.partialSumCyclesPerRow)
    chainValid = Array(repeating: false, count: between * array.partialSumCyclesPerRow)
    product = Array(repeating: .zero, count: elements * array.pipelineDepth)
    productControl = Array(repeating: [], count: elements * array.pipelineDepth)
  }

  mutating func advance(_ edge: inout MeshEdge<Element>) {
    operands.advance(edge)
    for meshRow in stride(from: array.meshRows - 1, through: 0, by: -1) {
      for column in 0..<array.columns {
        advanceTile(meshRow, column, &edge)
      }
    }
    cycle += 1
  }

  /// One column of PEs of one row of tiles.
  private mutating func advanceTile(_ meshRow: Int, _ column: Int, _ edge: inout MeshEdge<Element>) {
    let above = meshRow * array.columns + column
    let word = meshRow == 0 ? edge.top[column] : down[above]
    let control = meshRow == 0 ? edge.topControl[column] : self.control[above]
    if meshRow < array.meshRows - 1 {
      down[above + array.columns] = word
      self.control[above + array.columns] = control
    }
    let rows = meshRow * array.tileRows..<(meshRow + 1) * array.tileRows
    for row in rows.reversed() {
      let (product, delayed) = multiply(row, column, word, control)
      shift(row, column, delayed, &edge)
      if delayed.contains(.stream) {
        let index = register(delayed.streamPlane, row, column)
        stationary[index] = Element.Sum.sum(delayed.contains(.first) ? .zero : stationary[index], product)
        stationaryValid[index] = true
      }
    }
  }

  /// The product that reaches the PE's adder in this cycle, of words that arrived `pipelineDepth` cycles ago, and the
  /// control that arrived with them; without `.stream` when a word was missing.
  private mutating func multiply(
    _ row: Int, _ column: Int, _ word: Element, _ control: MeshControl
  ) -> (Element.Sum, MeshControl) {
    let operand = row * array.meshColumns + column / array.tileColumns
    let valid = control.contains(.stream) && operands.valid[operand]
    let product = valid ? Element.product(operands.word[operand], word) : .zero
    let gated = valid ? control : control.subtracting(.stream)
    let depth = array.pipelineDepth
    guard depth > 0 else { return (product, gated) }
    let slot = (row * array.columns + column) * depth + cycle % depth
    defer {
      self.product[slot] = product
      productControl[slot] = gated
    }
    return (self.product[slot], productControl[slot])
  }

  /// One link of the chain of finished sums: the PE shows its sum to the one below and takes that of the one above.
  /// PEs are visited from the bottom up, so within a tile the one above still holds what it shows.
  private mutating func shift(_ row: Int, _ column: Int, _ control: MeshControl, _ edge: inout MeshEdge<Element>) {
    let registers = array.partialSumCyclesPerRow
    let isTileBottom = row % array.tileRows == array.tileRows - 1
    let isTileTop = row % array.tileRows == 0
    let link = (row / array.tileRows * array.columns + column) * registers + cycle % registers
    let own = register(control.shiftPlane, row, column)
    let shifts = control.contains(.shift)
    if isTileBottom {
      let shownValid = shifts && stationaryValid[own]
      if row == array.rows - 1 {
        edge.bottom[column] = stationary[own]
        edge.bottomValid[column] = shownValid
      } else {
        chain[link + array.columns * registers] = stationary[own]
        chainValid[link + array.columns * registers] = shownValid
      }
    }
    guard shifts else { return }
    if row == 0 {
      stationaryValid[own] = false
    } else if isTileTop {
      stationary[own] = chain[link]
      stationaryValid[own] = chainValid[link]
    } else {
      let above = own - array.columns
      stationary[own] = stationary[above]
      stationaryValid[own] = stationaryValid[above]
    }
  }

  private func register(_ plane: Int, _ row: Int, _ column: Int) -> Int {
    (plane * array.rows + row) * array.columns + column
  }
}
