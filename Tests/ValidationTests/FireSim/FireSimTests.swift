import Core
import Formats
import Foundation
import Sim
import Testing
import Validation

@Suite struct FireSimTests {
  private static let header =
    "point_id,kernel,R,S,P,Q,C,K,stride,rtl_pe_dim,mapping,n_rtl_tiles,rtl_cycles,timeloop_cycles,"
    + "dosa_analytical_cycles,non_square_executed_as_square"
  private static let rows = [
    "a,conv,3,3,14,14,32,32,1,16,L3[WIO] K2 Q2 - L2[WI] N1 K16X - L1[O] S3 R3 C2 Q7 C16X - L0[W] P14,4,60000,1,2,False",
    "b,matmul,1,1,64,1,64,64,1,8,L3[WIO] P4 C4 - L2[WI] N1 K8X - L1[O] K8 C2 C8X - L0[W] P16,16,9000,1,2,False",
    "c,conv,1,1,12,2,16,16,1,4,L3[WIO] K4 Q2 - L2[WI] N1 K4X - L1[O] C4 C4X - L0[W] P12,8,7000,1,2,True",
  ]

  private static func file(_ rows: [String]) -> InputFile {
    InputFile(name: "runs.csv", text: ([header] + rows).joined(separator: "\n"))
  }

  @Test func predictionsDoNotReadTheAnswer() throws {
    let blanked = Self.rows.map { row in
      var fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      for column in 11...15 { fields[column] = "" }
      return fields.joined(separator: ",")
    }
    let told = try validateFireSim(files: [Self.file(Self.rows)], jobs: 2)
    let untold = try validateFireSim(files: [Self.file(blanked)], jobs: 1)
    #expect(told.points.map(\.simulated) == untold.points.map(\.simulated))
    #expect(untold.overall.pairs.count == 0)
    // The convolution with P ≠ Q stands apart.
    #expect(told.overall.pairs.count == 2)
    #expect(told.groups.map(\.name).contains("non-square"))
    #expect(told.csv.split(separator: "\n").count == 4)
  }

  /// Gemmini's own tiling ran first and leaves its marks in the caches, whether or not its cycles are told.
  @Test func theDefaultTilingsCyclesAreNotReadEither() throws {
    let columns = ",gemmini_default_tiling_R_S_P_Q_C_K_N,rtl_cycles_gemmini_default_tiling"
    func comparison(cycles: String) throws -> FireSimComparison {
      let text = Self.header + columns + "\n" + Self.rows[0] + ",3_3_7_14_32_16_1," + cycles
      return try validateFireSim(files: [InputFile(name: "runs.csv", text: text)], jobs: 1)
    }
    let told = try comparison(cycles: "90000")
    let untold = try comparison(cycles: "")
    #expect(told.points.map(\.simulated) == untold.points.map(\.simulated))
    #expect(told.points.map(\.simulatedDefault) == untold.points.map(\.simulatedDefault))
    #expect(told.speedup?.count == 1)
    #expect(untold.speedup == nil)
  }

  @Test func jsonHasTheFiguresByName() throws {
    let comparison = try validateFireSim(files: [Self.file(Self.rows)], jobs: 1)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let object = try #require(
      try JSONSerialization.jsonObject(with: encoder.encode(comparison)) as? [String: Any])
    for key in ["mape", "medianError", "p90Error", "geometricMeanRatio", "spearman", "kendall", "r2Log"] {
      #expect(object[key] is Double, "\(key)")
    }
    #expect(object["count"] as? Int == 2)
    let groups = try #require(object["groups"] as? [String: [String: Any]])
    #expect(groups["conv 16x16"]?["count"] as? Int == 1)
  }

  @Test func wrongRowsAreAllNamed() {
    let rows = [
      "a,conv,3,3,0,14,32,32,1,16,L0[WIO] N1,1,1,1,1,False", "b,conv,3,3,14,14,32,x,1,16,Q5 nonsense,1,1,1,1,False",
    ]
    #expect {
      try validateFireSim(files: [Self.file(rows)], jobs: 1)
    } throws: { error in
      let lines = (error as? InvalidInput)?.diagnostics.map { $0.location.line ?? 0 } ?? []
      return lines == [2, 3, 3]
    }
  }

  private static let reference =
    (ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"]
      ?? (#filePath.components(separatedBy: "/Tests/ValidationTests/").first ?? ".") + "/../shared/reference")
    + "/firesim"
  private static let isPresent = FileManager.default.fileExists(atPath: reference + "/random_mappings.csv")

  /// Every eighth layer's runs of at most 20,000 tiles: the accuracy asked of the whole set holds on them.
  ///
  /// The first run of a layer on an array is always among them, because it finds cold caches.
  @Test(.enabled(if: isPresent)) func cyclesAgreeWithFireSim() throws {
    let text = try String(contentsOfFile: Self.reference + "/random_mappings.csv", encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let column = try #require(lines[0].firstIndex(of: "layer_key"))
    let side = try #require(lines[0].firstIndex(of: "rtl_pe_dim"))
    let tiles = try #require(lines[0].firstIndex(of: "n_rtl_tiles"))
    var layers: [Substring] = []
    for line in lines.dropFirst() where layers.last != line[column] { layers.append(line[column]) }
    let taken = Set(layers.enumerated().filter { $0.offset % 8 == 0 }.map(\.element))
    var begun: Set<[Substring]> = []
    let sample =
      [lines[0]]
      + lines.dropFirst().filter { line in
        guard taken.contains(line[column]) else { return false }
        let isFirst = begun.insert([line[column], line[side]]).inserted
        return isFirst || (Int(line[tiles]) ?? .max) <= 20_000
      }
    let file = InputFile(name: "sample.csv", text: sample.map { $0.joined(separator: ",") }.joined(separator: "\n"))
    let figures = try validateFireSim(files: [file], jobs: 2).overall
    #expect(figures.pairs.count > 100)
    #expect(figures.pairs.mape <= 7)
    #expect(figures.pairs.medianError <= 3.5)
    #expect(figures.pairs.kendall >= 0.97)
    #expect(try #require(figures.withinLayerKendall) >= 0.92)
  }

  @Test(.enabled(if: isPresent)) func mappingsFoundBySearchAgreeWithFireSim() throws {
    let text = try String(contentsOfFile: Self.reference + "/dosa_found.csv", encoding: .utf8)
    let comparison = try validateFireSim(files: [InputFile(name: "dosa_found.csv", text: text)], jobs: 2)
    #expect(comparison.overall.pairs.mape <= 8)
    #expect(try #require(comparison.speedup).count == comparison.overall.pairs.count)
  }
}
