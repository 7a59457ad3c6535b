import Foundation

/// The DRAM anchors kept outside the repository.
enum DRAMReference {
  /// Their folder; `nil` when it is not there.
  static let folder: URL? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let root =
      ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"].map { URL(filePath: $0) }
      ?? package.appending(path: "../shared/reference")
    let folder = root.appending(path: "dram")
    return FileManager.default.fileExists(atPath: folder.appending(path: "matched_100k.csv").path) ? folder : nil
  }()

  /// The path of a file among them.
  static func path(_ name: String) -> String { folder?.appending(path: name).path ?? name }
}
