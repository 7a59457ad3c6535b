import Foundation

/// A block to synthesise on its own: Verilog files and the module on top.
struct SynthesisBlock: Hashable, Sendable {
  var top: String
  var files: [VerilogModule]
  /// Modules that stay modules whatever is dissolved around them.
  var kept: [String] = []

  /// The names of the files.
  var fileNames: [String] { files.map(\.file) }
}

/// What the tools said about one block.
package struct BlockResult: Hashable, Sendable, Codable {
  /// Area of all cells, in the library's unit, square micrometres in every library known here.
  package var area: Double
  /// The clock period it reaches: the target less the worst slack.
  package var nanoseconds: Double
  /// Picojoules a cycle, at the activity stated.
  package var picojoulesPerCycle: Double
  /// Milliwatts drawn doing nothing.
  package var leakageMilliwatts: Double
  /// Delay, arrival and pin along the slowest path, as OpenSTA prints them.
  package var criticalPath: [String]

  /// Figures known from elsewhere; nothing is known of the path.
  package init(area: Double, nanoseconds: Double, picojoulesPerCycle: Double, leakageMilliwatts: Double) {
    self.area = area
    self.nanoseconds = nanoseconds
    self.picojoulesPerCycle = picojoulesPerCycle
    self.leakageMilliwatts = leakageMilliwatts
    criticalPath = []
  }

  /// Reads what Yosys's `stat` and OpenSTA wrote.
  ///
  /// - Throws: `ToolFailure` naming what is missing.
  init(top: String, statistics: String, timing: String, options: SynthesisOptions) throws(ToolFailure) {
    area = try Self.area(top, in: statistics)
    let lines = timing.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let error = lines.first(where: { $0.hasPrefix("Error") }) {
      throw ToolFailure(.sta, .failed(code: 0, words: error))
    }
    guard let slack = Self.number(after: "worst slack", in: lines) else {
      throw ToolFailure(.sta, .notUnderstood("worst slack"))
    }
    nanoseconds = options.clockPeriod - slack
    guard let total = lines.first(where: { $0.hasPrefix("Total") && $0.hasSuffix("%") }) else {
      throw ToolFailure(.sta, .notUnderstood("power"))
    }
    let watts = total.split(separator: " ").dropFirst().prefix(3).compactMap { Double($0) }
    guard watts.count == 3 else { throw ToolFailure(.sta, .notUnderstood("power")) }
    picojoulesPerCycle = (watts[0] + watts[1]) * options.clockPeriod * 1e3
    leakageMilliwatts = watts[2] * 1e3
    criticalPath = Self.path(lines)
  }

  private static func area(_ top: String, in statistics: String) throws(ToolFailure) -> Double {
    let lines = statistics.split(separator: "\n")
    let whole = lines.last { $0.contains("Chip area for top module") } ?? lines.last { $0.contains("Chip area") }
    guard let area = whole?.split(separator: " ").last.flatMap({ Double($0) }) else {
      throw ToolFailure(.yosys, .notUnderstood("area of \(top)"))
    }
    return area
  }

  private static func number(after words: String, in lines: [String]) -> Double? {
    guard let line = lines.first(where: { $0.hasPrefix(words) }) else { return nil }
    return Double(line.dropFirst(words.count).trimmingCharacters(in: .whitespaces))
  }

  /// The lines between the two rules that frame the way of the data.
  private static func path(_ lines: [String]) -> [String] {
    guard let start = lines.firstIndex(where: { $0.hasPrefix("-----") }),
      let end = lines.firstIndex(where: { $0.contains("data arrival time") }), start < end
    else { return [] }
    return lines[(start + 1)..<end].map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
