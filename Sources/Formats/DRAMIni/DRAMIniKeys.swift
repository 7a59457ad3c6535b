import Core

/// The keys of a DRAMsim3 file as the program reads them, with its default for those left out.
///
/// Source: DRAMsim3 `src/configuration.cc`.
struct DRAMIniKeys {
  /// Sections and the keys DRAMsim3 reads in them; keys of `unused` sections say nothing about a memory's timing.
  static let known: KeyValuePairs<String, [String]> = [
    "dram_structure": [
      "protocol", "bankgroups", "banks_per_group", "bankgroup_enable", "rows", "columns", "device_width", "BL",
      "num_dies", "hbm_dual_cmd",
    ],
    "timing": [
      "tCK", "AL", "CL", "CWL", "tCCD_L", "tCCD_S", "tRTRS", "tRTP", "tWTR_L", "tWTR_S", "tWR", "tRP", "tRRD_L",
      "tRRD_S", "tRAS", "tRCD", "tRFC", "tRFCb", "tREFI", "tREFIb", "tFAW", "t32AW", "tPPD", "tRCDRD", "tRCDWR", "tCKE",
      "tCKESR", "tXS", "tXP", "tRPRE", "tWPRE", "ideal_memory_latency",
    ],
    "power": [
      "VDD", "IDD0", "IPP0", "IDD2P", "IDD2N", "IDD3P", "IDD3N", "IDD4W", "IDD4R", "IDD5AB", "IDD5PB", "IDD6x",
    ],
    "system": [
      "channel_size", "channels", "bus_width", "address_mapping", "queue_structure", "unified_queue", "row_buf_policy",
      "cmd_queue_size", "trans_queue_size", "write_buf_size", "refresh_policy", "enable_self_refresh",
      "sref_threshold", "aggressive_precharging_enabled",
    ],
    "other": ["epoch_period", "output_level", "output_prefix"],
  ]
  /// Sections whose keys are not looked at.
  static let unused = ["thermal", "hmc"]

  private let name: String
  private var entries: [String: IniDocument.Entry] = [:]
  /// Errors and warnings so far.
  private(set) var diagnostics: [Diagnostic]

  /// Gathers the keys of a document; warns about unknown ones and repeated ones, of which the first counts.
  init(_ document: IniDocument, _ diagnostics: [Diagnostic]) {
    name = document.name
    self.diagnostics = diagnostics
    for entry in document.entries where !Self.unused.contains(entry.section) {
      guard let section = Self.known.first(where: { $0.key == entry.section }) else {
        report(
          .unknownWord(subject: "the file", attribute: "section", found: entry.section, known: Self.known.map(\.key)),
          line: entry.line, severity: .warning)
        continue
      }
      guard let key = section.value.first(where: { $0.lowercased() == entry.key.lowercased() }) else {
        let near = nearestName(to: entry.key, among: section.value)
        report(
          .other(
            "section [\(entry.section)] has no key '\(entry.key)'",
            remedy: near.map { "did you mean '\($0)'? It is ignored" } ?? "it is ignored"),
          line: entry.line, severity: .warning)
        continue
      }
      if entries[key] == nil {
        entries[key] = entry
      } else {
        report(.twice(kind: "key", name: key), line: entry.line, severity: .warning)
      }
    }
  }

  /// Adds an error or warning at a key's line, or at the file when the key isn't there.
  mutating func report(_ problem: Problem, at key: String, severity: Diagnostic.Severity = .error) {
    report(problem, line: entries[key]?.line, severity: severity)
  }

  private mutating func report(_ problem: Problem, line: Int?, severity: Diagnostic.Severity) {
    diagnostics.append(Diagnostic(problem, at: SourceLocation(file: name, line: line), severity: severity))
  }

  /// The word of a key, or DRAMsim3's default.
  func word(_ key: String, default fallback: String) -> String { entries[key]?.value ?? fallback }

  /// Whether the file has the key.
  func has(_ key: String) -> Bool { entries[key] != nil }

  /// The integer of a key, or DRAMsim3's default; anything else is an error.
  mutating func integer(_ key: String, default fallback: Int) -> Int {
    guard let entry = entries[key] else { return fallback }
    if let value = Int(entry.value), (-1 << 40...1 << 40).contains(value) { return value }
    report(
      .notAQuantity(
        subject: "key '\(key)'", attribute: "value", found: entry.value, kind: "whole number", example: "8"),
      line: entry.line, severity: .error)
    return fallback
  }

  /// The number of a key, or DRAMsim3's default; anything else is an error.
  mutating func number(_ key: String, default fallback: Double) -> Double {
    guard let entry = entries[key] else { return fallback }
    if let value = Double(entry.value), value.isFinite { return value }
    report(
      .notAQuantity(subject: "key '\(key)'", attribute: "value", found: entry.value, kind: "number", example: "0.83"),
      line: entry.line, severity: .error)
    return fallback
  }

  /// The truth value of a key, or DRAMsim3's default; anything else is an error.
  mutating func flag(_ key: String, default fallback: Bool) -> Bool {
    guard let entry = entries[key] else { return fallback }
    switch entry.value.lowercased() {
    case "true", "yes", "on", "1": return true
    case "false", "no", "off", "0": return false
    default:
      report(
        .unknownWord(subject: "key '\(key)'", attribute: "value", found: entry.value, known: ["true", "false"]),
        line: entry.line, severity: .error)
      return fallback
    }
  }
}
