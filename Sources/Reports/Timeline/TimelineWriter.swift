/// Writes what each unit did when, as Chrome trace-event JSON that ui.perfetto.dev opens.
///
/// One track per unit, one slice per event, counters beside them. What a unit does at the same time, such as loads in
/// flight, goes to further tracks of the unit, so that slices of one track never overlap. The format counts in
/// microseconds: one core cycle is written as one, and the file's metadata says so ("Trace Event Format", Google, 2016;
/// events `M`, `X` and `C`). Events are written as they come; memory stays at one buffer whatever the length.
///
/// ```swift
/// var timeline = try TimelineWriter(title: "conv1 on gemmini", units: ["array", "load"]) { try file.write($0) }
/// try timeline.slice(unit: 0, name: "compute", from: 120, to: 376)
/// try timeline.finish()
/// ```
package struct TimelineWriter: Sendable {
  /// Cycles to write; slices are cut at its ends, what lies outside is left out.
  package let window: Range<Int>

  private let units: [String]
  private let write: @Sendable ([UInt8]) throws -> Void
  private var buffer: [UInt8] = []
  /// Where the last slice of each track of each unit ended.
  private var lastEnds: [[Int]]
  private var isFirst = true

  private static let bufferBytes = 1 << 16
  private static let tracksPerUnit = 256

  /// Starts the file with its metadata and the names of the tracks.
  ///
  /// - Parameters:
  ///   - title: what the timeline shows.
  ///   - units: the tracks, from top to bottom.
  ///   - window: the cycles to write; all by default.
  ///   - write: takes the file's bytes, piece by piece.
  /// - Throws: what `write` throws.
  package init(
    title: String, units: [String], window: Range<Int> = 0..<Int.max,
    write: @escaping @Sendable ([UInt8]) throws -> Void
  ) throws {
    self.units = units
    self.window = window
    self.write = write
    lastEnds = Array(repeating: [], count: units.count)
    buffer.reserveCapacity(Self.bufferBytes + 1024)
    append("{\"displayTimeUnit\":\"ms\",\"otherData\":{\"timeUnit\":\"1 us is 1 core cycle\",\"title\":")
    append(quoted: title)
    append("},\"traceEvents\":[")
    try event("M", name: "process_name")
    append(",\"args\":{\"name\":")
    append(quoted: title)
    append("}}")
    for unit in units.indices { _ = try newTrack(of: unit) }
  }

  /// Writes what a unit did from one cycle up to another.
  ///
  /// - Throws: `TimelineError` if the slice ends before it begins, its unit does not exist or does too much at once,
  ///   and what the sink throws.
  package mutating func slice(unit: Int, name: String, from start: Int, to end: Int) throws {
    guard units.indices.contains(unit) else { throw TimelineError.unknownUnit(unit, count: units.count) }
    guard start <= end else { throw TimelineError.endsBeforeItBegins(name: name, start: start, end: end) }
    let track = try lastEnds[unit].firstIndex { $0 <= start } ?? newTrack(of: unit)
    lastEnds[unit][track] = end
    let (from, to) = (max(start, window.lowerBound), min(end, window.upperBound))
    guard from < to || (start == end && window.contains(start)) else { return }
    try event("X", name: name)
    append(",\"tid\":\(Self.number(unit, track)),\"ts\":\(from),\"dur\":\(to - from)}")
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

  /// Opens one more track of a unit and names it: `load`, then `load 2`.
  private mutating func newTrack(of unit: Int) throws -> Int {
    let track = lastEnds[unit].count
    guard track < Self.tracksPerUnit else { throw TimelineError.tooMuchAtOnce(unit: units[unit], limit: track) }
    lastEnds[unit].append(.min)
    let number = Self.number(unit, track)
    try event("M", name: "thread_name")
    append(",\"tid\":\(number),\"args\":{\"name\":")
    append(quoted: track == 0 ? units[unit] : "\(units[unit]) \(track + 1)")
    append("}}")
    try event("M", name: "thread_sort_index")
    append(",\"tid\":\(number),\"args\":{\"sort_index\":\(number)}}")
    return track
  }

  private static func number(_ unit: Int, _ track: Int) -> Int { unit * tracksPerUnit + track + 1 }

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
  case endsBeforeItBegins(name: String, start: Int, end: Int)
  /// More slices of a unit at the same time than tracks it may have.
  case tooMuchAtOnce(unit: String, limit: Int)

  package var description: String {
    switch self {
    case .unknownUnit(let unit, let count):
      "timeline: unit \(unit) does not exist; there are \(count)"
    case .endsBeforeItBegins(let name, let start, let end):
      "timeline: slice '\(name)' begins at cycle \(start) and ends at \(end), before it"
    case .tooMuchAtOnce(let unit, let limit):
      "timeline: unit '\(unit)' does more than \(limit) things at the same time; record fewer kinds of events"
    }
  }
}
