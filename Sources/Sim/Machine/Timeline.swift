package import Core

/// One thing a unit did, for traces and tests.
package struct TimelineEvent: Hashable, Sendable {
  package enum Unit: UInt8, CaseIterable, Sendable {
    case load
    case array
    case vector
    case store
  }

  package enum Kind: UInt8, CaseIterable, Sendable {
    /// A tile fetched, or written as final results.
    case tile
    /// A tile written as partial sums.
    case partialSums
    /// One fold's stationary operand shifted in.
    case preload
    /// One fold streamed, without the cycles it then waits for banks.
    case fold
    /// One chunk of a vector layer computed.
    case chunk
    /// One request's data in its place, or handed to the memory.
    case request
    /// The bytes a storage level holds from now on.
    case held
  }

  package var unit: Unit
  package var kind: Kind
  package var operand: Operand
  /// Core cycles; `end` is the first one after.
  package var start: Int
  package var end: Int
  /// Byte address of a request; number of a tile, fold or chunk; index of the storage level that holds bytes.
  package var address: Int
  /// Bytes of a request or held, elements of a tile, rows streamed by a fold, operations of a chunk.
  package var amount: Int
}

/// Where the events of a simulation go, and how fine they are.
package struct TimelineSink: Sendable {
  package enum Detail: Comparable, Sendable {
    case tiles
    case folds
    case requests
  }

  package var detail: Detail
  /// Takes the events since the last call, in the order they were recorded.
  package var take: @Sendable ([TimelineEvent]) -> Void

  package init(detail: Detail = .folds, take: @escaping @Sendable ([TimelineEvent]) -> Void) {
    self.detail = detail
    self.take = take
  }
}

/// Collects events and hands them out in chunks; without a sink every call is one untaken branch.
struct Timeline {
  private static let chunk = 4096

  private let sink: TimelineSink?
  private let recordsTiles: Bool
  private let recordsFolds: Bool
  let recordsRequests: Bool
  private var events: [TimelineEvent] = []
  /// Bytes each storage level held when that was last recorded.
  private var heldBytes: [Int] = []

  init(_ sink: TimelineSink?) {
    self.sink = sink
    recordsTiles = sink != nil
    recordsFolds = sink.map { $0.detail >= .folds } ?? false
    recordsRequests = sink.map { $0.detail >= .requests } ?? false
    if recordsTiles { events.reserveCapacity(Self.chunk) }
  }

  @inline(__always)
  mutating func record(
    _ unit: TimelineEvent.Unit, _ kind: TimelineEvent.Kind, _ operand: Operand, from start: Int, to end: Int,
    address: Int, amount: Int
  ) {
    guard recordsTiles, recordsFolds || (kind != .fold && kind != .preload) else { return }
    append(
      TimelineEvent(
        unit: unit, kind: kind, operand: operand, start: start, end: end, address: address, amount: amount))
  }

  @inline(__always)
  mutating func recordRequest(
    _ unit: TimelineEvent.Unit, _ operand: Operand, at time: Int, address: Int, bytes: Int
  ) {
    guard recordsRequests else { return }
    append(
      TimelineEvent(
        unit: unit, kind: .request, operand: operand, start: time, end: time, address: address, amount: bytes))
  }

  /// Records what the storage levels of a core hold where that has changed; of several cores the first is shown.
  ///
  /// To be asked only where requests are recorded, as the core's buffers are copied to be looked at.
  mutating func recordHeld(_ buffers: borrowing Buffers, at time: Int) {
    let held = buffers.heldBytes
    if heldBytes.isEmpty { heldBytes = Array(repeating: 0, count: held.count) }
    for level in held.indices where held[level] != heldBytes[level] {
      heldBytes[level] = held[level]
      append(
        TimelineEvent(
          unit: .load, kind: .held, operand: .inputs, start: time, end: time, address: level, amount: held[level]))
    }
  }

  /// Hands out what has not been handed out yet.
  mutating func flush() {
    guard let sink, !events.isEmpty else { return }
    sink.take(events)
    events.removeAll(keepingCapacity: true)
  }

  @inline(never)
  private mutating func append(_ event: TimelineEvent) {
    events.append(event)
    if events.count == Self.chunk { flush() }
  }
}
