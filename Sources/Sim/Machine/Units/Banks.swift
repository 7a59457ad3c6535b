import Core

/// The banks of one level in one of its copies, addressed in blocks: the first bank holds the first bytes.
struct BankMap {
  private let bankBytes: Int
  private let widthBytes: Int
  private let instances: Int
  /// Whether a bank serves one access a cycle, so that the DMA and the array get in each other's way.
  let hasOnePort: Bool

  init(_ level: StorageLevel) {
    instances = level.instances
    bankBytes = max(1, (level.capacityBytes ?? 0) / level.instances / level.banks)
    widthBytes = level.widthBytes
    hasOnePort = level.kind == .sram && level.ports == 1
  }

  @inline(__always)
  func bank(_ address: Int) -> Int { address / bankBytes }

  /// The first address behind a bank.
  func end(ofBank bank: Int) -> Int { (bank + 1) * bankBytes }

  /// Cycles a bank is busy with so many bytes, spread over the copies.
  @inline(__always)
  func accesses(_ bytes: Int) -> Int { ceilingDivide(bytes, instances * widthBytes) }
}

/// Where an operand's tiles lie in one copy of their level.
struct TilePlace {
  /// Address of slot 0, and the distance from one slot to the next.
  var base = 0
  var pitch = 0
  /// Bits an element takes in one copy of the level, times the copies.
  var bits = 8
  var instances = 1

  @inline(__always)
  func address(slot: Int, element: Int) -> Int { base + slot * pitch + element * bits / 8 / instances }
}

/// The stretch of a level a fold sweeps through at an even pace while it streams.
struct Sweep {
  var level = -1
  var first = 0
  var last = 0
  var start = 0
  var end = 0

  /// The address being read or written at a cycle of the sweep.
  @inline(__always)
  func address(at time: Int) -> Int { first + (last - first) * (time - start) / (end - start) }
}

/// Conflicts between the array and the DMA over single-ported banks.
///
/// The DMA's data can't wait on the bus, so the array does: a fold ends as many cycles later as accesses of the DMA fell
/// into the bank it was reading or writing at that cycle.
struct BankConflicts {
  private let maps: [BankMap]
  private let isPossible: Bool
  private var sweeps = OperandMap(repeating: Sweep())
  /// Cycles the present fold has lost.
  private var stolen = 0

  init(_ levels: [StorageLevel], isIdeal: Bool) {
    maps = levels.map { BankMap($0) }
    isPossible = !isIdeal && maps.contains { $0.hasOnePort }
  }

  /// Whether the level's banks have to be watched.
  @inline(__always)
  func matters(at level: Int) -> Bool { isPossible && maps[level].hasOnePort }

  /// Notes what a fold sweeps through.
  mutating func begin(_ operand: Operand, _ sweep: Sweep) {
    sweeps[operand] = sweep
  }

  /// Notes an access of the DMA.
  @inline(__always)
  mutating func access(level: Int, address: Int, bytes: Int, at time: Int) {
    guard matters(at: level) else { return }
    let bank = maps[level].bank(address)
    for operand in Operand.allCases {
      let sweep = sweeps[operand]
      guard sweep.level == level, time >= sweep.start, time < sweep.end else { continue }
      if maps[level].bank(sweep.address(at: time)) == bank {
        stolen += maps[level].accesses(bytes)
        return
      }
    }
  }

  /// Cycles the fold that ends at `time` has lost since it was last asked; its sweeps last as much longer.
  mutating func takeStolen() -> Int {
    guard isPossible, stolen > 0 else { return 0 }
    defer { stolen = 0 }
    for operand in Operand.allCases { sweeps[operand].end += stolen }
    return stolen
  }

  /// Whether the same sweeps are under way, up to the shift; those that have ended don't matter.
  func recurs(_ earlier: BankConflicts, _ shift: Shift) -> Bool {
    guard stolen == earlier.stolen else { return false }
    for operand in Operand.allCases {
      let (later, before) = (sweeps[operand], earlier.sweeps[operand])
      if later.end <= shift.later, before.end <= shift.earlier { continue }
      guard later.level == before.level, later.first == before.first, later.last == before.last,
        later.start - before.start == shift.cycles, later.end - before.end == shift.cycles
      else { return false }
    }
    return true
  }
}
