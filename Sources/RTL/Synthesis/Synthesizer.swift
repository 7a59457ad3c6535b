import Core
import Foundation

/// Runs designs through Yosys, ABC and OpenSTA.
package struct Synthesizer: Sendable {
  /// The cells.
  package let library: CellLibrary
  /// The knobs of the flow.
  package private(set) var options: SynthesisOptions
  /// Where results are kept; `nil` keeps none.
  package let cache: SynthesisCache?
  /// The versions of the tools, as they state them.
  package let versions: [String]
  /// Asked while a tool runs; it is ended when the answer is yes.
  private let isInterrupted: @Sendable () -> Bool

  /// The flow on the tools found on the PATH.
  ///
  /// - Throws: `ToolFailure` for a tool that is missing.
  package init(
    library: CellLibrary, options: SynthesisOptions, cache: SynthesisCache?,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(ToolFailure) {
    self.library = library
    self.options = options
    self.cache = cache
    self.isInterrupted = isInterrupted
    versions = [try Tool.yosys.version(), try Tool.sta.version()]
  }

  /// The same tools with other knobs.
  package func with(_ options: SynthesisOptions) -> Synthesizer {
    var other = self
    other.options = options
    return other
  }

  /// Synthesises the parts a design is made of, each once, and composes them.
  ///
  /// Tiles are equal, as in a bottom-up flow; registers between tiles and for skew are counted; controller and masks are
  /// one block of their true size. Cells are counted without wiring, the clock is ideal.
  ///
  /// - Parameters:
  ///   - design: The array.
  ///   - dissolvesTiles: Whether tiles are dissolved in the registers around them, as in a whole in one piece.
  ///   - watch: Told each block before it is worked on.
  /// - Returns: The blocks and what they come to.
  /// - Throws: `ToolFailure` with the reason, also when the tools could not read what they were given.
  package func synthesise(
    _ design: ArrayDesign, dissolvesTiles: Bool = false, watch: (String) -> Void = { _ in }
  ) throws -> ArraySynthesis {
    var known: [String: BlockResult] = [:]
    let blocks = try (dissolvesTiles ? design.dissolvedParts : design.parts).composed { part in
      if let result = known[part.code] { return result }
      watch(part.name)
      let result = try figures(of: part)
      known[part.code] = result
      return result
    }
    return ArraySynthesis(
      design: design.summary, library: library.name, libraryHash: library.hash, versions: versions, options: options,
      blocks: blocks)
  }

  /// What the tools say of a part in the frame of the registers around it.
  ///
  /// - Throws: `ToolFailure` as `synthesise`.
  package func figures(of part: DesignPart) throws -> BlockResult {
    try result(of: part.block)
  }

  /// Synthesises a whole design, for comparison: bottom-up, each tile the same cells, or with its tiles dissolved.
  ///
  /// - Throws: `ToolFailure` as `synthesise`.
  package func synthesiseWhole(_ design: ArrayDesign, dissolvesTiles: Bool = false) throws -> BlockResult {
    try result(of: dissolvesTiles ? design.dissolvedBlock : design.wholeBlock)
  }

  /// The netlist of a whole design.
  ///
  /// - Throws: `ToolFailure` as `synthesise`.
  package func netlist(of design: ArrayDesign) throws -> String {
    try withScratchFolder { folder in
      let block = design.wholeBlock
      _ = try map(block, in: folder)
      let netlist = FileManager.default.contents(atPath: "\(folder)/\(block.top).netlist.v")
      guard let netlist else { throw ToolFailure(.yosys, .notUnderstood("netlist")) }
      return String(decoding: netlist, as: UTF8.self)
    }
  }

  /// The cached result of a block, or that of the tools.
  private func result(of block: SynthesisBlock) throws -> BlockResult {
    let key = key(of: block)
    if let known = cache?.result(of: key) { return known }
    let result = try withScratchFolder { folder in
      let statistics = try map(block, in: folder)
      let script = "\(block.top).tcl"
      try write(options.timingScript(top: block.top), to: script, in: folder)
      let timing = try run(.sta, ["-no_init", "-no_splash", "-exit", script], in: folder)
      return try BlockResult(top: block.top, statistics: statistics, timing: timing, options: options)
    }
    cache?.keep(result, of: key)
    return result
  }

  /// Maps a block to the library's cells.
  ///
  /// - Returns: What Yosys says of its area.
  private func map(_ block: SynthesisBlock, in folder: String) throws -> String {
    try writeInputs(of: block, to: folder)
    _ = try run(.yosys, ["-q", "\(block.top).ys"], in: folder)
    let statistics = FileManager.default.contents(atPath: "\(folder)/\(block.top).stat") ?? Data()
    return String(decoding: statistics, as: UTF8.self)
  }

  /// Writes the files a block's scripts read, and a link to the library.
  private func writeInputs(of block: SynthesisBlock, to folder: String) throws {
    for module in block.files { try write(module.text, to: module.file, in: folder) }
    try write(yosysScript(of: block), to: "\(block.top).ys", in: folder)
    if let constraints { try write(constraints, to: SynthesisOptions.constraintsFile, in: folder) }
    symlink(library.liberty, "\(folder)/library.lib")
  }

  private func yosysScript(of block: SynthesisBlock) -> String {
    options.yosysScript(of: block, isConstrained: constraints != nil)
  }

  /// What ABC takes to drive the inputs of logic, which registers do in truth; without it, its inputs are driven by sources
  /// of no resistance and registers with fifty loads get no buffers.
  private var constraints: String? { library.drivingCell.map { "set_driving_cell \($0)\n" } }

  /// Writes everything that makes a design's figures again into a folder: a subfolder for each block.
  ///
  /// - Returns: The commands, one for each block.
  /// - Throws: The system's error when a file can't be written.
  package func writeScripts(of design: ArrayDesign, to folder: String) throws -> [String] {
    try design.parts.map(\.block).map { block in
      let part = "\(folder)/\(block.top)"
      try FileManager.default.createDirectory(atPath: part, withIntermediateDirectories: true)
      unlink("\(part)/library.lib")
      try writeInputs(of: block, to: part)
      try write(options.timingScript(top: block.top), to: "\(block.top).tcl", in: part)
      return "(cd \(part) && yosys -q \(block.top).ys && sta -no_init -no_splash -exit \(block.top).tcl)"
    }
  }

  private func write(_ text: String, to file: String, in folder: String) throws {
    try writeToolInput(text, to: "\(folder)/\(file)")
  }

  private func run(_ tool: Tool, _ arguments: [String], in folder: String) throws(ToolFailure) -> String {
    try ToolRun(
      tool: tool, arguments: arguments, folder: folder, secondsLimit: options.secondsLimit,
      isInterrupted: isInterrupted
    ).run()
  }

  /// Everything a block's figures depend on.
  private func key(of block: SynthesisBlock) -> String {
    let parts =
      block.files.map(\.text) + [
        yosysScript(of: block), constraints ?? "", options.timingScript(top: block.top), library.hash,
      ] + versions
    return SHA256.hexadecimal(Array(parts.joined(separator: "\u{0}").utf8))
  }
}
