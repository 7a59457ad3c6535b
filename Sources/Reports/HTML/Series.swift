import Core

/// What colours and hatchings mean, the same in every chart.
///
/// The colours are Okabe and Ito's, which people with any kind of colour vision tell apart ("Color Universal Design",
/// jfly.uni-koeln.de/color, 2008); related causes share a colour and differ by hatching.
struct Series: Hashable, Sendable {
  /// The CSS class that carries the fill.
  var style: String
  var name: String

  static let work = Series(style: "c-work", name: "works")
  static let idle = Series(style: "c-idle", name: "idle")

  init(style: String, name: String) {
    self.style = style
    self.name = name
  }

  init(_ cause: StallCause) {
    name = cause.reason
    style =
      switch cause {
      case .weights: "c-weights"
      case .inputs: "c-inputs"
      case .partialSums: "c-outputs"
      case .results: "h-results"
      case .space: "h-space"
      case .requestsInFlight: "h-requests"
      case .dram: "c-memory"
      case .bus: "h-bus"
      case .bankConflict: "h-bank"
      case .array: "c-array"
      case .vectorUnit: "c-vector"
      case .issue: "c-issue"
      }
  }

  /// An operand's bytes; those written are hatched.
  init(operand: String, written: Bool) {
    style = written ? "h-\(operand)-written" : "c-\(operand)"
    name = "\(operand) \(written ? "written" : "read")"
  }

  /// An operand, reads and writes together.
  init(operand: Operand) {
    style = "c-\(operand.name)"
    name = operand.name
  }

  init(_ bottleneck: Bottleneck?) {
    switch bottleneck {
    case .compute: self.init(style: "c-work", name: "compute-bound")
    case .memory: self.init(style: "c-memory", name: "memory-bound")
    case .vectorUnit: self.init(style: "c-vector", name: "vector-bound")
    case .controller: self.init(style: "c-issue", name: "controller-bound")
    case nil: self.init(style: "c-idle", name: "no work")
    }
  }

  /// One series per component: what everyone knows has its own colour, the rest take turns.
  static func components(_ names: [String]) -> [Series] {
    let turns = ["c-array", "c-outputs", "c-inputs", "c-weights", "h-results", "h-space"]
    var turn = 0
    return names.map { name in
      let word = name.lowercased()
      if word.hasPrefix("dram") { return Series(style: "c-memory", name: name) }
      if word.hasPrefix("array") || word.hasPrefix("mac") { return Series(style: "c-work", name: name) }
      if word.hasPrefix("vector") { return Series(style: "c-vector", name: name) }
      if word.hasPrefix("leak") { return Series(style: "c-issue", name: name) }
      turn += 1
      return Series(style: turns[(turn - 1) % turns.count], name: name)
    }
  }

  /// A key to the series of a chart, in the order given, each once.
  static func legend(_ series: [Series]) -> HTMLNode {
    var seen: [Series] = []
    for entry in series where !seen.contains(entry) { seen.append(entry) }
    return element("ul", ["class": "legend"]) {
      for entry in seen {
        element("li") {
          element("svg", ["xmlns": "http://www.w3.org/2000/svg", "class": "swatch", "aria-hidden": "true"]) {
            element("rect", ["width": "100%", "height": "100%", "class": entry.style])
          }
          entry.name
        }
      }
    }
  }

  /// The hatchings the CSS classes refer to; once in a page, before the first chart.
  static var hatchings: HTMLNode {
    element(
      "svg",
      ["xmlns": "http://www.w3.org/2000/svg", "width": "0", "height": "0", "class": "defs", "aria-hidden": "true"]
    ) {
      element("defs") {
        hatching("results", base: "c-outputs", "M0 6 6 0M-1 1 1 -1M5 7 7 5")
        hatching("space", base: "c-memory", "M0 6 6 0M-1 1 1 -1M5 7 7 5")
        hatching("requests", base: "c-memory", "M0 0 6 6M-1 5 1 7M5 -1 7 1")
        hatching("bus", base: "c-memory", "M0 3H6")
        hatching("bank", base: "c-memory", "M3 0V6")
        for operand in Operand.allCases {
          hatching("\(operand.name)-written", base: "c-\(operand.name)", "M0 6 6 0M-1 1 1 -1M5 7 7 5")
        }
      }
    }
  }

  private static func hatching(_ name: String, base: String, _ lines: String) -> HTMLNode {
    element("pattern", ["id": "hatch-\(name)", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"]) {
      element("rect", ["width": "6", "height": "6", "class": base])
      element("path", ["d": lines, "class": "hatch"])
    }
  }
}
