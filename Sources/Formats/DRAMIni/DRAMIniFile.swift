package import Core

/// A memory read from a DRAMsim3 configuration file.
package struct DRAMIniFile: Hashable, Sendable {
  /// The memory, under DRAMsim3's controller.
  package var configuration: DRAMConfiguration
  /// What the file says that is unknown or not simulated, in the order of its lines.
  package var warnings: [Diagnostic]

  /// Reads a file: structure, timing, currents and controller, with DRAMsim3's defaults for keys left out.
  ///
  /// Cycles are taken as they stand. A clock period within 1 % of a JEDEC data rate is read as that rate, as the files
  /// round it to two digits.
  ///
  /// - Throws: `InvalidInput` with everything that keeps the file from describing a memory.
  package init(_ file: InputFile) throws(InvalidInput) {
    var diagnostics: [Diagnostic] = []
    let document = IniDocument(file, &diagnostics)
    var keys = DRAMIniKeys(document, diagnostics)
    if document.entries.isEmpty, diagnostics.isEmpty { keys.report(.emptyFile, at: "protocol") }
    var reader = DRAMIniReader(keys)
    let (memory, found) = reader.read(name: file.name)
    let errors = found.filter { $0.severity == .error }
    guard errors.isEmpty, let memory else { throw InvalidInput(errors) }
    configuration = memory
    warnings = found.enumerated().sorted {
      ($0.element.location.line ?? 0, $0.offset) < ($1.element.location.line ?? 0, $1.offset)
    }.map(\.element)
  }
}
