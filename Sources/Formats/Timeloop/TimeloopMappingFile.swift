package import Core

/// A Timeloop mapping: for each storage level its loops, the order they nest in and what it keeps.
///
/// A permutation lists dimensions innermost first; of a level's spatial loops the first `split` go along X and the rest
/// along Y (Timeloop `mapping/parser.cpp`).
package struct TimeloopMappingFile: Hashable, Sendable {
  package var mapping: Mapping
  /// The levels' names, outermost first.
  package var levels: [String]

  /// Reads a mapping.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - levels: The levels' names, outermost first; empty to take them from the file, where the DRAM tells which end
  ///     is the outer one.
  /// - Throws: `InvalidInput` with everything wrong with the file.
  package init(_ file: InputFile, levels: [String] = []) throws(InvalidInput) {
    try self.init(try YAMLValue(file), levels: levels)
  }

  init(_ document: YAMLValue, levels stated: [String]) throws(InvalidInput) {
    guard let targets = document["mapping"]?.items, !targets.isEmpty else {
      throw InvalidInput(.other("the file has no mapping", remedy: "write mapping: with a list"), at: document.location)
    }
    var notes = TimeloopNotes()
    var order = stated
    if order.isEmpty { order = Self.levels(of: targets, &notes) }
    levels = order
    var levelsRead = order.map { _ in MappingLevel(keeps: .all) }
    var seen: Set<String> = []
    for target in targets {
      guard let name = target["target"]?.text, let type = target["type"]?.text else {
        notes.note("a directive lacks its target or type", remedy: "write target: and type:", at: target)
        continue
      }
      guard let index = order.firstIndex(of: name) else {
        notes.note(
          "the architecture has no level '\(name)'", remedy: "its levels are \(order.joined(separator: ", "))",
          at: target)
        continue
      }
      guard seen.insert("\(name) \(type)").inserted else {
        notes.note("'\(name)' has two directives of type \(type)", remedy: "remove one", at: target)
        continue
      }
      switch type {
      case "temporal":
        levelsRead[index].temporal = Self.loops(target, &notes).map {
          TemporalLoop($0.dimension, $0.bound, last: $0.last)
        }
      case "spatial":
        levelsRead[index].spatial = Self.spatialLoops(target, &notes)
      case "datatype", "bypass", "dataspace":
        levelsRead[index].keeps = Self.keeps(target, &notes)
      default:
        notes.note(
          "the type '\(type)' is unknown", remedy: "write temporal, spatial or datatype", at: target["type"] ?? target)
      }
    }
    try notes.check()
    mapping = Mapping(levels: levelsRead)
  }

  /// The targets' names in the file's order, turned round when the DRAM comes last.
  private static func levels(of targets: [YAMLValue], _ notes: inout TimeloopNotes) -> [String] {
    var names: [String] = []
    for target in targets {
      guard let name = target["target"]?.text, !names.contains(name) else { continue }
      names.append(name)
    }
    let outer = names.firstIndex { $0.lowercased().contains("dram") || $0.lowercased() == "mainmemory" }
    return outer != nil && outer == names.count - 1 ? names.reversed() : names
  }

  private struct Loop {
    var dimension: Dimension
    var bound: Int
    var last: Int
  }

  /// A directive's loops, outermost first, unit loops left out.
  private static func loops(_ target: YAMLValue, _ notes: inout TimeloopNotes) -> [Loop] {
    inwardLoops(target, &notes).reversed().filter { $0.bound > 1 }
  }

  private static func spatialLoops(_ target: YAMLValue, _ notes: inout TimeloopNotes) -> [SpatialLoop] {
    let inward = inwardLoops(target, &notes)
    var split = inward.count
    if let stated = target["split"] {
      guard let number = stated.text.flatMap({ Int($0) }), number >= 0 else {
        notes.note("the split is '\(stated.text ?? "")'", remedy: "write how many dimensions go along X", at: stated)
        return []
      }
      split = min(number, inward.count)
    }
    let along: (ArraySlice<Loop>, SpatialLoop.Axis) -> [SpatialLoop] = { loops, axis in
      loops.reversed().filter { $0.bound > 1 }.map {
        SpatialLoop($0.dimension, $0.bound, last: $0.last, axis: axis)
      }
    }
    return along(inward[..<split], .x) + along(inward[split...], .y)
  }

  /// All loops in the permutation's order, innermost first; dimensions it leaves out are outside those it names.
  private static func inwardLoops(_ target: YAMLValue, _ notes: inout TimeloopNotes) -> [Loop] {
    let factors = factors(target, &notes)
    var order: [Dimension] = []
    let text = target["permutation"].map { $0.text ?? $0.words.joined() } ?? ""
    for letter in text where letter != "," && !letter.isWhitespace {
      guard let dimension = Dimension(timeloop: letter) else {
        notes.note("the permutation names '\(letter)'", remedy: "use N, C, K, P, Q, R and S", at: target["permutation"])
        return []
      }
      if order.contains(dimension) {
        notes.note("the permutation names \(letter) twice", remedy: "name it once", at: target["permutation"])
        return []
      }
      order.append(dimension)
    }
    order += [.r, .s, .p, .q, .c, .k, .n, .g].filter { !order.contains($0) }
    let known = order
    return known.compactMap { dimension in factors.first { $0.dimension == dimension } }
  }

  /// The factors of a directive: `C16 K4`, `C=16,K=4`, `P=7,3` with an uneven last trip, a list or a table.
  private static func factors(_ target: YAMLValue, _ notes: inout TimeloopNotes) -> [Loop] {
    guard let value = target["factors"] else { return [] }
    let text: String
    switch value.content {
    case .scalar(let words): text = words
    case .list: text = value.words.joined(separator: " ")
    case .table: text = value.entries.map { "\($0.key)=\($0.value.text ?? "")" }.joined(separator: " ")
    }
    var loops: [Loop] = []
    var rest = text[...]
    func skip(_ characters: String) {
      while let next = rest.first, characters.contains(next) || (characters.contains(" ") && next.isWhitespace) {
        rest = rest.dropFirst()
      }
    }
    func number() -> Int? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      return Int(digits)
    }
    while true {
      skip(" ,")
      guard let letter = rest.first else { break }
      rest = rest.dropFirst()
      skip(" =")
      guard let dimension = Dimension(timeloop: letter), let bound = number(), (1...1 << 40).contains(bound) else {
        notes.note("the factors '\(text)' can't be read at '\(letter)'", remedy: "write e.g. C=16 K=4", at: value)
        return []
      }
      var last = bound
      if rest.first == ",", let next = rest.dropFirst().first, next.isASCII, next.isNumber {
        rest = rest.dropFirst()
        last = number() ?? 0
      }
      guard (1...bound).contains(last), !loops.contains(where: { $0.dimension == dimension }) else {
        notes.note("the factors '\(text)' are wrong at '\(letter)'", remedy: "name each once, e.g. P=7,3", at: value)
        return []
      }
      loops.append(Loop(dimension: dimension, bound: bound, last: last))
    }
    return loops
  }

  /// What a level keeps: what is said to be kept, else all but what bypasses.
  static func keeps(_ target: YAMLValue, _ notes: inout TimeloopNotes) -> OperandSet {
    func operands(_ value: YAMLValue?, _ notes: inout TimeloopNotes) -> OperandSet {
      var set: OperandSet = []
      for word in value?.words ?? [] {
        guard let operand = Operand(dataSpace: word) else {
          notes.note("'\(word)' is no data space", remedy: "use Weights, Inputs and Outputs", at: value)
          continue
        }
        set.formUnion(OperandSet(operand))
      }
      return set
    }
    let kept = operands(target["keep"], &notes)
    let bypassed = operands(target["bypass"], &notes)
    if !kept.isDisjoint(with: bypassed) {
      notes.note("a data space is both kept and bypassed", remedy: "name it once", at: target)
    }
    return OperandSet.all.subtracting(bypassed).union(kept)
  }
}

extension TimeloopMappingFile {
  /// Writes a mapping as Timeloop reads it; reading it with the same names gives the same mapping.
  ///
  /// - Parameters:
  ///   - mapping: The mapping.
  ///   - levels: The levels' names, outermost first; those left out are called `Level1`, …, from the DRAM inwards.
  /// - Returns: YAML of Timeloop's version 0.3.
  package static func text(of mapping: Mapping, levels: [String] = []) -> String {
    var text = "mapping:\n"
    for index in mapping.levels.indices.reversed() {
      let level = mapping.levels[index]
      let name = index < levels.count ? levels[index] : (index == 0 ? "DRAM" : "Level\(index)")
      let head = "  - target: \(name)\n    type: "
      text += head + "datatype\n    keep: [\(names(level.keeps))]\n"
      text += "    bypass: [\(names(OperandSet.all.subtracting(level.keeps)))]\n"
      if !level.spatial.isEmpty {
        let along = SpatialLoop.Axis.self
        let x = level.spatial.filter { $0.axis == along.x }.map { ($0.dimension, $0.bound, $0.last) }
        let y = level.spatial.filter { $0.axis == along.y }.map { ($0.dimension, $0.bound, $0.last) }
        text += head + "spatial\n" + loops(inward: x.reversed() + y.reversed()) + "    split: \(x.count)\n"
      }
      text += head + "temporal\n" + loops(inward: level.temporal.map { ($0.dimension, $0.bound, $0.last) }.reversed())
    }
    return text
  }

  private static func names(_ operands: OperandSet) -> String {
    operands.operands.map(\.dataSpace).joined(separator: ", ")
  }

  private static func loops(inward: [(dimension: Dimension, bound: Int, last: Int)]) -> String {
    let order: [Dimension] = [.r, .s, .p, .q, .c, .k, .n]
    var all = inward
    all += order.filter { dimension in !inward.contains { $0.dimension == dimension } }.map { ($0, 1, 1) }
    let factors = all.map { loop in
      "\(loop.dimension.letter)=\(loop.bound)" + (loop.last == loop.bound ? "" : ",\(loop.last)")
    }
    return "    factors: \(factors.joined(separator: " "))\n"
      + "    permutation: \(String(all.map(\.dimension.letter)))\n"
  }
}
