/// A learnt row for each whole number below a bound.
package struct Embedding: Sendable {
  /// The rows.
  package let table: ParameterLayout.Block

  /// A table whose entries begin as standard normal numbers.
  package init(entries: Int, width: Int, named name: String, _ layout: inout ParameterLayout) {
    table = layout.add("\(name).table", rows: entries, columns: width, start: .normal(1))
  }

  /// The rows of the given numbers, one after another; a number beyond the table has its last row.
  package func forward(_ indices: [Int32], _ parameters: [Float]) -> Matrix<Float> {
    var values: [Float] = []
    values.reserveCapacity(indices.count * table.columns)
    for index in indices {
      let first = place(index)
      values += parameters[first..<first + table.columns]
    }
    return Matrix(rows: indices.count, columns: table.columns, values: values)
  }

  /// Adds the loss's derivative by the table to the gradient, given that by the rows.
  package func backward(_ slope: Matrix<Float>, _ indices: [Int32], _ gradient: inout [Float]) {
    for (row, index) in indices.enumerated() {
      let first = place(index)
      for column in 0..<table.columns { gradient[first + column] += slope.values[row * table.columns + column] }
    }
  }

  private func place(_ index: Int32) -> Int {
    table.offset + min(max(0, Int(index)), table.rows - 1) * table.columns
  }
}
