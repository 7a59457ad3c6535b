package import Core

extension Mapspace {
  /// Narrows the mapspace by restrictions as people write them, one level each: `scratchpad K<=64 KX=16 order=*PQ`.
  ///
  /// A level is named, or numbered as in mapping text (`L2`). A factor is a dimension, `X` or `Y` behind it for a
  /// spatial one, a relation `=`, `<=` or `>=` and a number. An order lists temporal loops from the outside in, with
  /// one `*` where the others may stand. `keep=`, `bypass=` and `may-bypass=` say which operands (W, I, O) the level holds,
  /// lets pass by, or either. What Timeloop's constraints of type temporal, spatial and datatype say in YAML.
  ///
  /// - Parameters:
  ///   - texts: The restrictions; all have to hold.
  ///   - architecture: Names the levels and says what fans out where.
  ///   - place: Where the restrictions were given, for messages.
  /// - Throws: `InvalidInput` with everything that can't be read or can't hold.
  package mutating func restrict(
    _ texts: [String], on architecture: Architecture, place: String
  ) throws(InvalidInput) {
    var problems: [Problem] = []
    for text in texts {
      let words = text.split { $0.isWhitespace || $0 == ":" }.map(String.init)
      guard let name = words.first else {
        problems.append(.other("a constraint is empty", remedy: "write e.g. 'scratchpad K<=64'"))
        continue
      }
      guard let level = Self.level(name, architecture) else {
        problems.append(
          .unknownWord(
            subject: "the constraint's", attribute: "level", found: name, known: architecture.levels.map(\.name)))
        continue
      }
      if words.count == 1 {
        problems.append(.other("the constraint on '\(name)' says nothing", remedy: "write e.g. '\(name) K<=64'"))
      }
      for word in words.dropFirst() {
        guard let term = RestrictionTerm(parsing: word) else {
          problems.append(
            .other(
              "the constraint on '\(name)' says '\(word)'",
              remedy: "write terms such as K=8, C<=64, KX=16, order=K*PQ or bypass=I"))
          continue
        }
        if let problem = apply(term, to: level, architecture.levels[level]) { problems.append(problem) }
      }
    }
    guard problems.isEmpty else {
      throw InvalidInput(problems.map { Diagnostic($0, at: SourceLocation(file: place)) })
    }
  }

  private static func level(_ name: String, _ architecture: Architecture) -> Int? {
    let levels = architecture.levels
    if let index = levels.firstIndex(where: { $0.name == name }) { return index }
    return levels.indices.first { "L\(levels.count - 1 - $0)" == name }
  }

  /// Applies a term on what a level holds; what stands against it, if anything.
  private mutating func hold(
    _ choice: RestrictionTerm.Holding, _ operands: OperandSet, at level: Int, _ storage: StorageLevel
  ) -> Problem? {
    let isOutermost = level == 0 && choice != .keep
    if let problem = storage.bypassProblem(operands, isOutermost: isOutermost) { return problem }
    switch choice {
    case .keep: levels[level].keep.formUnion(operands)
    case .bypass: levels[level].bypass.formUnion(operands)
    case .mayBypass: levels[level].mayBypass.formUnion(operands)
    }
    guard let operand = levels[level].keep.intersection(levels[level].bypass).operands.first else { return nil }
    return .other(
      "the constraints on '\(storage.name)' ask to keep \(operand.name) and to let them pass by",
      remedy: "change one of them")
  }

  /// Applies one term; what stands against it, if anything.
  private mutating func apply(_ term: RestrictionTerm, to level: Int, _ storage: StorageLevel) -> Problem? {
    switch term {
    case .order(let outermost, let innermost):
      levels[level].outermost = outermost
      levels[level].innermost = innermost
      return nil
    case .holding(let choice, let operands):
      return hold(choice, operands, at: level, storage)
    case .factor(let place, let dimension, let range):
      let limits: WritableKeyPath<LevelConstraint, FactorLimits>
      switch place {
      case .temporal: limits = \.temporal
      case .x: limits = \.spatialX
      case .y: limits = \.spatialY
      }
      let (copies, allowed) =
        place == .y ? (storage.fanOut.y, storage.fanOut.dimensionsY) : (storage.fanOut.x, storage.fanOut.dimensionsX)
      if place != .temporal, range.lowerBound > 1 {
        let axis = place == .x ? "X" : "Y"
        guard allowed.contains(dimension) else {
          return .other(
            "\(dimension.letter) can't be spread over \(axis) below '\(storage.name)'",
            remedy: allowed.isEmpty
              ? "there is no fan-out on that axis" : "only \(String(allowed.dimensions.map(\.letter))) can be there")
        }
        guard range.lowerBound <= copies else {
          return .outOfRange(
            subject: "the factor of \(dimension.letter) over \(axis) below '\(storage.name)'",
            attribute: "in the constraint", found: "\(range.lowerBound)", expected: "at most \(copies)")
        }
      }
      let least = max(levels[level][keyPath: limits].minimum[dimension], range.lowerBound)
      let most = min(levels[level][keyPath: limits].maximum[dimension], range.upperBound)
      guard least <= most else {
        return .other(
          "the constraints on \(dimension.letter) at '\(storage.name)' ask for a factor of at least \(least) and at "
            + "most \(most)", remedy: "change one of them")
      }
      levels[level][keyPath: limits].minimum[dimension] = least
      levels[level][keyPath: limits].maximum[dimension] = most
      return nil
    }
  }
}

/// One term of a restriction.
private enum RestrictionTerm {
  case factor(NestLoop<Double>.Place, Dimension, ClosedRange<Int>)
  /// Loops from the outside in, and from the inside out.
  case order(outermost: [Dimension], innermost: [Dimension])
  case holding(Holding, OperandSet)

  /// Whether a level holds operands.
  enum Holding: String, CaseIterable {
    case keep
    case bypass
    case mayBypass = "may-bypass"
  }

  /// Reads `K=8`, `C<=64`, `KX>=2`, `order=K*PQ` or `bypass=WI`; `nil` for anything else.
  init?(parsing word: String) {
    for choice in Holding.allCases where word.hasPrefix(choice.rawValue + "=") {
      var operands: OperandSet = []
      for letter in word.dropFirst(choice.rawValue.count + 1) {
        guard let operand = Operand(letter: letter), !operands.contains(operand) else { return nil }
        operands.insert(OperandSet(operand))
      }
      guard !operands.isEmpty else { return nil }
      self = .holding(choice, operands)
      return
    }
    if word.hasPrefix("order=") {
      guard let order = Self.order(word.dropFirst("order=".count)) else { return nil }
      self = order
      return
    }
    guard let sign = word.firstIndex(where: { "<>=".contains($0) }), let letter = word.first,
      let dimension = Dimension(letter: letter)
    else { return nil }
    let place: NestLoop<Double>.Place
    switch word[word.index(after: word.startIndex)..<sign] {
    case "": place = .temporal
    case "X": place = .x
    case "Y": place = .y
    default: return nil
    }
    let digits = word[sign...].drop { "<>=".contains($0) }
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits),
      (1..<1 << 40).contains(number)
    else { return nil }
    switch word[sign..<digits.startIndex] {
    case "=": self = .factor(place, dimension, number...number)
    case "<=": self = .factor(place, dimension, 1...number)
    case ">=": self = .factor(place, dimension, number...Int.max)
    default: return nil
    }
  }

  private static func order(_ text: Substring) -> RestrictionTerm? {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false).map { part in
      part.map { Dimension(letter: $0) }
    }
    let all = parts.flatMap { $0 }
    guard parts.count == 2, !all.isEmpty, all.count == Set(all).count, !all.contains(nil) else { return nil }
    return .order(outermost: parts[0].compactMap { $0 }, innermost: parts[1].compactMap { $0 }.reversed())
  }
}
