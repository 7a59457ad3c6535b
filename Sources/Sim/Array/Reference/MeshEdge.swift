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

/// What one wire or register holds: a number, and whether it means anything.
struct MeshWord<Number> {
  var number: Number
  var isValid: Bool
}

extension MeshWord where Number: ArrayElement {
  /// No word.
  static var none: MeshWord { MeshWord(number: .zero, isValid: false) }
}

extension MeshWord where Number: ArraySum {
  /// No sum.
  static var none: MeshWord { MeshWord(number: .zero, isValid: false) }
}

/// The words on the wires at the edges of a mesh in one cycle.
struct MeshEdge<Element: ArrayElement> {
  /// Words entering each row from the left.
  var left: [MeshWord<Element>]
  /// Words and control entering each column from the top.
  var top: [Element]
  var topControl: [MeshControl]
  /// Sums visible at the bottom of each column.
  var bottom: [MeshWord<Element.Sum>]

  init(_ array: ArrayConfiguration) {
    left = Array(repeating: .none, count: array.rows)
    top = Array(repeating: .zero, count: array.columns)
    topControl = Array(repeating: [], count: array.columns)
    bottom = Array(repeating: .none, count: array.columns)
  }
}

/// The registers and wires of an array, advanced one clock cycle at a time.
protocol SystolicMesh<Element> {
  associatedtype Element: ArrayElement

  /// The mesh of an array, all registers zero.
  init(_ array: ArrayConfiguration)

  /// One clock cycle: takes the words at the left and top edge, shows the sums at the bottom edge.
  mutating func advance(_ edge: inout MeshEdge<Element>)
}

/// The registers that carry streamed words to the right, one column of them between two columns of tiles.
struct OperandRegisters<Element: ArrayElement> {
  /// [row][column of tiles]: what the PEs there see in this cycle; the first column sees the edge itself.
  private(set) var words: [MeshWord<Element>]
  private let rows: Int
  private let meshColumns: Int

  init(_ array: ArrayConfiguration) {
    rows = array.rows
    meshColumns = array.meshColumns
    words = Array(repeating: .none, count: rows * meshColumns)
  }

  /// One clock edge: every word moves one column of tiles to the right.
  mutating func advance(_ edge: borrowing MeshEdge<Element>) {
    for row in 0..<rows {
      let start = row * meshColumns
      for column in stride(from: start + meshColumns - 1, to: start, by: -1) {
        words[column] = words[column - 1]
      }
      words[start] = edge.left[row]
    }
  }
}

/// The slot of a ring of registers in the present cycle: it holds what was put there `length` cycles ago.
struct RingSlot {
  let length: Int
  private(set) var index = 0

  init(length: Int) {
    self.length = length
  }

  /// One clock edge.
  mutating func advance() {
    index = index + 1 < length ? index + 1 : 0
  }
}
