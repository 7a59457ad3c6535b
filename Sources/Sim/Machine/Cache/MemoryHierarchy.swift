import Core

/// The shared caches and the memory bus between the DMA engines and the DRAM, in core cycles.
///
/// The bus lies behind the innermost cache, or behind the DMA without caches: fetched lines and lines written back take
/// turns on it, first come, first served. What goes outwards from a level keeps its order, so a line fetched again is
/// never overtaken by its own write-back.
struct MemoryHierarchy {
  /// A request without a cache in its way, waiting for the bus or for room in the DRAM's queue.
  private struct Passage {
    var ready: Int
    var address: Int
    var token: UInt32
    var isWrite: Bool
  }

  /// Answers for the DMA engines, in the order of their times.
  private(set) var answers: [(token: UInt32, time: Int)] = []
  /// Innermost first.
  private(set) var caches: [CacheUnit]
  private var busTicks = 0
  /// Bytes moved between the chip and the DRAM, by operand.
  private(set) var fetchedBytes = OperandMap(repeating: 0)
  private(set) var writtenBytes = OperandMap(repeating: 0)
  private let bus: MemoryBus?
  private let regions: [TensorRegion]
  private let transactionBytes: Int
  private var events = MemoryEvents()
  private var passages: Ring<Passage>
  /// When the bus is free, in ticks.
  private var busFree = 0
  /// When the innermost cache's first departure, a line written back, has passed the bus; `nil` before it is on it.
  private var crossed: Int?
  /// Pieces of the outermost cache's first departure already handed to the DRAM.
  private var piecesSent = 0

  /// Whether something was taken since all that could go outwards was last handed on.
  private var hasNews = false

  /// Requests that wait for the bus where there is no cache.
  private static let passageLimit = 64

  init(_ architecture: Architecture, regions: [TensorRegion], transactionBytes: Int) {
    caches = architecture.caches.reversed().enumerated().map { CacheUnit($1, seed: UInt64($0) + 1) }
    bus = architecture.memoryBus
    self.regions = regions
    self.transactionBytes = transactionBytes
    passages = Ring(capacity: Self.passageLimit)
  }

  /// Whether there is anything between the DMA and the DRAM.
  var isEmpty: Bool { caches.isEmpty && bus == nil }

  /// Cycles the bus was taken, gaps included.
  var busyCycles: Int { CycleTime(ticks: busTicks).wholeCycles }

  /// Whether nothing is on its way.
  var isIdle: Bool {
    events.nextTime == .max && passages.isEmpty && caches.allSatisfy { $0.departures.isEmpty }
  }

  /// Bytes of the aligned blocks requests are cut into.
  var blockBytes: Int { caches.first?.lineBytes ?? transactionBytes }

  /// Cycles added to an unloaded read of the DRAM.
  var unloadedDelay: Int {
    let carried = bus.map { $0.time(ofBytes: blockBytes).wholeCycles } ?? 0
    return caches.reduce(carried) { $0 + $1.unloadedHit }
  }

  /// The next cycle at which something happens in here; `.max` when only the DRAM can move it on.
  func nextWake(after now: Int) -> Int {
    var wake = events.nextTime
    if let crossed, crossed > now { wake = min(wake, crossed) }
    for cache in caches {
      if let first = cache.departures.first { note(first.ready, after: now, &wake) }
    }
    if let first = passages.first { note(first.ready, after: now, &wake) }
    return wake
  }

  /// What was refused when it was ready has to wait for others; the rest for its time.
  private func note(_ ready: Int, after now: Int, _ wake: inout Int) {
    if hasNews || ready > now { wake = min(wake, ready) }
  }

  /// Takes a block's access from a DMA engine, or refuses it for now.
  mutating func submit(_ access: CacheAccess, at now: Int) -> Bool {
    guard caches.isEmpty else {
      let isTaken = caches[0].accept(access, at: now, level: 0, events: &events)
      if isTaken { hasNews = true }
      return isTaken
    }
    guard !passages.isFull, let token = access.token else { return false }
    hasNews = true
    let address = access.address / transactionBytes * transactionBytes
    let ready = access.isWrite ? carry(transactionBytes, from: now) : now
    passages.push(Passage(ready: ready, address: address, token: token, isWrite: access.isWrite))
    return true
  }

  /// Takes the DRAM's answer to a piece.
  mutating func complete(_ token: UInt32, isWrite: Bool, at now: Int) {
    if caches.isEmpty {
      let time = isWrite ? now : carry(transactionBytes, from: now)
      events.push(.answer, level: 0, token, at: time)
    } else if !isWrite {
      fetched(token, by: caches.count - 1, at: now)
    }
  }

  /// Lets everything happen up to `now`, and hands on what can go outwards.
  mutating func advance(to now: Int, dram: inout DRAMLink) {
    hasNews = false
    var moves = true
    while moves {
      moves = false
      while let event = events.pop(upTo: now) {
        moves = true
        switch event.kind {
        case .fill: caches[event.level].fill(event.index, at: event.time, level: event.level, events: &events)
        case .answer:
          if event.level == 0 {
            answers.append((event.index, event.time))
          } else {
            fetched(event.index, by: event.level - 1, at: event.time)
          }
        }
      }
      for level in caches.indices.reversed() where sendOut(from: level, at: now, dram: &dram) { moves = true }
      while let passage = passages.first, passage.ready <= now,
        dram.submit(passage.token, address: passage.address, isWrite: passage.isWrite, at: now)
      {
        _ = passages.pop()
        count(passage.address, bytes: transactionBytes, isWrite: passage.isWrite)
      }
    }
  }

  /// Empties the list of answers.
  mutating func clearAnswers() { answers.removeAll(keepingCapacity: true) }

  /// A line has come back to a level: behind the innermost cache it takes the bus first.
  private mutating func fetched(_ miss: UInt32, by level: Int, at now: Int) {
    guard caches[level].answered(miss) else { return }
    let time = level == 0 ? carry(caches[0].lineBytes, from: now) : now
    events.push(.fill, level: level, miss, at: time)
  }

  /// Hands a level's departures to the next level or to the DRAM; whether any has gone.
  private mutating func sendOut(from level: Int, at now: Int, dram: inout DRAMLink) -> Bool {
    var hasSent = false
    while let departure = caches[level].departures.first, departure.ready <= now {
      if level == 0, departure.isWrite {
        // A line written back takes the bus before it reaches what lies behind.
        let passed = crossed ?? carry(caches[0].lineBytes, from: departure.ready)
        crossed = passed
        guard passed <= now else { return hasSent }
      }
      let isTaken =
        level + 1 < caches.count
        ? pass(departure, to: level + 1, at: now) : sendPieces(of: departure, at: now, &dram)
      guard isTaken else { return hasSent }
      caches[level].depart()
      if level == 0 { crossed = nil }
      hasSent = true
    }
    return hasSent
  }

  private mutating func pass(_ departure: CacheUnit.Departure, to level: Int, at now: Int) -> Bool {
    let access = CacheAccess(
      address: departure.address, bytes: caches[level - 1].lineBytes, isWrite: departure.isWrite,
      token: departure.isWrite ? nil : departure.miss)
    caches[level - 1].expect(1, for: departure.miss)
    return caches[level].accept(access, at: now, level: level, events: &events)
  }

  /// Cuts a line into the DRAM's transactions; whether all of them have been taken.
  private mutating func sendPieces(of departure: CacheUnit.Departure, at now: Int, _ dram: inout DRAMLink) -> Bool {
    let last = caches.count - 1
    let pieces = ceilingDivide(caches[last].lineBytes, transactionBytes)
    if piecesSent == 0, !departure.isWrite { caches[last].expect(pieces, for: departure.miss) }
    let base = departure.address / transactionBytes * transactionBytes
    while piecesSent < pieces {
      let address = base + piecesSent * transactionBytes
      guard dram.submit(departure.miss, address: address, isWrite: departure.isWrite, at: now) else { return false }
      count(address, bytes: transactionBytes, isWrite: departure.isWrite)
      piecesSent += 1
    }
    piecesSent = 0
    return true
  }

  /// Books the bus for so many bytes; when the last of them has passed.
  private mutating func carry(_ bytes: Int, from time: Int) -> Int {
    guard let bus else { return time }
    let start = max(time * CycleTime.ticksPerCycle, busFree)
    let duration = bus.time(ofBytes: bytes)
    busFree = start + duration.ticks
    busTicks += duration.ticks
    return CycleTime(ticks: busFree - bus.gap.ticks).wholeCycles
  }

  private mutating func count(_ address: Int, bytes: Int, isWrite: Bool) {
    let operand = regions.operand(at: address)
    if isWrite { writtenBytes[operand] += bytes } else { fetchedBytes[operand] += bytes }
  }
}

/// A stretch of memory up to `end` that holds one operand.
struct TensorRegion {
  var end: Int
  var operand: Operand
}

extension [TensorRegion] {
  /// The operand at an address; the last one's beyond the end.
  @inline(__always)
  func operand(at address: Int) -> Operand {
    for region in self where address < region.end { return region.operand }
    return last?.operand ?? .outputs
  }
}
