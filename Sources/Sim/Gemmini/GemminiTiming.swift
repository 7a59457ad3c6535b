package import Core

/// Everything the time of a Gemmini program depends on besides the program and the array's side, as the streams take it.
///
/// The values are those of an architecture's `<gemmini>` element, caches, bus and DMA; times are ticks of 1/64 cycle.
package struct GemminiTiming: Hashable, Sendable {
  /// Ticks of one cycle.
  package static let ticksPerCycle = CycleTime.ticksPerCycle

  /// What the host core spends on issuing macro-operations of one kernel, in ticks.
  package struct Host: Hashable, Sendable {
    package var tile: Int
    package var carry: Int
    package var store: Int
    package var slot: Int
    /// Where the kernel's arrays begin, modulo a page; bytes.
    package var arrayOffset: Int
  }

  /// The tags of one cache.
  struct Cache: Hashable, Sendable {
    var sets: Int
    var ways: Int
    var lineShift: Int
    var fillsEmptyWays: Bool

    /// The tags of an empty cache.
    func tags(seed: UInt64) -> CacheTags {
      CacheTags(sets: sets, ways: ways, replacement: fillsEmptyWays ? .emptyThenRandom : .random, seed: seed)
    }
  }

  package var convolutionHost: Host
  package var matmulHost: Host
  package var kernelEdge: Int
  package var loopLatency: Int
  package var commandLatency: Int
  /// Between two requests the L2 serves, and from service to the data of a hit.
  package var cacheService: Int
  package var cacheHit: Int
  /// More for a line from the last-level cache, and for one from DRAM.
  package var lastLevelHit: Int
  package var memory: Int
  /// Time of one line on the memory bus, and again of a dirty line it drives out.
  package var busLine: Int
  var loads: GemminiParameters.Loads
  var execute: GemminiParameters.Execute
  var stores: GemminiParameters.Stores
  /// Requests in flight, reads and writes each; misses of them.
  var requestsInFlight: Int
  var missesInFlight: Int
  var pageBytes: Int
  var pageChange: Int
  /// Bytes of a beat on the system bus and of the largest request.
  var beatBytes: Int
  var requestBytes: Int
  /// Ticks of one beat, of one scratchpad row and of one row of the mesh.
  var beat = ticksPerCycle
  var scratchpadRow = ticksPerCycle
  var meshRow = ticksPerCycle
  var cache: Cache
  var lastLevel: Cache
  var warmPasses: Int
  package var victimSeed: UInt64

  /// The timing of an architecture.
  ///
  /// - Throws: `InvalidInput` when the architecture lacks what Gemmini's controller needs.
  package init(_ architecture: Architecture) throws(InvalidInput) {
    func missing(_ what: String, _ found: String) -> InvalidInput {
      InvalidInput(
        .architecture(.gemminiNeeds(what: what, found: found)),
        at: SourceLocation(file: "architecture '\(architecture.name)'"))
    }
    guard let gemmini = architecture.gemmini else { throw missing("a <gemmini> element", "none") }
    guard architecture.caches.count == 2 else {
      throw missing("two caches, the last-level cache first", "\(architecture.caches.count)")
    }
    guard let bus = architecture.memoryBus else { throw missing("a <bus> behind the caches", "none") }
    let (lastLevel, cache) = (architecture.caches[0], architecture.caches[1])
    for cache in architecture.caches where !cache.isIndexable || cache.replacement == .leastRecentlyUsed {
      throw missing("caches of a power of two of sets and lines that draw their victims", "'\(cache.name)'")
    }
    convolutionHost = Host(gemmini.convolutionHost)
    matmulHost = Host(gemmini.matmulHost)
    kernelEdge = gemmini.kernelEdge.ticks
    loopLatency = gemmini.loopLatency.ticks
    commandLatency = gemmini.commandLatency.ticks
    cacheService = cache.serviceTime.ticks
    cacheHit = cache.hitLatency.ticks
    lastLevelHit = lastLevel.hitLatency.ticks
    memory = gemmini.dramLatency.ticks
    busLine = bus.time(ofBytes: cache.lineBytes).ticks
    loads = gemmini.loads
    execute = gemmini.execute
    stores = gemmini.stores
    requestsInFlight = architecture.dma.requestsInFlight
    missesInFlight = cache.missRegisters
    pageBytes = gemmini.pageBytes
    pageChange = gemmini.pageChange.ticks
    beatBytes = architecture.dma.busBytes
    requestBytes = architecture.dma.requestBytes
    self.cache = Cache(cache)
    self.lastLevel = Cache(lastLevel)
    warmPasses = gemmini.warmPasses
    victimSeed = UInt64(gemmini.victimSeed)
  }

  /// Makes resources cost no time.
  ///
  /// The array's rows and latencies; the scratchpad's rows; beats, services and limits of the DMA; everything behind the
  /// L2; the host's and the controller's issue times.
  mutating func idealize(_ ideal: IdealResources) {
    let none = CycleTime(cycles: 0)
    if ideal.contains(.array) {
      meshRow = 0
      execute.latency = none
      execute.meshLatency = none
    }
    if ideal.contains(.buffers) { scratchpadRow = 0 }
    if ideal.contains(.dma) {
      (beat, cacheService, cacheHit, pageChange) = (0, 0, 0, 0)
      (requestsInFlight, loads.trackedBytes) = (256, 1 << 12)
      stores.putInterval = none
      stores.acknowledgeLatency = none
    }
    if ideal.contains(.dram) { (lastLevelHit, memory, busLine) = (0, 0, 0) }
    if ideal.contains(.controller) {
      for host in [\GemminiTiming.convolutionHost, \.matmulHost] {
        self[keyPath: host] = Host(tile: 0, carry: 0, store: 0, slot: 0, arrayOffset: self[keyPath: host].arrayOffset)
      }
      (kernelEdge, loopLatency, commandLatency) = (0, 0, 0)
    }
  }

  /// Moves tracked at once for an array of a side.
  func movesInFlight(side: Int) -> Int { loads.trackedBytes / side + 1 }

  /// The host's times for a kernel.
  func host(of kernel: GemminiLayer.Kernel) -> Host { kernel == .convolution ? convolutionHost : matmulHost }
}

extension GemminiTiming.Host {
  fileprivate init(_ host: GemminiParameters.Host) {
    self.init(
      tile: host.tile.ticks, carry: host.carry.ticks, store: host.store.ticks, slot: host.slot.ticks,
      arrayOffset: host.arrayOffset)
  }
}

extension GemminiTiming.Cache {
  fileprivate init(_ cache: CacheLevel) {
    self.init(
      sets: cache.sets, ways: cache.ways, lineShift: cache.lineBytes.trailingZeroBitCount,
      fillsEmptyWays: cache.replacement == .emptyThenRandom)
  }
}
