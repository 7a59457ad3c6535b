/// One of the three tensors a multiply–accumulate layer touches.
public enum Operand: UInt8, CaseIterable, Hashable, Sendable, Codable {
  case weights = 0
  case inputs = 1
  case outputs = 2

  /// The letter used in mapping text: `W`, `I` or `O`.
  public var letter: Character {
    switch self {
    case .weights: "W"
    case .inputs: "I"
    case .outputs: "O"
    }
  }

  /// The word used in files and reports.
  public var name: String {
    switch self {
    case .weights: "weights"
    case .inputs: "inputs"
    case .outputs: "outputs"
    }
  }

  /// The operand a mapping letter stands for; `nil` for any other character.
  public init?(letter: Character) {
    guard let operand = Self.allCases.first(where: { $0.letter == letter }) else { return nil }
    self = operand
  }

  /// The operand a word of a file stands for; `nil` for any other word.
  public init?(name: String) {
    guard let operand = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = operand
  }

  /// The dimensions whose index selects an element of this operand.
  ///
  /// Inputs depend on output position and filter position together (their sliding window), so P, Q, R and S all
  /// select input elements.
  public var relevantDimensions: DimensionSet {
    switch self {
    case .weights: [.g, .k, .c, .r, .s]
    case .inputs: [.n, .g, .c, .p, .q, .r, .s]
    case .outputs: [.n, .g, .k, .p, .q]
    }
  }
}

/// A set of operands, printed in the order weights, inputs, outputs.
public struct OperandSet: OptionSet, Hashable, Sendable, Codable {
  /// One bit for each operand, by its raw value.
  public let rawValue: UInt8

  /// The set with these bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The set holding one operand.
  public init(_ operand: Operand) {
    rawValue = 1 << operand.rawValue
  }

  /// The set of weights alone.
  public static let weights = OperandSet(.weights)
  /// The set of inputs alone.
  public static let inputs = OperandSet(.inputs)
  /// The set of outputs alone.
  public static let outputs = OperandSet(.outputs)
  /// All three operands.
  public static let all: OperandSet = [.weights, .inputs, .outputs]

  /// Whether the set holds the operand.
  public func contains(_ operand: Operand) -> Bool {
    rawValue & (1 << operand.rawValue) != 0
  }

  /// The operands of the set, in the order weights, inputs, outputs.
  public var operands: [Operand] {
    Operand.allCases.filter(contains)
  }

  /// The letters of the set as mapping text writes them, such as `WI`.
  public var letters: String {
    String(operands.map(\.letter))
  }
}

/// One value for each operand.
public struct OperandMap<Value> {
  /// The value for weights.
  public var weights: Value
  /// The value for inputs.
  public var inputs: Value
  /// The value for outputs.
  public var outputs: Value

  /// One value for each operand.
  public init(weights: Value, inputs: Value, outputs: Value) {
    self.weights = weights
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The same value for every operand.
  public init(repeating value: Value) {
    self.init(weights: value, inputs: value, outputs: value)
  }

  /// The value for an operand.
  public subscript(operand: Operand) -> Value {
    get {
      switch operand {
      case .weights: weights
      case .inputs: inputs
      case .outputs: outputs
      }
    }
    set {
      switch operand {
      case .weights: weights = newValue
      case .inputs: inputs = newValue
      case .outputs: outputs = newValue
      }
    }
  }
}

extension OperandMap: Equatable where Value: Equatable {}
extension OperandMap: Hashable where Value: Hashable {}
extension OperandMap: Sendable where Value: Sendable {}
extension OperandMap: Codable where Value: Codable {}
