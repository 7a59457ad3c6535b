import Core
import Formats
import Testing

/// Models that claim more than they hold, or are none: answered with words, without the memory they claim.
@Suite("Hostile ONNX")
struct HostileModelTests {
  private func message(_ bytes: [UInt8]) -> String? {
    do {
      _ = try ModelBuilder.read(bytes)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func claimedLengthsAreChecked() {
    // Field 7, the graph, of 2 GiB.
    let claim: [UInt8] = [0x3a, 0x80, 0x80, 0x80, 0x80, 0x08, 0x0a]
    #expect(
      message(claim)
        == "model.onnx: error: byte 0: field 7 claims 2147483648 bytes, but 1 remain; "
        + "the file is no ONNX model, or is damaged")
  }

  @Test func emptyAndForeignFilesAreRefused() {
    #expect(message([]) == "model.onnx: error: the file is empty")
    #expect(message(Array("<?xml version=\"1.0\"?>".utf8))?.contains("no ONNX model") == true)
    #expect(message([0x08, 0x09])?.contains("has no nodes") == true)
    #expect(message([0x3a, 0x02, 0xff, 0xff])?.contains("the file ends inside a number") == true)
  }

  @Test func weightsAreNotDecoded() throws {
    // 64 MiB of weights in the file: values cost nothing, the dimensions decide.
    var model = ModelBuilder()
    model.input("x", [1, 4096])
    model.weights("w", [4096, 4096])
    model.node("MatMul", ["x", "w"], ["y"])
    var bytes = try model.bytes
    // Another initializer with raw data: graph field 5 holding tensor field 9.
    let payload = 64 << 20
    func varint(_ value: Int) -> [UInt8] {
      var rest = value
      var bytes: [UInt8] = []
      while rest > 127 {
        bytes.append(UInt8(rest & 127) | 128)
        rest >>= 7
      }
      return bytes + [UInt8(rest)]
    }
    // Its type, float, and its one extent stand before the data.
    let raw = [0x10, 0x01, 0x08] + varint(payload / 4) + [0x4a] + varint(payload)
    let tensor = [0x2a] + varint(raw.count + payload)
    bytes += [0x3a] + varint(tensor.count + raw.count + payload) + tensor + raw
    bytes += [UInt8](repeating: 0xff, count: payload)
    let condensed = try bytes.withUnsafeBytes { try CondensedModel($0).bytes }
    #expect(condensed.count < 1000)
    #expect(try ModelBuilder.read(bytes).workload.macs == 4096 * 4096)
  }

  @Test(arguments: [
    ("Reshape", [Int.max, Int.max]), ("Reshape", [-1, -1]), ("Reshape", [1 << 40, 1 << 40]),
  ])
  func absurdShapesAreRefused(_ op: String, _ shape: [Int]) {
    var model = ModelBuilder()
    model.input("x", [1, 16])
    model.integers("shape", shape)
    model.node(op, ["x", "shape"], ["y"])
    #expect(throws: InvalidInput.self) { try model.read() }
  }

  @Test func scalesThatAreNoNumbersAreRefused() {
    for scale in [Float.nan, .infinity, -1, 1e30] {
      var model = ModelBuilder()
      model.input("x", [1, 3, 8, 8])
      model.reals("scales", [1, 1, scale, scale], shape: [4])
      model.node("Resize", ["x", "", "scales"], ["y"])
      #expect(throws: InvalidInput.self) { try model.read() }
    }
  }

  @Test func networksTooLargeToCountAreRefused() {
    var model = ModelBuilder()
    model.input("x", [1 << 20, 1 << 20])
    model.weights("w", [1 << 20, 1 << 20])
    model.node("MatMul", ["x", "w"], ["y"])
    #expect(throws: InvalidInput.self) { try model.read() }
  }
}
