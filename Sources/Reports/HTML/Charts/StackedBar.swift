/// Parts of a whole side by side on a strip that stretches with its place.
struct StackedBar: Hashable, Sendable {
  /// One part: its figure, its meaning, and how much room it takes.
  struct Part: Hashable, Sendable {
    var figure: Figure
    var series: Series
    var amount: Double
  }

  var parts: [Part]
  /// What the whole strip stands for, in the unit of the amounts.
  var whole: Double

  /// The strip; parts without an amount are left out.
  func node(label: String) -> HTMLNode {
    SVG.strip(label: label) {
      var marks: [HTMLNode] = []
      var start = 0.0
      for part in shown {
        let share = part.amount / whole
        let rect = element(
          "rect",
          ["x": SVG.percent(start), "width": SVG.percent(share), "height": "100%", "class": part.series.style])
        marks.append(part.figure.mark(rect, named: part.series.name))
        start += share
      }
      return marks
    }
  }

  /// The strip's parts in words, the largest three first: `waiting for weights 41.0 %, …`.
  func words(of total: Double) -> String {
    guard total > 0 else { return "nothing" }
    let largest = shown.enumerated().sorted { ($1.element.amount, $0.offset) < ($0.element.amount, $1.offset) }
    return largest.prefix(3).map { "\($0.element.series.name) \(NumberText.percent($0.element.amount / total))" }
      .joined(separator: ", ")
  }

  private var shown: [Part] {
    guard whole > 0, whole.isFinite else { return [] }
    return parts.filter { $0.amount.isFinite && $0.amount > 0 }
  }
}
