import Core
import Foundation
import RTL
import Testing

@Suite(.enabled(if: isInstalled([.yosys]), "needs yosys: apt-get install yosys"))
struct ToolRunTests {
  /// What a Yosys script makes of a run: nothing, or the reason it failed.
  private func reason(_ script: String, secondsLimit: Int = 20, interrupts: Bool = false) -> ToolFailure.Reason? {
    do {
      _ = try ToolRun(
        tool: .yosys, arguments: ["-q", "-p", script], folder: FileManager.default.temporaryDirectory.path,
        secondsLimit: secondsLimit, isInterrupted: { interrupts }
      ).run()
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func aHangingToolIsEndedWithAllItStarted() throws {
    // A sleep of a length nobody else asks for.
    let mark = "29.\(getpid())"
    let start = Date()
    #expect(reason("exec -- sleep \(mark)", secondsLimit: 1) == .timedOut(seconds: 1))
    #expect(Date().timeIntervalSince(start) < 15)
    // A killed process is there until the system has taken it away.
    var isRunning = true
    for _ in 0..<100 where isRunning {
      let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
      let commands = processes.compactMap { FileManager.default.contents(atPath: "/proc/\($0)/cmdline") }
      isRunning = commands.contains { String(decoding: $0, as: UTF8.self).hasPrefix("sleep\u{0}\(mark)") }
      if isRunning { usleep(50_000) }
    }
    #expect(!isRunning)
  }

  @Test func aKilledToolSaysSo() {
    #expect(reason("exec -- kill -KILL $PPID; exec -- sleep 5") == .killed(signal: SIGKILL))
  }

  @Test func anInterruptedRunEndsTheTool() {
    #expect(reason("exec -- sleep 20", interrupts: true) == .interrupted)
  }

  @Test func anErrorIsPassedOn() {
    guard case .failed(_, let words) = reason("read_verilog /nowhere.v") else {
      Issue.record("no failure")
      return
    }
    #expect(words.contains("nowhere.v"))
  }
}
