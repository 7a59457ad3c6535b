import Foundation
import Testing

/// Files of other tools, as a new user brings them.
@Suite struct ImportCommandTests {
  @Test func importsBecomeDocuments() throws {
    let folder = try Folder()
    let table = try folder.write(
      "net.csv", "name,K,C,P,Q,R,S,stride\nconv1,64,3,112,112,7,7,2\nfc,1000,2048,1,1,1,1,1\n")
    let document = folder.path("net.xml")
    #expect(try Command.run(["import", table, "-o", document]).exitCode == 0)
    #expect(try Command.run(["validate", document]).exitCode == 0)
    let back = try Command.run(["import", document, "--format", "csv"])
    #expect(back.output.contains("conv1,1,64,3,112,112,7,7,2x2,1x1,1,1\r\n"))
    let listing = try Command.run(["import", table, "--format", "json"])
    let json = try JSONSerialization.jsonObject(with: Data(listing.output.utf8)) as? [String: Any]
    let layers = try #require(json?["layers"] as? [[String: Any]])
    #expect(layers.map { $0["macs"] as? Int } == [64 * 3 * 112 * 112 * 49, 1000 * 2048])
    #expect(layers[0]["stride"] as? [Int] == [2, 2])
  }

  /// The compute report of a run SCALE-Sim v3.0.0 made: a 4 × 4 × 4 product on a 4 × 4 array, output-stationary, 4 words
  /// a cycle and 1 KiB for each operand.
  @Test func scaleSimFilesGiveItsReports() throws {
    let folder = try Folder()
    let configuration = try folder.write(
      "tiny.cfg",
      """
      [general]
      run_name = tiny
      [architecture_presets]
      ArrayHeight : 4
      ArrayWidth : 4
      IfmapSramSzkB: 1
      FilterSramSzkB: 1
      OfmapSramSzkB: 1
      Bandwidth : 4
      Dataflow : os
      [layout]
      IfmapSRAMBankBandwidth: 4
      FilterSRAMBankBandwidth: 4
      [run_presets]
      InterfaceBandwidth: USER
      """)
    let topology = try folder.write("tiny.csv", "Layer, M, N, K,\ng, 4, 4, 4,\n")
    let reports = folder.path("tiny")
    let outcome = try Command.run([
      "simulate", "-a", configuration, "-w", topology, "--timing", "scalesim", "--format", "scalesim", "-o", reports,
      "--quiet",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: reports).sorted()
    #expect(files == ["BANDWIDTH_REPORT.csv", "COMPUTE_REPORT.csv", "DETAILED_ACCESS_REPORT.csv"])
    let compute = try String(contentsOfFile: reports + "/COMPUTE_REPORT.csv", encoding: .utf8)
    #expect(
      compute == """
        LayerID, Total Cycles (incl. prefetch), Total Cycles, Stall Cycles, Overall Util %, Mapping Efficiency %, \
        Compute Util %,
        0, 16, 9, 0, 44.44444444444444, 100.0, 40.0,

        """)
    // The machine runs the same files.
    let machine = try Command.run(["simulate", "-a", configuration, "-w", topology, "--format", "csv"])
    #expect(machine.exitCode == 0, "\(machine.errors)")
  }

  /// A model of one product, 8 x 16 by 16 x 4 in fp32, written field by field.
  private static let model: [UInt8] = {
    func field(_ tag: UInt8, _ contents: [UInt8]...) -> [UInt8] {
      let content = contents.flatMap { $0 }
      return [tag << 3 | 2, UInt8(content.count)] + content
    }
    func word(_ tag: UInt8, _ text: String) -> [UInt8] { field(tag, Array(text.utf8)) }
    func number(_ tag: UInt8, _ value: UInt8) -> [UInt8] { [tag << 3, value] }
    let node = field(1, word(1, "x"), word(1, "w"), word(2, "y"), word(4, "MatMul"))
    let shape = field(2, field(1, number(1, 8)), field(1, number(1, 16)))
    let input = field(11, word(1, "x"), field(2, field(1, number(1, 1), shape)))
    let weights = field(5, number(1, 16), number(1, 4), number(2, 1), word(8, "w"))
    return field(7, node, weights, input)
  }()
  @Test func modelsRunWithoutFurtherWords() throws {
    let folder = try Folder()
    let model = folder.path("m.onnx")
    try Data(Self.model).write(to: URL(fileURLWithPath: model))
    let outcome = try Command.run(["simulate", "-a", "gemmini", "-w", model, "--format", "csv"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.split(separator: "\r\n").count == 2)
    #expect(outcome.errors.contains("m.onnx: warning: fractions count as int8"))
    let own = try Command.run(["import", model, "--number-format", "model", "--format", "json"])
    #expect(own.exitCode == 0 && own.output.contains("fp32"))
  }

  @Test func mistakesNameTheFile() throws {
    let folder = try Folder()
    let missing = try Command.run(["import", folder.path("none.onnx")])
    #expect(missing.exitCode == 66 && missing.errors.contains("none.onnx: error: there is no such file"))
    let bad = try Command.run(["simulate", "-w", try folder.write("bad.onnx", "<xml/>")])
    #expect(bad.exitCode == 65 && bad.errors.contains("bad.onnx: error: byte 0"))
    let swapped = try Command.run(["simulate", "-a", try folder.write("t.csv", "Layer, M, N, K,\ng, 4, 4, 4,\n")])
    #expect(swapped.exitCode == 65 && swapped.errors.contains("describes a workload; give an architecture"))
  }
}
