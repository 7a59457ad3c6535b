import Core
import Foundation

/// Results of earlier runs, each in a file named by the SHA-256 of everything it depends on.
package struct SynthesisCache: Sendable {
  /// The folder.
  package let folder: String

  /// A cache in a folder, made when it is first needed.
  package init(folder: String) {
    self.folder = folder
  }

  /// The folder results are kept in unless another is named: of `XDG_CACHE_HOME`, else `~/.cache`.
  package static var standardFolder: String {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"] ?? FileManager.default.temporaryDirectory.path
    let base = environment["XDG_CACHE_HOME"] ?? home + "/.cache"
    return base + "/systole/synthesis"
  }

  /// The result of a key; `nil` when there is none that can be read.
  func result(of key: String) -> BlockResult? {
    FileManager.default.contents(atPath: file(key)).flatMap { try? JSONDecoder().decode(BlockResult.self, from: $0) }
  }

  /// Keeps a result, in a file that appears whole or not at all; a folder that can't be written keeps nothing.
  func keep(_ result: BlockResult, of key: String) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let text = try? encoder.encode(result) else { return }
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? text.write(to: URL(fileURLWithPath: file(key)), options: .atomic)
  }

  private func file(_ key: String) -> String { "\(folder)/\(key).json" }
}
