import Core
import Sim
import Testing

/// Plays requests into a memory and gathers what comes back.
struct MemoryDriver {
  /// How far a call of `advance` goes.
  enum Pace: CaseIterable {
    /// Every cycle.
    case cycleByCycle
    /// To the next event.
    case eventByEvent
    /// Straight to the next request; what comes back in between is seen late.
    case requestByRequest
  }

  var memory: DRAM
  private(set) var completions: [MemoryCompletion] = []
  private(set) var accepted: [Int64] = []
  private var time: Int64 = 0

  init(_ configuration: DRAMConfiguration) {
    memory = DRAM(configuration)
  }

  /// Submits each request no earlier than its time, in order, waiting while there is no room; then waits for the rest.
  mutating func play(_ requests: [(time: Int64, request: MemoryRequest)], pace: Pace = .eventByEvent) {
    for (earliest, request) in requests {
      while time < earliest || !memory.canAccept(request) {
        let waitsForRoom = time >= earliest
        let limit = waitsForRoom ? Int64.max : earliest
        switch pace {
        case .cycleByCycle: time += 1
        case .eventByEvent: time = max(time + 1, min(limit, memory.nextEventTime))
        case .requestByRequest: time = waitsForRoom ? max(time + 1, memory.nextRoomTime) : earliest
        }
        memory.advance(to: time, &completions)
      }
      memory.submit(request, at: time)
      accepted.append(time)
    }
    while !memory.isIdle {
      time = pace == .cycleByCycle ? time + 1 : max(time + 1, memory.nextEventTime)
      memory.advance(to: time, &completions)
    }
  }

  /// Plays one request and returns the cycles from its submission to its completion.
  mutating func latency(of request: MemoryRequest, at earliest: Int64) -> Int64? {
    let before = completions.count
    play([(earliest, request)])
    guard completions.count == before + 1, let start = accepted.last else { return nil }
    return completions[before].time - start
  }
}

/// A read of an address.
func read(_ id: UInt32, _ address: UInt64) -> MemoryRequest { MemoryRequest(id: id, address: address, isWrite: false) }

/// A write of an address.
func write(_ id: UInt32, _ address: UInt64) -> MemoryRequest { MemoryRequest(id: id, address: address, isWrite: true) }

/// A preset under a controller.
func configured(
  _ name: String, _ policy: DRAMControllerPolicy = .rowHitFirst, mapping: DRAMAddressMapping? = nil
) throws -> DRAMConfiguration {
  var memory = try #require(DRAMConfiguration.preset(named: name))
  memory.controller = policy
  if let mapping { memory.addressMapping = mapping }
  return memory
}

/// Requests over a few rows of many banks, seeded: bursts of neighbours and jumps, a share of writes, uneven gaps.
func traffic(_ count: Int, seed: UInt64, for memory: DRAMConfiguration, meanGap: Int) -> [(
  time: Int64, request: MemoryRequest
)] {
  var random = SeededRandom(seed: seed)
  let bytes = UInt64(memory.transactionBytes)
  let lines = min(memory.capacityBytes, 1 << 26) / memory.transactionBytes
  var line = 0
  var time: Int64 = 0
  return (0..<count).map { index in
    line = random.below(3) == 0 ? random.below(lines) : (line + 1) % lines
    if random.below(8) == 0 { line = line / 64 * 64 % 4096 }
    time += Int64(meanGap == 0 ? 0 : random.below(2 * meanGap + 1))
    return (
      time, MemoryRequest(id: UInt32(index), address: UInt64(line) * bytes, isWrite: random.below(4) == 0)
    )
  }
}
