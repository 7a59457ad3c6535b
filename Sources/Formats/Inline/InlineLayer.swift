public import Core

/// A layer written on the command line instead of in a file.
public enum InlineLayer {
  /// A GEMM written `MxNxK`, or `MxNxKxB` for B products with matrices of their own.
  ///
  /// - Throws: `InlineLayerError` with what was found and an example.
  public static func gemm(_ text: String) throws(InlineLayerError) -> Layer {
    let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    let sizes = parts.compactMap(size)
    guard (3...4).contains(parts.count), sizes.count == parts.count else {
      throw InlineLayerError(found: text, expected: "a GEMM such as 512x768x768 (MxNxK, sizes at least 1)")
    }
    let batch = sizes.count == 4 ? sizes[3] : 1
    return try layer(
      named: "gemm-\(text.lowercased())", .gemm(m: sizes[0], n: sizes[1], k: sizes[2], batch: batch), found: text)
  }

  /// A convolution written in loop bounds, `K64 C64 P56 Q56 R3 S3`; dimensions left out are 1.
  ///
  /// - Throws: `InlineLayerError` with what was found and an example.
  public static func convolution(
    _ text: String, stride: Extent, dilation: Extent, padding: Padding
  ) throws(InlineLayerError) -> Layer {
    var bounds = LoopBounds()
    var seen: DimensionSet = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      guard let letter = word.first, let dimension = Dimension(letter: letter), let size = size(word.dropFirst()),
        !seen.contains(dimension)
      else {
        throw InlineLayerError(
          found: String(word), expected: "loop bounds such as 'K64 C64 P56 Q56 R3 S3', each letter of NGKCPQRS once")
      }
      seen.insert(DimensionSet(dimension))
      bounds[dimension] = size
    }
    let convolution = Convolution(bounds: bounds, stride: stride, dilation: dilation, padding: padding)
    return try layer(named: "convolution", convolution, found: text)
  }

  private static func layer(
    named name: String, _ convolution: Convolution, found: String
  ) throws(InlineLayerError) -> Layer {
    if let reason = convolution.invalidity {
      throw InlineLayerError(found: found, expected: "a layer that can be computed: \(reason)")
    }
    return Layer(name: name, content: LayerContent(operation: .convolution(convolution)))
  }

  private static func size(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(digits), value > 0 else {
      return nil
    }
    return value
  }
}

/// A layer on the command line that can't be read.
public struct InlineLayerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text that stopped the reader.
  public var found: String
  /// What would be right there.
  public var expected: String

  /// The message for a person.
  public var description: String { "found '\(found)'; write \(expected)" }
}
