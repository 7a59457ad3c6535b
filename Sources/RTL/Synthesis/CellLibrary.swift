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
  /// An inverter that drives about as much as the output of a flip-flop: the second smallest, the smallest where there is
  /// but one; `nil` where there is none.
  package let drivingCell: String?
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
    drivingCell = Self.inverters(text).prefix(2).last
    liberty = URL(fileURLWithPath: path).standardizedFileURL.path
    hash = SHA256.hexadecimal(bytes)
    nanometres = standard?.nanometres
    models = standard.map { $0.stem + ".v" }.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
  }

  private static func libraryName(_ text: String) -> String? {
    for line in text.split(separator: "\n") {
      if let name = name(ofGroup: "library", in: line.trimmingCharacters(in: .whitespaces)) { return name }
    }
    return nil
  }

  /// The names of the inverters of a Liberty file, smallest first.
  private static func inverters(_ text: String) -> [String] {
    var cells: [(name: String, area: Double, functions: [String])] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.trimmingCharacters(in: .whitespaces)
      if let name = Self.name(ofGroup: "cell", in: words) {
        cells.append((name, .infinity, []))
      } else if let area = value(of: "area", in: words), !cells.isEmpty {
        cells[cells.count - 1].area = Double(area) ?? .infinity
      } else if let function = value(of: "function", in: words), !cells.isEmpty {
        cells[cells.count - 1].functions.append(function)
      }
    }
    return cells.filter { $0.functions.count == 1 && isInversion($0.functions[0]) }
      .sorted { ($0.area, $0.name) < ($1.area, $1.name) }.map(\.name)
  }

  /// Whether a Liberty expression is `!A` or `A'`, in parentheses or not.
  private static func isInversion(_ expression: String) -> Bool {
    let bare = expression.filter { !"() ".contains($0) }
    let pin = bare.hasPrefix("!") ? bare.dropFirst() : bare.hasSuffix("'") ? bare.dropLast() : ""
    return !pin.isEmpty && pin.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }

  /// The name in `cell (NAME) {`; `nil` on other lines.
  private static func name(ofGroup group: String, in line: String) -> String? {
    guard line.hasPrefix(group), let open = line.firstIndex(of: "("), let close = line.firstIndex(of: ")"),
      open < close,
      line[line.index(line.startIndex, offsetBy: group.count)..<open].allSatisfy(\.isWhitespace)
    else { return nil }
    return line[line.index(after: open)..<close].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
  }

  /// The value in `attribute : value;`; `nil` on other lines.
  private static func value(of attribute: String, in line: String) -> String? {
    guard line.hasPrefix(attribute) else { return nil }
    let rest = line.dropFirst(attribute.count).drop(while: \.isWhitespace)
    guard rest.first == ":" else { return nil }
    return rest.dropFirst().trimmingCharacters(in: CharacterSet(charactersIn: " \t\";"))
  }
}
