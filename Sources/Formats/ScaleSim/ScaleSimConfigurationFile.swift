package import Core

/// A SCALE-Sim configuration (`scale.cfg`) as an architecture: its array, its three SRAMs and its bandwidths.
///
/// Keys: SCALE-Sim v3 `scale_config.py`; files of version 1, without `[layout]` and `[run_presets]`, are read too.
package struct ScaleSimConfigurationFile: Hashable, Sendable {
  /// Words a cycle between DRAM and the SRAMs; SCALE-Sim's `USER`.
  package struct Bandwidth: Hashable, Sendable {
    package var read: Int
    package var write: Int
  }

  /// The built-in architecture of the dataflow (`scalesim-ws`, …) in the sizes of the file.
  package var architecture: Architecture
  /// The bandwidth of a `USER` run; `nil` for `CALC`.
  package var bandwidth: Bandwidth?
  /// Options without effect here, and keys nobody knows.
  package var warnings: [Diagnostic]

  /// Reads a configuration.
  ///
  /// - Throws: `InvalidInput` with every key that is missing or can't be read.
  package init(_ file: InputFile) throws(InvalidInput) {
    var reader = ScaleSimKeys(file)
    let name = InputFile(name: reader.text("run_name", in: "general") ?? "scalesim", bytes: []).stem
    let rows = reader.size("arrayheight", required: true)
    let columns = reader.size("arraywidth", required: true)
    let inputs = reader.size("ifmapsramszkb", "ifmapsramsz", required: true)
    let weights = reader.size("filtersramszkb", "filtersramsz", required: true)
    let outputs = reader.size("ofmapsramszkb", "ofmapsramsz", required: true)
    let dataflow = reader.dataflow()
    bandwidth = reader.bandwidth()
    reader.noteIdle()
    let found = reader.diagnostics
    guard !found.contains(where: { $0.severity == .error }) else { throw InvalidInput(found) }
    warnings = found
    var settings = [
      "array.rows=\(rows)", "array.columns=\(columns)", "input-sram.capacity=\(inputs)KiB",
      "weight-sram.capacity=\(weights)KiB", "output-sram.capacity=\(outputs)KiB",
    ]
    if let bandwidth { settings.append("dma.bus-width=\(Self.busBytes(max(bandwidth.read, bandwidth.write)))B") }
    guard let builtin = InputFile.builtin("scalesim-\(dataflow)", kind: .architecture) else {
      throw InvalidInput(
        .other("there is no dataflow '\(dataflow)'", remedy: "write ws, os or is"), at: reader.location())
    }
    var parsed: [Setting] = []
    for setting in settings { parsed.append(try Setting(parsing: setting)) }
    architecture = try ArchitectureFile.read(builtin, settings: parsed).0
    architecture.name = name
    architecture.summary = "SCALE-Sim array of \(rows) x \(columns), \(dataflow), from \(file.file)"
  }

  /// The DMA's buses are powers of two that divide its requests of 64 bytes.
  private static func busBytes(_ wordsPerCycle: Int) -> Int {
    var bytes = 1
    while bytes < min(wordsPerCycle, 64) { bytes *= 2 }
    return bytes
  }
}

/// The keys of a configuration, each read once, with what is wrong gathered.
private struct ScaleSimKeys {
  private let document: IniDocument
  private(set) var diagnostics: [Diagnostic] = []
  private var read: Set<String> = []

  init(_ file: InputFile) {
    document = IniDocument(file, &diagnostics)
    if document.entries.isEmpty, diagnostics.isEmpty {
      diagnostics.append(Diagnostic(.emptyFile, at: SourceLocation(file: file.name)))
    }
  }

  func location(_ entry: IniDocument.Entry? = nil) -> SourceLocation {
    SourceLocation(file: document.name, line: entry?.line)
  }

  private mutating func entry(_ names: [String]) -> IniDocument.Entry? {
    read.formUnion(names)
    return document.entries.first { names.contains($0.key.lowercased()) }
  }

  private mutating func note(
    _ statement: String, remedy: String, at entry: IniDocument.Entry?, severity: Diagnostic.Severity = .warning
  ) {
    diagnostics.append(Diagnostic(.other(statement, remedy: remedy), at: location(entry), severity: severity))
  }

  /// A word without quotes and white space.
  mutating func text(_ name: String, in section: String) -> String? {
    guard let entry = entry([name]) else { return nil }
    let word = String(entry.value.filter { $0 != "\"" && $0 != "'" }.map { $0.isWhitespace ? "-" : $0 })
    return word.isEmpty ? nil : word
  }

  /// A size of at least 1; 1 and an error for anything else.
  mutating func size(_ names: String..., required: Bool) -> Int {
    guard let entry = entry(names) else {
      if required {
        note("'\(names[0])' is missing", remedy: "SCALE-Sim's configs/scale.cfg shows it", at: nil, severity: .error)
      }
      return 1
    }
    if let value = Int(entry.value), (1...1 << 20).contains(value) { return value }
    diagnostics.append(
      Diagnostic(
        .notAQuantity(
          subject: "'\(entry.key)'", attribute: "value", found: entry.value, kind: "whole number in 1…2^20",
          example: "32"),
        at: location(entry)))
    return 1
  }

  mutating func dataflow() -> String {
    guard let entry = entry(["dataflow"]) else { return "ws" }
    let word = entry.value.lowercased()
    if ["ws", "os", "is"].contains(word) { return word }
    diagnostics.append(
      Diagnostic(
        .unknownWord(subject: "'Dataflow'", attribute: "value", found: entry.value, known: ["os", "ws", "is"]),
        at: location(entry)))
    return "ws"
  }

  /// The bandwidth of a `USER` run: version 3 reads through the SRAM banks' own and writes through `Bandwidth`; without
  /// those keys `Bandwidth` limits both, as it did before.
  mutating func bandwidth() -> ScaleSimConfigurationFile.Bandwidth? {
    let interface = entry(["interfacebandwidth"])
    let isUser = interface?.value.uppercased() == "USER"
    if let interface, !isUser, interface.value.uppercased() != "CALC" {
      diagnostics.append(
        Diagnostic(
          .unknownWord(
            subject: "'InterfaceBandwidth'", attribute: "value", found: interface.value, known: ["CALC", "USER"]),
          at: location(interface)))
    }
    let banks = (inputs: entry(["ifmapsrambankbandwidth"]), weights: entry(["filtersrambankbandwidth"]))
    guard isUser else {
      for entry in [entry(["bandwidth"]), banks.inputs, banks.weights].compactMap({ $0 }) where interface != nil {
        note(
          "'\(entry.key)' has no effect in CALC mode, where nothing waits for DRAM",
          remedy: "write InterfaceBandwidth: USER", at: entry)
      }
      return nil
    }
    let write = size("bandwidth", required: true)
    guard banks.inputs != nil || banks.weights != nil else { return .init(read: write, write: write) }
    let inputs = banks.inputs == nil ? write : size("ifmapsrambankbandwidth", required: false)
    let weights = banks.weights == nil ? write : size("filtersrambankbandwidth", required: false)
    if inputs != weights {
      note(
        "inputs and filters are read at \(inputs) and \(weights) words a cycle; both are taken at \(min(inputs, weights))",
        remedy: "give both the same bandwidth", at: banks.weights)
    }
    return .init(read: min(inputs, weights), write: write)
  }

  /// Notes options that switch on something SCALE-Sim does and Systole doesn't, and keys neither knows.
  mutating func noteIdle() {
    let known = read
    for entry in document.entries where !known.contains(entry.key.lowercased()) {
      let key = entry.key.lowercased()
      let isOn = entry.value.lowercased() == "true"
      if let effect = Self.switches[key] {
        if isOn { note("'\(entry.key)' has no effect: \(effect)", remedy: "set it to False", at: entry) }
      } else if let effect = Self.limits[key] {
        if entry.value != "1" { note("'\(entry.key)' has no effect: \(effect)", remedy: "remove it", at: entry) }
      } else if !Self.silent.contains(key) {
        let near = nearestName(to: key, among: (Self.silent + known).sorted())
        note(
          "'\(entry.key)' is unknown and has no effect",
          remedy: near.map { "did you mean '\($0)'?" } ?? "remove it", at: entry)
      }
    }
  }

  private static let switches = [
    "ifmapcustomlayout": "inputs are laid out for conflict-free reading",
    "filtercustomlayout": "filters are laid out for conflict-free reading",
    "sparsitysupport": "layers are computed dense", "optimizedmapping": "layers are computed dense",
    "useramulatortrace": "Systole has a DRAM model of its own (--timing machine)",
  ]

  private static let limits = [
    "memorybanks": "each SRAM is one bank", "readrequestbuffer": "it goes with Ramulator traces",
    "writerequestbuffer": "it goes with Ramulator traces",
  ]

  /// Keys that mean nothing unless one of the switches is on, and places of addresses and files.
  private static let silent = [
    "ifmapoffset", "filteroffset", "ofmapoffset", "ifmapsrambanknum", "ifmapsrambankport", "filtersrambanknum",
    "filtersrambankport", "sparserep", "blocksize", "randomnumbergeneratorseed", "topologycsvloc", "savetrace",
    "ofmapsrambankbandwidth", "ofmapsrambanknum", "ofmapsrambankport", "ofmapcustomlayout",
  ]
}
