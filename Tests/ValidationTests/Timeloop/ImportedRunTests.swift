import Core
import Formats
import Foundation
import Mapper
import Testing

/// Timeloop's own problem, architecture and mapping files, imported and evaluated, against what Timeloop counted.
@Suite("Imported Timeloop runs", .enabled(if: FileManager.default.fileExists(atPath: ImportedRuns.folder)))
struct ImportedRunTests {
  /// Three counts of each operand at each level that keeps it, and the cycles; none of these mappings is one of those
  /// Timeloop extrapolates wrongly.
  @Test func countsAreTimeloops() throws {
    let design = try TimeloopDesign(
      try InputFile.read(path: ImportedRuns.folder + "/yaml/gemmini_16_128_32.arch.yaml"),
      with: [try InputFile.read(path: ImportedRuns.folder + "/mapper_baseline/gemmini_16_128_32.constraints.yaml")])
    var compared = 0
    for run in try ImportedRuns.all() {
      let problem = try TimeloopProblemFile(try InputFile.read(path: run.problem)).workload.layers[0]
      let convolution = try #require(problem.convolution)
      let levels = design.levels.dropLast().map(\.name)
      let mapping = try TimeloopMappingFile(try InputFile.read(path: run.mapping), levels: levels).mapping
      #expect(mapping.levels.map(\.keeps) == design.levels.dropLast().map(\.keeps))
      let nest = try LoopNest<Double>(mapping, bounds: convolution.bounds)
      var model = AnalyticalModel(
        shape: LayerShape(convolution), hierarchy: design.hierarchy(keeping: mapping), rules: .timeloop)
      let cost = model.evaluate(nest)
      let cycles = try #require(run.out["cycles"] as? Int)
      #expect(Int(cost.cycles) == cycles || Int(cost.cycles) + 1 == cycles, "\(run.mapping)")
      let recorded = try #require(run.out["levels"] as? [String: [String: Any]])
      for (index, name) in levels.enumerated() {
        let tensors = try #require(recorded[name]?["t"] as? [String: [Double]])
        #expect(tensors.count == mapping.levels[index].keeps.operands.count)
        for operand in mapping.levels[index].keeps.operands {
          let counts = try #require(tensors[String(operand.letter)])
          let traffic = model.traffic(index, operand)
          #expect([traffic.reads, traffic.fills, traffic.updates] == Array(counts[4...6]), "\(run.mapping) \(name)")
          compared += 3
        }
      }
    }
    #expect(compared > 150)
  }
}

/// The mapper runs whose files are kept.
private enum ImportedRuns {
  struct Run {
    var problem: String
    var mapping: String
    var out: [String: Any]
  }

  static let folder: String = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let reference = ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"]
    return (reference ?? package.appendingPathComponent("../shared/reference").path) + "/timeloop"
  }()

  static func all() throws -> [Run] {
    var runs: [Run] = []
    for file in ["results_a.jsonl", "results_b.jsonl"] {
      let lines = try String(contentsOfFile: "\(folder)/mapper_baseline/\(file)", encoding: .utf8)
      for line in lines.split(separator: "\n") {
        let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        guard let row, let layer = row["layer"] as? String, let algorithm = row["algorithm"] as? String,
          let budget = row["cpu_budget_s"] as? Int, let out = row["out"] as? [String: Any]
        else { continue }
        let stem = "\(folder)/mapper_baseline/\(layer)"
        let mapping = "\(stem)__\(algorithm)__\(budget)cpus__1t.map.yaml"
        guard FileManager.default.fileExists(atPath: mapping) else { continue }
        runs.append(Run(problem: "\(stem).prob.yaml", mapping: mapping, out: out))
      }
    }
    return runs
  }
}

extension TimeloopDesign {
  /// The design in Timeloop's units, words, with inputs passed on between neighbours as its networks do.
  fileprivate func hierarchy(keeping mapping: Mapping) -> Hierarchy<Double> {
    let storage = levels.dropLast()
    let hierarchyLevels = storage.indices.map { index in
      HierarchyLevel(
        keeps: mapping.levels[index].keeps, memory: index, fanOutX: levels[index + 1].meshX / levels[index].meshX,
        fanOutY: levels[index + 1].meshY / levels[index].meshY, neighbourLinks: true)
    }
    let memories = storage.map { level in
      var cost = MemoryCost<Double>()
      cost.capacity = level.entries.map { Double($0 / level.buffering) } ?? .infinity
      cost.block = Double(level.block)
      cost.sharedBandwidth = level.sharedBandwidth ?? .infinity
      cost.readBandwidth = level.readBandwidth ?? .infinity
      cost.writeBandwidth = level.writeBandwidth ?? .infinity
      cost.instances = Double(level.instances)
      cost.clusterSize = Double(level.clusterSize)
      return cost
    }
    return Hierarchy(levels: hierarchyLevels, memories: memories, macEnergy: 0)
  }
}
