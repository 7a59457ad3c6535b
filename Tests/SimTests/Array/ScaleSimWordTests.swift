import Core
import Foundation
import Sim
import Testing

/// SCALE-Sim v3's own report values: words that cross the array's edges, and cycles after its two known errors.
@Suite struct ScaleSimWordTests {
  /// `small_suite.csv` of the SCALE-Sim reference data, when it is there.
  private static let rows = referenceRows()

  /// Reads of both operands and writes of sums, the R + C stray writes of an output-stationary fold apart.
  ///
  /// The tool adds these by mistake: an `+=` too many in its operand matrices.
  @Test(.enabled(if: !rows.isEmpty)) func wordsEqualTheReports() throws {
    var compared: [Dataflow: Int] = [:]
    for row in Self.rows {
      let array = try row.array()
      let totals = try FastArray(array).run(row.shape())
      #expect(totals.accesses.inputReads == row["sram_ifmap_reads"], "\(row)")
      #expect(totals.accesses.weightReads == row["sram_filter_reads"], "\(row)")
      let stray = array.dataflow == .outputStationary ? totals.folds * (array.rows + array.columns) : 0
      #expect(totals.accesses.outputWrites + stray == row["sram_ofmap_writes"], "\(row)")
      compared[array.dataflow, default: 0] += 1
    }
    #expect(Dataflow.allCases.allSatisfy { compared[$0, default: 0] > 50 })
  }

  /// Compute cycles of the reports plus what they leave out.
  ///
  /// They omit the cycle in which a fold's last sum is visible (weights or inputs stationary), or the R cycles the sums
  /// drain in (outputs stationary). The tool counts edge folds as full ones, and reports the index of the last cycle.
  @Test(.enabled(if: !rows.isEmpty)) func cyclesEqualTheReportsPlusTheirOmissions() throws {
    for row in Self.rows {
      let array = try row.array()
      let used = FoldSequence(try row.shape(), on: array)
      let (rows, columns) = (used.rowFolds * array.rows, used.columnFolds * array.columns)
      let padded =
        switch array.dataflow {
        case .weightStationary: try GEMMShape(m: used.streamed, n: columns, k: rows)
        case .inputStationary: try GEMMShape(m: columns, n: used.streamed, k: rows)
        case .outputStationary: try GEMMShape(m: rows, n: columns, k: used.streamed)
        }
      let omitted = array.dataflow == .outputStationary ? array.rows : 1
      let reported = row["total_cycles"] - row["stall_cycles"] + 1
      #expect(try FastArray(array).run(padded).cycles == reported + used.count * omitted, "\(row)")
    }
  }

  private struct Row: CustomStringConvertible {
    var line: String
    var values: [String: String]

    var description: String { line }

    subscript(column: String) -> Int { values[column].flatMap(Int.init) ?? .min }

    func array() throws -> ArrayConfiguration {
      let dataflows: [String: Dataflow] = [
        "ws": .weightStationary, "is": .inputStationary, "os": .outputStationary,
      ]
      return try ArrayConfiguration(
        rows: self["array_h"], columns: self["array_w"],
        dataflow: try #require(dataflows[values["df"] ?? ""]), preload: .exposed, foldIssue: .afterDrain)
    }

    func shape() throws -> GEMMShape {
      let high = ceilingDivide(self["ifmap_h"] - self["filt_h"] + self["stride_h"], self["stride_h"])
      let wide = ceilingDivide(self["ifmap_w"] - self["filt_w"] + self["stride_w"], self["stride_w"])
      return try GEMMShape(m: high * wide, n: self["nfilt"], k: self["filt_h"] * self["filt_w"] * self["ch"])
    }
  }

  private static func referenceRows() -> [Row] {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let root =
      ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"].map { URL(filePath: $0) }
      ?? package.appending(path: "../shared/reference")
    let file = root.appending(path: "scalesim/small_suite.csv")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    guard let header = lines.first?.split(separator: ",", omittingEmptySubsequences: false) else { return [] }
    return lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Row(line: String(line), values: Dictionary(uniqueKeysWithValues: zip(header.map(String.init), fields)))
    }
  }
}
