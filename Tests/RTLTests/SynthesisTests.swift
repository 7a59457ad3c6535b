import Core
import Foundation
import RTL
import Sim
import Testing

@Suite(
  .enabled(
    if: isInstalled([.yosys, .sta]) && CellLibrary.Standard.osu018.isInstalled,
    "needs yosys, opensta and cells: apt-get install yosys opensta qflow-tech-osu018"))
struct SynthesisTests {
  private let small: ArrayDesign
  private let library: CellLibrary

  init() throws {
    let array = try ArrayConfiguration(rows: 2, columns: 2, dataflow: .weightStationary, preload: .exposed)
    small = try ArrayDesign(array, operandBits: 3, accumulatorBits: 8)
    library = try CellLibrary("osu018")
  }

  @Test func composedArrayIsTheSumOfItsParts() throws {
    let synthesizer = try Synthesizer(library: library, options: SynthesisOptions(), cache: nil)
    let composed = try synthesizer.synthesise(small)
    let whole = try synthesizer.synthesiseWhole(small)
    let tiles = composed.blocks.filter { $0.name.hasPrefix("tile") }
    #expect(tiles.reduce(0) { $0 + $1.count } == 4)
    // One flip-flop of the library has 96 µm² (its Liberty file, DFFPOSX1).
    let registers = try #require(composed.blocks.first { $0.name.hasPrefix("registers") })
    #expect(registers.each.area == 96)
    // A tile has a word of registers at least.
    #expect(tiles.allSatisfy { $0.each.area > 3 * 96 })
    // Within what is asked of larger arrays (README.md, Witnesses).
    #expect(abs(composed.area / whole.area - 1) < 0.05)
    #expect(abs(composed.nanoseconds / whole.nanoseconds - 1) < 0.05)
    // A tile dissolved in what is around it is mapped a little differently each time.
    let dissolved = try synthesizer.synthesiseWhole(small, dissolvesTiles: true)
    #expect(abs(composed.area / dissolved.area - 1) < 0.15)
    #expect(abs(composed.nanoseconds / dissolved.nanoseconds - 1) < 0.15)
  }

  @Test func resultsAreCachedByContent() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("systole-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var options = SynthesisOptions()
    let cache = SynthesisCache(folder: folder)
    let first = try Synthesizer(library: library, options: options, cache: cache).synthesise(small)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).count
    #expect(files == small.parts.count)
    // With no time allowed at all, only what is known can be answered.
    options.secondsLimit = 0
    let again = try Synthesizer(library: library, options: options, cache: cache).synthesise(small)
    #expect(again.blocks == first.blocks)
    options.activity = 0.1
    #expect(throws: ToolFailure.self) {
      try Synthesizer(library: library, options: options, cache: cache).synthesise(small)
    }
  }

  @Test func aClockOutOfReachIsAFailureWithItsReason() throws {
    var options = SynthesisOptions()
    options.clockPeriod = 0.1
    let result = try Synthesizer(library: library, options: options, cache: nil).synthesise(small)
    do {
      try result.requireClock()
      Issue.record("0.1 ns was met")
    } catch {
      guard case .timing(let target, let reached) = error.reason else {
        Issue.record("\(error)")
        return
      }
      #expect(target == 0.1 && reached > 0.5)
    }
  }

  @Test func aBrokenLibraryIsAFailureWithItsReason() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("systole-\(UUID().uuidString).lib")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("library(broken) {\n  cell(X) { area : ; ]\n}\n".utf8).write(to: file)
    let broken = try CellLibrary(file.path)
    #expect(broken.name == "broken")
    #expect(throws: ToolFailure.self) {
      try Synthesizer(library: broken, options: SynthesisOptions(), cache: nil).synthesise(small)
    }
    try Data("not a library".utf8).write(to: file)
    #expect(throws: MissingInput.self) { try CellLibrary(file.path) }
    #expect(throws: MissingInput.self) { try CellLibrary("/nowhere.lib") }
  }

  /// The library's data sheet orders inverters INVX1, INVX2, INVX4, INVX8 by drive; buffers and gates are none.
  @Test func logicIsDrivenByASmallInverter() throws {
    #expect(library.drivingCell == "INVX2")
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("systole-\(UUID().uuidString).lib")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = """
      library (two) {
        cell (OR) { area : 1;
          pin(Y) { function : "(A+B)"; } }
        cell ("NOT") {
          area : 2;
          pin (Z) {
            function : "(A')";
          }
        }
      }
      """
    try Data(text.utf8).write(to: file)
    #expect(try CellLibrary(file.path).drivingCell == "NOT")
    try Data("library (none) {\n}\n".utf8).write(to: file)
    #expect(try CellLibrary(file.path).drivingCell == nil)
  }

  @Test(arguments: zip([false, true, false, false], SynthesisOptions.Restructuring.allCases))
  func netlistPassesTheSameTestbench(retimes: Bool, restructuring: SynthesisOptions.Restructuring) throws {
    let models = try #require(library.models)
    var options = SynthesisOptions()
    options.retimes = retimes
    options.restructuring = restructuring
    options.fanout = restructuring == .none ? 16 : 4
    let synthesizer = try Synthesizer(library: library, options: options, cache: nil)
    #expect(try small.simulate(netlist: synthesizer.netlist(of: small), cells: models).hasPrefix("PASS"))
  }
}

@Test("Knobs that change a script change its word")
func everyKnobIsInTheWord() {
  let changes: [(inout SynthesisOptions) -> Void] = [
    { _ in }, { $0.clockPeriod = 5 }, { $0.mapping = .area }, { $0.mapping = .speed }, { $0.restructuring = .dc2 },
    { $0.restructuring = .resyn2 }, { $0.restructuring = .compress2rs }, { $0.buffers = false }, { $0.fanout = 4 },
    { $0.sizes = false }, { $0.retimes = true }, { $0.flattens = false }, { $0.shares = true },
  ]
  let words = changes.map { change in
    var options = SynthesisOptions()
    change(&options)
    return options.code
  }
  #expect(Set(words).count == changes.count)
  // Without buffers nothing asks how many loads are too many.
  var plain = SynthesisOptions()
  plain.buffers = false
  let word = plain.code
  plain.fanout = 4
  #expect(plain.code == word)
}
