/// Which operand stays in the processing elements of a systolic array while the others stream past.
public enum Dataflow: String, CaseIterable, Hashable, Sendable, Codable {
  /// Weights stay; inputs stream in from the left, partial sums flow down (Gemmini, TPU v1).
  case weightStationary = "weight-stationary"
  /// Partial sums stay; weights and inputs stream in and results drain at the end of a fold.
  case outputStationary = "output-stationary"
  /// Inputs stay; weights stream in from the left, partial sums flow down.
  case inputStationary = "input-stationary"

  /// The operand that stays in the processing elements during a fold.
  public var stationaryOperand: Operand {
    switch self {
    case .weightStationary: .weights
    case .outputStationary: .outputs
    case .inputStationary: .inputs
    }
  }
}
