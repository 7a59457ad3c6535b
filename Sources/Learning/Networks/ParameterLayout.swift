import Core

/// Where the numbers of a network lie in one flat array, and how they begin.
package struct ParameterLayout: Hashable, Sendable {
  /// A matrix of parameters inside the array.
  package struct Block: Hashable, Sendable {
    /// What it is called in a checkpoint.
    package var name: String
    /// Its first place in the array.
    package var offset: Int
    /// Its rows; one for a vector.
    package var rows: Int
    /// Its columns.
    package var columns: Int
    /// How its numbers begin.
    package var start: Start

    /// Its number of parameters.
    package var count: Int { rows * columns }

    var range: Range<Int> { offset..<offset + count }
  }

  /// How parameters begin.
  package enum Start: Hashable, Sendable {
    /// All are one number.
    case constant(Float)
    /// Evenly between −bound and bound.
    case uniform(Float)
    /// Normal, with a standard deviation.
    case normal(Float)
  }

  /// The blocks in the order of the array.
  package private(set) var blocks: [Block] = []
  /// The length of the array.
  package private(set) var count = 0

  /// A layout without parameters.
  package init() {}

  /// Adds a block at the end.
  package mutating func add(_ name: String, rows: Int = 1, columns: Int, start: Start) -> Block {
    let block = Block(name: name, offset: count, rows: rows, columns: columns, start: start)
    blocks.append(block)
    count += block.count
    return block
  }

  /// The numbers a network begins with.
  package func initial(seed: UInt64) -> [Float] {
    var parameters: [Float] = []
    parameters.reserveCapacity(count)
    for (index, block) in blocks.enumerated() {
      var random = SeededRandom(seed: seed, stream: UInt64(index))
      for _ in 0..<block.count {
        switch block.start {
        case .constant(let value): parameters.append(value)
        case .uniform(let bound): parameters.append(bound * Float(2 * random.unit() - 1))
        case .normal(let deviation): parameters.append(deviation * Float(random.normal()))
        }
      }
    }
    return parameters
  }
}
