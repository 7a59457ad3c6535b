/// Writes what each unit did when, as Chrome trace-event JSON that ui.perfetto.dev opens.
///
/// One track per unit, one slice per event, counters beside them. The format counts in microseconds: one core cycle is
/// written as one microsecond, and the file's metadata says so ("Trace Event Format", Google, 2016; events `M`, `X` and
/// `C`). Events are written as they come; memory stays at one buffer whatever the length.
///
/// ```swift
/// var timeline = try TimelineWriter(title: "conv1 on gemmini", units: ["array", "load"]) { try file.write($0) }
/// try timeline.slice(unit: 0, name: "compute", from: 120, to: 376)
/// try timeline.finish()
/// ```
package struct TimelineWriter {
  /// Cycles to write; slices are cut at its ends, what lies outside is left out.
  package let window: Range<Int>

  private let units: [String]
  private let write: ([UInt8]) throws -> Void
  private var buffer: [UInt8] = []
  private var lastEnd: [Int]
  private var isFirst = true

  private static let bufferBytes = 1 << 16

  /// Starts the file with its metadata and the names of the tracks.
  ///
  /// - Parameters:
  ///   - title: what the timeline shows.
  ///   - units: the tracks, from top to bottom.
  ///   - window: the cycles to write; all by default.
  ///   - write: takes the file's bytes, piece by piece.
  /// - Throws: what `write` throws.
  package init(
    title: String, units: [String], window: Range<Int> = 0..<Int.max, write: @escaping ([UInt8]) throws -> Void
  ) throws {
    self.units = units
    self.window = window
    self.write = write
    lastEnd = Array(repeating: 0, count: units.count)
    buffer.reserveCapacity(Self.bufferBytes + 1024)
    append("{\"displayTimeUnit\":\"ms\",\"otherData\":{\"timeUnit\":\"1 us is 1 core cycle\",\"title\":")
    append(quoted: title)
    append("},\"traceEvents\":[")
    try metadata("process_name", unit: nil, argument: "name", text: title)
    for (index, unit) in units.enumerated() {
      try metadata("thread_name", unit: index, argument: "name", text: unit)
      try metadata("thread_sort_index", unit: index, argument: "sort_index", text: nil)
    }
  }

  /// Writes what a unit did from one cycle up to another.
  ///
  /// - Throws: `TimelineError` if the slice ends before it begins or begins before the unit's last one ended, and what
  ///   the sink throws.
  package mutating func slice(unit: Int, name: String, from start: Int, to end: Int) throws {
    guard units.indices.contains(unit) else { throw TimelineError.unknownUnit(unit, count: units.count) }
    guard start <= end, start >= lastEnd[unit] else {
      throw TimelineError.outOfOrder(unit: units[unit], name: name, start: start, end: end, after: lastEnd[unit])
    }
    lastEnd[unit] = end
    let (from, to) = (max(start, window.lowerBound), min(end, window.upperBound))
    guard from < to || (start == end && window.contains(start)) else { return }
    try event("X", name: name)
    append(",\"tid\":\(unit + 1),\"ts\":\(from),\"dur\":\(to - from)}")
  }

  /// Writes the value a counter takes from a cycle on: an occupancy in bytes, requests in flight.
  ///
  /// - Throws: what the sink throws.
  package mutating func counter(name: String, at cycle: Int, value: Int) throws {
    guard window.contains(cycle) else { return }
    try event("C", name: name)
    append(",\"ts\":\(cycle),\"args\":{\"value\":\(value)}}")
  }

  /// Ends the file; nothing may be written after it.
  ///
  /// - Throws: what the sink throws.
  package mutating func finish() throws {
    append("\n]}\n")
    try flush()
  }

  // MARK: - Writing

  private mutating func metadata(_ name: String, unit: Int?, argument: String, text: String?) throws {
    try event("M", name: name)
    if let unit { append(",\"tid\":\(unit + 1)") }
    append(",\"args\":{\"\(argument)\":")
    if let text { append(quoted: text) } else { append("\(unit ?? 0)") }
    append("}}")
  }

  /// Begins an event; the caller writes its other members and the closing brace.
  private mutating func event(_ phase: String, name: String) throws {
    if buffer.count >= Self.bufferBytes { try flush() }
    append(isFirst ? "\n" : ",\n")
    isFirst = false
    append("{\"ph\":\"\(phase)\",\"name\":")
    append(quoted: name)
    append(",\"pid\":1")
  }

  private mutating func append(_ text: String) {
    buffer.append(contentsOf: text.utf8)
  }

  /// Appends a JSON string (RFC 8259 §7).
  private mutating func append(quoted text: String) {
    buffer.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        buffer.append(UInt8(ascii: "\\"))
        buffer.append(byte)
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: buffer.append(byte)
      }
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private mutating func flush() throws {
    try write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}

/// An event a timeline can't hold.
package enum TimelineError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownUnit(Int, count: Int)
  /// A slice that ends before it begins, or begins before the unit's last one ended: a unit does one thing at a time.
  case outOfOrder(unit: String, name: String, start: Int, end: Int, after: Int)

  package var description: String {
    switch self {
    case .unknownUnit(let unit, let count):
      "timeline: unit \(unit) does not exist; there are \(count)"
    case .outOfOrder(let unit, let name, let start, let end, let after):
      "timeline: slice '\(name)' of unit '\(unit)' runs from \(start) to \(end), but the unit was busy until \(after)"
    }
  }
}
