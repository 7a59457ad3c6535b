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
    let units = TimelineEvent.Unit.allCases
    let writer = try TimelineWriter(
      title: "\(layer.name) on \(architecture.name)", units: units.map { Self.name($0) }
    ) { try file.write($0) }
    let state = Mutex(State(writer: writer))
    var machine = options.machine
    machine.timeline = TimelineSink(detail: .folds) { events in
      state.withLock { $0.add(events) }
    }
    _ = try simulateLayer(
      layer, mapping: try Evaluation.mapping(of: layer, on: architecture, options: options), on: architecture,
      options: machine)
    try state.withLock { try $0.finish() }
    try file.commit()
  }

  /// The writer and the first thing that went wrong in it; the sink itself can't throw.
  private struct State {
    var writer: TimelineWriter
    var failure: (any Error)?

    mutating func add(_ events: [TimelineEvent]) {
      guard failure == nil else { return }
      do {
        for event in events {
          try writer.slice(
            unit: Int(event.unit.rawValue), name: TraceRun.name(event), from: event.start, to: event.end)
        }
      } catch {
        failure = error
      }
    }

    mutating func finish() throws {
      if let failure { throw failure }
      try writer.finish()
    }
  }

  private static func name(_ unit: TimelineEvent.Unit) -> String {
    switch unit {
    case .load: "DMA load"
    case .array: "array"
    case .vector: "vector unit"
    case .store: "DMA store"
    }
  }

  private static func name(_ event: TimelineEvent) -> String {
    switch event.kind {
    case .tile: "\(event.operand.name) tile"
    case .partialSums: "partial sums"
    case .preload: "preload"
    case .fold: "fold"
    case .chunk: "chunk"
    case .request: "request"
    }
  }
}
