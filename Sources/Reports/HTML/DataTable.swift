/// A plain table of figures, as it stands behind every chart.
struct DataTable {
  var headings: [String]
  var rows: [[HTMLNode]] = []

  /// Whether the cells hold words, which stand left and may break, rather than figures.
  var isOfWords: Bool

  init(_ headings: [String], ofWords isOfWords: Bool = false) {
    self.headings = headings
    self.isOfWords = isOfWords
  }

  /// The table in a box that scrolls sideways where the page is narrow.
  func node(label: String) -> HTMLNode {
    element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": label]) {
      element("table", ["class": isOfWords ? "data words sortable" : "data sortable"]) {
        element("thead") {
          element("tr") { for heading in headings { element("th", ["scope": "col"]) { heading } } }
        }
        element("tbody") {
          for row in rows {
            element("tr") {
              for (index, cell) in row.enumerated() {
                if index == 0 {
                  element("th", ["scope": "row"]) { cell }
                } else {
                  element("td") { cell }
                }
              }
            }
          }
        }
      }
    }
  }

  /// The table folded away behind a line to click.
  func folded(_ summary: String) -> HTMLNode {
    element("details") {
      element("summary") { summary }
      node(label: summary)
    }
  }
}

extension HTMLNode {
  /// A name from an input: isolated, so that its writing direction stays its own.
  static func name(_ words: String) -> HTMLNode {
    .element("bdi", attributes: [], children: [.text(words.isEmpty ? "(no name)" : words)])
  }

  /// What stands where there is no figure.
  static var missing: HTMLNode { .text(NumberText.missing) }
}
