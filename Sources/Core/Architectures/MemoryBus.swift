/// The bus that carries lines between the innermost shared cache, or the DMA without one, and what lies behind it.
public struct MemoryBus: Hashable, Sendable, Codable {
  /// Bytes carried in a core cycle.
  public var widthBytes: Int
  /// Between the last beat of one line and the first of the next.
  public var gap: CycleTime

  /// A bus.
  public init(widthBytes: Int, gap: CycleTime = CycleTime(cycles: 0)) {
    self.widthBytes = widthBytes
    self.gap = gap
  }

  /// How long a line keeps the bus, the gap behind it included.
  public func time(ofBytes bytes: Int) -> CycleTime {
    CycleTime(ticks: (bytes + widthBytes - 1) / widthBytes * CycleTime.ticksPerCycle + gap.ticks)
  }
}
