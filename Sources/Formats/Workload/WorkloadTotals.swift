import Core

/// The sums over a workload's layers, held below 2^60 on the way in, so that sums over it need no checks later.
struct WorkloadTotals: Hashable, Sendable {
  private var operations = 0
  private var bytes = 0

  /// Adds a layer.
  ///
  /// - Returns: What reaches 2^60 with it, in words; counting then begins anew.
  mutating func add(_ layer: Layer) -> [String] {
    switch layer.operation {
    case .convolution(let convolution): operations += convolution.macs
    case .vector(let vector): operations += vector.elementOperations
    }
    bytes += Operand.allCases.reduce(0) { $0 + layer.bytes(of: $1) }
    let reached = [(operations, "the number of operations"), (bytes, "the bytes of its tensors")]
      .filter { $0.0 >= 1 << 60 }.map(\.1)
    if !reached.isEmpty { self = WorkloadTotals() }
    return reached
  }

  /// What is wrong with the sums over layers of another tool's file.
  static func problems(of layers: [Layer], in file: String) -> [Diagnostic] {
    var totals = WorkloadTotals()
    for layer in layers {
      let reached = totals.add(layer)
      guard reached.isEmpty else {
        return reached.map {
          Diagnostic(
            .overflow(subject: "the network up to layer '\(layer.name)'", what: $0), at: SourceLocation(file: file))
        }
      }
    }
    return []
  }
}
