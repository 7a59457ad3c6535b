import Foundation
import Reports
import Synchronization
import Testing

@Suite struct TimelineWriterTests {
  private struct Trace: Decodable {
    struct Event: Decodable {
      var ph: String
      var name: String
      var pid: Int
      var tid: Int?
      var ts: Int?
      var dur: Int?
      var args: [String: Argument]?
    }

    enum Argument: Decodable, Equatable {
      case number(Int)
      case text(String)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = try (try? container.decode(Int.self)).map { .number($0) } ?? .text(container.decode(String.self))
      }
    }

    var traceEvents: [Event]
    var otherData: [String: String]

    func tracks() -> [Int: String] {
      var names: [Int: String] = [:]
      for event in traceEvents where event.name == "thread_name" {
        if case .text(let name) = event.args?["name"], let tid = event.tid { names[tid] = name }
      }
      return names
    }
  }

  /// Takes what a writer writes, piece by piece.
  private final class Pieces: Sendable {
    private let pieces = Mutex<[[UInt8]]>([])

    func append(_ piece: [UInt8]) { pieces.withLock { $0.append(piece) } }

    var bytes: [UInt8] { pieces.withLock { Array($0.joined()) } }
    var count: Int { pieces.withLock { $0.count } }
  }

  private static func trace(
    units: [String], window: Range<Int> = 0..<Int.max, _ body: (inout TimelineWriter) throws -> Void
  ) throws -> (trace: Trace, pieces: Pieces) {
    let pieces = Pieces()
    var writer = try TimelineWriter(title: "conv \"1\"\n<&>", units: units, window: window) { pieces.append($0) }
    try body(&writer)
    try writer.finish()
    return (try JSONDecoder().decode(Trace.self, from: Data(pieces.bytes)), pieces)
  }

  @Test func namesTracksAndSaysTheUnitOfTime() throws {
    let trace = try Self.trace(units: ["array", "load \\ \u{1}"]) { _ in }.trace
    #expect(trace.tracks().values.sorted() == ["array", "load \\ \u{1}"])
    #expect(trace.otherData["timeUnit"] == "1 us is 1 core cycle")
    #expect(trace.traceEvents.first { $0.name == "process_name" }?.args?["name"] == .text("conv \"1\"\n<&>"))
  }

  @Test func slicesCarryTheirCycles() throws {
    let trace = try Self.trace(units: ["array", "load"]) { writer in
      try writer.slice(unit: 1, name: "tile 0", from: 0, to: 64)
      try writer.slice(unit: 0, name: "fold 0", from: 70, to: 102)
      try writer.counter(name: "requests in flight", at: 64, value: 7)
    }.trace
    let slices = trace.traceEvents.filter { $0.ph == "X" }
    #expect(slices.map(\.name) == ["tile 0", "fold 0"])
    #expect(slices.map(\.ts) == [0, 70] && slices.map(\.dur) == [64, 32])
    let tracks = trace.tracks()
    #expect(slices.map { $0.tid.flatMap { tracks[$0] } } == ["load", "array"])
    let counter = trace.traceEvents.first { $0.ph == "C" }
    #expect(counter?.ts == 64 && counter?.args == ["value": .number(7)])
  }

  /// Slices of a track must not overlap or Perfetto drops them; their cycles must all be there.
  @Test func overlappingWorkGoesToFurtherTracks() throws {
    let spans = [(0, 10), (2, 12), (4, 14), (12, 20), (10, 11), (5, 30)]
    let trace = try Self.trace(units: ["load"]) { writer in
      for span in spans { try writer.slice(unit: 0, name: "tile", from: span.0, to: span.1) }
    }.trace
    let slices = trace.traceEvents.filter { $0.ph == "X" }
    #expect(slices.compactMap(\.dur).reduce(0, +) == spans.reduce(0) { $0 + $1.1 - $1.0 })
    for (_, track) in Dictionary(grouping: slices, by: \.tid) {
      var end = 0
      for slice in track {
        let start = try #require(slice.ts)
        #expect(start >= end)
        end = start + (slice.dur ?? 0)
      }
    }
    #expect(trace.tracks().values.sorted() == ["load", "load 2", "load 3", "load 4", "load 5"])
  }

  @Test func aWindowCutsSlices() throws {
    let trace = try Self.trace(units: ["array"], window: 100..<200) { writer in
      for start in stride(from: 0, to: 300, by: 60) {
        try writer.slice(unit: 0, name: "fold", from: start, to: start + 60)
      }
      try writer.counter(name: "bytes", at: 99, value: 1)
      try writer.counter(name: "bytes", at: 100, value: 2)
    }.trace
    let slices = trace.traceEvents.filter { $0.ph == "X" }
    #expect(slices.map(\.ts) == [100, 120, 180] && slices.map(\.dur) == [20, 60, 20])
    #expect(trace.traceEvents.filter { $0.ph == "C" }.map(\.ts) == [100])
  }

  @Test func longTracesLeaveInPieces() throws {
    let (trace, pieces) = try Self.trace(units: ["array"]) { writer in
      for fold in 0..<20_000 { try writer.slice(unit: 0, name: "fold", from: fold * 4, to: fold * 4 + 3) }
    }
    #expect(trace.traceEvents.count { $0.ph == "X" } == 20_000)
    #expect(pieces.count > 10)
  }

  @Test func impossibleEventsThrow() throws {
    var writer = try TimelineWriter(title: "t", units: ["array"]) { _ in }
    #expect(throws: TimelineError.endsBeforeItBegins(name: "a", start: 5, end: 4)) {
      try writer.slice(unit: 0, name: "a", from: 5, to: 4)
    }
    #expect(throws: TimelineError.unknownUnit(1, count: 1)) {
      try writer.slice(unit: 1, name: "a", from: 0, to: 4)
    }
  }
}
