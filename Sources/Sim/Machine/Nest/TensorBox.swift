import Core

/// The part of a tensor in memory a tile covers: positions along five axes, the outermost in memory first.
///
/// Its elements are ordered as they lie in memory; an element's place in that order says how far a transfer must have
/// come for the element to be there.
struct TensorBox {
  var axes: InlineArray<5, Axis>
  /// Positions of each axis in the whole tensor.
  var sizes: InlineArray<5, Int>
  /// Bits of one element.
  var bits: Int
  /// Byte address of the tensor.
  var base: Int

  init(axes: InlineArray<5, Axis>, sizes: InlineArray<5, Int>, bits: Int, base: Int) {
    self.axes = axes
    self.sizes = sizes
    self.bits = bits
    self.base = base
  }

  /// Nothing.
  init() {
    self.init(first: 0, count: 0, of: 0, bits: 8, base: 0)
  }

  /// A stretch of a tensor without further structure.
  init(first: Int, count: Int, of size: Int, bits: Int, base: Int) {
    axes = InlineArray(repeating: Axis(first: 0, count: 1))
    sizes = InlineArray(repeating: 1)
    axes[4] = Axis(first: first, count: count)
    sizes[4] = size
    self.bits = bits
    self.base = base
  }

  /// Elements fetched.
  var elements: Int {
    axes[0].count * axes[1].count * axes[2].count * axes[3].count * axes[4].count
  }

  /// Elements the layer reads or writes; at most `elements`.
  var neededElements: Int {
    axes[0].needed * axes[1].needed * axes[2].needed * axes[3].needed * axes[4].needed
  }

  /// Elements up to and including the last one not beyond the given position along every axis, in the box's order.
  @inline(__always)
  func prefix(through position: InlineArray<5, Int>) -> Int {
    // Written out: an axis taken from the array by a variable index would be copied with all the others.
    let rows = axes[0].place(of: position[0]) * axes[1].count + axes[1].place(of: position[1])
    let columns = rows * axes[2].count + axes[2].place(of: position[2])
    let groups = columns * axes[3].count + axes[3].place(of: position[3])
    return elements == 0 ? 0 : groups * axes[4].count + axes[4].place(of: position[4]) + 1
  }
}

/// A contiguous stretch of memory.
struct Run {
  /// Bytes from the first needed one to the last, both included.
  var address: Int
  var bytes: Int
  /// Elements of the box before the stretch and in it.
  var elementsBefore: Int
  var elements: Int
}

/// Walks a box's contiguous stretches in the order of memory, merging axes that are covered from end to end.
struct RunCursor {
  private var box: TensorBox
  /// The axis whose runs are handed out; the axes inside it are merged into each of its positions.
  private let axis: Int
  /// That axis, and the positions of each; taken from the box by a variable index, all axes would be copied.
  private var positions: Axis
  private let counts: InlineArray<5, Int>
  /// Elements of one position of `axis`.
  private let elementsPerPosition: Int
  /// Elements between neighbours along each axis.
  private let pitches: InlineArray<5, Int>
  private var place: InlineArray<5, Int>
  /// Element offset of the places of the axes outside `axis`.
  private var outerOffset: Int
  private var elementsBefore = 0
  private var isDone: Bool

  init(_ box: TensorBox) {
    self.box = box
    var pitches = InlineArray<5, Int>(repeating: 1)
    for index in [3, 2, 1, 0] { pitches[index] = pitches[index + 1] * box.sizes[index + 1] }
    self.pitches = pitches
    var axis = 4
    while axis > 0, box.axes[axis].count == box.sizes[axis] { axis -= 1 }
    self.axis = axis
    positions = box.axes[axis]
    counts = [box.axes[0].count, box.axes[1].count, box.axes[2].count, box.axes[3].count, box.axes[4].count]
    elementsPerPosition = pitches[axis]
    place = InlineArray(repeating: 0)
    outerOffset = 0
    isDone = box.elements == 0
    outerOffset = offsetOfOuterAxes()
  }

  /// The next stretch; `nil` after the last.
  mutating func next() -> Run? {
    guard !isDone else { return nil }
    let first = place[axis]
    let length =
      positions.isDense
      ? positions.count - first
      : min(positions.run - (first + positions.skip) % positions.run, positions.count - first)
    let offset = outerOffset + positions.position(first) * elementsPerPosition
    let elements = length * elementsPerPosition
    let start = offset * box.bits / 8
    let run = Run(
      address: box.base + start, bytes: ceilingDivide((offset + elements) * box.bits, 8) - start,
      elementsBefore: elementsBefore, elements: elements)
    elementsBefore += elements
    advance(by: length)
    return run
  }

  /// Whether an earlier walk over a box like this one stood at the same place.
  func recurs(_ earlier: RunCursor) -> Bool {
    guard elementsBefore == earlier.elementsBefore, isDone == earlier.isDone, axis == earlier.axis else { return false }
    for index in 0..<5 where place[index] != earlier.place[index] { return false }
    return true
  }

  mutating func move(_ operand: Operand, by shift: Shift) {
    box.move(operand, by: shift)
    positions = box.axes[axis]
    outerOffset = offsetOfOuterAxes()
  }

  private mutating func advance(by length: Int) {
    place[axis] += length
    guard place[axis] == positions.count else { return }
    place[axis] = 0
    var outer = axis - 1
    while outer >= 0 {
      place[outer] += 1
      if place[outer] < counts[outer] { break }
      place[outer] = 0
      outer -= 1
    }
    isDone = outer < 0
    outerOffset = offsetOfOuterAxes()
  }

  private mutating func offsetOfOuterAxes() -> Int {
    var offset = 0
    if axis > 0 { offset += box.axes[0].position(place[0]) * pitches[0] }
    if axis > 1 { offset += box.axes[1].position(place[1]) * pitches[1] }
    if axis > 2 { offset += box.axes[2].position(place[2]) * pitches[2] }
    if axis > 3 { offset += box.axes[3].position(place[3]) * pitches[3] }
    return offset
  }
}
