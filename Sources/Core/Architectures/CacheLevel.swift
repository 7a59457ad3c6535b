/// A shared cache between the DMA and the DRAM: set-associative, write-back, allocating on reads and writes.
public struct CacheLevel: Hashable, Sendable, Codable {
  /// Which line of a full set makes room.
  public enum Replacement: String, CaseIterable, Hashable, Sendable, Codable {
    /// One drawn among all ways, empty ones included (SiFive's inclusive cache, `Directory.scala`).
    case random
    /// An empty way first, else one drawn (FASED, `LastLevelCache.scala`).
    case emptyThenRandom = "empty-then-random"
    /// The one not used for longest.
    case leastRecentlyUsed = "lru"
  }

  /// The cache's name.
  public var name: String
  /// Bytes of data.
  public var capacityBytes: Int
  /// Lines of a set.
  public var ways: Int
  /// Bytes of a line; a power of two.
  public var lineBytes: Int
  /// Which line of a full set makes room.
  public var replacement: Replacement
  /// From a request's service to the first data of a hit.
  public var hitLatency: CycleTime
  /// Between two requests served.
  public var serviceTime: CycleTime
  /// Misses that may be outstanding, reads and writes each.
  public var missRegisters: Int
  /// Picojoules to read one byte.
  public var readEnergy: Double
  /// Picojoules to write one byte.
  public var writeEnergy: Double

  /// A cache.
  public init(
    name: String, capacityBytes: Int, ways: Int, lineBytes: Int = 64, replacement: Replacement = .leastRecentlyUsed,
    hitLatency: CycleTime = CycleTime(cycles: 0), serviceTime: CycleTime = CycleTime(cycles: 1),
    missRegisters: Int = 8, readEnergy: Double = 0, writeEnergy: Double = 0
  ) {
    self.name = name
    self.capacityBytes = capacityBytes
    self.ways = ways
    self.lineBytes = lineBytes
    self.replacement = replacement
    self.hitLatency = hitLatency
    self.serviceTime = serviceTime
    self.missRegisters = missRegisters
    self.readEnergy = readEnergy
    self.writeEnergy = writeEnergy
  }

  /// Sets; a power of two in a legal architecture.
  public var sets: Int { capacityBytes / (ways * lineBytes) }

  /// Whether bits of an address select a byte of a line and a set.
  public var isIndexable: Bool {
    func isPowerOfTwo(_ value: Int) -> Bool { value > 0 && value & (value - 1) == 0 }
    return ways > 0 && isPowerOfTwo(lineBytes) && capacityBytes % (ways * lineBytes) == 0 && isPowerOfTwo(sets)
  }
}
