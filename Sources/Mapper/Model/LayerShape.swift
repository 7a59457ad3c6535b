package import Core

/// A multiply–accumulate layer as the analytical model sees it: loop bounds and the input's strides.
///
/// Padding is ignored, as Timeloop does: the input has stride·(P−1) + dilation·(R−1) + 1 columns, all of them read
/// (`src/workload/shape-models` of NVlabs/timeloop).
package struct LayerShape<Scalar: ModelScalar>: Sendable {
  /// The layer's loop bounds.
  package var bounds: PerDimension<Scalar>
  /// Input columns (P) or rows (Q) between neighbouring outputs, and between neighbouring filter taps (R and S).
  package var strideWidth: Double
  package var strideHeight: Double
  package var dilationWidth: Double
  package var dilationHeight: Double

  package init(_ convolution: Convolution) {
    bounds = PerDimension(convolution.bounds)
    strideWidth = Double(convolution.stride.width)
    strideHeight = Double(convolution.stride.height)
    dilationWidth = Double(convolution.dilation.width)
    dilationHeight = Double(convolution.dilation.height)
  }

  /// Multiply–accumulates of the whole layer.
  @inline(__always) package var macs: Scalar {
    var product = 1.0
    for index in 0..<8 { product *= bounds.values[unchecked: index].primal }
    return Scalar(product)
  }

  /// The product of the chosen dimensions' extents.
  @inline(__always) func product(_ dimensions: DimensionSet, of extents: PerDimension<Scalar>) -> Scalar {
    var result = Scalar(1)
    for index in 0..<8 where dimensions.rawValue & (1 << UInt8(index)) != 0 {
      result *= extents.values[unchecked: index]
    }
    return result
  }

  /// Input columns a tile of the given extents touches, from the first to the last.
  @inline(__always) func inputWidth(_ extents: PerDimension<Scalar>) -> Scalar {
    (extents[.p].offset(by: -1).scaled(by: strideWidth) + extents[.r].offset(by: -1).scaled(by: dilationWidth))
      .offset(by: 1)
  }

  /// Input rows a tile of the given extents touches, from the first to the last.
  @inline(__always) func inputHeight(_ extents: PerDimension<Scalar>) -> Scalar {
    (extents[.q].offset(by: -1).scaled(by: strideHeight) + extents[.s].offset(by: -1).scaled(by: dilationHeight))
      .offset(by: 1)
  }

  /// Words of an operand's tile: an axis-aligned box whose extents follow from those of the loops inside.
  @inline(__always) package func tile(_ operand: Operand, _ extents: PerDimension<Scalar>) -> Scalar {
    switch operand {
    case .weights:
      extents[.g] * extents[.k] * extents[.c] * extents[.r] * extents[.s]
    case .inputs:
      extents[.n] * extents[.g] * extents[.c] * inputWidth(extents) * inputHeight(extents)
    case .outputs:
      extents[.n] * extents[.g] * extents[.k] * extents[.p] * extents[.q]
    }
  }

  /// How far one step of `dimension`, `step` indices long, moves the input's tile along that dimension's axis.
  @inline(__always) func inputStep(_ dimension: Dimension, _ step: Scalar) -> Scalar {
    switch dimension {
    case .p: step.scaled(by: strideWidth)
    case .r: step.scaled(by: dilationWidth)
    case .q: step.scaled(by: strideHeight)
    case .s: step.scaled(by: dilationHeight)
    default: step
    }
  }
}

/// The axes of the input tensor a loop can move along.
enum InputAxis: UInt8 {
  case batch, group, channel, width, height

  /// The axis a dimension moves the input along; `nil` for K, which the input doesn't depend on.
  @inline(__always) init?(_ dimension: Dimension) {
    switch dimension {
    case .n: self = .batch
    case .g: self = .group
    case .c: self = .channel
    case .p, .r: self = .width
    case .q, .s: self = .height
    case .k: return nil
    }
  }
}
