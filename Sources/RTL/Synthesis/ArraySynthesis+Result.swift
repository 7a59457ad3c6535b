package import Core

extension ArraySynthesis {
  /// The synthesised array as reports and documents take it.
  ///
  /// - Parameters:
  ///   - memories: The memories beside it.
  ///   - commands: The commands that make the figures again.
  /// - Returns: The result.
  package func result(memories: [SynthesisResult.Memory], commands: [String]) -> SynthesisResult {
    SynthesisResult(
      design: design, library: library, libraryHash: libraryHash, tools: versions,
      targetNanoseconds: options.clockPeriod, toggleRate: options.activity, settings: options.settings,
      blocks: blocks.map { block in
        SynthesisResult.Block(
          name: block.name, module: block.top, count: block.count, squareMicrometres: block.each.area,
          nanoseconds: block.each.nanoseconds, picojoulesPerCycle: block.each.picojoulesPerCycle,
          leakageMilliwatts: block.each.leakageMilliwatts,
          path: block.each.criticalPath.compactMap(SynthesisResult.Step.init(reported:)))
      }, memories: memories, commands: commands)
  }
}

extension SynthesisOptions {
  /// The knobs by the names a space gives them.
  fileprivate var settings: [SynthesisResult.Setting] {
    let switches: [(FlowAttribute, Bool)] = [
      (.buffers, buffers), (.sizing, sizes), (.retiming, retimes), (.flattening, flattens), (.sharing, shares),
    ]
    let words = [
      (FlowAttribute.mapping, mapping.rawValue), (.restructuring, restructuring.rawValue), (.fanout, "\(fanout)"),
    ]
    return words.map { SynthesisResult.Setting($0.rawValue, $1) }
      + switches.map { SynthesisResult.Setting($0.rawValue, $1 ? "yes" : "no") }
  }
}

extension SynthesisResult.Step {
  /// A pin as OpenSTA prints it, `0.4076    0.4076 v _1274_/Q (DFFPOSX1)`; `nil` for other lines.
  fileprivate init?(reported line: String) {
    let words = line.split(separator: " ")
    guard words.count == 5, let delay = Double(words[0]), let time = Double(words[1]), let edge = Self.edge(words[2])
    else { return nil }
    self.init(
      delayNanoseconds: delay, timeNanoseconds: time, edge: edge, pin: String(words[3]),
      cell: words[4].filter { !"()".contains($0) })
  }

  private static func edge(_ sign: Substring) -> Edge? {
    switch sign {
    case "^": .rise
    case "v": .fall
    default: nil
    }
  }
}

extension SynthesisResult.Memory {
  /// The on-chip memories of an architecture at a library's node; none where the node is not known.
  ///
  /// - Parameters:
  ///   - architecture: The accelerator.
  ///   - nanometres: The node.
  /// - Returns: The memories, from the outside in.
  package static func memories(of architecture: Architecture, nanometres: Int?) -> [SynthesisResult.Memory] {
    guard let nanometres else { return [] }
    var architecture = architecture
    architecture.technologyNanometres = nanometres
    let names = architecture.levels.filter { $0.kind == .sram }.map(\.name) + architecture.caches.map(\.name)
    return architecture.componentCosts().filter { names.contains($0.component) }.map {
      SynthesisResult.Memory(
        component: $0.component, squareMillimetres: $0.areaSquareMillimetres, highestHertz: $0.highestHertz,
        isExtrapolated: $0.isExtrapolated)
    }
  }
}
