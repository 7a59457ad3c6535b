package import Core

/// A layer as Gemmini's kernels take it: square images, padding of half the filter, 8-bit operands.
package struct GemminiLayer: Hashable, Sendable {
  /// The software kernel that runs the layer.
  package enum Kernel: String, Hashable, Sendable, Codable {
    /// `gemmini_loop_conv_ws` tile by tile.
    case convolution = "conv"
    /// `gemmini_loop_ws` tile by tile.
    case matmul
  }

  package var kernel: Kernel
  /// Output rows and columns; the rows of a matmul.
  package var outputSide: Int
  /// Input rows and columns.
  package var inputSide: Int
  package var inputChannels: Int
  package var outputChannels: Int
  /// Filter columns, which go with output columns.
  package var filterWidth: Int
  /// Filter rows.
  package var filterHeight: Int
  package var stride: Int
  package var padding: Int

  /// The layer the measurement kernels run for a problem.
  ///
  /// A layer with Q = R = S = 1 is a matmul. A convolution is run as a square over P: input side P · stride, padding
  /// R / 2, so that an even filter gives P + 1 outputs (`conv_tilings.c` of gemmini-rocc-tests, branch `dosa`).
  package init(p: Int, q: Int, r: Int, s: Int, c: Int, k: Int, stride: Int) {
    kernel = q == 1 && r == 1 && s == 1 ? .matmul : .convolution
    inputChannels = c
    outputChannels = k
    filterWidth = r
    filterHeight = s
    self.stride = stride
    if kernel == .matmul {
      outputSide = p
      inputSide = p
      padding = 0
    } else {
      inputSide = p * stride
      padding = r / 2
      outputSide = (inputSide + 2 * padding - r) / stride + 1
    }
  }

  /// Bytes of the input array, one for each element.
  package var inputBytes: Int {
    kernel == .matmul ? outputSide * inputChannels : inputSide * inputSide * inputChannels
  }
  /// Bytes of the weights.
  package var weightBytes: Int { filterWidth * filterHeight * inputChannels * outputChannels }
  /// Bytes of the output array.
  package var outputBytes: Int {
    (kernel == .matmul ? outputSide : outputSide * outputSide) * outputChannels
  }
}

/// The software's tiling of a layer: a size for every dimension and the order of the tile loops.
package struct GemminiTiling: Hashable, Sendable {
  /// Elements of a tile along N, G, K, C, P, Q, R and S, by the dimension's raw value.
  package private(set) var sizes: [Int]
  /// The tile loops, innermost first; N, C, R, S, K, P and Q once each.
  package private(set) var order: [Dimension]

  /// The order in which loops that a mapping doesn't state are appended, innermost first.
  private static let appended: [Dimension] = [.c, .r, .s, .k, .p, .q, .n]

  /// A tiling with the stated loops innermost.
  package init(sizes: [Dimension: Int], order: [Dimension]) {
    self.sizes = Dimension.allCases.map { max(1, sizes[$0] ?? 1) }
    let stated = order.reduce(into: [Dimension]()) { if !$0.contains($1) { $0.append($1) } }
    self.order = stated + Self.appended.filter { !stated.contains($0) }
  }

  /// The tiling the measurement scripts derive from a mapping (`extract_data_csv.py` of the DOSA artifact).
  ///
  /// Every factor inside the outermost level belongs to the tile; that level's loops, innermost first, are the tile
  /// loops. A level without loops is written `N1`, which makes N the innermost.
  package init(_ mapping: Mapping) {
    var sizes: [Dimension: Int] = [:]
    for dimension in Dimension.allCases {
      sizes[dimension] = mapping.levels.count > 1 ? mapping.factor(of: dimension, fromLevel: 1) : 1
    }
    let outer = mapping.levels.first?.temporal.reversed().map(\.dimension) ?? []
    self.init(sizes: sizes, order: outer.isEmpty ? [.n] : outer)
  }

  /// Elements of a tile along a dimension.
  package subscript(dimension: Dimension) -> Int { sizes[Int(dimension.rawValue)] }
}
