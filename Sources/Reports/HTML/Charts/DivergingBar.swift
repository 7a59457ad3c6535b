/// A difference as a bar to the left or to the right of the middle: fewer to the left.
struct DivergingBar: Hashable, Sendable {
  var figure: Figure
  var amount: Double
  /// The amount that takes half the strip.
  var largest: Double

  var node: HTMLNode {
    guard largest > 0, amount.isFinite else { return .group([]) }
    let share = min(1, abs(amount) / largest) / 2
    let rect = element(
      "rect",
      [
        "x": SVG.percent(amount < 0 ? 0.5 - share : 0.5), "width": SVG.percent(share), "height": "100%",
        "class": amount < 0 ? "c-inputs" : "c-memory",
      ])
    return SVG.strip(label: figure.text) {
      figure.mark(rect, named: amount < 0 ? "fewer" : "more")
      element("line", ["x1": "50%", "x2": "50%", "y1": "0", "y2": "100%", "class": "grid"])
    }
  }
}
