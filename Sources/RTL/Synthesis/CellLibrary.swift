package import Core
import Foundation

/// Standard cells, described by a Liberty file.
package struct CellLibrary: Hashable, Sendable {
  /// The name, as the Liberty file states it.
  package let name: String
  /// The Liberty file.
  package let liberty: String
  /// Verilog models of the cells, where they are known.
  package let models: String?
  /// SHA-256 of the Liberty file.
  package let hash: String
  /// Feature size in nanometres, where it is known.
  package let nanometres: Int?

  /// A library Debian ships: Oklahoma State University's cells, in packages of qflow.
  package enum Standard: String, CaseIterable, Hashable, Sendable {
    case osu018
    case osu035
    case osu050

    /// The Debian package.
    package var package: String { "qflow-tech-\(rawValue)" }

    /// The feature size in nanometres.
    package var nanometres: Int {
      switch self {
      case .osu018: 180
      case .osu035: 350
      case .osu050: 500
      }
    }

    fileprivate var stem: String {
      // The files of the 0.5 µm library lack a zero in their names.
      "/usr/share/qflow/tech/\(rawValue)/\(self == .osu050 ? "osu05" : rawValue)_stdcells"
    }

    /// Whether its files are installed.
    package var isInstalled: Bool { FileManager.default.fileExists(atPath: stem + ".lib") }
  }

  /// The library of a name Debian ships, or of a Liberty file.
  ///
  /// - Throws: `MissingInput` when the file is not there or opens no library.
  package init(_ nameOrFile: String) throws(MissingInput) {
    let standard = Standard(rawValue: nameOrFile)
    let path = standard.map { $0.stem + ".lib" } ?? nameOrFile
    guard let bytes = FileManager.default.contents(atPath: path) else {
      let remedy =
        standard.map { "install it, on Debian: apt-get install \($0.package)" }
        ?? "name a Liberty file, or one of \(Standard.allCases.map(\.rawValue).joined(separator: ", "))"
      throw MissingInput(name: nameOrFile, reason: "the cell library can't be read; \(remedy)")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let name = Self.libraryName(text) else {
      throw MissingInput(name: nameOrFile, reason: "this is no Liberty file; it has no library(…) group")
    }
    self.name = name
    liberty = URL(fileURLWithPath: path).standardizedFileURL.path
    hash = SHA256.hexadecimal(bytes)
    nanometres = standard?.nanometres
    models = standard.map { $0.stem + ".v" }.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
  }

  private static func libraryName(_ text: String) -> String? {
    for line in text.split(separator: "\n") {
      let words = line.trimmingCharacters(in: .whitespaces)
      guard words.hasPrefix("library"), let open = words.firstIndex(of: "("), let close = words.firstIndex(of: ")"),
        open < close
      else { continue }
      return words[words.index(after: open)..<close].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
    }
    return nil
  }
}
