import Core

/// Two entries side by side: the constants of their traffic, and what of them spatial loops and bursts decide.
///
/// Counting two at a time takes half the instructions on the vectors every x86-64 has. An odd last entry is paired with
/// one that costs nothing.
struct EntryPair: Sendable {
  typealias Two = SIMD2<Double>

  /// Where what the entries' children ask for is counted.
  let firstChild: Int
  let secondChild: Int
  /// 1 where words move in, as they do everywhere but into the outermost level; else 0.
  private(set) var arrives = Two.zero
  /// 1 where words come back from the child, where first fills are elided, where words are read to be drained; else 0.
  private(set) var returns = Two.zero
  private(set) var elides = Two.zero
  private(set) var drains = Two.zero
  /// How many more units than others a finished word takes; units of an access, and its picojoules.
  private(set) var finishedUnit = Two.zero
  private(set) var block = Two(repeating: 1)
  private(set) var readEnergy = Two.zero
  private(set) var fillEnergy = Two.zero
  private(set) var updateEnergy = Two.zero
  /// Different copies of the child that ask, copies that pay, words that belong to one copy.
  var asking = Two(repeating: 1)
  var paying = Two(repeating: 1)
  var partition = Two.zero
  /// Units that move for each one the child asks for.
  var burstPadding = Two(repeating: 1)

  /// The pair of an entry and the next.
  init(_ entries: [IncrementalModel.Entry], at first: Int, _ hierarchy: Hierarchy<Double>, _ rules: ModelRules) {
    let multipliers = IncrementalModel.multipliers(behind: entries.count)
    func child(_ index: Int) -> Int {
      index < entries.count && entries[index].child < entries.count ? entries[index].child : multipliers
    }
    (firstChild, secondChild) = (child(first), child(first + 1))
    for lane in 0..<min(2, entries.count - first) {
      let entry = entries[first + lane]
      let memory = hierarchy.memories[entry.memory]
      arrives[lane] = entry.level > 0 ? 1 : 0
      block[lane] = memory.block
      readEnergy[lane] = memory.readEnergy
      fillEnergy[lane] = memory.fillEnergy
      updateEnergy[lane] = memory.updateEnergy
      guard entry.operand == .outputs else { continue }
      returns[lane] = 1
      finishedUnit[lane] = memory.finalOutputUnit - entry.unit
      elides[lane] = entry.level > 0 && rules.elidesFirstFills ? 1 : 0
      drains[lane] = entry.level > 0 && rules.countsDrainReads ? 1 : 0
    }
  }

  /// Accesses that move the given units.
  @inline(__always) func accesses(_ units: Two, _ rounding: Rounding) -> Two {
    Two(
      MemoryUnits<Double>.accesses(units[0], block[0], rounding),
      MemoryUnits<Double>.accesses(units[1], block[1], rounding))
  }
}

/// Sets of lanes: all bits of a lane in the set, none of one outside.
struct LaneSets: ~Copyable, Sendable {
  private let masks: Table<UInt64>
  private let laneCount: Int

  /// One set for each of the rows, of the lanes a rule says.
  init(_ rows: Int, lanes: Int, _ contains: (_ row: Int, _ lane: Int) -> Bool) {
    let laneCount = (lanes + 1) & ~1
    self.laneCount = laneCount
    masks = Table(
      (0..<rows).flatMap { row in
        (0..<laneCount).map { $0 < lanes && contains(row, $0) ? .max : 0 }
      })
  }

  /// Where a set begins.
  @inline(__always) func start(of row: Int) -> Int { row &* laneCount }

  /// Two lanes of the set that begins at `start`.
  @inline(__always) func pair(_ start: Int, at lane: Int) -> SIMD2<UInt64> { masks.pair(at: start &+ lane) }
}

/// A ratio for some lanes and 1 for the others, chosen without a branch.
struct LaneFactors {
  private let one = SIMD2(repeating: 1.0.bitPattern)
  private let difference: SIMD2<UInt64>

  @inline(__always) init(_ ratio: Double) { difference = SIMD2(repeating: ratio.bitPattern) ^ one }

  /// One ratio or the other; as whole numbers, since a choice of floating-point numbers is made with a branch.
  @inline(__always) init(_ isFirst: Bool, _ first: Double, _ second: Double) {
    difference = SIMD2(repeating: isFirst ? first.bitPattern : second.bitPattern) ^ one
  }

  /// The ratio.
  var ratio: Double { Double(bitPattern: difference[0] ^ one[0]) }

  /// Whole numbers times the ratio in the given lanes, as they are in the others.
  @inline(__always) func scaled(_ counts: SIMD2<Double>, _ lanes: SIMD2<UInt64>) -> SIMD2<Double> {
    let factors = unsafeBitCast(one ^ (difference & lanes), to: SIMD2<Double>.self)
    return (counts * factors + 0x1.8p52) - 0x1.8p52
  }
}
