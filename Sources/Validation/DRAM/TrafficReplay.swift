package import Core
package import Sim

/// A request stream played into a memory, one request after the other, as fast as the memory and the limits allow.
package struct TrafficReplay: Sendable {
  /// The addresses and kinds of the requests.
  package var pattern: RequestStream.Pattern
  /// How many requests are played.
  package var requests: Int
  /// Cycles between the slots at which requests are offered; 0 offers at once.
  package var gapCycles: Int
  /// Reads that may be outstanding; 0 for no limit.
  package var window: Int

  /// A replay without pauses or limits unless stated otherwise.
  package init(_ pattern: RequestStream.Pattern, requests: Int, gapCycles: Int = 0, window: Int = 0) {
    self.pattern = pattern
    self.requests = requests
    self.gapCycles = gapCycles
    self.window = window
  }

  /// What came out of a replay.
  package struct Outcome: Hashable, Sendable {
    /// Until the last read returned and the last write was issued.
    package var cycles: Int
    /// Mean cycles from a read's acceptance to its return.
    package var meanReadLatency: Double
    /// Reads that returned.
    package var reads: Int
    /// Rows opened.
    package var activates: Int
    /// Precharges of one bank or of a whole rank.
    package var precharges: Int
    /// All-bank refreshes, counted per rank.
    package var refreshes: Int
    /// Energy of the memory over `cycles`.
    package var energy: DRAMEnergyShares
  }

  /// Slots a late requester may catch up on.
  private static let catchUpSlots: Int64 = 64
  /// Bytes of one request of a stream.
  private static let requestBytes = 64

  /// Plays the stream.
  package func run(on configuration: DRAMConfiguration) -> Outcome {
    var memory = DRAM(configuration)
    var stream = RequestStream(pattern)
    var arrivals = [Int64](repeating: 0, count: requests)
    var completions: [MemoryCompletion] = []
    completions.reserveCapacity(256)
    let transactionBytes = memory.transactionBytes
    let parts = max(1, Self.requestBytes / transactionBytes)
    var waitingParts = [UInt8](repeating: UInt8(parts), count: requests)

    var time: Int64 = 0
    var offered = 0
    var part = 0
    var request = stream.next()
    var slotTime: Int64 = 0
    var outstanding = 0
    var finished = 0
    var reads = 0
    var latency: Int64 = 0
    var end: Int64 = 0
    while finished < requests {
      memory.advance(to: time, &completions)
      // A completion of this cycle is known to the requester in the next one; without a window it doesn't matter.
      var kept = 0
      for index in completions.indices {
        let completion = completions[index]
        if window > 0, completion.time == time {
          completions[kept] = completion
          kept += 1
          continue
        }
        let request = Int(completion.id)
        waitingParts[request] -= 1
        guard waitingParts[request] == 0 else { continue }
        finished += 1
        end = max(end, completion.time)
        if !completion.isWrite {
          outstanding -= 1
          reads += 1
          latency += completion.time - arrivals[request]
        }
      }
      completions.removeLast(completions.count - kept)

      while offered < requests {
        if gapCycles > 0, part == 0, time < slotTime { break }
        if window > 0, part == 0, outstanding >= window { break }
        let transaction = MemoryRequest(
          id: UInt32(offered), address: request.address + UInt64(part * transactionBytes), isWrite: request.isWrite)
        guard memory.canAccept(transaction) else { break }
        memory.submit(transaction, at: time)
        if part == 0, !request.isWrite { outstanding += 1 }
        if part == 0 { arrivals[offered] = time }
        part += 1
        if part == parts {
          part = 0
          offered += 1
          slotTime = max(slotTime + Int64(gapCycles), time - Self.catchUpSlots * Int64(gapCycles))
          request = stream.next()
        }
      }

      var wake = window > 0 || offered == requests ? memory.nextEventTime : memory.nextRoomTime
      if gapCycles > 0, offered < requests { wake = min(wake, slotTime) }
      if kept > 0 { wake = min(wake, time + 1) }
      time = max(time + 1, wake)
    }
    // Writes that were acknowledged early may still be waiting for their commands.
    while !memory.isIdle {
      completions.removeAll(keepingCapacity: true)
      memory.advance(to: memory.nextEventTime, &completions)
    }
    end = max(end, memory.lastColumnTime)
    let counts = memory.counts
    return Outcome(
      cycles: Int(end) + 1, meanReadLatency: reads > 0 ? Double(latency) / Double(reads) : 0, reads: reads,
      activates: counts.activates, precharges: counts.precharges, refreshes: counts.refreshes,
      energy: memory.energy(before: end + 1))
  }
}

/// Plays one of the anchors' request streams into a memory with one channel and the default controller.
///
/// - Parameters:
///   - requests: How many requests are played, 64 bytes each.
///   - stream: The stream's name as the anchors write it, such as `seqrd`.
///   - part: A preset's name, such as `DDR4-2400`.
/// - Returns: Memory-clock cycles until the last one was done; `nil` when the stream or the part is unknown.
public func replayedCycles(requests: Int, of stream: String, on part: String) -> Int? {
  guard let pattern = RequestStream.Pattern(rawValue: stream), let memory = DRAMConfiguration.preset(named: part)
  else { return nil }
  return TrafficReplay(pattern, requests: requests).run(on: memory).cycles
}
