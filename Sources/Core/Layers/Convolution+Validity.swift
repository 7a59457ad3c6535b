extension Convolution {
  /// Why the layer can't be computed with, in words; `nil` when it can.
  ///
  /// A valid layer has positive sizes, reads at least one stored input element, and keeps every count a simulation
  /// makes below 2^60.
  public var invalidity: String? {
    for dimension in Dimension.allCases where !(1...Self.largestSize).contains(bounds[dimension]) {
      return "\(dimension.meaning) (\(dimension.letter)) is \(bounds[dimension]), not in 1…2^40"
    }
    for (name, extent, least) in [("stride", stride, 1), ("dilation", dilation, 1)] {
      for side in [extent.width, extent.height] where !(least...Self.largestStep).contains(side) {
        return "\(name) is \(side), not in \(least)…2^16"
      }
    }
    for side in [padding.left, padding.right, padding.top, padding.bottom] where !(0...Self.largestStep).contains(side)
    {
      return "padding is \(side), not in 0…2^16"
    }
    guard inputWidth > 0, inputHeight > 0 else {
      return "the padding covers the whole input: it would be \(inputWidth) wide and \(inputHeight) high"
    }
    guard bounds.checkedProduct != nil,
      // Tiles span padding and may overshoot every bound, so the padded input has to leave room.
      checkedMultiply(
        bounds.n, bounds.g, bounds.c, inputWidth + padding.left + padding.right,
        inputHeight + padding.top + padding.bottom) != nil
    else {
      return "its multiply–accumulates or input elements reach 2^60"
    }
    return nil
  }

  private static let largestSize = 1 << 40
  private static let largestStep = 1 << 16
}
