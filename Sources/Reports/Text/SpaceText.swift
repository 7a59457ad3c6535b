package import Core

/// A design space as text for people: its parameters, its rules, how many designs there are.
package enum SpaceText {
  /// The description's lines, ended by a newline.
  ///
  /// - Parameters:
  ///   - space: The space.
  ///   - legalShare: The share of points that are legal.
  ///   - isCounted: Whether every point was looked at, or the share is an estimate.
  ///   - width: The widest line.
  /// - Returns: The text; deterministic.
  package static func text(_ space: DesignSpace, legalShare: Double, isCounted: Bool, width: Int = 110) -> String {
    var text = TerminalText.safe(space.name)
    if !space.summary.isEmpty { text += " – " + TerminalText.safe(space.summary) }
    text = TerminalText.wrapped(text, width: width) + "\n\n"
    var table = TextTable(
      [.init("parameter", .left), .init("count"), .init("values", .left)], width: width)
    for parameter in space.parameters {
      table.rows.append([parameter.name, "\(parameter.count)", values(of: parameter)])
    }
    text += table.text + "\n"
    for parameter in space.parameters {
      let paths = parameter.paths.joined(separator: ", ")
      text += TerminalText.wrapped(TerminalText.safe("\(parameter.name) sets \(paths)"), width: width) + "\n"
      for (value, choice) in zip(parameter.values, parameter.choices) where !choice.isEmpty {
        let words = "  \(value) also sets \(choice.joined(separator: ", "))"
        text += TerminalText.wrapped(TerminalText.safe(words), width: width) + "\n"
      }
    }
    text += "\n"
    let fixed = space.fixed.isEmpty ? "" : ", with " + space.fixed.joined(separator: ", ")
    text +=
      TerminalText.wrapped(TerminalText.safe("base architecture: \(space.architecture)\(fixed)"), width: width) + "\n"
    for constraint in space.constraints {
      let reason = constraint.reason.isEmpty ? "" : " (\(constraint.reason))"
      text += TerminalText.wrapped(TerminalText.safe("rule: \(constraint.text)\(reason)"), width: width) + "\n"
    }
    text += size(of: space, legalShare: legalShare, isCounted: isCounted) + "\n"
    guard !space.sources.isEmpty else { return text }
    text += "\nsources\n"
    for source in space.sources {
      text += TerminalText.safe("  \(source.key): \(source.title), \(source.reference)") + "\n"
    }
    return text
  }

  /// Few values in full, many by their ends.
  private static func values(of parameter: DesignParameter) -> String {
    guard parameter.count > 9 else { return parameter.values.joined(separator: " ") }
    let ends = [parameter.values.prefix(3), parameter.values.suffix(2)]
    return ends.map { $0.joined(separator: " ") }.joined(separator: " … ")
  }

  private static func size(of space: DesignSpace, legalShare: Double, isCounted: Bool) -> String {
    func count(_ value: Double) -> String {
      value < 1e15 ? NumberText.integer(Int(value.rounded())) : NumberText.ratio(value)
    }
    guard !isCounted else {
      return "\(count(space.size)) points, \(count(space.size * legalShare)) of them legal designs"
    }
    return "\(count(space.size)) points, about \(NumberText.percent(legalShare)) of them legal designs"
  }
}
