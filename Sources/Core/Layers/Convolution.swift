/// A width and a height.
public struct Extent: Hashable, Sendable, Codable {
  /// Along P and R.
  public var width: Int
  /// Along Q and S.
  public var height: Int

  /// An extent of both sides.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The same value both ways.
  public init(square side: Int) {
    self.init(width: side, height: side)
  }
}

/// Rows and columns of zeros around an input image.
public struct Padding: Hashable, Sendable, Codable {
  /// Columns before the first.
  public var left: Int
  /// Columns after the last.
  public var right: Int
  /// Rows before the first.
  public var top: Int
  /// Rows after the last.
  public var bottom: Int

  /// No padding.
  public static let none = Padding(left: 0, right: 0, top: 0, bottom: 0)

  /// Padding of each side.
  public init(left: Int, right: Int, top: Int, bottom: Int) {
    self.left = left
    self.right = right
    self.top = top
    self.bottom = bottom
  }

  /// The same padding on both sides of each axis.
  public init(width: Int, height: Int) {
    self.init(left: width, right: width, top: height, bottom: height)
  }
}

/// A multiply–accumulate layer: a convolution, or a GEMM written as one.
///
/// A GEMM M×N×K has P = M, K = N and C = K of the GEMM with R = S = Q = 1; a batched GEMM, whose batches have matrices
/// of their own, has G = batch. C and K count one group's channels, so a depthwise convolution has C = K = 1.
public struct Convolution: Hashable, Sendable, Codable {
  /// What the file called it; the arithmetic is the same, the software kernel that runs it is not.
  public enum Form: String, Hashable, Sendable, Codable {
    case convolution
    case gemm
  }

  /// Convolution or GEMM.
  public var form: Form
  /// The loop bounds; C and K of one group.
  public var bounds: LoopBounds
  /// Input elements between neighbouring outputs.
  public var stride: Extent
  /// Input elements between neighbouring filter taps.
  public var dilation: Extent
  /// Zeros around the input.
  public var padding: Padding

  /// A multiply–accumulate layer; unit strides and no padding unless given.
  public init(
    form: Form = .convolution, bounds: LoopBounds, stride: Extent = Extent(square: 1),
    dilation: Extent = Extent(square: 1), padding: Padding = .none
  ) {
    self.form = form
    self.bounds = bounds
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
  }

  /// The product of an M×K and a K×N matrix, `batch` times over with matrices of their own.
  public static func gemm(m: Int, n: Int, k: Int, batch: Int = 1) -> Convolution {
    Convolution(form: .gemm, bounds: LoopBounds(g: batch, k: n, c: k, p: m))
  }

  /// Multiply–accumulates of the whole layer.
  public var macs: Int { bounds.product }

  /// Columns of the stored input the layer reads, padding left out.
  public var inputWidth: Int {
    (bounds.p - 1) * stride.width + (bounds.r - 1) * dilation.width + 1 - padding.left - padding.right
  }

  /// Rows of the stored input the layer reads, padding left out.
  public var inputHeight: Int {
    (bounds.q - 1) * stride.height + (bounds.s - 1) * dilation.height + 1 - padding.top - padding.bottom
  }

  /// Elements of an operand's tensor; for inputs the rectangle between the first and the last element read.
  public func elements(of operand: Operand) -> Int {
    switch operand {
    case .weights: bounds.g * bounds.k * bounds.c * bounds.r * bounds.s
    case .inputs: bounds.n * bounds.g * bounds.c * inputWidth * inputHeight
    case .outputs: bounds.n * bounds.g * bounds.k * bounds.p * bounds.q
    }
  }
}
