import Core

/// The vector unit: element operations at `lanes` a cycle, one chunk after the other.
///
/// A chunk starts when all its inputs have arrived and its results have room; its results are complete when its last
/// operation is done.
struct VectorLane: ComputeUnit {
  private var queue: Ring<VectorCommand>
  private(set) var activity = Activity()
  private(set) var wake = Int.max
  private(set) var end = 0
  private(set) var operations = 0

  private let lanes: Int?
  private var staged: VectorCommand?
  private var running: VectorCommand?
  private var chunks = 0
  private(set) var waiting: StallCause?

  /// A unit of so many lanes; `nil` takes no time.
  init(lanes: Int?, queueDepth: Int) {
    self.lanes = lanes
    queue = Ring(capacity: queueDepth)
  }

  var hasRoom: Bool { !queue.isFull }
  var isIdle: Bool { queue.isEmpty && staged == nil && running == nil }

  mutating func accept(_ command: Command) {
    guard case .vector(let vector) = command else { preconditionFailure("the vector unit got another unit's command") }
    queue.push(vector)
  }

  mutating func retire(at now: Int, buffers: inout Buffers) {
    guard let command = running, end <= now else { return }
    for _ in 0..<command.inputTiles { buffers.release(.inputs) }
    buffers.outputs.complete(command.outputs, at: end)
    running = nil
  }

  mutating func advance(at now: Int, hasMoreToCome: Bool, buffers: inout Buffers, timeline: inout Timeline) {
    wake = running == nil ? .max : end
    guard running == nil else { return }
    if staged == nil {
      staged = queue.pop()
      if staged != nil || waiting == nil { settle(at: now) }
    }
    guard let command = staged else {
      settle(at: now)
      waiting = hasMoreToCome ? .issue : nil
      return
    }
    if !buffers.inputs.holds(command.elements, of: command.inputs) {
      waiting = .inputs
    } else if !buffers.outputs.hasRoom(for: command.outputs) {
      waiting = .space
    } else {
      settle(at: now)
      start(command, at: now, &buffers, &timeline)
    }
  }

  mutating func settle(at now: Int) {
    if let waiting {
      activity.waits(until: now, for: waiting)
    } else {
      activity.rests(until: now)
    }
  }

  private mutating func start(
    _ command: VectorCommand, at now: Int, _ buffers: inout Buffers, _ timeline: inout Timeline
  ) {
    buffers.open(.outputs, command.outputs)
    end = now + (lanes.map { ceilingDivide(command.operations, $0) } ?? 0)
    activity.works(until: end)
    staged = nil
    waiting = nil
    running = command
    wake = end
    operations += command.operations
    timeline.record(.vector, .chunk, .outputs, from: now, to: end, address: chunks, amount: command.operations)
    chunks += 1
  }
}

/// Vector layers are short; no stretch of one is skipped.
extension VectorLane {
  func recurs(_ earlier: VectorLane, _ shift: Shift) -> Bool { false }
  mutating func move(by shift: Shift) {}
  mutating func `repeat`(_ times: Int, since earlier: VectorLane) {}
}
