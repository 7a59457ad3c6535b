import Core

/// Bursts: the outermost memory moves whole ones, so short rows cost more than their words.
extension AnalyticalModel {
  /// Units that move for each one a child of the outermost level asks for, all its copies together.
  @inline(__always) func burstPadding(_ operand: Operand, into child: Int) -> Double {
    guard child < levelCount else { return 1 }
    var extents = PerDimension<Double>(repeating: 1)
    for index in 0..<8 { extents.values[unchecked: index] = tiles[child].values[unchecked: index].primal }
    for index in 0..<levelStart[child] where loops[index].isSpatial {
      extents[loops[index].dimension] *= loops[index].bound.primal
    }
    return shape.burstPadding(operand, extents, memories[Int(levels[0].memory)])
  }
}

extension LayerShape {
  /// Units that move for each one of a tile with the given extents, when each stretch of memory takes whole bursts.
  ///
  /// Tensors lie as the simulated machine lays them out: inputs and outputs as NHWC, groups before channels; weights with
  /// output channels innermost, then input channels, columns, rows and groups. Axes a tile covers from end to end join
  /// the next further out. Where stretches begin is not looked at.
  @inline(__always) func burstPadding<Other: ModelScalar>(
    _ operand: Operand, _ extents: PerDimension<Double>, _ memory: MemoryCost<Other>
  ) -> Double {
    let unit = operand == .outputs ? memory.finalOutputUnit : memory.unit[Int(operand.rawValue)]
    let units = stretch(operand, extents) * unit
    return (units / memory.burst).ceiling * memory.burst / units
  }

  /// Words of a tile that lie next to each other in memory.
  @inline(__always) private func stretch(_ operand: Operand, _ extents: PerDimension<Double>) -> Double {
    func isWhole(_ dimension: Dimension) -> Bool { extents[dimension] >= bounds[dimension].primal }
    switch operand {
    case .weights:
      var words = extents[.k]
      guard isWhole(.k) else { return words }
      words *= extents[.c]
      guard isWhole(.c) else { return words }
      words *= extents[.r]
      return isWhole(.r) ? words * extents[.s] : words
    case .inputs:
      guard isWhole(.c) else { return extents[.c] }
      guard isWhole(.g) else { return extents[.c] * extents[.g] }
      let columns = strideWidth * (extents[.p] - 1) + dilationWidth * (extents[.r] - 1) + 1
      let rows = strideHeight * (extents[.q] - 1) + dilationHeight * (extents[.s] - 1) + 1
      let words = extents[.c] * extents[.g] * columns
      return isWhole(.p) && isWhole(.r) ? words * rows : words
    case .outputs:
      guard isWhole(.k) else { return extents[.k] }
      guard isWhole(.g) else { return extents[.k] * extents[.g] }
      let words = extents[.k] * extents[.g] * extents[.p]
      return isWhole(.p) ? words * extents[.q] : words
    }
  }
}
