import Foundation
import Testing

/// `--trace`, as Perfetto and results see it.
@Suite struct TraceCommandTests {
  private struct Trace: Decodable {
    struct Event: Decodable {
      struct Arguments: Decodable {
        var name: String?
      }

      var ph: String
      var name: String
      var tid: Int?
      var ts: Int?
      var dur: Int?
      var args: Arguments?
    }

    var traceEvents: [Event]

    /// The name of each track.
    var tracks: [Int: String] {
      var names: [Int: String] = [:]
      for event in traceEvents where event.name == "thread_name" { names[event.tid ?? 0] = event.args?.name }
      return names
    }

    /// Cycles of the slices of a track and its overflow.
    func cycles(of track: String) -> Int {
      let tracks = tracks
      return traceEvents.filter { $0.ph == "X" && tracks[$0.tid ?? 0]?.hasPrefix(track) == true }
        .reduce(0) { $0 + ($1.dur ?? 0) }
    }
  }

  private static func trace(_ arguments: [String], in folder: Folder) throws -> (trace: Trace, xml: String) {
    let outcome = try Command.run(
      ["simulate", "--quiet", "--trace", folder.path("t.json"), "-o", folder.path("r.xml")] + arguments)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let data = try Data(contentsOf: folder.url.appendingPathComponent("t.json"))
    return (
      try JSONDecoder().decode(Trace.self, from: data),
      try String(contentsOfFile: folder.path("r.xml"), encoding: .utf8)
    )
  }

  /// The cycles a results document says a unit worked.
  private static func work(of unit: String, in xml: String) throws -> Int {
    let pattern = try Regex("<unit name=\"\(unit)\" work=\"([0-9]+)\"", as: (Substring, Substring).self)
    let match = try #require(xml.firstMatch(of: pattern))
    return try #require(Int(match.1))
  }

  @Test(arguments: [
    ["--gemm", "96x64x80"], ["--convolution", "K32 C16 P14 Q14 R3 S3", "--padding", "1"],
    ["--gemm", "64x64x64", "-a", "tpu-v1"],
  ])
  func slicesNestAndAddUpToTheWork(arguments: [String]) throws {
    let folder = try Folder()
    let (trace, xml) = try Self.trace(arguments, in: folder)
    let tracks = trace.tracks
    for (unit, track) in [("array", "array"), ("load", "load bus"), ("store", "store bus")] {
      let slices = trace.traceEvents.filter { $0.ph == "X" && tracks[$0.tid ?? 0] == track }
      let work = try Self.work(of: unit, in: xml)
      #expect(slices.reduce(0) { $0 + ($1.dur ?? 0) } == work, "\(track)")
    }
    for (track, events) in Dictionary(grouping: trace.traceEvents.filter { $0.ph == "X" }, by: { $0.tid ?? 0 }) {
      #expect(tracks[track] != nil)
      var end = 0
      for event in events {
        #expect((event.ts ?? -1) >= end, "\(tracks[track] ?? "")")
        end = (event.ts ?? 0) + (event.dur ?? 0)
      }
    }
    let counters = Set(trace.traceEvents.filter { $0.ph == "C" }.map(\.name))
    #expect(counters.contains { $0.hasSuffix("bytes held") })
    #expect(counters.contains { $0.hasPrefix("load bytes") } && counters.contains { $0.hasPrefix("store bytes") })
  }

  @Test func aWindowCutsTheTrace() throws {
    let folder = try Folder()
    let (trace, _) = try Self.trace(["--gemm", "96x64x80", "--trace-window", "300..700"], in: folder)
    let timed = trace.traceEvents.filter { $0.ts != nil }
    #expect(!timed.isEmpty)
    #expect(timed.allSatisfy { ($0.ts ?? 0) >= 300 && ($0.ts ?? 0) + ($0.dur ?? 0) <= 700 })
  }

  @Test func gemminisControllerShowsTiles() throws {
    let folder = try Folder()
    let (trace, _) = try Self.trace(["--gemm", "256x256x256", "-a", "gemmini-firesim"], in: folder)
    for track in ["array", "load tiles", "store tiles"] { #expect(trace.cycles(of: track) > 0, "\(track)") }
  }

  @Test(arguments: ["5", "7..3", "a..b", "-1..5"])
  func windowsThatAreNoneAreRefused(window: String) throws {
    let outcome = try Command.run([
      "simulate", "--gemm", "8x8x8", "--trace", "t.json", "--trace-window=\(window)",
    ])
    #expect(outcome.exitCode == 64, "\(outcome.errors)")
  }
}
