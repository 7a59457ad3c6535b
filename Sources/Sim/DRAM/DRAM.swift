package import Core

/// One read or write of `transactionBytes` bytes at an aligned address.
package struct MemoryRequest: Hashable, Sendable {
  /// The requester's own number, handed back with the completion.
  package var id: UInt32
  /// In bytes, a multiple of the memory's `transactionBytes`.
  package var address: UInt64
  /// Whether data goes to the memory.
  package var isWrite: Bool

  /// A request as the parts say.
  package init(id: UInt32, address: UInt64, isWrite: Bool) {
    self.id = id
    self.address = address
    self.isWrite = isWrite
  }
}

/// A request that is done.
package struct MemoryCompletion: Hashable, Sendable {
  /// The number the requester gave.
  package var id: UInt32
  /// Memory-clock cycle: a read's last data beat has arrived; a write's command has gone out, or, under the `drain`
  /// scheduler, the write was buffered one cycle ago.
  package var time: Int64
  /// Whether the request was a write.
  package var isWrite: Bool
}

/// What a memory did.
package struct DRAMCounts: Hashable, Sendable {
  /// Read commands issued.
  package var reads = 0
  /// Write commands issued.
  package var writes = 0
  /// Requests answered without a command: reads of a buffered write, writes over a buffered write.
  package var forwarded = 0
  /// Rows opened.
  package var activates = 0
  /// Precharges of one bank or of a whole rank.
  package var precharges = 0
  /// All-bank refreshes, counted per rank.
  package var refreshes = 0
  /// Requests served without an activate of their own.
  package var rowHits = 0
  /// Cycles the data buses carried data.
  package var busBusyCycles = 0

  /// Nothing done yet.
  package init() {}

  /// Adds another channel's counts.
  package static func += (left: inout Self, right: Self) {
    left.reads += right.reads
    left.writes += right.writes
    left.forwarded += right.forwarded
    left.activates += right.activates
    left.precharges += right.precharges
    left.refreshes += right.refreshes
    left.rowHits += right.rowHits
    left.busBusyCycles += right.busBusyCycles
  }
}

/// A DRAM memory of one or more channels, closed loop, in memory-clock cycles.
///
/// Every command is placed on the cycle the configured controller would place it, but cycles in which nothing happens
/// cost nothing. The requester submits at its own pace:
///
/// ```swift
/// if memory.canAccept(request) { memory.submit(request, at: now) }
/// let wake = memory.nextEventTime
/// memory.advance(to: wake, &completions)
/// ```
///
/// A decision of cycle t sees everything submitted at t or before, so it is taken by the first `advance(to:)` beyond t.
package struct DRAM: Sendable {
  /// What never changes, behind one reference so that handing a memory around copies three words.
  private final class Fixed: Sendable {
    let configuration: DRAMConfiguration
    let transactionBytes: Int
    let decoder: DRAMAddressDecoder

    init(_ configuration: DRAMConfiguration) {
      self.configuration = configuration
      transactionBytes = configuration.transactionBytes
      decoder = DRAMAddressDecoder(configuration)
    }
  }

  private let fixed: Fixed
  /// One of the two is empty, by the configured scheduler.
  private var firstReady: [FirstReadyChannel] = []
  private var drained: [DrainChannel] = []

  /// A memory with all banks closed at cycle 0.
  package init(_ configuration: DRAMConfiguration) {
    fixed = Fixed(configuration)
    let channels = 0..<configuration.organization.channels
    switch configuration.controller.scheduler {
    case .rowHitFirst, .firstReady: firstReady = channels.map { _ in FirstReadyChannel(configuration) }
    case .drain: drained = channels.map { _ in DrainChannel(configuration) }
    }
  }

  /// What the memory was made from.
  package var configuration: DRAMConfiguration { fixed.configuration }

  /// Bytes of one request.
  package var transactionBytes: Int { fixed.transactionBytes }

  /// Whether the request's channel has room for it now.
  package func canAccept(_ request: MemoryRequest) -> Bool {
    let channel = fixed.decoder.channel(request.address)
    if drained.isEmpty {
      let location = fixed.decoder.location(request.address)
      return firstReady.withUnsafeBufferPointer { $0[channel].canAccept(location, request.isWrite) }
    }
    return drained.withUnsafeBufferPointer { $0[channel].canAccept(request.isWrite) }
  }

  /// Hands a request over in that cycle.
  ///
  /// - Precondition: `canAccept(request)`, and `time` is not before the last `advance` or `submit`.
  package mutating func submit(_ request: MemoryRequest, at time: Int64) {
    let location = fixed.decoder.location(request.address)
    let channel = fixed.decoder.channel(request.address)
    if drained.isEmpty {
      firstReady[channel].submit(request, location, at: time)
    } else {
      drained[channel].submit(request, location, at: time)
    }
  }

  /// A cycle before which nothing becomes visible: no completion and no queue room; `.max` when nothing is pending.
  ///
  /// At that cycle there may still be nothing to see, as the controller may have to look first.
  package var nextEventTime: Int64 {
    var earliest = Int64.max
    // Through a pointer, since a channel read out of an array is copied.
    firstReady.withUnsafeBufferPointer { channels in
      for index in channels.indices { earliest = min(earliest, channels[index].nextEventTime) }
    }
    drained.withUnsafeBufferPointer { channels in
      for index in channels.indices { earliest = min(earliest, channels[index].nextEventTime) }
    }
    return earliest
  }

  /// A cycle before which no queue gets room; `.max` when nothing is queued.
  ///
  /// For a requester that waits for room only.
  package var nextRoomTime: Int64 {
    var earliest = Int64.max
    firstReady.withUnsafeBufferPointer { channels in
      for index in channels.indices { earliest = min(earliest, channels[index].nextDecisionTime) }
    }
    drained.withUnsafeBufferPointer { channels in
      for index in channels.indices { earliest = min(earliest, channels[index].nextDecisionTime) }
    }
    return earliest
  }

  /// Takes every decision of the cycles before `time` and appends the completions up to and including it.
  ///
  /// Completions are in order of time within a channel; across channels too when `time` is at most `nextEventTime`.
  package mutating func advance(to time: Int64, _ completions: inout [MemoryCompletion]) {
    for index in firstReady.indices { firstReady[index].advance(to: time, &completions) }
    for index in drained.indices { drained[index].advance(to: time, &completions) }
  }

  /// Whether no request is waiting for its command and no completion for its requester.
  package var isIdle: Bool { nextEventTime == .max }

  /// Cycle of the last read or write command of any channel; -1 before the first.
  package var lastColumnTime: Int64 {
    max(firstReady.map(\.lastColumnTime).max() ?? -1, drained.map(\.lastColumnTime).max() ?? -1)
  }

  /// Cycles before `time` with a row open, summed over all ranks.
  package func activeCycles(before time: Int64) -> Int64 {
    firstReady.reduce(0) { $0 + $1.activity.activeCycles(before: time) }
      + drained.reduce(0) { $0 + $1.activity.activeCycles(before: time) }
  }

  /// What all channels did so far.
  package var counts: DRAMCounts {
    var sum = DRAMCounts()
    for channel in firstReady { sum += channel.counts }
    for channel in drained { sum += channel.counts }
    return sum
  }
}
