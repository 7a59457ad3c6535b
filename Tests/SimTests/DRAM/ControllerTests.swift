import Core
import Sim
import Testing

@Suite("DRAM controllers")
struct ControllerTests {
  /// Byte address of a row, bank, bank group and column burst of DDR4-2400 under `rorabacobgch`.
  private func address(row: UInt64 = 0, bank: UInt64 = 0, group: UInt64 = 0, column: UInt64 = 0) -> UInt64 {
    row << 17 | bank << 15 | column << 8 | group << 6
  }

  private func completions(
    _ policy: DRAMControllerPolicy, _ requests: [(time: Int64, request: MemoryRequest)]
  ) throws -> [UInt32: Int64] {
    var memory = try configured("DDR4-2400", policy)
    memory.timing.tREFI = 0
    var driver = MemoryDriver(memory)
    driver.play(requests)
    return Dictionary(uniqueKeysWithValues: driver.completions.map { ($0.id, $0.time) })
  }

  @Test("row-hit-first lets an older hit finish its row; first-ready closes it")
  func rowHits() throws {
    // A row is open since long ago. Then two hits arrive with a conflict between them; a hit of another bank group has
    // the bus, so that the second hit must wait for tCCD_L, the precharge only for tRTP, which has long passed.
    let requests: [(time: Int64, request: MemoryRequest)] = [
      (100, read(0, address())), (300, read(1, address(column: 1))), (300, read(2, address(column: 2))),
      (300, read(3, address(row: 1))),
    ]
    let hitFirst = try completions(.rowHitFirst, requests)
    #expect(hitFirst == [0: 138, 1: 321, 2: 327, 3: 306 + 9 + 17 + 17 + 21])
    // First-ready, too, waits here, as a read holds a precharge back for 9 cycles and the next read for 6.
    #expect(try completions(.firstReady, requests) == hitFirst)
  }

  @Test("first-ready closes a row under a waiting hit once tRTP is shorter than tCCD_L")
  func preemption() throws {
    var policy = DRAMControllerPolicy.firstReady
    var times: [[Int64]] = []
    for scheduler in [DRAMControllerPolicy.Scheduler.firstReady, .rowHitFirst] {
      policy.scheduler = scheduler
      var memory = try configured("DDR4-2400", policy)
      memory.timing.tREFI = 0
      memory.timing.tRTP = 4
      var driver = MemoryDriver(memory)
      driver.play([
        (100, read(0, address())), (300, read(1, address(column: 1))), (300, read(2, address(column: 2))),
        (300, read(3, address(row: 1))),
      ])
      times.append((0..<4).compactMap { id in driver.completions.first { $0.id == id }?.time })
    }
    // Precharge at 304. The closed bank then goes to its oldest request, the very hit: activate 321, read 338; its row
    // closes at 360 (tRAS), and the other row is activated at 377 and read at 394.
    #expect(times[0] == [138, 321, 359, 415])
    // The hit at 306, then its precharge at 310, activate 327, read 344.
    #expect(times[1] == [138, 321, 327, 365])
  }

  @Test("writes wait for the high mark while reads are there, and are served down to the low mark")
  func writeBatches() throws {
    // One read and one write a time, all row hits of one bank group: with 32 places, 80 % are passed at the 26th write.
    var memory = try configured("DDR4-2400")
    memory.timing.tREFI = 0
    var dram = DRAM(memory)
    var completions: [MemoryCompletion] = []
    var id: UInt32 = 0
    func submit(_ request: MemoryRequest, at time: Int64) {
      if dram.canAccept(request) {
        dram.submit(request, at: time)
        id += 1
      }
    }
    var time: Int64 = 0
    while dram.counts.writes == 0 && time < 1000 {
      // Keep the read queue full and add one write every fourth cycle.
      for _ in 0..<32 { submit(read(id, address(column: UInt64(id) % 128)), at: time) }
      if time % 4 == 0, id > 32 {
        submit(write(id, address(row: 1, group: 1, column: UInt64(time / 4) % 128)), at: time)
      }
      time += 1
      dram.advance(to: time, &completions)
    }
    let writesWaiting = time / 4
    #expect((26...34).contains(writesWaiting), "the first write went out with \(writesWaiting) waiting")
    // From here on nothing new arrives but reads: 26 writes go down to 6 before a read is served again.
    let (reads, writes) = (dram.counts.reads, dram.counts.writes)
    while dram.counts.reads == reads && time < 5000 {
      time += 1
      dram.advance(to: time, &completions)
    }
    let batch = dram.counts.writes - writes + 1
    #expect((20...28).contains(batch), "\(batch) writes in a batch")
  }

  @Test("an older request to a busy bank is overtaken")
  func overtaking() throws {
    // Two rows of one bank, then a bank of another group: the last arrives third and returns second.
    let times = try completions(
      .rowHitFirst, [(100, read(0, address())), (100, read(1, address(row: 1))), (101, read(2, address(group: 1)))])
    #expect(times == [0: 138, 1: 100 + 56 + 38, 2: 142])
  }

  @Test("a full queue refuses, and has room again after the command that empties it")
  func backPressure() throws {
    var memory = try configured("DDR4-2400")
    memory.controller.readQueue = 2
    var dram = DRAM(memory)
    var completions: [MemoryCompletion] = []
    dram.submit(read(0, address()), at: 0)
    dram.submit(read(1, address(column: 1)), at: 0)
    let third = read(2, address(column: 2))
    #expect(!dram.canAccept(third))
    // The activate of cycle 0 takes the first request out of the queue: seen from cycle 1 on.
    dram.advance(to: 0, &completions)
    #expect(!dram.canAccept(third))
    dram.advance(to: 1, &completions)
    #expect(dram.canAccept(third))
    #expect(completions.isEmpty)
  }

  @Test("DRAMsim3's controller drains its write buffer whole, once full or idle with more than eight")
  func drainBatches() throws {
    var memory = try configured("DDR4-2400", .drain)
    memory.timing.tREFI = 0
    var driver = MemoryDriver(memory)
    driver.play((0..<8).map { (100, write(UInt32($0), address(column: UInt64($0)))) })
    #expect(driver.memory.counts.writes == 0, "eight stay buffered")
    driver.play([(2000, write(8, address(column: 8)))])
    #expect(driver.memory.counts.writes == 9, "the ninth sets the batch off")
  }

  @Test("reads of one address under way return together under DRAMsim3")
  func twins() throws {
    let times = try completions(
      .drain, [(100, read(0, 0)), (100, read(1, 0)), (105, read(2, 0)), (105, read(3, address(group: 1)))])
    #expect(times[0] == 139 && times[1] == 139 && times[2] == 139)
  }

  /// The read under way keeps the write of its address back, and must get its turn though the write buffer is full.
  @Test("a write that waits for a read doesn't keep that read from moving")
  func writeBehindItsRead() throws {
    var policy = DRAMControllerPolicy.drain
    policy.commandQueue = 1
    policy.writeQueue = 2
    let times = try completions(
      policy,
      [
        (100, read(0, address(column: 0))), (100, read(1, address(column: 1))), (100, write(2, address(column: 1))),
        (100, write(3, address(group: 1))),
      ])
    let (first, second) = try (#require(times[0]), #require(times[1]))
    #expect(second > first)
  }
}
