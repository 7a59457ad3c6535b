import Core

/// Two clocks whose frequencies are whole hertz, converted exactly.
struct ClockRatio {
  private let core: Int
  private let memory: Int

  init(coreHertz: Int, memoryHertz: Int) {
    let divisor = greatestCommonDivisor(coreHertz, memoryHertz)
    core = coreHertz / divisor
    memory = memoryHertz / divisor
  }

  /// The first core cycle that begins not before the memory cycle.
  @inline(__always)
  func core(atMemory cycle: Int64) -> Int {
    Int(Self.scale(cycle, by: Int64(core), over: Int64(memory), roundingUp: true))
  }

  /// The first memory cycle that begins not before the core cycle.
  @inline(__always)
  func memory(notBeforeCore cycle: Int) -> Int64 {
    Self.scale(Int64(cycle), by: Int64(memory), over: Int64(core), roundingUp: true)
  }

  /// The last memory cycle that begins not after the core cycle.
  @inline(__always)
  func memory(notAfterCore cycle: Int) -> Int64 {
    Self.scale(Int64(cycle), by: Int64(memory), over: Int64(core), roundingUp: false)
  }

  @inline(__always)
  private static func scale(_ value: Int64, by factor: Int64, over divisor: Int64, roundingUp: Bool) -> Int64 {
    if value <= 0 { return 0 }
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    if !overflow, product < 1 << 62 { return (product + (roundingUp ? divisor - 1 : 0)) / divisor }
    let wide = value.multipliedFullWidth(by: factor)
    let (quotient, remainder) = divisor.dividingFullWidth(wide)
    return roundingUp && remainder > 0 ? quotient + 1 : quotient
  }
}
