import Foundation

/// Measured and published tables kept outside the repository: `$SYSTOLE_REFERENCE`, else `../shared/reference` beside
/// the package root.
enum ReferenceTable {
  static var folder: String {
    if let set = ProcessInfo.processInfo.environment["SYSTOLE_REFERENCE"] { return set }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return package.appendingPathComponent("../shared/reference").path
  }

  /// Whether the tables are there; suites that need them are skipped otherwise.
  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: folder)
  }

  /// The rows of a CSV file without quotes, by column.
  static func rows(_ path: String) throws -> [[String: String]] {
    let text = try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { fields in
      Dictionary(zip(header, fields).map { (String($0), String($1)) }) { first, _ in first }
    }
  }
}
