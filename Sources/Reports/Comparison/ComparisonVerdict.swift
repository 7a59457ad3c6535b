import Core

/// The most important thing about a comparison: who is better by how much, and which layers make the difference.
struct ComparisonVerdict {
  /// Complete sentences.
  let sentence: String

  init(_ comparison: Comparison) {
    guard let base = comparison.subjects.first, comparison.subjects.count > 1 else {
      sentence = "There is only one result, so there is nothing to compare it with."
      return
    }
    var sentences: [String] = []
    if let caveat = Self.caveat(comparison) { sentences.append(caveat) }
    for (index, subject) in comparison.subjects.enumerated().dropFirst().prefix(3) {
      sentences.append(Self.compare(index, subject, with: base, in: comparison))
    }
    if comparison.subjects.count > 4 { sentences.append("The tables hold the others.") }
    sentence = sentences.joined(separator: " ")
  }

  /// Why the totals should not be taken as a measure of the designs alone.
  private static func caveat(_ comparison: Comparison) -> String? {
    let subjects = comparison.subjects
    let models = Set(subjects.map(\.model))
    let alone = comparison.layers.count { $0.entries.count < subjects.count }
    let reshaped = comparison.layers.count { $0.entries.contains { $0.match == .name } }
    var reasons: [String] = []
    if models.count > 1 { reasons.append("different models made these results") }
    if alone > 0 || reshaped > 0 {
      var words: [String] = []
      if alone > 0 { words.append("\(alone) of \(comparison.layers.count) rows lack a counterpart") }
      if reshaped > 0 { words.append("\(reshaped) hold layers of one name that compute different things") }
      reasons.append(
        "the workloads are not the same (\(words.joined(separator: ", "))), so the totals don't measure the designs alone"
      )
    }
    guard !reasons.isEmpty else { return nil }
    let text = reasons.joined(separator: "; ")
    return text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private static func compare(
    _ index: Int, _ subject: Comparison.Subject, with base: Comparison.Subject, in comparison: Comparison
  ) -> String {
    let label = ComparisonReport.label(index)
    if subject.cycles == base.cycles, subject.picojoules == base.picojoules,
      comparison.layers.allSatisfy({ $0[0]?.cycles == $0[index]?.cycles })
    {
      return "\(label) costs exactly what A does."
    }
    let time = change(subject.seconds, base.seconds, less: "less time", more: "more time")
    let energy = change(subject.picojoules, base.picojoules, less: "less energy", more: "more energy")
    var text = "\(label) takes \(time) and \(energy) \(subject.seconds == base.seconds ? "as" : "than") A"
    if let common = common(index, in: comparison) {
      text += "; \(common)"
    } else if let cause = cause(index, in: comparison) {
      text += "; \(cause)"
    }
    return text + "."
  }

  private static func change(_ value: Double, _ base: Double, less: String, more: String) -> String {
    guard base > 0 else { return value > 0 ? more : "as much" }
    let ratio = value / base
    if ratio == 1 { return less.replacing("less", with: "the same") }
    if ratio >= 2 { return "\(NumberText.fixed(ratio, decimals: 1))× the \(more.replacing("more ", with: ""))" }
    return "\(NumberText.percent(abs(1 - ratio))) \(ratio < 1 ? less : more)"
  }

  /// The kind of layer with the largest part in the difference of the cycles, where the differences go one way.
  private static func cause(_ index: Int, in comparison: Comparison) -> String? {
    var total = 0
    var largest: (name: String, count: Int, difference: Int)?
    for group in ComparisonReport.groups(comparison) {
      guard let difference = group.differences[index], comparison.layers[group.first][index]?.match != .name,
        let base = comparison.layers[group.first][0]
      else { continue }
      total += difference
      if abs(difference) > abs(largest?.difference ?? 0) { largest = (base.name, group.count, difference) }
    }
    guard let largest, total != 0, (largest.difference < 0) == (total < 0) else { return nil }
    let times = largest.count > 1 ? " ×\(largest.count)" : ""
    return "the largest part in it has \(SVG.short(largest.name, to: 40))\(times), "
      + "\(NumberText.integer(abs(largest.difference))) cycles \(largest.difference < 0 ? "fewer" : "more")"
  }

  /// The cycles of the layers that compute the same in both; `nil` where that is all of them.
  private static func common(_ index: Int, in comparison: Comparison) -> String? {
    let rows = comparison.layers.filter { row in
      guard let entry = row[index], row[0] != nil else { return false }
      return entry.match != .name
    }
    guard rows.count < comparison.layers.count(where: { $0[0] != nil || $0[index] != nil }) else { return nil }
    guard !rows.isEmpty else { return "they have no layer in common" }
    let base = rows.reduce(0) { $0 + ($1[0]?.cycles ?? 0) }
    let other = rows.reduce(0) { $0 + ($1[index]?.cycles ?? 0) }
    let ratio = base > 0 ? NumberText.ratio(Double(other) / Double(base)) : NumberText.missing
    return "over the \(rows.count) layers that compute the same in both it takes \(ratio) × the cycles"
  }
}
