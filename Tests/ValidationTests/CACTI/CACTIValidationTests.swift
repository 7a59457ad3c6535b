import Core
import Foundation
import Testing
import Validation

@Suite("Comparison with CACTI")
struct CACTIValidationTests {
  private static let file: String? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let root =
      ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"].map { URL(filePath: $0) }
      ?? package.appending(path: "../shared/reference")
    let path = root.appending(path: "cacti/cacti7_sram.csv").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  private static let header =
    "size_bytes,width_bits,tech_nm,rw_ports,r_ports,w_ports,banks,cell,read_pJ,write_pJ,leak_mW_per_bank,"
    + "gate_leak_mW_per_bank,area_mm2,access_ns,cycle_ns\n"

  /// Writes rows to a file and compares them.
  private func compare(_ rows: String) throws -> CACTIComparison {
    let url = FileManager.default.temporaryDirectory.appending(path: "cacti-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    try (Self.header + rows).write(to: url, atomically: true, encoding: .utf8)
    return try validateCACTI(files: [url.path])
  }

  /// The errors the documentation states, in percent.
  @Test("each point left out", .enabled(if: file != nil))
  func leaveOneOut() throws {
    let comparison = try validateCACTI(files: [try #require(Self.file)])
    let group = try #require(comparison.groups.first { $0.kind == .leaveOneOut })
    #expect(group.count == 285)
    let stated: [SRAMQuantity: (mean: Double, largest: Double)] = [
      .readPicojoules: (8.0, 36.6), .writePicojoules: (6.2, 35.0), .leakageMilliwatts: (2.2, 11.9),
      .areaSquareMillimetres: (5.6, 46.2), .accessNanoseconds: (3.7, 20.2), .cycleNanoseconds: (13.0, 69.4),
    ]
    for error in group.quantities {
      let expected = try #require(stated[error.quantity])
      #expect(abs(error.meanError - expected.mean) < 0.1, "\(error)")
      #expect(abs(error.maxError - expected.largest) < 0.1, "\(error)")
    }
    #expect(comparison.runs == 531 && comparison.extrapolated == 18 && comparison.notModelled == 56)
  }

  /// A point with all figures doubled is twice as far from a prediction that doesn't read them.
  @Test("predictions don't read the answer")
  func predictionsAreBlind() throws {
    let honest = try compare("65536,64,45,1,0,0,1,itrs-hp,28.98,17.19,67.34,0.1,0.1837,0.505,0.7954\n")
    let doubled = try compare("65536,64,45,1,0,0,1,itrs-hp,57.96,34.38,134.68,0.2,0.3674,1.01,1.5908\n")
    let groups = (try #require(honest.groups.first), try #require(doubled.groups.first))
    for (one, two) in zip(groups.0.quantities, groups.1.quantities) {
      // |p / 2x - 1| for a prediction p of x that is off by less than half.
      let ratios = [1 + one.meanError / 100, 1 - one.meanError / 100].map { 100 * abs($0 / 2 - 1) }
      #expect(ratios.contains { abs($0 - two.meanError) < 1e-6 }, "\(one) \(two)")
    }
  }

  @Test("bad rows are answered with their lines")
  func badRows() throws {
    let error = #expect(throws: InvalidInput.self) {
      try compare(
        "0,64,45,1,0,0,1,itrs-hp,1,1,1,1,1,1,1\n65536,64,45,1,0,0,1,sram,1,1,1,1,0,1,1\n")
    }
    let text = error?.description ?? ""
    #expect(text.contains(":2: error: column 'size_bytes' value is 0; it must be 1 or more, up to 2^40"), "\(text)")
    #expect(text.contains(":3: error: column 'cell' value 'sram' is unknown"), "\(text)")
    #expect(text.contains(":3: error: column 'area_mm2'"), "\(text)")
  }
}
