import Core

/// The mapspace's part of an architecture document.
extension ArchitectureReading {
  /// Reads a constraint; what contradicts itself is noted.
  mutating func constraint(_ element: XMLElement) -> MappingConstraint {
    var constraint = MappingConstraint(
      level: reader.name("level", of: element), loops: reader.choice("loops", of: element, default: .temporal))
    if element["dimensions"] != nil {
      let allowed = reader.dimensions("dimensions", of: element)
      for dimension in Dimension.allCases where !allowed.contains(dimension) { constraint.maximum[dimension] = 1 }
    }
    for (dimension, factor) in factors("at-most", of: element) {
      constraint.maximum[dimension] = min(constraint.maximum[dimension], factor)
    }
    for (dimension, factor) in factors("at-least", of: element) { constraint.minimum[dimension] = factor }
    for (dimension, factor) in factors("fixed", of: element) {
      constraint.minimum[dimension] = max(constraint.minimum[dimension], factor)
      constraint.maximum[dimension] = min(constraint.maximum[dimension], factor)
    }
    for dimension in Dimension.allCases where constraint.minimum[dimension] > constraint.maximum[dimension] {
      reader.note(
        .other(
          "the constraint asks for a factor of \(dimension.letter) of at least \(constraint.minimum[dimension]) and at "
            + "most \(constraint.maximum[dimension])", remedy: "change one of them"),
        at: element.location)
    }
    if element["keep"] != nil { constraint.keep = reader.operands("keep", of: element) }
    if element["bypass"] != nil { constraint.bypass = reader.operands("bypass", of: element) }
    if element["may-bypass"] != nil { constraint.mayBypass = reader.operands("may-bypass", of: element) }
    if let text = element["order"] {
      guard let order = MappingConstraint.order(text), constraint.loops == .temporal else {
        reader.note(
          constraint.loops == .temporal
            ? .notAQuantity(
              subject: element.subject, attribute: "order", found: text,
              kind: "loop order that names each dimension once and has one star", example: "K*PQ")
            : .other("only temporal loops have an order", remedy: "leave the order out"),
          at: element.location(of: "order"))
        return constraint
      }
      constraint.outermost = order.outermost
      constraint.innermost = order.innermost
    }
    return constraint
  }

  /// A list such as `C=16 K=1`, no dimension twice.
  private mutating func factors(_ name: String, of element: XMLElement) -> [(dimension: Dimension, factor: Int)] {
    var found: [(dimension: Dimension, factor: Int)] = []
    for word in (element[name] ?? "").split(whereSeparator: \.isWhitespace) {
      let digits = word.dropFirst(2)
      guard let letter = word.first, let dimension = Dimension(letter: letter), word.dropFirst().first == "=",
        digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let factor = Int(digits),
        (1...AttributeReader.largest).contains(factor)
      else {
        reader.note(
          .notAQuantity(
            subject: element.subject, attribute: name, found: String(word), kind: "factor of a loop dimension",
            example: "K=16"),
          at: element.location(of: name))
        continue
      }
      if found.contains(where: { $0.dimension == dimension }) {
        reader.note(
          .repeatedWord(subject: element.subject, attribute: name, word: String(letter)), at: element.location(of: name)
        )
      }
      found.append((dimension, factor))
    }
    return found
  }

  /// Whether each constraint speaks of a level there is and asks for nothing its fan-out can't do.
  mutating func checkConstraints(_ architecture: Architecture) {
    for (constraint, element) in zip(architecture.constraints, root.children("constraint")) {
      guard let level = architecture.level(named: constraint.level) else {
        reader.note(
          .dangling(
            subject: element.subject, reference: constraint.level, kind: "level",
            known: architecture.levels.map(\.name)),
          at: element.location(of: "level"))
        continue
      }
      checkBypass(constraint, level, of: architecture, element)
      let copies: Int
      let allowed: DimensionSet
      switch constraint.loops {
      case .temporal: continue
      case .spatialX: (copies, allowed) = (level.fanOut.x, level.fanOut.dimensionsX)
      case .spatialY: (copies, allowed) = (level.fanOut.y, level.fanOut.dimensionsY)
      }
      for dimension in Dimension.allCases where constraint.minimum[dimension] > 1 {
        guard allowed.contains(dimension), constraint.minimum[dimension] <= copies else {
          let can = allowed.dimensions.map { String($0.letter) }.joined(separator: " ")
          reader.note(
            .other(
              "the constraint spreads \(dimension.letter) over \(constraint.minimum[dimension]) copies, but the fan-out "
                + "below '\(level.name)' has \(copies)" + (can.isEmpty ? "" : " for \(can)"),
              remedy: "change the constraint or the fan-out"),
            at: element.location)
          break
        }
      }
    }
  }

  /// Whether a constraint lets only operands pass by that the level could hold, inside the DRAM, and all other
  /// constraints on the level agree.
  private mutating func checkBypass(
    _ constraint: MappingConstraint, _ level: StorageLevel, of architecture: Architecture, _ element: XMLElement
  ) {
    let passing = constraint.bypass.union(constraint.mayBypass)
    if let problem = level.bypassProblem(passing.union(constraint.keep), isOutermost: false) {
      reader.note(problem, at: element.location)
    } else if !passing.isEmpty, architecture.levels.first?.name == level.name,
      let problem = level.bypassProblem(passing, isOutermost: true)
    {
      reader.note(problem, at: element.location)
    }
    let kept = architecture.constraints.filter { $0.level == level.name }.reduce(OperandSet()) { $0.union($1.keep) }
    if let operand = kept.intersection(constraint.bypass).operands.first {
      reader.note(
        .other(
          "the constraints on '\(level.name)' ask to keep \(operand.name) and to let them pass by",
          remedy: "change one of them"),
        at: element.location)
    }
  }
}

extension ArchitectureFile {
  /// Writes a constraint with its limits; a fixed factor is a least and a greatest one.
  static func write(_ constraint: MappingConstraint, to writer: inout XMLWriter) {
    func text(_ factors: LoopBounds, unless free: Int) -> String {
      Dimension.allCases.filter { factors[$0] != free }.map { "\($0.letter)=\(factors[$0])" }.joined(separator: " ")
    }
    writer.element("constraint") { writer in
      writer.attribute("level", constraint.level)
      writer.attribute("loops", constraint.loops.rawValue)
      let least = text(constraint.minimum, unless: 1)
      let most = text(constraint.maximum, unless: .max)
      if !least.isEmpty { writer.attribute("at-least", least) }
      if !most.isEmpty { writer.attribute("at-most", most) }
      for (name, operands) in [
        ("keep", constraint.keep), ("bypass", constraint.bypass), ("may-bypass", constraint.mayBypass),
      ] where !operands.isEmpty {
        writer.attribute(name, operands.operands.map(\.name).joined(separator: " "))
      }
      if !constraint.orderText.isEmpty { writer.attribute("order", constraint.orderText) }
    }
  }
}
