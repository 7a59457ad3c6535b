import Core

/// Which values of a parameter a strategy proposed: its trials by value.
///
/// A parameter of many values has them in groups of neighbours, so that a picture of them can be looked at.
package struct StrategyProposals: Hashable, Sendable, Encodable {
  package var parameter: String
  /// What each count is of: a value, or the first and last of a group.
  package var values: [String]
  /// The strategy's trials with each value.
  package var trials: [Int]

  /// Values or groups of one parameter that are shown.
  static let most = 24

  init(_ parameter: DesignParameter, _ indices: [Int]) {
    let size = (parameter.count + Self.most - 1) / Self.most
    self.parameter = parameter.name
    values = stride(from: 0, to: parameter.count, by: size).map { first in
      let last = min(first + size, parameter.count) - 1
      return first == last ? parameter.values[first] : "\(parameter.values[first]) to \(parameter.values[last])"
    }
    trials = Array(repeating: 0, count: values.count)
    for index in indices { trials[index / size] += 1 }
  }
}

/// A strategy's trials over the values of a parameter, as bars from the first value to the last.
struct ProposalChart {
  var proposals: StrategyProposals
  var path: String
  var style: String

  var node: HTMLNode {
    let most = Double(proposals.trials.max() ?? 0)
    let step = 1 / Double(max(1, proposals.trials.count))
    return SVG.strip(label: words, class: "proposals") {
      for (index, count) in proposals.trials.enumerated() where count > 0 {
        let height = Double(count) / most
        let bar = element(
          "rect",
          [
            "x": SVG.percent((Double(index) + 0.08) * step), "width": SVG.percent(0.84 * step),
            "y": SVG.percent(1 - height), "height": SVG.percent(height), "class": style,
          ])
        Figure.count(count, at: "\(path)/trials/\(index)").mark(bar, named: "\(proposals.values[index]), trials")
      }
      element("line", ["x1": "0", "x2": "100%", "y1": "100%", "y2": "100%", "class": "grid"])
    }
  }

  /// The values with most trials, for those who can't see the bars.
  private var words: String {
    let ranked = proposals.trials.enumerated().filter { $0.element > 0 }
      .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }
    guard !ranked.isEmpty else { return "\(proposals.parameter): nothing proposed" }
    return "\(proposals.parameter): "
      + ranked.prefix(3).map { "\(proposals.values[$0.offset]) in \($0.element)" }.joined(separator: ", ")
  }
}

extension StudyPage {
  /// The strategies that have a column; more would leave no room for bars.
  private var proposers: [(offset: Int, element: StudyReport.Strategy)] {
    Array(report.strategies.enumerated().prefix(6))
  }

  /// A table of pictures: for each parameter and strategy, which values it proposed.
  @HTMLBuilder var proposals: [HTMLNode] {
    let shown = proposers
    if !shown.isEmpty, !report.parameters.isEmpty {
      element("h3") { "Where each looked" }
      element("p", ["class": "note"]) {
        "Each strategy's trials over the values of each parameter, the first value at the left; the tallest bar is the "
          + "value it proposed most often."
      }
      element("table", ["class": "bars"]) {
        Page.tableHead(["Parameter"] + shown.map { SVG.short($0.element.name, to: 24) })
        element("tbody") {
          for (index, parameter) in report.record.space.parameters.enumerated() {
            element("tr") {
              element("th", ["scope": "row"]) {
                HTMLNode.name(parameter.name)
                element("span", ["class": "kind"]) { range(parameter) }
              }
              for (place, strategy) in shown {
                element("td", ["data-label": SVG.short(strategy.name, to: 24), "class": "wide"]) {
                  ProposalChart(
                    proposals: strategy.proposals[index], path: "/strategies/\(place)/proposals/\(index)",
                    style: StudySeries.style(of: strategy.name, in: report)
                  ).node
                }
              }
            }
          }
        }
      }
    }
  }

  private func range(_ parameter: DesignParameter) -> String {
    let ends = [parameter.values.first ?? "", parameter.values.last ?? ""].map { SVG.short($0, to: 24) }
    return parameter.count == 1 ? ends[0] : "\(ends[0]) to \(ends[1])"
  }
}
