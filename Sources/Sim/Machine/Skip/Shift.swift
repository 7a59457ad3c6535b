import Core

/// How far a machine has come from one state to a later one, in everything that would differ although nothing does.
///
/// Two states are equal up to a shift when times differ by `cycles`, numbers of tiles by `tiles`, indices by `point` and
/// positions along a tensor's axes by `axes`; times that have passed are equal to each other.
struct Shift {
  /// The cycles of the earlier and of the later state.
  var earlier: Int
  var later: Int
  var tiles: OperandMap<Int>
  var point: Point
  var axes: OperandMap<InlineArray<5, Int>>
  /// The first index beyond the last of each dimension, and the distance from a command's first index to its last.
  let extents: Point
  let reach: Point
  /// Bytes that tensors have to move by whole multiples of, so that they are cut into the same requests.
  var block = 1

  var cycles: Int { later - earlier }

  /// Whether two times are equal; `later` belongs to the later state.
  @inline(__always)
  func matches(_ later: Int, _ earlier: Int) -> Bool {
    if later <= self.later, earlier <= self.earlier { return true }
    return earlier == .max ? later == .max : later == earlier + cycles
  }

  /// Whether two points of an operand's lanes lie as far apart as the shift.
  @inline(__always)
  func matches(_ later: Point, _ earlier: Point, lanes: Point = Point(repeating: -1)) -> Bool {
    later &- earlier == point & lanes
  }

  /// The same shift so many times.
  func times(_ count: Int) -> Shift {
    var shift = self
    shift.point &*= Point(repeating: count)
    for operand in Operand.allCases {
      shift.tiles[operand] *= count
      for axis in 0..<5 { shift.axes[operand][axis] *= count }
    }
    return shift
  }

  /// The bytes a box of an operand moves by; `nil` unless they are whole `block`s.
  func bytes(_ operand: Operand, of box: TensorBox) -> Int? {
    var elements = 0
    var pitch = 1
    for axis in [4, 3, 2, 1, 0] {
      elements += axes[operand][axis] * pitch
      pitch *= box.sizes[axis]
    }
    let bits = elements * box.bits
    return bits % (8 * block) == 0 ? bits / 8 : nil
  }
}

extension TensorBox {
  /// Whether it is an earlier box of the operand, moved on by the shift.
  func recurs(_ earlier: TensorBox, _ operand: Operand, _ shift: Shift) -> Bool {
    guard bits == earlier.bits, base == earlier.base else { return false }
    for axis in 0..<5 {
      var moved = earlier.axes[axis]
      moved.first += shift.axes[operand][axis]
      guard axes[axis] == moved else { return false }
    }
    return true
  }

  mutating func move(_ operand: Operand, by shift: Shift) {
    for axis in 0..<5 { axes[axis].first += shift.axes[operand][axis] }
  }
}

extension LoadCommand {
  func recurs(_ earlier: LoadCommand, _ shift: Shift) -> Bool {
    guard operand == earlier.operand, tile - earlier.tile == shift.tiles[operand],
      box.recurs(earlier.box, operand, shift), shift.bytes(operand, of: box) != nil
    else { return false }
    guard let reloads, let reloaded = earlier.reloads else { return reloads == nil && earlier.reloads == nil }
    return shift.matches(reloads, reloaded, lanes: Operand.outputs.lanes)
  }

  mutating func move(by shift: Shift) {
    box.move(operand, by: shift)
    if let identity = reloads { reloads = identity &+ shift.point & Operand.outputs.lanes }
  }
}

extension StoreCommand {
  func recurs(_ earlier: StoreCommand, _ shift: Shift) -> Bool {
    tile - earlier.tile == shift.tiles.outputs && isFinal == earlier.isFinal
      && shift.matches(identity, earlier.identity, lanes: Operand.outputs.lanes)
      && box.recurs(earlier.box, .outputs, shift) && shift.bytes(.outputs, of: box) != nil
  }

  mutating func move(by shift: Shift) {
    box.move(.outputs, by: shift)
    identity &+= shift.point & Operand.outputs.lanes
  }
}

extension ExecuteCommand {
  private static let reductionLanes = DimensionSet([.c, .r, .s]).mask

  /// Whether it is an earlier command moved on: its folds are cut off alike, and add to earlier sums alike.
  func recurs(_ earlier: ExecuteCommand, _ shift: Shift) -> Bool {
    guard shift.matches(point, earlier.point), weights - earlier.weights == shift.tiles.weights,
      inputs - earlier.inputs == shift.tiles.inputs, outputs - earlier.outputs == shift.tiles.outputs,
      shift.matches(weightsFirst, earlier.weightsFirst, lanes: Operand.weights.lanes),
      shift.matches(inputsFirst, earlier.inputsFirst, lanes: Operand.inputs.lanes),
      shift.matches(outputsFirst, earlier.outputsFirst, lanes: Operand.outputs.lanes)
    else { return false }
    let room = pointwiseMin(shift.extents &- point, shift.reach &+ 1)
    let isFirst = point & Self.reductionLanes == Point(repeating: 0)
    return room == pointwiseMin(shift.extents &- earlier.point, shift.reach &+ 1)
      && isFirst == (earlier.point & Self.reductionLanes == Point(repeating: 0))
      && opensOutputs == earlier.opensOutputs && reloadsOutputs == earlier.reloadsOutputs
      && releasesWeights == earlier.releasesWeights && releasesInputs == earlier.releasesInputs
      && closesOutputs == earlier.closesOutputs
  }

  mutating func move(by shift: Shift) {
    point &+= shift.point
    weightsFirst &+= shift.point & Operand.weights.lanes
    inputsFirst &+= shift.point & Operand.inputs.lanes
    outputsFirst &+= shift.point & Operand.outputs.lanes
  }
}

extension Command {
  func recurs(_ earlier: Command, _ shift: Shift) -> Bool {
    switch (self, earlier) {
    case (.load(let later), .load(let earlier)): later.recurs(earlier, shift)
    case (.execute(let later), .execute(let earlier)): later.recurs(earlier, shift)
    case (.store(let later), .store(let earlier)): later.recurs(earlier, shift)
    default: false
    }
  }

  /// The command moved on, with the tiles numbered as far back as the shift is long.
  ///
  /// What has been skipped takes no numbers, so that slots go on from where they were.
  mutating func renumber(back shift: Shift) {
    switch self {
    case .load(var load):
      load.tile -= shift.tiles[load.operand]
      self = .load(load)
    case .execute(var execute):
      execute.weights -= shift.tiles.weights
      execute.inputs -= shift.tiles.inputs
      execute.outputs -= shift.tiles.outputs
      self = .execute(execute)
    case .store(var store):
      store.tile -= shift.tiles.outputs
      self = .store(store)
    case .vector: break
    }
  }

  mutating func move(by shift: Shift) {
    switch self {
    case .load(var load):
      load.move(by: shift)
      self = .load(load)
    case .execute(var execute):
      execute.move(by: shift)
      self = .execute(execute)
    case .store(var store):
      store.move(by: shift)
      self = .store(store)
    case .vector: break
    }
  }
}

extension Operand {
  /// The lanes of a point that select the operand's elements.
  var lanes: Point { relevantDimensions.mask }
}
