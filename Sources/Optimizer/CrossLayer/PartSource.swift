import Core
package import RTL
import Synchronization

/// Where the figures of an array's parts come from: tools, or a table.
package protocol PartSource: Sendable {
  /// What the flow says of a part.
  ///
  /// - Throws: `ToolFailure` or `MissingInput` with the reason when there are no figures.
  func figures(of part: DesignPart, _ options: SynthesisOptions, library: String) throws -> BlockResult

  /// The node of a library's cells, for the memories beside them.
  func nanometres(of library: String) -> Int
}

extension PartSource {
  /// Libraries whose node nobody states are taken as osu018's.
  package func nanometres(of library: String) -> Int {
    (CellLibrary.Standard(rawValue: library) ?? .osu018).nanometres
  }
}

/// Figures from Yosys, ABC and OpenSTA, cached by content; equal parts at the same time are worked on once.
package final class SynthesisTools: PartSource {
  private let cache: SynthesisCache?
  private let secondsLimit: Int
  private let activity: Double
  private let isInterrupted: @Sendable () -> Bool
  private let synthesizers = Mutex<[String: Synthesizer]>([:])

  /// The tools on the PATH.
  ///
  /// - Parameters:
  ///   - cache: Where results are kept; `nil` keeps none.
  ///   - secondsLimit: Seconds each tool may take for a part.
  ///   - activity: The share of cycles in which a net toggles.
  ///   - isInterrupted: Asked while a tool runs.
  package init(
    cache: SynthesisCache?, secondsLimit: Int, activity: Double = SynthesisOptions().activity,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.cache = cache
    self.secondsLimit = secondsLimit
    self.activity = activity
    self.isInterrupted = isInterrupted
  }

  /// What the tools say of a part.
  ///
  /// - Throws: `ToolFailure`; `MissingInput` for a library that isn't there.
  package func figures(of part: DesignPart, _ options: SynthesisOptions, library: String) throws -> BlockResult {
    try synthesizer(library).with(limited(options)).figures(of: part)
  }

  /// A whole array of parts, with the slowest path of each.
  ///
  /// - Throws: As `figures`.
  package func synthesis(of design: ArrayDesign, _ options: SynthesisOptions, library: String) throws -> ArraySynthesis
  {
    try synthesizer(library).with(limited(options)).synthesise(design)
  }

  private func limited(_ options: SynthesisOptions) -> SynthesisOptions {
    var options = options
    options.secondsLimit = secondsLimit
    options.activity = activity
    return options
  }

  /// What makes the figures, in words: cells with their hash, tools with their versions.
  ///
  /// - Throws: `ToolFailure` for a tool that is missing; `MissingInput` for a library that isn't there.
  package func origin(_ libraries: [String]) throws -> String {
    let used = try Set(libraries).sorted().map(synthesizer)
    return (used.map { "\($0.library.name) \($0.library.hash.prefix(16))" } + (used.first?.versions ?? []))
      .joined(separator: "; ")
  }

  /// The flow for a library; the tools are asked for their versions once.
  private func synthesizer(_ library: String) throws -> Synthesizer {
    if let known = synthesizers.withLock({ $0[library] }) { return known }
    let made = try Synthesizer(
      library: try CellLibrary(library), options: SynthesisOptions(), cache: cache, isInterrupted: isInterrupted)
    synthesizers.withLock { $0[library] = made }
    return made
  }
}
