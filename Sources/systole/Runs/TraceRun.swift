import ArgumentParser
import Core
import Evaluation
import Foundation
import Reports
import Sim
import Synchronization

/// Writes the timeline of one layer's units for Perfetto.
struct TraceRun {
  var workload: Workload
  var architecture: Architecture
  var options: NetworkOptions
  /// The core cycles to write; all by default.
  var window = 0..<Int.max

  /// Simulates the only layer of the workload with its events recorded.
  ///
  /// - Throws: `InvalidInput` when there is more than one layer; `OutputFailure` when the file can't be written.
  func write(to path: String) throws {
    guard let layer = workload.layers.first, workload.layers.count == 1 else {
      throw InvalidInput(
        .other(
          "--trace shows one layer, and '\(workload.name)' has \(workload.layers.count)",
          remedy: "pick one with --layer"),
        at: SourceLocation(file: "--trace"))
    }
    let file = try PartialFile(path)
    let writer = try TimelineWriter(
      title: "\(layer.name) on \(architecture.name)", units: TraceEvents.Track.allCases.map(\.rawValue), window: window
    ) { try file.write($0) }
    let events = Mutex(TraceEvents(writer, architecture, hasBus: !options.machine.ideal.contains(.dma)))
    var machine = options.machine
    machine.timeline = TimelineSink(detail: .requests) { chunk in
      events.withLock { $0.add(chunk) }
    }
    _ = try simulateLayer(
      layer, mapping: try Evaluation.mapping(of: layer, on: architecture, options: options), on: architecture,
      options: machine)
    try events.withLock { try $0.finish() }
    try file.commit()
  }

  /// Reads the window `FROM..TO` of core cycles; either end may be left out.
  ///
  /// - Throws: `ValidationError` when the text is none.
  static func window(parsing text: String) throws -> Range<Int> {
    let ends = text.components(separatedBy: "..")
    if ends.count == 2, let from = ends[0].isEmpty ? 0 : Int(ends[0]),
      let to = ends[1].isEmpty ? Int.max : Int(ends[1]),
      from >= 0, from < to
    {
      return from..<to
    }
    throw ValidationError(
      "--trace-window '\(text)' is no range of cycles; write e.g. 1000..5000, the first cycle and the first one after")
  }
}

/// Turns a layer's events into slices and counters, and remembers the first thing that went wrong in writing them.
///
/// What a bus carries back to back for one operand is one slice, so the slices of the array, the vector unit and the
/// buses add up to the cycles results say the unit worked. Tiles last from their first request to their last, waiting
/// included.
private struct TraceEvents {
  enum Track: String, CaseIterable {
    case array
    case preload = "array preload"
    case vector = "vector unit"
    case loadTiles = "load tiles"
    case loadBus = "load bus"
    case storeTiles = "store tiles"
    case storeBus = "store bus"

    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  private var writer: TimelineWriter
  private let levels: [String]
  /// Bytes a cycle; `nil` where the bus takes no time.
  private let busBytes: Int?
  private var failure: (any Error)?
  private var load = TracedBus(track: Track.loadBus.index, name: "load")
  private var store = TracedBus(track: Track.storeBus.index, name: "store")

  init(_ writer: TimelineWriter, _ architecture: Architecture, hasBus: Bool) {
    self.writer = writer
    levels = architecture.levels.map(\.name)
    busBytes = hasBus ? architecture.dma.busBytes : nil
  }

  mutating func add(_ events: [TimelineEvent]) {
    guard failure == nil else { return }
    do {
      for event in events { try add(event) }
    } catch {
      failure = error
    }
  }

  mutating func finish() throws {
    if let failure { throw failure }
    try load.close(&writer)
    try store.close(&writer)
    try writer.finish()
  }

  private mutating func add(_ event: TimelineEvent) throws {
    switch event.kind {
    case .fold: try slice(.array, "fold", event)
    case .preload: try slice(.preload, "\(event.operand.name) preload", event)
    case .chunk: try slice(.vector, "chunk", event)
    case .tile, .partialSums:
      let name = event.kind == .tile ? "\(event.operand.name) tile \(event.address)" : "partial sums \(event.address)"
      switch event.unit {
      case .load: try slice(.loadTiles, name, event)
      case .store: try slice(.storeTiles, name, event)
      case .array: try slice(.array, name, event)
      case .vector: try slice(.vector, name, event)
      }
    case .request:
      // A load is recorded when its last beat has arrived, a store when its first is on the bus.
      let beats = busBytes.map { max(1, ceilingDivide(event.amount, $0)) } ?? 0
      if event.unit == .load {
        try load.carry(event, from: event.end - beats, to: event.end, &writer)
      } else {
        try store.carry(event, from: event.start, to: event.start + beats, &writer)
      }
    case .held:
      let level = levels.indices.contains(event.address) ? levels[event.address] : "level \(event.address)"
      try writer.counter(name: "\(level) bytes held", at: event.start, value: event.amount)
    }
  }

  private mutating func slice(_ track: Track, _ name: String, _ event: TimelineEvent) throws {
    try writer.slice(unit: track.index, name: name, from: event.start, to: event.end)
  }
}

/// A bus: what it carries now, and the bytes of the stretch of time it is in.
private struct TracedBus {
  /// Core cycles a value of the bandwidth counter stands for.
  private static let counted = 256

  private let track: Int
  private let counter: String
  private var start = 0
  private var end = 0
  private var operand = Operand.weights
  private var stretch = 0
  private var bytes = 0

  init(track: Int, name: String) {
    self.track = track
    counter = "\(name) bytes per \(Self.counted) cycles"
  }

  /// Takes a request's data, in the order of time.
  mutating func carry(_ event: TimelineEvent, from: Int, to: Int, _ writer: inout TimelineWriter) throws {
    if from / Self.counted > stretch {
      try count(&writer)
      if from / Self.counted > stretch + 1 {
        try writer.counter(name: counter, at: (stretch + 1) * Self.counted, value: 0)
      }
      stretch = from / Self.counted
    }
    bytes += event.amount
    if from <= end, event.operand == operand, start < end {
      end = to
      return
    }
    try show(&writer)
    start = max(from, end)
    end = to
    operand = event.operand
  }

  /// Writes what has not been written yet.
  mutating func close(_ writer: inout TimelineWriter) throws {
    try count(&writer)
    try writer.counter(name: counter, at: (stretch + 1) * Self.counted, value: 0)
    try show(&writer)
  }

  private mutating func count(_ writer: inout TimelineWriter) throws {
    try writer.counter(name: counter, at: stretch * Self.counted, value: bytes)
    bytes = 0
  }

  private func show(_ writer: inout TimelineWriter) throws {
    guard end > start else { return }
    try writer.slice(unit: track, name: operand.name, from: start, to: end)
  }
}
