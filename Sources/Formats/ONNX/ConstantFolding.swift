import Core

/// Arithmetic on the small constants that shapes are computed from; `nil` where a result isn't needed for any shape.
extension GraphLowering {
  /// The row-major positions in a tensor that stand behind each element of the shape it is stretched to.
  static func positions(in shape: [Int], stretchedTo target: [Int]) -> [Int] {
    var positions = [0]
    var step = 1
    let offset = target.count - shape.count
    var steps = Array(repeating: 0, count: target.count)
    for index in shape.indices.reversed() {
      steps[offset + index] = shape[index] == 1 ? 0 : step
      step *= shape[index]
    }
    for (axis, extent) in target.enumerated() {
      positions = positions.flatMap { start in (0..<extent).map { start + $0 * steps[axis] } }
    }
    return positions
  }

  private static func isSmall(_ shape: [Int]) -> Bool {
    guard !shape.contains(0), let elements = checkedProduct(shape) else { return false }
    return elements <= CondensedModel.keptValues
  }

  func foldedArithmetic(_ op: String, _ operands: [GraphValue], shape: [Int]) -> ConstantNumbers? {
    guard operands.count == 2, let left = operands[0].numbers, let right = operands[1].numbers, Self.isSmall(shape)
    else { return nil }
    let isInteger = left.isInteger && right.isInteger
    guard let function = Self.binary(op, isInteger: isInteger) else { return nil }
    let leftPositions = Self.positions(in: operands[0].shape, stretchedTo: shape)
    let rightPositions = Self.positions(in: operands[1].shape, stretchedTo: shape)
    let values = zip(leftPositions, rightPositions).map { function(left.values[$0], right.values[$1]) }
    return ConstantNumbers(values, isInteger: isInteger)
  }

  private static func binary(_ op: String, isInteger: Bool) -> ((Double, Double) -> Double)? {
    switch op {
    case "Add": { $0 + $1 }
    case "Sub": { $0 - $1 }
    case "Mul": { $0 * $1 }
    case "Div": { isInteger ? ($0 / $1).rounded(.towardZero) : $0 / $1 }
    case "Mod": { $0 - $1 * ($0 / $1).rounded(.down) }
    case "Max": { max($0, $1) }
    case "Min": { min($0, $1) }
    case "Equal": { $0 == $1 ? 1 : 0 }
    case "Greater": { $0 > $1 ? 1 : 0 }
    case "GreaterOrEqual": { $0 >= $1 ? 1 : 0 }
    case "Less": { $0 < $1 ? 1 : 0 }
    case "LessOrEqual": { $0 <= $1 ? 1 : 0 }
    case "And": { $0 != 0 && $1 != 0 ? 1 : 0 }
    case "Or": { $0 != 0 || $1 != 0 ? 1 : 0 }
    default: nil
    }
  }

  func foldedFunction(_ op: String, _ numbers: ConstantNumbers) -> ConstantNumbers? {
    let function: ((Double) -> Double)? =
      switch op {
      case "Neg": { -$0 }
      case "Abs": { abs($0) }
      case "Floor": { $0.rounded(.down) }
      case "Ceil": { $0.rounded(.up) }
      case "Round": { $0.rounded(.toNearestOrEven) }
      case "Sqrt": { $0.squareRoot() }
      case "Reciprocal": { 1 / $0 }
      case "Relu": { max(0, $0) }
      case "Not": { $0 == 0 ? 1 : 0 }
      default: nil
      }
    return function.map { ConstantNumbers(numbers.values.map($0), isInteger: numbers.isInteger) }
  }

  func foldedChoice(
    _ condition: GraphValue, _ first: GraphValue, _ second: GraphValue, shape: [Int]
  ) -> ConstantNumbers? {
    guard let chosen = condition.numbers, let left = first.numbers, let right = second.numbers, Self.isSmall(shape)
    else { return nil }
    let places = [condition, first, second].map { Self.positions(in: $0.shape, stretchedTo: shape) }
    let values = places[0].indices.map { index in
      chosen.values[places[0][index]] != 0 ? left.values[places[1][index]] : right.values[places[2][index]]
    }
    return ConstantNumbers(values, isInteger: left.isInteger)
  }

  /// A constant stretched to a shape.
  func foldedExpansion(_ value: GraphValue, to shape: [Int]) -> ConstantNumbers? {
    guard let numbers = value.numbers, Self.isSmall(shape) else { return nil }
    let places = Self.positions(in: value.shape, stretchedTo: shape)
    return ConstantNumbers(places.map { numbers.values[$0] }, isInteger: numbers.isInteger)
  }

  /// The elements of a constant at some positions of one axis.
  func foldedSelection(_ value: GraphValue, axis: Int, positions: [Int]) -> ConstantNumbers? {
    guard let numbers = value.numbers, axis < value.shape.count else { return nil }
    let inner = value.shape[(axis + 1)...].reduce(1, *)
    let outer = value.shape[..<axis].reduce(1, *)
    guard let total = checkedProduct([outer, positions.count, inner]), total <= CondensedModel.keptValues else {
      return nil
    }
    var values: [Double] = []
    for block in 0..<outer {
      for position in positions {
        let start = (block * value.shape[axis] + position) * inner
        values += numbers.values[start..<start + inner]
      }
    }
    return ConstantNumbers(values, isInteger: numbers.isInteger)
  }
}
