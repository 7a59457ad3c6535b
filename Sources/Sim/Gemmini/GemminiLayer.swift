package import Core

/// A layer as Gemmini's kernels take it: one stride, 8-bit operands, images and groups one after the other.
package struct GemminiLayer: Hashable, Sendable {
  /// The software kernel that runs the layer.
  package enum Kernel: String, Hashable, Sendable, Codable {
    /// `gemmini_loop_conv_ws` tile by tile.
    case convolution = "conv"
    /// `gemmini_loop_ws` tile by tile.
    case matmul
  }

  package var kernel: Kernel
  /// Images, or products that share the weights.
  package var images = 1
  /// Groups of channels, or products with weights of their own.
  package var groups = 1
  /// Output columns; the rows of a matmul.
  package var outputWidth: Int
  /// Output rows; 1 in a matmul.
  package var outputHeight: Int
  /// Input columns and rows; as the outputs in a matmul.
  package var inputWidth: Int
  package var inputHeight: Int
  /// Channels of one group.
  package var inputChannels: Int
  package var outputChannels: Int
  /// Filter columns, which go with output columns.
  package var filterWidth: Int
  /// Filter rows.
  package var filterHeight: Int
  package var stride: Int
  /// Zeros to the left of the image and above it; those to the right and below follow from the extents.
  package var paddingLeft: Int
  package var paddingTop: Int

  /// The layer the measurement kernels run for a problem.
  ///
  /// A layer with Q = R = S = 1 is a matmul. A convolution is run as a square over P: input side P · stride, padding
  /// R / 2, so that an even filter gives P + 1 outputs (`conv_tilings.c` of gemmini-rocc-tests, branch `dosa`).
  package init(p: Int, q: Int, r: Int, s: Int, c: Int, k: Int, stride: Int) {
    let isMatmul = q == 1 && r == 1 && s == 1
    let inputSide = isMatmul ? p : p * stride
    let padding = isMatmul ? 0 : r / 2
    let outputSide = isMatmul ? p : (inputSide + 2 * padding - r) / stride + 1
    kernel = isMatmul ? .matmul : .convolution
    (outputWidth, outputHeight) = (outputSide, isMatmul ? 1 : outputSide)
    (inputWidth, inputHeight) = (inputSide, isMatmul ? 1 : inputSide)
    (inputChannels, outputChannels) = (c, k)
    (filterWidth, filterHeight) = (r, s)
    self.stride = stride
    (paddingLeft, paddingTop) = (padding, padding)
  }

  /// A convolution or GEMM as Gemmini's library runs it; `nil` where `obstacle` says why it can't.
  ///
  /// One output position for each of several images is a product whose rows are the images.
  package init?(_ convolution: Convolution, precision: Precision) {
    guard Self.obstacle(to: convolution, precision: precision) == nil else { return nil }
    let bounds = convolution.bounds
    kernel = Self.isMatmul(convolution) ? .matmul : .convolution
    groups = bounds.g
    images = Self.hasImagesAsRows(convolution) ? 1 : bounds.n
    outputWidth = Self.hasImagesAsRows(convolution) ? bounds.n : bounds.p
    outputHeight = bounds.q
    inputWidth = kernel == .matmul ? outputWidth : convolution.inputWidth
    inputHeight = kernel == .matmul ? 1 : convolution.inputHeight
    (inputChannels, outputChannels) = (bounds.c, bounds.k)
    (filterWidth, filterHeight) = (bounds.r, bounds.s)
    stride = bounds.p > 1 ? convolution.stride.width : convolution.stride.height
    (paddingLeft, paddingTop) = (convolution.padding.left, convolution.padding.top)
  }

  /// Why Gemmini's kernels can't run a layer, in words; `nil` when they can.
  package static func obstacle(to convolution: Convolution, precision: Precision) -> String? {
    let dilation = convolution.dilation
    if (dilation.width > 1 && convolution.bounds.r > 1) || (dilation.height > 1 && convolution.bounds.s > 1) {
      return "its filter is dilated"
    }
    if !isMatmul(convolution), convolution.stride.width != convolution.stride.height,
      convolution.bounds.p > 1, convolution.bounds.q > 1
    {
      return "its strides differ"
    }
    let isByte = [precision.weights, precision.inputs, precision.outputs].allSatisfy { $0.bits == 8 }
    if !isByte || precision.partialSums.bits != 32 {
      return "its operands aren't 8 bits wide with 32-bit sums"
    }
    return nil
  }

  /// One row of pixels, no filter, no padding: a matrix product.
  private static func isMatmul(_ convolution: Convolution) -> Bool {
    let bounds = convolution.bounds
    return bounds.q == 1 && bounds.r == 1 && bounds.s == 1 && convolution.padding == .none
      && (bounds.p == 1 || convolution.stride.width == 1)
      && (bounds.g == 1 || convolution.form == .gemm)
  }

  /// Whether images are the rows of a matrix product.
  static func hasImagesAsRows(_ convolution: Convolution) -> Bool {
    isMatmul(convolution) && convolution.bounds.p == 1 && convolution.bounds.n > 1
  }

  /// Groups of a convolution share pixels; those of a matmul are arrays of their own.
  var interleavedGroups: Int { kernel == .convolution ? groups : 1 }
  /// Bytes from one pixel or row of the input to the next, and of the output.
  var inputPitch: Int { interleavedGroups * inputChannels }
  var outputPitch: Int { interleavedGroups * outputChannels }

  /// Bytes of the input array, one for each element.
  package var inputBytes: Int { images * groups * inputWidth * inputHeight * inputChannels }
  /// Bytes of the weights.
  package var weightBytes: Int { groups * filterWidth * filterHeight * inputChannels * outputChannels }
  /// Bytes of the output array.
  package var outputBytes: Int { images * groups * outputWidth * outputHeight * outputChannels }
  /// Multiply–accumulates.
  var macs: Int {
    images * groups * outputWidth * outputHeight * outputChannels * inputChannels * filterWidth * filterHeight
  }
}
