/// What a PE is told to do with the words that reach it; it travels down the columns with them.
struct MeshControl: OptionSet, Sendable {
  let rawValue: UInt8

  /// Multiply and add the streamed words.
  static let stream = MeshControl(rawValue: 1)
  /// The first streamed words of a fold: a stationary sum starts from zero.
  static let first = MeshControl(rawValue: 2)
  /// Shift the column's chain of stationary registers down by one.
  static let shift = MeshControl(rawValue: 4)
  /// Stream against the second plane of stationary registers.
  static let streamSecond = MeshControl(rawValue: 8)
  /// Shift the second plane of stationary registers.
  static let shiftSecond = MeshControl(rawValue: 16)

  /// The plane of stationary registers that computes.
  var streamPlane: Int { contains(.streamSecond) ? 1 : 0 }

  /// The plane of stationary registers that shifts.
  var shiftPlane: Int { contains(.shiftSecond) ? 1 : 0 }
}

/// The registers and wires of an array, advanced one clock cycle at a time.
protocol SystolicMesh<Element> {
  associatedtype Element: ArrayElement

  /// The mesh of an array, all registers zero.
  init(_ array: ArrayConfiguration)

  /// One clock cycle: takes the words at the left and top edge, shows the sums at the bottom edge.
  mutating func advance(_ edge: inout MeshEdge<Element>)
}

/// The words on the wires at the edges of a mesh in one cycle.
struct MeshEdge<Element: ArrayElement> {
  /// Words entering each row from the left; `valid` where there is one.
  var left: [Element]
  var leftValid: [Bool]
  /// Words and control entering each column from the top.
  var top: [Element]
  var topControl: [MeshControl]
  /// Sums visible at the bottom of each column; `valid` where there is one.
  var bottom: [Element.Sum]
  var bottomValid: [Bool]

  init(_ array: ArrayConfiguration) {
    left = Array(repeating: .zero, count: array.rows)
    leftValid = Array(repeating: false, count: array.rows)
    top = Array(repeating: .zero, count: array.columns)
    topControl = Array(repeating: [], count: array.columns)
    bottom = Array(repeating: .zero, count: array.columns)
    bottomValid = Array(repeating: false, count: array.columns)
  }
}

/// The registers that carry streamed words to the right, one column of them between two columns of tiles.
struct OperandRegisters<Element: ArrayElement> {
  private(set) var word: [Element]
  private(set) var valid: [Bool]
  private let rows: Int
  private let meshColumns: Int

  init(_ array: ArrayConfiguration) {
    rows = array.rows
    meshColumns = array.meshColumns
    word = Array(repeating: .zero, count: rows * meshColumns)
    valid = Array(repeating: false, count: rows * meshColumns)
  }

  /// One clock edge: every word moves one column of tiles to the right. Afterwards `word[row * meshColumns + column]`
  /// is what the PEs of that column of tiles see in this cycle; column 0 sees the edge itself.
  mutating func advance(_ edge: borrowing MeshEdge<Element>) {
    for row in 0..<rows {
      let start = row * meshColumns
      for column in stride(from: start + meshColumns - 1, to: start, by: -1) {
        word[column] = word[column - 1]
        valid[column] = valid[column - 1]
      }
      word[start] = edge.left[row]
      valid[start] = edge.leftValid[row]
    }
  }
}
