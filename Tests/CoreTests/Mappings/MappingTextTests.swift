import Core
import Foundation
import Testing

/// The text of mappings, as the field writes it.
@Suite struct MappingTextTests {
  /// Rows of DOSA's published mappings (ucb-bar/dosa, `data/firesim_training_data`), and forms of our own: an imperfect
  /// factor, both axes, groups.
  @Test(arguments: [
    "L3[WIO] K8 Q28 - L2[WI] N1 K4X - L1[O] K2 S7 R7 Q4 P7 C3X - L0[W] P16",
    "L3[WIO] N1 - L2[WI] N1 K12X - L1[O] K3 S3 R3 C16 Q7 P7 C16X - L0[W] N1",
    "L3[WIO] R3 S3 - L2[WI] N1 K16X - L1[O] K16 C16 P4 C16X - L0[W] Q4",
    "L2[WIO] P7,3 K5 - L1[IO] C2,1 K16X C16,9Y - L0[W] N4",
    "L1[WIO] G32 N2 - L0[W] P4",
    "L0[] N1",
  ])
  func printsWhatItParses(_ text: String) throws {
    let mapping = try Mapping(parsing: text)
    #expect(mapping.description == text)
    #expect(try Mapping(parsing: mapping.description) == mapping)
  }

  @Test func leavesUnitLoopsOut() throws {
    let mapping = try Mapping(parsing: "L1[WIO]  P1 K8   C1  - L0[W] K1X N1")
    #expect(mapping.description == "L1[WIO] K8 - L0[W] N1")
  }

  @Test func readsOrderAndAxes() throws {
    let mapping = try Mapping(parsing: "L1[WIO] K8 Q28,5 - L0[W] P3 C16X K4Y")
    #expect(mapping.levels[0].temporal == [TemporalLoop(.k, 8), TemporalLoop(.q, 28, last: 5)])
    #expect(mapping.levels[1].spatial == [SpatialLoop(.c, 16), SpatialLoop(.k, 4, axis: .y)])
    #expect(mapping.levels[1].keeps == .weights)
  }

  @Test(arguments: [
    ("", "a level such as L0[WIO]"), ("L0[WIO] K", "a loop such as K8"), ("L0[WIO] K0", "a loop such as K8"),
    ("L0[WIO] X8", "a loop such as K8"), ("L0[WIO] K8Z", "a loop such as K8"), ("L0[WIO] P9,16", "a loop such as K8"),
    ("L0[WIO] P9,0", "a loop such as K8"), ("L0[WIO] P-3", "a level such as"), ("L1[WIO] K8", "L0[…]"),
    ("L0[WW] K8", "L0[…]"), ("L0[WIQ] K8", "L0[…]"), ("L0[WIO K8", "L0[…]"), ("L1[WIO] K2 L0[W] K2", "a loop such as"),
    ("L0[WIO] K99999999999999999999", "a loop such as K8"), ("L0[WIO] P1,2,3", "a loop such as K8"),
  ])
  func saysWhatItExpected(_ text: String, _ expected: String) {
    let error = #expect(throws: MappingTextError.self) { try Mapping(parsing: text) }
    #expect(error?.expected.contains(expected) == true || error?.found.isEmpty == false)
  }

  /// Every mapping of the RTL reference data prints as it stands there.
  @Test(.enabled(if: Reference.exists("firesim/random_mappings.csv")))
  func everyReferenceMappingRoundTrips() throws {
    var count = 0
    for file in ["random_mappings", "dosa_found"] {
      let text = try Reference.text("firesim/\(file).csv")
      for word in text.split(separator: "\n").flatMap({ $0.split(separator: ",") }) where word.hasPrefix("L3[") {
        #expect(try Mapping(parsing: String(word)).description == word)
        count += 1
      }
    }
    #expect(count == 1183)
  }
}

/// The measured points beside the package, where they are present.
enum Reference {
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }

  static func text(_ path: String) throws -> String { try String(contentsOf: url(path), encoding: .utf8) }

  private static func url(_ path: String) -> URL {
    let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardized
    let folder = ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"].map { URL(fileURLWithPath: $0) }
    return (folder ?? root.appendingPathComponent("../shared/reference")).appendingPathComponent(path)
  }
}
