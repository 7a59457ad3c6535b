import Core
import Formats
import Foundation
import Testing
import Validation

@Suite struct DOSATests {
  /// The files of `reference/firesim`; empty when they are not there.
  private static let files: [URL] = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let root =
      ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"].map { URL(filePath: $0) }
      ?? package.appending(path: "../shared/reference")
    return ["random_mappings.csv", "dosa_found.csv"].map { root.appending(path: "firesim/\($0)") }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
  }()

  @Test(.enabled(if: !files.isEmpty, "needs reference/firesim"), arguments: files)
  func everyFigureIsDOSAs(file: URL) throws {
    let comparison = try validateDOSA(files: [try InputFile.read(path: file.path)])
    #expect(comparison.rows > 0)
    #expect(comparison.equalRows == comparison.rows, "\(comparison)")
    #expect(comparison.figures == 8 * comparison.rows)
  }

  private static let header = "point_id,R,S,P,Q,C,K,N,stride,rtl_pe_dim,mapping,dosa_analytical_cycles,dosa_accesses_sp"
  private static let layer = "a,1,1,4,1,16,16,1,1,4"

  /// A GEMM of 4 × 16 × 16 counted by hand; the scratchpad's 8 words a cycle are its bottleneck.
  @Test func aGEMMIsCountedByHand() throws {
    // 1024 MACs on 4 × 4 PEs; W 256 words into the scratchpad and on into the registers, I 64 words in, a quarter of the
    // MACs out: 256 + 256 + 64 + 256 accesses.
    let mapping = "L3[WIO] N1 - L2[WI] N1 K4X - L1[O] K4 C4 C4X - L0[W] P4"
    let file = InputFile(name: "a.csv", text: "\(Self.header)\n\(Self.layer),\(mapping),104,832")
    let comparison = try validateDOSA(files: [file])
    #expect(comparison.rows == 1 && comparison.figures == 2)
    #expect(comparison.holds, "\(comparison)")
  }

  @Test func wrongRowsAreAllNamed() {
    let rows = [
      "\(Self.layer),L3[WIO] N1 - L2[WI] N1,1,1", "b,1,1,4,x,16,16,1,1,4,L3[WIO] N1,1,1",
      "c,1,1,4,1,16,16,1,1,4,L3[WIO] N1 - L2[WI] N1 K4X - L1[O] K4 C4 C4X - L0[W] P3,1,1",
    ]
    let file = InputFile(name: "a.csv", text: ([Self.header] + rows).joined(separator: "\n"))
    let error = #expect(throws: InvalidInput.self) { try validateDOSA(files: [file]) }
    #expect(Set(error?.diagnostics.compactMap(\.location.line) ?? []) == [2, 3, 4])
  }
}
