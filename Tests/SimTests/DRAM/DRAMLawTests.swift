import Core
import Sim
import Testing

/// A memory under every controller, and traffic for it.
struct LawCase: CustomTestStringConvertible, Sendable {
  var preset: String
  var policy: DRAMControllerPolicy
  var meanGap: Int
  var seed: UInt64

  var testDescription: String {
    "\(preset), \(policy.scheduler), rows \(policy.rowPolicy), gap \(meanGap), seed \(seed)"
  }

  static let policies: [DRAMControllerPolicy] = [
    .rowHitFirst, .firstReady, .drain, DRAMControllerPolicy(scheduler: .rowHitFirst, rowPolicy: .closed),
    DRAMControllerPolicy(scheduler: .drain, rowPolicy: .closed),
    DRAMControllerPolicy(scheduler: .drain, commandQueues: .perRank, commandQueue: 32),
    DRAMControllerPolicy(scheduler: .firstReady, readQueue: 3, writeQueue: 2),
  ]

  static let all = DRAMConfiguration.presetNames.flatMap { preset in
    policies.enumerated().flatMap { index, policy in
      [0, 2, 30].map { LawCase(preset: preset, policy: policy, meanGap: $0, seed: UInt64(index + $0)) }
    }
  }

  /// Two channels and, where they are not pseudo channels, two ranks.
  func configuration() -> DRAMConfiguration? {
    guard var memory = DRAMConfiguration.preset(named: preset) else { return nil }
    memory.controller = policy
    memory.organization.channels = 2
    if !memory.standard.hasPseudoChannels { memory.organization.ranks = 2 }
    memory.timing.tREFI = max(memory.timing.tRFC * 5, 1500)
    return memory
  }
}

@Suite("Laws of the DRAM engine")
struct DRAMLawTests {
  private static let count = 600

  @Test("it does not matter how far each advance goes", arguments: LawCase.all)
  func pace(_ law: LawCase) throws {
    let memory = try #require(law.configuration())
    let requests = traffic(Self.count, seed: law.seed, for: memory, meanGap: law.meanGap)
    var reference = MemoryDriver(memory)
    reference.play(requests, pace: .cycleByCycle)
    for pace in MemoryDriver.Pace.allCases where pace != .cycleByCycle {
      var driver = MemoryDriver(memory)
      driver.play(requests, pace: pace)
      #expect(driver.accepted == reference.accepted, "\(pace)")
      #expect(Set(driver.completions) == Set(reference.completions), "\(pace)")
      #expect(driver.memory.counts == reference.memory.counts, "\(pace)")
    }
  }

  @Test("every request comes back once, and every command is accounted for", arguments: LawCase.all)
  func conservation(_ law: LawCase) throws {
    let memory = try #require(law.configuration())
    let requests = traffic(Self.count, seed: law.seed, for: memory, meanGap: law.meanGap)
    var driver = MemoryDriver(memory)
    driver.play(requests)
    #expect(driver.completions.map(\.id).sorted() == (0..<UInt32(Self.count)).map { $0 })
    let written = Set(driver.completions.filter(\.isWrite).map(\.id))
    #expect(written == Set(requests.filter(\.request.isWrite).map(\.request.id)))
    let counts = driver.memory.counts
    // DRAMsim3 may keep eight writes of each channel for ever.
    let kept = Self.count - counts.reads - counts.writes - counts.forwarded
    #expect(law.policy.scheduler == .drain ? (0...16).contains(kept) : kept == 0)
    #expect(counts.busBusyCycles == (counts.reads + counts.writes) * memory.timing.burst)
    if law.policy.rowPolicy == .closed {
      #expect(counts.activates >= counts.reads + counts.writes)
    } else {
      #expect(counts.activates <= counts.reads + counts.writes + counts.refreshes * memory.organization.banksPerRank)
    }
  }

  @Test("data bursts of one bus never overlap and come in order of time", arguments: LawCase.all)
  func bus(_ law: LawCase) throws {
    let memory = try #require(law.configuration())
    let requests = traffic(Self.count, seed: law.seed, for: memory, meanGap: law.meanGap)
    var driver = MemoryDriver(memory)
    driver.play(requests)
    let forwarded = driver.memory.counts.forwarded
    guard forwarded == 0 else { return }
    let bytes = UInt64(memory.transactionBytes)
    let buses: UInt64 = memory.standard.hasPseudoChannels ? 4 : 2
    for bus in 0..<buses {
      let ends = driver.completions.filter {
        !$0.isWrite && requests[Int($0.id)].request.address / bytes % buses == bus
      }.map(\.time)
      for (earlier, later) in zip(ends, ends.dropFirst()) {
        #expect(later >= earlier + Int64(memory.timing.burst))
      }
    }
  }

  @Test("a copy goes on as the original does", arguments: LawCase.all.filter { $0.meanGap == 2 })
  func value(_ law: LawCase) throws {
    let memory = try #require(law.configuration())
    let requests = traffic(Self.count, seed: law.seed, for: memory, meanGap: 0)
    var original = DRAM(memory)
    var completions: [MemoryCompletion] = []
    var time: Int64 = 0
    for (_, request) in requests.prefix(200) {
      while !original.canAccept(request) {
        time = max(time + 1, original.nextEventTime)
        original.advance(to: time, &completions)
      }
      original.submit(request, at: time)
    }
    var copy = original
    var (left, right): ([MemoryCompletion], [MemoryCompletion]) = ([], [])
    while !original.isIdle {
      time = max(time + 1, original.nextEventTime)
      original.advance(to: time, &left)
    }
    while !copy.isIdle {
      copy.advance(to: copy.nextEventTime, &right)
    }
    #expect(left == right)
    #expect(original.counts == copy.counts)
  }

  @Test("a rank is refreshed once every tREFI, idle or not", arguments: DRAMConfiguration.presetNames)
  func refreshes(name: String) throws {
    for policy in [DRAMControllerPolicy.rowHitFirst, .drain] {
      var configuration = try configured(name, policy)
      configuration.timing.tREFI = configuration.timing.tRFC * 4
      var idle = DRAM(configuration)
      var completions: [MemoryCompletion] = []
      let span = Int64(configuration.timing.tREFI) * 100
      idle.advance(to: span + Int64(configuration.timing.tRFC), &completions)
      let due = 100 * configuration.organization.ranks
      #expect((due - configuration.organization.ranks...due).contains(idle.counts.refreshes))
      #expect(idle.counts.activates == 0 && idle.counts.precharges == 0)
      #expect(idle.nextEventTime == .max)
    }
  }

  @Test("without refreshes there are none")
  func noRefreshes() throws {
    for policy in [DRAMControllerPolicy.rowHitFirst, .drain] {
      var configuration = try configured("DDR4-2400", policy)
      configuration.timing.tREFI = 0
      var driver = MemoryDriver(configuration)
      driver.play(traffic(3000, seed: 5, for: configuration, meanGap: 20))
      #expect(driver.memory.counts.refreshes == 0)
    }
  }
}
