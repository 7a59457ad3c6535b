package import Core

/// Layers in words.
package enum OperationText {
  /// One line that names the operation and its sizes.
  ///
  /// `conv 3×3, 64 → 64 channels, 56×56 out, stride 2`, `GEMM 128×768×768`, `max-pooling of 3×3 …`.
  package static func summary(_ operation: Operation) -> String {
    switch operation {
    case .convolution(let convolution):
      convolution.form == .gemm ? gemm(convolution) : summary(convolution)
    case .vector(let vector):
      vector.window > 1
        ? "\(vector.function.rawValue), windows of \(vector.window), \(NumberText.integer(vector.outputElements)) elements"
        : "\(vector.function.rawValue), \(NumberText.integer(vector.outputElements)) elements"
    }
  }

  private static func gemm(_ convolution: Convolution) -> String {
    let bounds = convolution.bounds
    let rows = bounds.n * bounds.p * bounds.q
    let text = "GEMM \(rows)×\(bounds.k)×\(bounds.c)"
    return bounds.g > 1 ? "\(bounds.g) × \(text)" : text
  }

  private static func summary(_ convolution: Convolution) -> String {
    let bounds = convolution.bounds
    let isDepthwise = bounds.g > 1 && bounds.k == 1 && bounds.c == 1
    var parts = ["\(isDepthwise ? "depthwise" : "conv") \(bounds.r)×\(bounds.s)"]
    if isDepthwise {
      parts.append("\(bounds.g) channels")
    } else {
      parts.append("\(bounds.c) → \(bounds.k) channels")
      if bounds.g > 1 { parts.append("\(bounds.g) groups") }
    }
    parts.append("\(bounds.p)×\(bounds.q) out")
    if bounds.n > 1 { parts.append("batch \(bounds.n)") }
    if convolution.stride != Extent(square: 1) { parts.append("stride \(text(convolution.stride))") }
    if convolution.dilation != Extent(square: 1) { parts.append("dilation \(text(convolution.dilation))") }
    return parts.joined(separator: ", ")
  }

  private static func text(_ extent: Extent) -> String {
    extent.width == extent.height ? "\(extent.width)" : "\(extent.width)×\(extent.height)"
  }
}
