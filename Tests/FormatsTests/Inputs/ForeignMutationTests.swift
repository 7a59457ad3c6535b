import Core
import Formats
import Foundation
import Testing

/// Damaged files of other tools: refused with reasons, or read into something that survives being written.
///
/// A few hundred of each by default; `SYSTOLE_FUZZ=1000000` damages each that often, in about a quarter of an hour.
@Suite("Damaged foreign files")
struct ForeignMutationTests {
  enum Reader: String, CaseIterable, Sendable {
    case onnx
    case configuration
    case topology
    case products
    case layers
    case problem
    case mapping
    case design
  }

  private static let count = ProcessInfo.processInfo.environment["SYSTOLE_FUZZ"].flatMap { Int($0) } ?? 300

  private static func model() throws -> [UInt8] {
    var model = ModelBuilder()
    model.input("x", [1, 4, 9, 11])
    model.weights("w", [8, 4, 3, 3])
    model.integers("shape", [0, -1])
    model.integers("ends", [3, 4])
    model.integers("starts", [0, 1])
    model.reals("half", [0.5], shape: [1])
    model.weights("m", [240, 10])
    model.node("Conv", ["x", "w"], ["c"], ["pads": .integers([1, 1, 1, 1]), "strides": .integers([2, 2])])
    model.node("Relu", ["c"], ["r"])
    model.node("MaxPool", ["r"], ["p"], ["kernel_shape": .integers([2, 2]), "ceil_mode": .integer(1)])
    model.node("Mul", ["r", "half"], ["h"])
    model.node("Transpose", ["h"], ["t"], ["perm": .integers([0, 2, 3, 1])])
    model.node("Slice", ["r", "starts", "ends"], ["s"])
    model.node("Reshape", ["r", "shape"], ["f"])
    model.node("MatMul", ["f", "m"], ["y"])
    model.node("Shape", ["r"], ["shapes"])
    model.node("Concat", ["shapes", "shape"], ["joined"], ["axis": .integer(0)])
    model.node("ReduceMean", ["r"], ["mean"], ["axes": .integers([2, 3])])
    model.output("y", [1, 10])
    return try model.bytes
  }

  private static func victim(_ reader: Reader) throws -> [UInt8] {
    switch reader {
    case .onnx: return try model()
    case .configuration:
      return Array(
        """
        [general]
        run_name = scale
        [architecture_presets]
        ArrayHeight : 16
        ArrayWidth : 8
        IfmapSramSzkB: 32
        FilterSramSzkB: 64
        OfmapSramSzkB: 128
        Bandwidth : 10
        Dataflow : is
        [run_presets]
        InterfaceBandwidth: USER
        """.utf8)
    case .topology:
      return Array(
        "Layer name, IFMAP Height, IFMAP Width, FH, FW, C, F, S,\nA, 224, 224, 7, 7, 3, 64, 2,\nB, 8,9,3,3,4,5,1,2:4\n"
          .utf8)
    case .products: return Array("Layer, M, N, K,\nA, 5, 6, 7,\nB, 8, 9, 10, 12,\nC, 1, 2, 3, 1:2,\n".utf8)
    case .layers:
      return Array(
        "name,N,K,C,P,Q,R,S,stride,dilation,groups,count\na,2,32,64,14,12,3,1,2,1,1,1\nd,1,64,64,56,56,3,3,2x1,1,64,2\n"
          .utf8)
    case .problem:
      return Array("problem:\n  shape: cnn-layer\n  instance: {R: 3, S: 1, P: 5, Q: 6, C: 7, K: 8, Wstride: 2}\n".utf8)
    case .mapping:
      return Array(
        """
        base: &base {target: Buffer}
        mapping:
          - {target: DRAM, type: temporal, factors: "C=16 K=4 P=7,3", permutation: CKRSPQN}
          - {<<: *base, type: datatype, keep: [Weights, Inputs], bypass: [Outputs]}
          - {target: Buffer, type: spatial, factors: "C=3,K=12", permutation: KCRSPQN, split: 1}
          - {target: Buffer, type: temporal, factors: [Q2, R3], permutation: [R, Q]}
        """.utf8)
    case .design:
      return Array(
        """
        architecture:
          subtree:
            - name: System
              local: [{name: DRAM, class: DRAM, attributes: {word-bits: 8, block_size: 64, shared_bandwidth: 8}}, {name: Shared, class: SRAM, attributes: {entries: 4096, word-bits: 8}}]
              subtree:
                - name: PE[0..15]
                  local:
                    - {name: Buffer, class: SRAM, attributes: {depth: 64, width: 32, word-bits: 8}}
                    - {name: "Register[0..3]", class: regfile, attributes: {entries: 2}}
                    - {name: "MAC[0..3]", class: intmac}
        ERT:
          tables: [{name: System.Buffer, actions: [{name: read, energy: 4}]}]
        """.utf8)
    }
  }

  @Test(arguments: Reader.allCases)
  func damageIsRefusedOrRead(_ reader: Reader) throws {
    let victim = try Self.victim(reader)
    let donors = try Reader.allCases.map(Self.victim)
    let stream = UInt64(Reader.allCases.firstIndex(of: reader) ?? 0)
    var mutation = Mutation(seed: 20_251_208, stream: stream, donors: donors)
    var (refused, read) = (0, 0)
    for index in 0..<Self.count {
      let input = InputFile(name: "damaged", bytes: mutation.damaged(victim))
      do {
        // Writing what was read and reading it again takes most of the time: after some thousands, one in 16.
        try Self.survives(input, reader, isWritten: index < 5_000 || index % 16 == 0)
        read += 1
      } catch let error as InvalidInput {
        refused += 1
        #expect(!error.diagnostics.isEmpty && !error.description.contains("\n\n"))
      }
    }
    #expect(refused > Self.count / 10 && read > 0, "\(refused) refused, \(read) read")
  }

  private static func survives(_ input: InputFile, _ reader: Reader, isWritten: Bool) throws {
    func roundTrip(_ workload: Workload) throws { if isWritten { try Self.roundTrip(workload) } }
    func roundTrip(_ architecture: Architecture) throws { if isWritten { try Self.roundTrip(architecture) } }
    switch reader {
    case .onnx: try roundTrip(try ModelBuilder.read(input.bytes, ONNXOptions(allowsUnknown: true)).workload)
    case .configuration: try roundTrip(try ScaleSimConfigurationFile(input).architecture)
    case .topology, .products: try roundTrip(try TopologyFile(input).workload)
    case .layers: try roundTrip(try LayerCSVFile(input).workload)
    case .problem: try roundTrip(try TimeloopProblemFile(input).workload)
    case .mapping:
      let file = try TimeloopMappingFile(input)
      guard isWritten else { return }
      let text = TimeloopMappingFile.text(of: file.mapping)
      let names = file.levels.indices.map { $0 == 0 ? "DRAM" : "Level\($0)" }
      let again = try TimeloopMappingFile(InputFile(name: "again", text: text), levels: names)
      #expect(again.mapping == file.mapping)
    case .design:
      // Sizes a document refuses are refused there; what it accepts is the same again.
      let architecture = try TimeloopDesign(input).architecture(name: "design")
      try roundTrip(architecture)
    }
  }

  private static func roundTrip(_ workload: Workload) throws {
    let document = InputFile(name: "written", bytes: WorkloadFile.bytes(of: workload))
    do {
      let again = try WorkloadFile.read(document).workload
      #expect(again == workload)
    } catch {
      Issue.record("\(error)\n\(String(decoding: document.bytes, as: UTF8.self))")
    }
  }

  private static func roundTrip(_ architecture: Architecture) throws {
    let document = InputFile(name: "written", bytes: ArchitectureFile.write(architecture))
    var (again, _) = try ArchitectureFile.read(document)
    again.origins = architecture.origins
    #expect(again == architecture)
  }
}
