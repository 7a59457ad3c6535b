/// A duration on the core clock in steps of 1/64 cycle, so that a rate such as one request in 1.25 cycles is exact.
public struct CycleTime: Hashable, Comparable, Sendable, Codable {
  /// Steps in one cycle.
  public static let ticksPerCycle = 64

  /// Steps of 1/64 cycle.
  public var ticks: Int

  /// A duration of whole steps.
  public init(ticks: Int) {
    self.ticks = ticks
  }

  /// A duration of whole cycles.
  public init(cycles: Int) {
    ticks = cycles * Self.ticksPerCycle
  }

  /// The least whole number of cycles the duration fits into.
  public var wholeCycles: Int { (ticks + Self.ticksPerCycle - 1) / Self.ticksPerCycle }

  /// Whether a duration is shorter than another.
  public static func < (left: CycleTime, right: CycleTime) -> Bool { left.ticks < right.ticks }
}

extension CycleTime: LosslessStringConvertible {
  /// Reads a decimal number of cycles such as `12` or `9.09`, to the nearest step; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let areDigits = parts.allSatisfy { part in
      (1...12).contains(part.utf8.count)
        && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    guard areDigits, let whole = parts.first.flatMap({ Int($0) }) else { return nil }
    ticks = whole * Self.ticksPerCycle
    guard parts.count == 2, let fraction = Int(parts[1]) else { return }
    let scale = parts[1].reduce(1) { scale, _ in scale * 10 }
    ticks += (fraction * Self.ticksPerCycle + scale / 2) / scale
  }

  /// The decimal number of cycles, exactly: `12.40625`.
  public var description: String {
    let (whole, part) = ticks.quotientAndRemainder(dividingBy: Self.ticksPerCycle)
    guard part > 0 else { return String(whole) }
    // 1/64 is 0.015625.
    var digits = String(1_000_000 + part * 15_625).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}
