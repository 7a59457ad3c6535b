import Core

/// The way from the DMA engines to the memory: straight to the DRAM, or through shared caches and a bus.
struct MemoryPort {
  /// Whose request it is: a DMA engine of a core.
  struct Client {
    enum Engine: UInt32 {
      case load = 0
      case store = 1
    }

    var core: Int
    var engine: Engine

    /// Bits of a token that name the client; the rest is the request's tag.
    fileprivate static let bits: UInt32 = 6

    fileprivate var token: UInt32 { UInt32(truncatingIfNeeded: core) << 1 | engine.rawValue }

    init(core: Int, engine: Engine) {
      self.core = core
      self.engine = engine
    }

    fileprivate init(token: UInt32) {
      core = Int((token & (1 << Self.bits - 1)) >> 1)
      engine = token & 1 == Engine.load.rawValue ? .load : .store
    }
  }

  /// What became of a transaction handed over.
  enum Reception {
    /// There is no room for it now.
    case refused
    /// It is under way; its completion will be handed back.
    case accepted
    /// The memory is ideal, and it is done already.
    case done
  }

  private(set) var dram: DRAMLink
  private(set) var hierarchy: MemoryHierarchy
  private let isDirect: Bool
  let isIdeal: Bool
  private var wake = Int.max
  private var wakeIsKnown = true
  /// Core cycles a read takes when nothing else is going on, from a closed bank.
  let unloadedRead: Int
  /// Bytes of the aligned blocks that requests are cut into.
  let blockBytes: Int
  /// Transactions the DMA engines handed over.
  private(set) var transactions = 0

  /// A memory as the architecture describes it, with the operands where `regions` says.
  ///
  /// - Throws: `UnusableLayer` where the layer's addresses are too far apart for a cache's tags.
  init(
    _ configuration: DRAMConfiguration, on architecture: Architecture, regions: [TensorRegion], isIdeal: Bool
  ) throws(UnusableLayer) {
    for cache in architecture.caches where (regions.map(\.end).max() ?? 0) >= CacheTags.reach(cache) {
      throw UnusableLayer(
        .other(
          "the layer's tensors take more addresses than the tags of cache '\(cache.name)' tell apart",
          remedy: "take longer lines or more sets"))
    }
    dram = DRAMLink(configuration, coreHertz: architecture.coreHertz)
    hierarchy = MemoryHierarchy(architecture, regions: regions, transactionBytes: configuration.transactionBytes)
    isDirect = hierarchy.isEmpty
    blockBytes = hierarchy.blockBytes
    unloadedRead = dram.unloadedRead + (isDirect ? 0 : hierarchy.unloadedDelay)
    self.isIdeal = isIdeal
  }

  /// Whether nothing is under way.
  var isIdle: Bool { dram.isIdle && hierarchy.isIdle }

  /// Transactions of the DRAM, ideal or not.
  var dramTransactions: Int { isDirect || isIdeal ? transactions : dram.transactions }

  /// Whether caches decide what reaches the DRAM.
  var isCached: Bool { !isIdeal && !hierarchy.caches.isEmpty }

  /// Hands over the part of a request in the aligned block `block`, if there is room for it.
  ///
  /// `bytes` are the request's.
  @inline(__always)
  mutating func submit(_ client: Client, tag: Int, block: Int, of bytes: Range<Int>, at now: Int) -> Reception {
    if isIdeal {
      transactions += 1
      return .done
    }
    let token = UInt32(truncatingIfNeeded: tag) << Client.bits | client.token
    let isWrite = client.engine == .store
    let isTaken =
      isDirect
      ? dram.submit(token, address: block * blockBytes, isWrite: isWrite, at: now)
      : submit(token, block: block, of: bytes, isWrite: isWrite, at: now)
    guard isTaken else { return .refused }
    transactions += 1
    wakeIsKnown = false
    return .accepted
  }

  /// The core cycle at which the memory may have something to say; `.max` when nothing is under way.
  @inline(__always)
  mutating func nextWake(after now: Int) -> Int {
    if isDirect { return dram.nextWake() }
    if !wakeIsKnown {
      wake = min(dram.nextWake(), hierarchy.nextWake(after: now))
      wakeIsKnown = true
    }
    return wake
  }

  /// Lets the memory come up to `now` and hands each completion to the engine that asked, with its cycle.
  @inline(__always)
  mutating func advance(to now: Int, _ deliver: (_ client: Client, _ tag: Int, _ time: Int) -> Void) {
    guard isDirect else { return advanceHierarchy(to: now, deliver) }
    dram.advance(to: now) { token, _, end in
      deliver(Client(token: token), Int(token >> Client.bits), end)
    }
  }

  /// Counts the transactions since `earlier` so many times more; of an ideal memory, which keeps no state.
  mutating func `repeat`(_ times: Int, since earlier: Int, cycles: Int) {
    transactions += times * (transactions - earlier)
    dram.skipsIdle(times * cycles)
  }

  /// Accounts for the cycles after the last completion; `skipped` cycles passed besides.
  mutating func rest(until end: Int, skipped: Int) { dram.rest(until: end, skipped: skipped) }

  /// Picojoules the memory's devices used in a layer of so many core cycles; none when the memory is ideal.
  func devicePicojoules(cycles: Int) -> Double { isIdeal ? 0 : dram.devicePicojoules(cycles: cycles) }

  @inline(never)
  private mutating func submit(
    _ token: UInt32, block: Int, of bytes: Range<Int>, isWrite: Bool, at now: Int
  ) -> Bool {
    let covered = bytes.clamped(to: block * blockBytes..<(block + 1) * blockBytes)
    return hierarchy.submit(
      CacheAccess(address: covered.lowerBound, bytes: covered.count, isWrite: isWrite, token: token), at: now)
  }

  @inline(never)
  private mutating func advanceHierarchy(
    to now: Int, _ deliver: (_ client: Client, _ tag: Int, _ time: Int) -> Void
  ) {
    guard nextWake(after: now - 1) <= now else { return }
    wakeIsKnown = false
    dram.advance(to: now) { token, isWrite, end in hierarchy.complete(token, isWrite: isWrite, at: end) }
    hierarchy.advance(to: now, dram: &dram)
    for answer in hierarchy.answers {
      deliver(Client(token: answer.token), Int(answer.token >> Client.bits), answer.time)
    }
    hierarchy.clearAnswers()
  }
}
