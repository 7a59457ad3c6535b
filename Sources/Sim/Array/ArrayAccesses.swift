/// Words that cross the edges of an array, by operand.
///
/// Zeros of a convolution's padding are words like any other: the array takes them in. Zeros shifted into rows a fold
/// does not use are not: nothing is read for them.
public struct ArrayAccesses: Hashable, Sendable {
  /// Input words read.
  public var inputReads: Int
  /// Weight words read.
  public var weightReads: Int
  /// Partial sums read back from the accumulator to be added to.
  public var partialSumReads: Int
  /// Sums written to the accumulator, partial or final.
  public var outputWrites: Int

  /// Counts given by name; what is not named is 0.
  public init(inputReads: Int = 0, weightReads: Int = 0, partialSumReads: Int = 0, outputWrites: Int = 0) {
    self.inputReads = inputReads
    self.weightReads = weightReads
    self.partialSumReads = partialSumReads
    self.outputWrites = outputWrites
  }

  /// The words of two runs together.
  public static func + (left: ArrayAccesses, right: ArrayAccesses) -> ArrayAccesses {
    ArrayAccesses(
      inputReads: left.inputReads + right.inputReads, weightReads: left.weightReads + right.weightReads,
      partialSumReads: left.partialSumReads + right.partialSumReads,
      outputWrites: left.outputWrites + right.outputWrites)
  }

  /// The words of a second run added.
  public static func += (left: inout ArrayAccesses, right: ArrayAccesses) {
    left = left + right
  }
}
