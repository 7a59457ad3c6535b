/// Mappings that let operands pass by levels that could hold them.
extension Architecture {
  /// The architecture with every level holding what it holds in the mapping.
  ///
  /// - Parameter mapping: One with as many levels as the architecture.
  /// - Returns: The architecture the mapping sees; this one where nothing passes by.
  public func keeping(as mapping: Mapping) -> Architecture {
    guard mapping.levels.count == levels.count else { return self }
    var seen = self
    for index in levels.indices { seen.levels[index].keeps = mapping.levels[index].keeps }
    return seen
  }

  /// Why the controller can't let operands pass by.
  ///
  /// Gemmini's commands name the scratchpad or the accumulator in every move. A generic controller moves tiles between
  /// the DRAM and whichever level is the first to hold them, so that one level on the chip has to; what the registers of
  /// the array hold is its dataflow.
  ///
  /// - Parameter keeps: What each level holds, outermost first.
  /// - Returns: What stands against it; `nil` where the controller can.
  public func bypassProblem(keeping keeps: [OperandSet]) -> Problem? {
    guard keeps != levels.map(\.keeps) else { return nil }
    if controller.kind == .gemmini || gemmini != nil {
      return .other(
        "the controller of '\(name)' can't let operands pass by its memories",
        remedy: "let every level keep its operands")
    }
    for (level, kept) in zip(levels, keeps) where level.kind == .registers && kept != level.keeps {
      return .other(
        "the array of '\(name)' holds \(level.keeps.letters) in '\(level.name)', the mapping [\(kept.letters)]",
        remedy: "let the registers keep theirs")
    }
    for operand in Operand.allCases
    where !zip(levels, keeps).contains(where: { $0.kind != .dram && $1.contains(operand) }) {
      return .other(
        "the mapping lets \(operand.name) pass by every memory on the chip of '\(name)'",
        remedy: "keep them in one of them")
    }
    return nil
  }
}

extension StorageLevel {
  /// What is wrong with naming operands that the level is to keep or to let pass by.
  ///
  /// - Parameters:
  ///   - operands: Those named.
  ///   - isOutermost: Whether the level is the outermost and the operands are to pass it by.
  /// - Returns: What is wrong; `nil` if nothing is.
  public func bypassProblem(_ operands: OperandSet, isOutermost: Bool) -> Problem? {
    if isOutermost, !operands.isEmpty {
      return .other("nothing can pass by '\(name)', where all operands come from", remedy: "name another level")
    }
    guard let operand = operands.subtracting(keeps).operands.first else { return nil }
    return .other(
      "'\(name)' can't hold \(operand.name) in any mapping",
      remedy: "it can hold \(keeps.operands.map(\.name).joined(separator: " and "))")
  }
}
