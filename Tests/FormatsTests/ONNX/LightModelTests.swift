import Core
import Formats
import Foundation
import Testing

/// The nine networks in the PyPI package `onnx`, with ONNX's own shape inference as the witness.
@Suite("ONNX light models", .enabled(if: LightModels.folder != nil && ReferenceTable.isPresent))
struct LightModelTests {
  /// A model as `reference/mappers/onnx_light_layers.json` has it.
  struct Known: Decodable {
    struct Layer: Decodable {
      var op: String
      var I: [Int]
      var W: [Int]
      var O: [Int]
      var stride: [Int]?
      var pads: [Int]?
      var group: Int?
      var transB: Int?
      var macs: Int
    }
    var macs: Int
    var layers: [Layer]
  }

  static let known: [String: Known] = {
    let path = ReferenceTable.folder + "/mappers/onnx_light_layers.json"
    guard let data = FileManager.default.contents(atPath: path) else { return [:] }
    return (try? JSONDecoder().decode([String: Known].self, from: data)) ?? [:]
  }()

  @Test func nineModelsAreKnown() {
    #expect(Self.known.count == 9)
  }

  @Test(arguments: known.keys.sorted())
  func layersAreThoseOfShapeInference(_ name: String) throws {
    let known = try #require(Self.known[name])
    let file = try ONNXFile.read(path: try #require(LightModels.folder) + "/" + name)
    let layers = file.workload.layers.filter { $0.convolution != nil }
    #expect(file.workload.macs == known.macs)
    try #require(layers.count == known.layers.count)
    for (layer, expected) in zip(layers, known.layers) {
      let convolution = try #require(layer.convolution)
      let bounds = convolution.bounds
      #expect(layer.macs == expected.macs, "\(layer.name)")
      guard expected.op == "Conv" else {
        #expect([bounds.p, bounds.c] == expected.I)
        #expect((expected.transB == 1 ? [bounds.k, bounds.c] : [bounds.c, bounds.k]) == expected.W)
        #expect([bounds.p, bounds.k] == expected.O)
        continue
      }
      #expect([bounds.g * bounds.k, bounds.c, bounds.s, bounds.r] == expected.W, "\(layer.name)")
      #expect([bounds.n, bounds.g * bounds.k, bounds.q, bounds.p] == expected.O, "\(layer.name)")
      #expect([bounds.n, bounds.g * bounds.c] == Array(expected.I[..<2]))
      #expect(bounds.g == expected.group)
      #expect([convolution.stride.height, convolution.stride.width] == expected.stride)
      let pads = expected.pads ?? [0, 0, 0, 0]
      #expect([convolution.padding.top, convolution.padding.left] == Array(pads[..<2]))
      // Zeros no window reaches are left out, as are columns of the input no window reads.
      #expect(convolution.padding.bottom <= pads[2] && convolution.padding.right <= pads[3])
      #expect(convolution.inputHeight <= expected.I[2] && convolution.inputWidth <= expected.I[3])
    }
  }

  @Test(arguments: known.keys.sorted())
  func documentsOfThemReadBackEqual(_ name: String) throws {
    let workload = try ONNXFile.read(path: try #require(LightModels.folder) + "/" + name).workload
    let document = InputFile(name: "written", bytes: WorkloadFile.bytes(of: workload))
    #expect(try WorkloadFile.read(document).workload == workload)
  }

  /// Batch normalisation and rectifiers join the convolutions, as they do in the network we ship.
  @Test func resnetIsTheOneWeShip() throws {
    let read = try ONNXFile.read(path: try #require(LightModels.folder) + "/light_resnet50.onnx").workload
    let shipped = try WorkloadFile.read(try InputFile.resolve("resnet50", kind: .workload)).workload
    func counts(_ workload: Workload) -> [String: Int] {
      workload.layers.reduce(into: [:]) { counts, layer in
        switch layer.operation {
        case .convolution: counts["convolution", default: 0] += 1
        case .vector(let vector): counts[vector.function.rawValue, default: 0] += 1
        }
      }
    }
    var expected = counts(shipped)
    // This one ends with a softmax.
    expected["softmax"] = 1
    #expect(counts(read) == expected)
  }
}

/// The package's models, fetched once a run with the ordinary client.
enum LightModels {
  /// The folder with the models; `nil` where the registry can't be reached.
  static let folder: String? = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("systole-light-\(getpid())").path
    let models = "onnx/backend/test/data/light"
    let script = """
      import glob, subprocess, sys, zipfile
      folder = sys.argv[1]
      subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary=:all:", "--timeout", "10", "--retries", "1", "-d", folder, "onnx==1.23.2"], check=True)
      with zipfile.ZipFile(glob.glob(folder + "/*.whl")[0]) as wheel:
        for name in wheel.namelist():
          if "/light/light_" in name and name.endswith(".onnx"): wheel.extract(name, folder)
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, folder]
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    atexit { LightModels.remove() }
    return process.terminationStatus == 0 ? "\(folder)/\(models)" : nil
  }()

  private static func remove() {
    try? FileManager.default.removeItem(
      at: FileManager.default.temporaryDirectory.appendingPathComponent("systole-light-\(getpid())"))
  }
}
