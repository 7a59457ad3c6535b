package import Core

/// A mapping as an indented loop nest, outermost loop first.
package enum LoopNestText {
  /// One line of a loop nest.
  package struct Line: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      /// A storage level and the operands it holds.
      case level(name: String, keeps: OperandSet)
      /// A loop in time.
      case temporal(TemporalLoop)
      /// A loop spread over an axis of the array.
      case spatial(SpatialLoop)
    }

    package var kind: Kind
    /// Loops around this line.
    package var depth: Int
  }

  /// The nest's lines.
  ///
  /// - Parameters:
  ///   - mapping: the loops.
  ///   - architecture: names the levels where it has as many as the mapping; otherwise they are called `L2`, `L1`, `L0`.
  /// - Returns: levels and loops, outermost first.
  package static func lines(_ mapping: Mapping, architecture: Architecture? = nil) -> [Line] {
    var lines: [Line] = []
    var depth = 0
    let names = architecture.map { $0.levels.map(\.name) } ?? []
    for (index, level) in mapping.levels.enumerated() {
      let number = "L\(mapping.levels.count - 1 - index)"
      let name = names.count == mapping.levels.count ? "\(number) \(names[index])" : number
      lines.append(Line(kind: .level(name: name, keeps: level.keeps), depth: depth))
      for loop in level.temporal {
        lines.append(Line(kind: .temporal(loop), depth: depth))
        depth += 1
      }
      for loop in level.spatial {
        lines.append(Line(kind: .spatial(loop), depth: depth))
        depth += 1
      }
    }
    return lines
  }

  /// The nest as text, two blanks per loop, ended by a newline.
  ///
  /// ```
  /// L2 dram holds weights, inputs, outputs
  /// for K in 0..<8
  ///   L1 scratchpad holds weights, inputs
  ///   parallel for C in 0..<16 on X
  /// ```
  package static func text(_ mapping: Mapping, architecture: Architecture? = nil) -> String {
    let lines = lines(mapping, architecture: architecture)
    let depth = (lines.last?.depth ?? 0) + (lines.last.map { $0.isLoop ? 1 : 0 } ?? 0)
    let body = lines.map { String(repeating: "  ", count: $0.depth) + TerminalText.safe($0.words) + "\n" }.joined()
    return body + String(repeating: "  ", count: depth) + "multiply–accumulate\n"
  }
}

extension LoopNestText.Line {
  var isLoop: Bool {
    if case .level = kind { return false }
    return true
  }

  /// The line in words, without its indentation.
  package var words: String {
    switch kind {
    case .level(let name, let keeps):
      let operands = keeps.operands.map(\.name).joined(separator: ", ")
      return "\(name) holds \(operands.isEmpty ? "nothing" : operands)"
    case .temporal(let loop):
      return "for \(loop.dimension.letter) in 0..<\(loop.bound)" + Self.last(loop.last, of: loop.bound)
    case .spatial(let loop):
      return "parallel for \(loop.dimension.letter) in 0..<\(loop.bound) on \(loop.axis.rawValue)"
        + Self.last(loop.last, of: loop.bound)
    }
  }

  private static func last(_ last: Int, of bound: Int) -> String {
    last == bound ? "" : ", last trip \(last)"
  }
}
