package import Core

/// One loop of a packed nest.
package struct NestLoop<Scalar: ModelScalar>: Sendable {
  /// Where the loop's iterations go.
  package enum Place: UInt8, Sendable {
    case temporal
    case x
    case y
  }

  package var bound: Scalar
  package var dimension: Dimension
  /// The storage level the loop belongs to; 0 is the outermost.
  package var level: UInt8
  package var place: Place

  @inline(__always) package init(_ dimension: Dimension, _ bound: Scalar, level: Int, place: Place = .temporal) {
    self.dimension = dimension
    self.bound = bound
    self.level = UInt8(truncatingIfNeeded: level)
    self.place = place
  }

  @inline(__always) package var isSpatial: Bool { place != .temporal }

  /// Whether outputs are summed over the loop's dimension.
  @inline(__always) var reduces: Bool { !Operand.outputs.relevantDimensions.contains(dimension) }
}

/// A mapping in the form the model and the searches compute with: a flat list of loops, outermost first, in fixed
/// storage, trivially copyable.
///
/// Inside a level the temporal loops come before the spatial ones; unit loops are left out. A dimension whose bounds
/// multiply up to more than the layer's bound is factored imperfectly: every trip but the last is whole, and the walk
/// ends with the layer's bound (Ruby, ISPASS 2022), so the nest needs no last lengths of its own.
package struct LoopNest<Scalar: ModelScalar>: Sendable {
  /// The most loops a nest can hold.
  package static var maximumLoops: Int { 48 }
  /// The most storage levels a hierarchy can have.
  package static var maximumLevels: Int { 12 }

  package var loops: InlineArray<48, NestLoop<Scalar>>
  package var count: Int

  /// A nest without loops.
  package init() {
    loops = InlineArray(repeating: NestLoop(.n, Scalar(1), level: 0))
    count = 0
  }

  @inline(__always) package subscript(index: Int) -> NestLoop<Scalar> {
    get { loops[unchecked: index] }
    set { loops[unchecked: index] = newValue }
  }

  /// Adds a loop inside all others; unit loops are left out.
  ///
  /// - Precondition: there is room; converting a `Mapping` checks it.
  @inline(__always) package mutating func append(_ loop: NestLoop<Scalar>) {
    guard loop.bound.primal != 1 else { return }
    precondition(count < Self.maximumLoops, "a nest holds at most \(Self.maximumLoops) loops")
    loops[unchecked: count] = loop
    count += 1
  }

  /// Whether both nests have the same loops in the same order.
  package func hasSameLoops(as other: LoopNest<Scalar>) -> Bool {
    guard count == other.count else { return false }
    return (0..<count).allSatisfy { index in
      let (mine, theirs) = (self[index], other[index])
      return mine.dimension == theirs.dimension && mine.bound.primal == theirs.bound.primal
        && mine.level == theirs.level && mine.place == theirs.place
    }
  }
}
