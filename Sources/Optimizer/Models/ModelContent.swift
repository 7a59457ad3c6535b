import Core
package import Learning

/// Everything a model's parameters depend on, digested into the key it is kept under.
package struct ModelContent: Sendable {
  private var hash = SHA256()

  /// The content of a model of some name, to which the numbers it learns from are still to be added.
  package init(_ model: String) {
    add(model)
  }

  /// Adds words, such as a seed or the settings of the training.
  package mutating func add(_ text: String) {
    let bytes = Array(text.utf8)
    append(UInt64(bytes.count))
    hash.update(bytes)
  }

  /// Adds a matrix, its shape first, its numbers as they lie in memory.
  package mutating func add<Scalar>(_ matrix: Matrix<Scalar>) {
    append(UInt64(matrix.rows))
    append(UInt64(matrix.columns))
    matrix.values.withUnsafeBytes { hash.update($0) }
  }

  /// The SHA-256 of what was added, in hexadecimal digits.
  package var key: String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = hash.finish().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func append(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { hash.update($0) }
  }
}
