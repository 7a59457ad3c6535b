import Core
import Formats
import Foundation
import Testing

@Suite("Timeloop files")
struct TimeloopFileTests {
  private static let mapping = """
    mapping:
      - {target: DRAM, type: temporal, factors: "C=16 K=4 P=7,3", permutation: CKRSPQN}
      - {target: Buffer, type: datatype, keep: [Weights, Inputs], bypass: [Outputs]}
      - {target: Buffer, type: spatial, factors: "C=3,K=12", permutation: KCRSPQN, split: 1}
      - {target: Buffer, type: temporal, factors: [Q2, R3], permutation: [R, Q]}
      - {target: Regs, type: bypass, keep: [Weights], bypass: [Inputs, Outputs]}
    """

  /// A permutation stands innermost first, and the first `split` of its dimensions lie along X.
  @Test func mappingsAreReadInwards() throws {
    let file = try TimeloopMappingFile(InputFile(name: "m.yaml", text: Self.mapping))
    #expect(file.levels == ["DRAM", "Buffer", "Regs"])
    #expect(file.mapping.description == "L2[WIO] P7,3 K4 C16 - L1[WI] Q2 R3 K12X C3Y - L0[W] N1")
  }

  @Test func writingAndReadingIsTheIdentity() throws {
    var random = SeededRandom(seed: 8, stream: 0)
    for _ in 0..<200 {
      var levels: [MappingLevel] = []
      for index in 0..<random.within(1...5) {
        let dimensions: [Core.Dimension] = [.n, .k, .c, .p, .q, .r, .s]
        var level = MappingLevel(keeps: index == 0 ? .all : OperandSet(rawValue: UInt8(random.below(8))))
        for dimension in dimensions where random.below(3) == 0 {
          let bound = random.within(2...9)
          level.temporal.insert(
            TemporalLoop(dimension, bound, last: random.within(1...bound)), at: random.within(0...level.temporal.count))
        }
        let spread = dimensions.filter { _ in random.below(4) == 0 }
        let split = random.within(0...spread.count)
        level.spatial =
          spread[..<split].map { SpatialLoop($0, random.within(2...9)) }
          + spread[split...].map { SpatialLoop($0, random.within(2...9), axis: .y) }
        levels.append(level)
      }
      let mapping = Mapping(levels: levels)
      let text = TimeloopMappingFile.text(of: mapping)
      let names = levels.indices.map { $0 == 0 ? "DRAM" : "Level\($0)" }
      #expect(try TimeloopMappingFile(InputFile(name: "m", text: text), levels: names).mapping == mapping, "\(text)")
    }
  }

  @Test func problemsAreLayers() throws {
    let old = "problem: {shape: cnn-layer, R: 3, S: 1, P: 5, Q: 6, C: 7, K: 8, N: 2, Wstride: 2, Hdilation: 3}"
    let convolution = try #require(
      try TimeloopProblemFile(InputFile(name: "p.yaml", text: old)).workload.layers[0].convolution)
    #expect(convolution.bounds == LoopBounds(n: 2, k: 8, c: 7, p: 5, q: 6, r: 3, s: 1))
    #expect(convolution.stride == Extent(width: 2, height: 1))
    #expect(convolution.dilation == Extent(width: 1, height: 3))
    let new = """
      problem:
        version: 0.4
        shape:
          name: CNN_Layer
          dimensions: [C, M, R, S, N, P, Q]
          coefficients: [{name: Wstride, default: 2}, {name: Hstride, default: 1}]
        instance: {C: 3, M: 4, R: 1, S: 1, N: 1, P: 9, Q: 9}
      """
    let layer = try #require(
      try TimeloopProblemFile(InputFile(name: "p.yaml", text: new)).workload.layers[0].convolution)
    #expect(layer.bounds.k == 4 && layer.stride.width == 2)
    let product = "problem: {instance: {M: 3, N: 4, K: 5}}"
    #expect(
      try TimeloopProblemFile(InputFile(name: "p.yaml", text: product)).workload.layers[0].convolution
        == .gemm(m: 3, n: 4, k: 5))
  }

  /// The copies of a component are those of the trees around it times its own range, whichever way the file is nested.
  @Test func architecturesAreReadEitherWay() throws {
    let nested = """
      architecture:
        version: 0.3
        subtree:
          - name: System
            local: [{name: DRAM, class: DRAM, attributes: {word-bits: 8, block_size: 64, shared_bandwidth: 8}}, {name: Shared, class: SRAM, attributes: {entries: 4096, word-bits: 8}}]
            subtree:
              - name: PE[0..15]
                attributes: {word-bits: 8}
                local:
                  - {name: Buffer, class: SRAM, attributes: {depth: 64, width: 32}}
                  - {name: "Register[0..3]", class: regfile, attributes: {entries: 2}}
                  - {name: "MAC[0..3]", class: intmac}
      architecture_constraints:
        targets:
          - {target: Register, type: datatype, keep: [Weights], bypass: [Inputs, Outputs]}
          - {target: Buffer, type: spatial, factors: N=1 P=1 Q=1 R=1 S=1 C=1}
      ERT:
        tables:
          - name: System.PE[0..15].Buffer
            actions: [{name: read, energy: 4}, {name: write, energy: 6}, {name: read, energy: 5}]
          - name: System.PE[0..15].MAC[0..3]
            actions: [{name: compute, energy: 0.5}]
      """
    let design = try TimeloopDesign(InputFile(name: "a.yaml", text: nested))
    #expect(design.levels.map(\.name) == ["DRAM", "Shared", "Buffer", "Register", "MAC"])
    #expect(design.levels.map(\.instances) == [1, 1, 16, 64, 64])
    #expect(design.levels[2].entries == 256 && design.levels[2].block == 4)
    #expect(design.levels[2].readEnergy == 5 && design.levels[2].updateEnergy == 6 && design.levels[4].macEnergy == 0.5)
    #expect(design.levels[3].keeps == .weights)
    #expect(design.levels[2].spatial == [.k, .g])
    let architecture = try design.architecture(name: "a")
    #expect(architecture.array.rows == 4 && architecture.array.columns == 16)
    let document = InputFile(name: "again", bytes: ArchitectureFile.write(architecture))
    var again = try ArchitectureFile.read(document).0
    again.origins = []
    #expect(again == architecture)
  }

  @Test func mistakesHavePlaces() {
    let broken = Self.mapping.replacing("type: bypass, keep: [Weights]", with: "type: bypas, keep: [Weights]")
      .replacing("C=3,K=12", with: "C=3,K=x")
    let error = #expect(throws: InvalidInput.self) { try TimeloopMappingFile(InputFile(name: "m.yaml", text: broken)) }
    #expect(error?.diagnostics.map(\.location.line) == [4, 6])
    #expect(throws: InvalidInput.self) { try TimeloopMappingFile(InputFile(name: "m", text: "mapping: [\n  {a: b")) }
  }

  /// Nine lists of nine references each, one above the other, would be a billion values.
  @Test func aliasesDoNotMultiply() {
    var laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for index in 1...9 {
      let references = Array(repeating: "*a\(index - 1)", count: 9).joined(separator: ", ")
      laughs += "a\(index): &a\(index) [\(references)]\n"
    }
    for text in [laughs + "mapping: *a9\n", laughs + "? *a9\n: mapping\n", laughs + "{*a9 : b}\n"] {
      #expect(throws: InvalidInput.self) { try TimeloopMappingFile(InputFile(name: "laughs", text: text)) }
    }
  }

  @Test func deepNestingIsRefused() {
    for text in [String(repeating: "[", count: 100_000), String(repeating: "- ", count: 50_000) + "a"] {
      #expect(throws: InvalidInput.self) { try TimeloopMappingFile(InputFile(name: "deep", text: text)) }
    }
  }
}

/// The files Timeloop itself was run with, against the JSON its runs were recorded in.
@Suite("Timeloop reference files", .enabled(if: ReferenceTable.isPresent))
struct TimeloopReferenceTests {
  private static let folder = ReferenceTable.folder + "/timeloop"

  private static func json(_ path: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test(arguments: ["gemmini_16_128_32", "eyeriss_like", "simba_like"])
  func architecturesAreThoseRecorded(_ name: String) throws {
    let archs = try #require(try Self.json(Self.folder + "/archs.json") as? [String: [String: Any]])
    let recorded = try #require(archs[name]?["levels_inner_to_outer"] as? [[String: Any]])
    let design = try TimeloopDesign(try InputFile.read(path: Self.folder + "/yaml/\(name).arch.yaml"))
    try #require(design.levels.count == recorded.count)
    for (level, row) in zip(design.levels, recorded.reversed()) {
      #expect(level.name == row["name"] as? String)
      #expect(level.instances == row["instances"] as? Int, "\(level.name)")
      #expect(level.meshX == row["meshX"] as? Int && level.meshY == row["meshY"] as? Int, "\(level.name)")
      guard row["kind"] as? String == "storage" else { continue }
      #expect(level.entries == row["entries_words_per_instance"] as? Int, "\(level.name)")
      #expect(level.block == row["block_size_words"] as? Int, "\(level.name)")
      #expect(level.wordBits == row["word_bits"] as? Int)
      #expect(level.clusterSize == row["cluster_size"] as? Int)
      #expect(level.sharedBandwidth == row["bw_shared_words_per_cycle_per_instance"] as? Double)
      #expect(level.readBandwidth == row["bw_read"] as? Double && level.writeBandwidth == row["bw_write"] as? Double)
    }
  }

  /// Every best mapping of the mapper runs: the file and the recorded loops are the same mapping.
  @Test func mappingsAreThoseRecorded() throws {
    var compared = 0
    for file in ["results_a.jsonl", "results_b.jsonl"] {
      let lines = try String(contentsOfFile: Self.folder + "/mapper_baseline/" + file, encoding: .utf8)
      for line in lines.split(separator: "\n") {
        let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        guard let layer = row["layer"] as? String, let algorithm = row["algorithm"] as? String,
          let budget = row["cpu_budget_s"] as? Double, let recorded = row["mapping"] as? [String: Any]
        else { continue }
        let path = "\(Self.folder)/mapper_baseline/\(layer)__\(algorithm)__\(Int(budget))cpus__1t.map.yaml"
        guard FileManager.default.fileExists(atPath: path) else { continue }
        let read = try TimeloopMappingFile(try InputFile.read(path: path))
        #expect(read.mapping == (try Self.mapping(recorded, levels: read.levels)), "\(path)")
        let written = TimeloopMappingFile.text(of: read.mapping, levels: read.levels)
        #expect(try TimeloopMappingFile(InputFile(name: "again", text: written)).mapping == read.mapping)
        compared += 1
      }
    }
    #expect(compared >= 10)
  }

  private static func mapping(_ recorded: [String: Any], levels: [String]) throws -> Mapping {
    let keep = try #require(recorded["keep"] as? [String: [String]])
    var mapping = Mapping(
      levels: levels.map { name in
        let kept = keep[name] ?? []
        let operands = [("Weights", OperandSet.weights), ("Inputs", .inputs), ("Outputs", .outputs)]
        return MappingLevel(keeps: OperandSet(operands.filter { kept.contains($0.0) }.map(\.1)))
      })
    for block in try #require(recorded["loops"] as? [[String: Any]]) {
      let level = try #require(levels.firstIndex(of: block["level"] as? String ?? ""))
      func loops(_ key: String) -> [(Core.Dimension, Int)] {
        (block[key] as? [[Any]] ?? []).compactMap { loop in
          guard let letter = (loop[0] as? String)?.first, let dimension = Core.Dimension(letter: letter),
            let bound = loop[1] as? Int, bound > 1
          else { return nil }
          return (dimension, bound)
        }
      }
      mapping.levels[level].temporal += loops("loops").map { TemporalLoop($0.0, $0.1) }
      mapping.levels[level].spatial += loops("x").map { SpatialLoop($0.0, $0.1) }
      mapping.levels[level].spatial += loops("y").map { SpatialLoop($0.0, $0.1, axis: .y) }
    }
    return mapping
  }
}
