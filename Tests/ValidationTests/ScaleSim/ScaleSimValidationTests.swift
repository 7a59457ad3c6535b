import Core
import Foundation
import Testing
import Validation

/// The comparison with reports of SCALE-Sim v3.0.0.
@Suite struct ScaleSimValidationTests {
  /// The folder of the SCALE-Sim reference data; nil when it is not there.
  private static let reference: URL? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let root =
      ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"].map { URL(filePath: $0) }
      ?? package.appending(path: "../shared/reference")
    let folder = root.appending(path: "scalesim")
    return FileManager.default.fileExists(atPath: folder.appending(path: "small_suite.csv").path) ? folder : nil
  }()

  private func withFile<Value>(_ text: String, _ body: (String) throws -> Value) throws -> Value {
    let file = FileManager.default.temporaryDirectory.appending(path: "scalesim-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
  }

  @Test(.enabled(if: reference != nil), arguments: [("small_suite.csv", 415, 24), ("networks.csv", 83, 30)])
  func everyRowOfTheReferenceIsEqual(name: String, rows: Int, columns: Int) throws {
    let file = try #require(Self.reference).appending(path: name).path
    let comparison = try validateScaleSim(files: [file])
    #expect(comparison.rows >= rows)
    #expect(comparison.isEqual, "\(comparison.text)")
    #expect(comparison.columns.filter { $0.values == comparison.rows }.count == columns)
  }

  @Test(.enabled(if: reference != nil)) func filesAddUp() throws {
    let folder = try #require(Self.reference)
    let files = ["small_suite.csv", "networks.csv"].map { folder.appending(path: $0).path }
    let both = try validateScaleSim(files: files)
    let rows = try files.map { try validateScaleSim(files: [$0]).rows }
    #expect(both.rows == rows.reduce(0, +))
  }

  private static let header =
    "df,array_h,array_w,mode,rd_bw,wr_bw,ifmap_kB,filter_kB,ofmap_kB,ifmap_h,ifmap_w,filt_h,filt_w,ch,nfilt,"
    + "stride_h,stride_w,total_cycles,overall_util_pct,status"
  /// A 4×4×4 product on 4×4: 9 and 13 cycles in SCALE-Sim's traces.
  private static let gemm = "4,4,CALC,,,1,1,1,4,4,1,4,1,4,1,1"

  /// A single wrong digit in any value is found, with its place.
  @Test func mismatchesAreFound() throws {
    let text = """
      \(Self.header)
      os,\(Self.gemm),9,44.44444444,ok
      ws,\(Self.gemm),14,30.76923077,ok
      ws,\(Self.gemm),13,30.76923177,ok
      is,\(Self.gemm),13,,ok

      """
    let comparison = try withFile(text) { try validateScaleSim(files: [$0]) }
    #expect(comparison.rows == 4 && comparison.equalRows == 2 && !comparison.isEqual)
    #expect(comparison.firstMismatches.map(\.line) == [3, 4])
    #expect(comparison.firstMismatches.map(\.column) == ["total_cycles", "overall_util_pct"])
    #expect(comparison.firstMismatches[0].expected == "14" && comparison.firstMismatches[0].found == "13")
    let columns = comparison.columns.filter { $0.values > 0 }
    #expect(columns.map(\.values) == [4, 3] && columns.map(\.mismatches) == [1, 1])
    #expect(comparison.text.hasPrefix("SCALE-Sim v3: 2 of 4 rows equal in every value (7 values compared)"))
    #expect(comparison.text.contains(":3: total_cycles: expected 14, found 13"))
  }

  /// Runs that ended SCALE-Sim are equal when there is no report here either; runs that were stopped say nothing.
  @Test func statusDecidesWhatIsCompared() throws {
    let text = """
      \(Self.header)
      os,1,1,CALC,,,1,1,1,1,1,1,1,1,1,1,1,,,ZeroDivisionError
      os,4,4,CALC,,,1,1,1,3,3,4,1,1,1,1,1,,,AssertionError
      os,\(Self.gemm),,,ZeroDivisionError
      os,\(Self.gemm),,,timeout
      os,1,1,CALC,,,1,1,1,1,1,1,1,1,1,1,1,0,,ok

      """
    let comparison = try withFile(text) { try validateScaleSim(files: [$0]) }
    #expect(comparison.rows == 4 && comparison.equalRows == 2 && comparison.unfinishedRows == 1)
    #expect(comparison.firstMismatches.map(\.line) == [4, 6])
    #expect(comparison.firstMismatches.allSatisfy { $0.column == "status" })
  }

  @Test func jsonHasTheAgreedKeys() throws {
    let comparison = try withFile("\(Self.header)\nos,\(Self.gemm),9,,ok\n") { try validateScaleSim(files: [$0]) }
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(comparison)) as? [String: any Sendable]
    #expect(object?["rows"] as? Int == 1 && object?["equalRows"] as? Int == 1)
    #expect(
      object.map { $0.keys.sorted() } == ["columns", "equalRows", "firstMismatches", "rows", "unfinishedRows"])
  }

  @Test(arguments: [
    ("df,array_h\nos,4\n", "the table has no columns 'array_w', 'mode'"),
    (
      "\(header)\nos,four,4,CALC,,,1,1,1,4,4,1,4,1,4,1,1,9,,ok\n", "column 'array_h' value 'four' is not a whole number"
    ),
    ("\(header)\nrs,\(gemm),9,,ok\n", "'rs'"),
    ("\(header)\nos,4,4,USER,,,1,1,1,4,4,1,4,1,4,1,1,9,,ok\n", "column 'rd_bw' value ''"),
    ("\(header)\nos,0,4,CALC,,,1,1,1,4,4,1,4,1,4,1,1,9,,ok\n", ":2: error: array rows is 0"),
    ("\(header)\nos,\(gemm),nine,,ok\n", "column 'total_cycles' value 'nine'"),
    (header.replacing(",total_cycles,overall_util_pct", with: "") + "\n", "no report values"),
  ])
  func badFilesAreExplained(text: String, message: String) throws {
    try withFile(text) { file in
      do {
        _ = try validateScaleSim(files: [file])
        Issue.record("no error")
      } catch let error as InvalidInput {
        #expect(error.description.contains(message), "\(error)")
      }
    }
  }

  @Test func missingFiles() {
    #expect(throws: MissingInput.self) { try validateScaleSim(files: ["no/such/file.csv"]) }
  }
}
