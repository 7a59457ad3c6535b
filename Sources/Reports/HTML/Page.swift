import Core

/// What all pages have in common: head, style, script, sections.
enum Page {
  /// A complete file that is well-formed XML and valid HTML5, needs no network and reads without its script.
  ///
  /// - Parameters:
  ///   - title: what the page is about; names in it are cut to a title's length.
  ///   - script: a script of the page's own, run after the common one; no `<` or `&` in it.
  ///   - content: what stands in the main part.
  /// - Returns: the file's text.
  static func document(title: String, script: String = "", @HTMLBuilder content: () -> [HTMLNode]) -> String {
    HTMLSerializer.document(
      element("html", ["xmlns": "http://www.w3.org/1999/xhtml", "lang": "en"]) {
        head(title: title)
        element("body") {
          Series.hatchings
          element("main") { content() }
          element("script") { PageScript.text + script }
        }
      })
  }

  private static func head(title: String) -> HTMLNode {
    element("head") {
      element("meta", ["charset": "utf-8"])
      element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
      element("meta", ["name": "color-scheme", "content": "light dark"])
      element(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
        ])
      element("title") { "\(SVG.short(title, to: 120)) – Systole" }
      element("style") { PageStyle.text }
    }
  }

  /// A part of a page under a heading, with a sentence on how to read it.
  static func section(
    _ id: String, _ heading: String, _ lead: String, @HTMLBuilder _ content: () -> [HTMLNode]
  ) -> HTMLNode {
    element("section", ["id": id]) {
      element("h2") { heading }
      if !lead.isEmpty { element("p", ["class": "lead"]) { lead } }
      content()
    }
  }

  /// The head of a table: a cell for each column.
  static func tableHead(_ headings: [String]) -> HTMLNode {
    element("thead") {
      element("tr") { for heading in headings { element("th", ["scope": "col"]) { heading } } }
    }
  }

  /// A key figure with its name and a note below.
  static func tile(_ name: String, _ figure: HTMLNode, @HTMLBuilder _ note: () -> [HTMLNode] = { [] }) -> HTMLNode {
    element("div", ["class": "tile"]) {
      element("h2") { name }
      element("p", ["class": "value"]) { figure }
      element("p", ["class": "note"]) { note() }
    }
  }

  /// How a page was made: inputs, whatever else there is to say, the environment, the command.
  static func reproduction(of run: RunRecord, facts: [(name: String, value: String)] = []) -> HTMLNode {
    section("reproduction", "Inputs and how to make this again", "") {
      element("dl", ["class": "facts"]) {
        for input in run.inputs {
          element("dt") { HTMLNode.name(input.role) }
          element("dd") {
            HTMLNode.name(input.name)
            if !input.sha256.isEmpty {
              " "
              element("span", ["class": "digest"]) { "SHA-256 \(input.sha256)" }
            }
          }
        }
        for fact in facts {
          element("dt") { HTMLNode.name(fact.name) }
          element("dd") { HTMLNode.name(fact.value) }
        }
        for item in run.environment {
          element("dt", ["class": "environment"]) { HTMLNode.name(item.name) }
          element("dd", ["class": "environment"]) { HTMLNode.name(item.value) }
        }
      }
      if !run.command.isEmpty {
        element("pre", ["class": "command", "tabindex": "0"]) { run.command }
      }
    }
  }
}
