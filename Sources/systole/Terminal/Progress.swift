import Foundation
import Synchronization

/// How far a run has come, drawn on stderr: a bar on a terminal, a line every ten seconds elsewhere.
///
/// Workers call `advance`; drawing happens under a lock, so lines never mix.
final class ProgressLine: Sendable {
  private struct State {
    var done = 0
    var lastDrawn: Double
    var drewBar = false
  }

  let total: Int
  private let noun: String
  private let isTerminal: Bool
  private let isQuiet: Bool
  private let start: Double
  private let state: Mutex<State>

  init(total: Int, noun: String, quiet: Bool) {
    self.total = total
    self.noun = noun
    isQuiet = quiet
    isTerminal = isatty(STDERR_FILENO) == 1
    start = ProgressLine.now()
    state = Mutex(State(lastDrawn: start))
  }

  /// How many are done.
  var done: Int { state.withLock { $0.done } }

  /// One more is done; `detail` says what it was.
  func advance(_ detail: String) {
    let now = ProgressLine.now()
    state.withLock { state in
      state.done += 1
      guard !isQuiet, now - state.lastDrawn >= (isTerminal ? 0.1 : 10) else { return }
      state.lastDrawn = now
      draw(&state, now: now, detail: "last: \(detail)")
    }
  }

  /// One more is done; `detail` says how things stand, and is asked only when it is shown.
  func advance(showing detail: () -> String) {
    let now = ProgressLine.now()
    state.withLock { state in
      state.done += 1
      guard !isQuiet, now - state.lastDrawn >= (isTerminal ? 0.1 : 10) else { return }
      state.lastDrawn = now
      draw(&state, now: now, detail: detail())
    }
  }

  /// Says what is going on, when it is time to.
  func note(_ detail: @autoclosure () -> String) {
    let now = ProgressLine.now()
    state.withLock { state in
      guard !isQuiet, now - state.lastDrawn >= (isTerminal ? 0.1 : 10) else { return }
      state.lastDrawn = now
      draw(&state, now: now, detail: "now: \(detail())")
    }
  }

  /// Removes the bar, so that what follows starts on a clean line.
  func finish() {
    state.withLock { state in
      if state.drewBar { write("\r\u{1B}[K") }
      state.drewBar = false
    }
  }

  private func draw(_ state: inout State, now: Double, detail: String) {
    let elapsed = now - start
    let rate = elapsed > 0 ? Double(state.done) / elapsed : 0
    let left = rate > 0 ? ", about \(Int((Double(total - state.done) / rate).rounded())) s left" : ""
    let words = "\(state.done)/\(total) \(noun)\(left), \(detail)"
    if isTerminal {
      let width = 24
      let filled = total == 0 ? width : state.done * width / total
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
      write("\r\u{1B}[K\(bar) \(words)")
      state.drewBar = true
    } else {
      write(words + "\n")
    }
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  private static func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) * 1e-9
  }
}
