import Core

/// A read or write of a cache, within one of its lines.
struct CacheAccess {
  var address: Int
  var bytes: Int
  var isWrite: Bool
  /// Handed back with the answer; `nil` when nobody waits for one.
  var token: UInt32?
}

/// One shared cache level in time: tags, a port that serves one access after the other, and misses under way.
///
/// A miss takes a register and a way, fetches its line after the lookup, and is joined by later accesses to the line. A
/// write of a whole line fetches nothing (SiFive's inclusive cache, `MSHR.scala`: a full `PutFullData` acquires no
/// data). The dirty line driven out leaves behind the fetch; until it has left, the miss keeps its register.
struct CacheUnit {
  /// A line on its way outwards: a fetch, or a line written back.
  struct Departure {
    var ready: Int
    var address: Int
    var miss: UInt32
    var isWrite: Bool
  }

  private struct Miss {
    var line = 0
    var place = 0
    var isWrite = false
    var isFetching = false
    var writesBack = false
    /// Answers the line still needs.
    var pieces = 0
    /// The first and the last of those who wait for the line.
    var waiter = Waiter.none
    var lastWaiter = Waiter.none
  }

  private struct Waiter {
    var token: UInt32 = 0
    var next = none

    static let none: Int32 = -1
  }

  let lineBytes: Int
  private(set) var counts = CacheCounts()
  private(set) var departures: Ring<Departure>
  private var tags: CacheTags
  private var misses: [Miss]
  private var freeMisses: [UInt32]
  private var waiters: [Waiter] = []
  private var freeWaiter = Waiter.none
  /// Misses of reads and of writes under way.
  private var underWay = [0, 0]
  private let registers: Int
  private let hitTicks: Int
  private let serviceTicks: Int
  /// When the port is free, in ticks.
  private var portFree = 0
  private var refusedSince: Int?

  init(_ level: CacheLevel, seed: UInt64) {
    lineBytes = level.lineBytes
    registers = level.missRegisters
    hitTicks = level.hitLatency.ticks
    serviceTicks = level.serviceTime.ticks
    tags = CacheTags(sets: level.sets, ways: level.ways, replacement: level.replacement, seed: seed)
    misses = Array(repeating: Miss(), count: 2 * registers)
    freeMisses = (0..<UInt32(2 * registers)).reversed()
    departures = Ring(capacity: 4 * registers)
  }

  /// Cycles a hit takes when nothing else is going on.
  var unloadedHit: Int { CycleTime(ticks: hitTicks).wholeCycles }

  /// Lines that would have to be written back.
  var dirtyLines: Int { tags.dirtyLines }

  /// Takes an access at `now`, or refuses it for want of a register or a way.
  mutating func accept(_ access: CacheAccess, at now: Int, level: Int, events: inout MemoryEvents) -> Bool {
    let line = access.address / lineBytes
    let place = tags.find(line)
    if place == CacheTags.nowhere {
      guard underWay[access.isWrite ? 1 : 0] < registers, tags.hasVictim(for: line) else {
        refusedSince = refusedSince ?? now
        return false
      }
    }
    if let since = refusedSince {
      counts.stallCycles += now - since
      refusedSince = nil
    }
    counts.add(access)
    let service = max(now * CycleTime.ticksPerCycle, portFree)
    portFree = service + serviceTicks
    let looked = CycleTime(ticks: service + hitTicks).wholeCycles
    guard place != CacheTags.nowhere else {
      miss(access, line, lookedUpAt: looked, level: level, events: &events)
      return true
    }
    tags.use(place, isWrite: access.isWrite)
    if tags.isLocked(place) {
      counts.merged += 1
      if let token = access.token { wait(for: place, token) }
    } else {
      counts.hits += 1
      if let token = access.token { events.push(.answer, level: level, token, at: looked) }
    }
    return true
  }

  /// Notes one answer to a miss's fetch; whether it was the last.
  mutating func answered(_ miss: UInt32) -> Bool {
    misses[Int(miss)].pieces -= 1
    return misses[Int(miss)].pieces == 0
  }

  /// Says in how many pieces a fetch has gone out.
  mutating func expect(_ pieces: Int, for miss: UInt32) { misses[Int(miss)].pieces = pieces }

  /// The line of a miss has come in: all who waited get it.
  mutating func fill(_ miss: UInt32, at now: Int, level: Int, events: inout MemoryEvents) {
    counts.fills += 1
    tags.setLocked(misses[Int(miss)].place, false)
    misses[Int(miss)].isFetching = false
    var waiter = misses[Int(miss)].waiter
    while waiter != Waiter.none {
      let next = waiters[Int(waiter)].next
      events.push(.answer, level: level, waiters[Int(waiter)].token, at: now)
      waiters[Int(waiter)].next = freeWaiter
      freeWaiter = waiter
      waiter = next
    }
    misses[Int(miss)].waiter = Waiter.none
    retire(miss)
  }

  /// Removes the departure at the head, once it has been handed over.
  mutating func depart() {
    guard let departure = departures.pop(), departure.isWrite else { return }
    misses[Int(departure.miss)].writesBack = false
    retire(departure.miss)
  }

  private mutating func miss(
    _ access: CacheAccess, _ line: Int, lookedUpAt time: Int, level: Int, events: inout MemoryEvents
  ) {
    counts.misses += 1
    let place = tags.victim(for: line)
    let evicted = tags.replace(place, by: line, isDirty: access.isWrite)
    let isFetching = !(access.isWrite && access.bytes == lineBytes)
    guard isFetching || evicted != CacheTags.nowhere, let number = freeMisses.popLast() else {
      if let token = access.token { events.push(.answer, level: level, token, at: time) }
      return
    }
    underWay[access.isWrite ? 1 : 0] += 1
    counts.peakMisses = max(counts.peakMisses, underWay[0] + underWay[1])
    misses[Int(number)] = Miss(
      line: line, place: place, isWrite: access.isWrite, isFetching: isFetching,
      writesBack: evicted != CacheTags.nowhere)
    if isFetching {
      tags.setLocked(place, true)
      departures.push(Departure(ready: time, address: line * lineBytes, miss: number, isWrite: false))
      if let token = access.token { wait(for: place, token) }
    } else if let token = access.token {
      events.push(.answer, level: level, token, at: time)
    }
    if evicted != CacheTags.nowhere {
      counts.writeBacks += 1
      departures.push(Departure(ready: time, address: evicted * lineBytes, miss: number, isWrite: true))
    }
  }

  private mutating func wait(for place: Int, _ token: UInt32) {
    guard let miss = misses.firstIndex(where: { $0.isFetching && $0.place == place }) else { return }
    let waiter = Waiter(token: token)
    let slot = freeWaiter == Waiter.none ? Int32(waiters.count) : freeWaiter
    if freeWaiter == Waiter.none {
      waiters.append(waiter)
    } else {
      freeWaiter = waiters[Int(slot)].next
      waiters[Int(slot)] = waiter
    }
    if misses[miss].waiter == Waiter.none {
      misses[miss].waiter = slot
    } else {
      waiters[Int(misses[miss].lastWaiter)].next = slot
    }
    misses[miss].lastWaiter = slot
  }

  /// Frees the register of a miss that has its line and has let its victim go.
  private mutating func retire(_ number: UInt32) {
    let miss = misses[Int(number)]
    guard !miss.isFetching, !miss.writesBack else { return }
    underWay[miss.isWrite ? 1 : 0] -= 1
    freeMisses.append(number)
  }
}

/// What a cache did.
struct CacheCounts {
  private(set) var reads = 0
  private(set) var writes = 0
  private(set) var readBytes = 0
  private(set) var writtenBytes = 0
  var hits = 0
  /// Accesses to a line that was on its way in.
  var merged = 0
  var misses = 0
  var fills = 0
  var writeBacks = 0
  /// Cycles from an access refused for want of a register or a way to the next one taken.
  var stallCycles = 0
  var peakMisses = 0

  mutating func add(_ access: CacheAccess) {
    if access.isWrite {
      writes += 1
      writtenBytes += access.bytes
    } else {
      reads += 1
      readBytes += access.bytes
    }
  }
}
