import Core

/// Where one operand's tiles lie in memory: turns the position of the step loops into a box of the tensor.
///
/// Tensors are dense and row-major: inputs and outputs as batch, row, column, group, channel (NHWC); weights as group,
/// filter row, filter column, input channel, output channel, the layout of Gemmini's kernels (`gemmini.h`,
/// `[krow][kcol][C][K]`) with one such block for each group.
struct TileGeometry {
  let operand: Operand
  /// Temporal loops outside the operand's buffer.
  let outerLoops: Int
  /// Lanes whose index selects a tile.
  let identity: Point
  private let shapes: InlineArray<8, SpanShape>
  private let extents: Point
  private let convolution: Convolution
  private let sizes: InlineArray<5, Int>

  /// The tiles of a buffer that `outerLoops` temporal loops stand outside of.
  ///
  /// - Throws: `UnusableLayer` when a tile would be scattered with gaps of several sizes.
  init(
    _ operand: Operand, of convolution: Convolution, nest: LoopNest, outerLoops: Int
  ) throws(UnusableLayer) {
    self.operand = operand
    self.outerLoops = outerLoops
    self.convolution = convolution
    extents = nest.extents
    identity = operand.relevantDimensions.mask
    var shapes = InlineArray<8, SpanShape>(repeating: .one)
    for dimension in operand.relevantDimensions.dimensions {
      let digits = nest.digits(of: dimension, temporal: outerLoops..<nest.temporal.count, spatially: true)
      guard let shape = SpanShape(digits), shape.isDense || !Self.slides(dimension, over: operand) else {
        throw UnusableLayer.scattered(operand, along: dimension)
      }
      shapes[Int(dimension.rawValue)] = shape
    }
    self.shapes = shapes
    let bounds = convolution.bounds
    sizes =
      switch operand {
      case .weights: [bounds.g, bounds.s, bounds.r, bounds.c, bounds.k]
      case .inputs:
        [bounds.n, max(1, convolution.inputHeight), max(1, convolution.inputWidth), bounds.g, bounds.c]
      case .outputs: [bounds.n, bounds.q, bounds.p, bounds.g, bounds.k]
      }
  }

  /// Elements of the whole tensor in memory.
  var tensorElements: Int { sizes[0] * sizes[1] * sizes[2] * sizes[3] * sizes[4] }

  /// The box of the tile whose first index is `point`, the lanes outside `identity` and inside the tile being ignored.
  func box(at point: Point, _ place: TensorLayout.Place) -> TensorBox {
    let axes: InlineArray<5, Axis> =
      switch operand {
      case .weights: [axis(.g, point), axis(.s, point), axis(.r, point), axis(.c, point), axis(.k, point)]
      case .outputs: [axis(.n, point), axis(.q, point), axis(.p, point), axis(.g, point), axis(.k, point)]
      case .inputs:
        [
          axis(.n, point),
          Axis(
            output: window(.q, point), filter: window(.s, point), stride: convolution.stride.height,
            dilation: convolution.dilation.height, padding: convolution.padding.top, extent: sizes[1]),
          Axis(
            output: window(.p, point), filter: window(.r, point), stride: convolution.stride.width,
            dilation: convolution.dilation.width, padding: convolution.padding.left, extent: sizes[2]),
          axis(.g, point), axis(.c, point),
        ]
      }
    return TensorBox(axes: axes, sizes: sizes, bits: place.bits, base: place.base)
  }

  /// Elements of a tile that must have arrived before an access whose largest index is `last`.
  @inline(__always)
  func prefix(of box: TensorBox, through last: Point) -> Int {
    switch operand {
    case .weights: box.prefix(through: [last[.g], last[.s], last[.r], last[.c], last[.k]])
    case .outputs: box.prefix(through: [last[.n], last[.q], last[.p], last[.g], last[.k]])
    case .inputs:
      box.prefix(through: [
        last[.n],
        last[.q] * convolution.stride.height + last[.s] * convolution.dilation.height - convolution.padding.top,
        last[.p] * convolution.stride.width + last[.r] * convolution.dilation.width - convolution.padding.left,
        last[.g], last[.c],
      ])
    }
  }

  /// How far the tile's first position moves along each axis when the indices move by `point`.
  func distance(_ point: Point) -> InlineArray<5, Int> {
    switch operand {
    case .weights: [point[.g], point[.s], point[.r], point[.c], point[.k]]
    case .outputs: [point[.n], point[.q], point[.p], point[.g], point[.k]]
    case .inputs:
      [
        point[.n], point[.q] * convolution.stride.height + point[.s] * convolution.dilation.height,
        point[.p] * convolution.stride.width + point[.r] * convolution.dilation.width, point[.g], point[.c],
      ]
    }
  }

  private func axis(_ dimension: Dimension, _ point: Point) -> Axis {
    Axis(shapes[Int(dimension.rawValue)], from: point[dimension], below: extents[dimension])
  }

  private func window(_ dimension: Dimension, _ point: Point) -> (first: Int, count: Int) {
    let shape = shapes[Int(dimension.rawValue)]
    return (point[dimension], shape.count(from: point[dimension], below: extents[dimension]))
  }

  private static func slides(_ dimension: Dimension, over operand: Operand) -> Bool {
    operand == .inputs && DimensionSet([.p, .q, .r, .s]).contains(dimension)
  }
}

extension UnusableLayer {
  /// A mapping whose tiles the machine can't address.
  static func scattered(_ operand: Operand, along dimension: Dimension) -> UnusableLayer {
    UnusableLayer(
      .other(
        "the tiles of the \(operand.name) are scattered along \(dimension.letter): a spatial loop of "
          + "\(dimension.letter) stands outside a temporal one",
        remedy: "move the temporal loop of \(dimension.letter) outside the spatial one"))
  }
}
