package import Core

/// The page of a synthesised array: what limits its clock, area and power by block, the slowest paths, the commands.
///
/// Like every page it is one self-contained file, well-formed XML and valid HTML5, the same bytes for the same input.
///
/// - Parameters:
///   - result: the synthesised array.
///   - run: what it was given, and where it took place.
/// - Returns: the file's text.
package func synthesisPage(_ result: SynthesisResult, run: RunRecord = RunRecord()) -> String {
  let figures = SynthesisFigures(report: SynthesisReport(result))
  let report = figures.report
  return Page.document(title: "Synthesis of \(report.design)") {
    element("header") {
      element("p", ["class": "subject"]) {
        "Synthesis of "
        HTMLNode.name(report.design)
      }
      element("h1") { NumberText.unbroken(report.verdict) }
      figures.tiles
      element("ul", ["class": "claims"]) {
        element("li", ["class": "claim unchecked"]) { SynthesisReport.claim }
      }
    }
    if !report.blocks.isEmpty {
      Page.section(
        "blocks", "Area and power by block",
        "Equal parts are synthesised once and counted. Power is at the clock reached; memories' areas and periods are from "
          + "the cost tables, their power is not part of it."
      ) { figures.blocks }
      Page.section(
        "paths", "What limits the clock",
        "The slowest path of each block as OpenSTA reports it, from a register's clock to the next register, delays being "
          + "cells' alone. The slowest block's is open."
      ) { figures.paths }
    }
    if !report.commands.isEmpty {
      Page.section("commands", "How to make the figures again", "") { figures.commands }
    }
    Page.reproduction(of: run, facts: figures.facts)
  }
}

/// What pages show of a synthesised array.
struct SynthesisFigures {
  let report: SynthesisReport
  /// The address of the report in the page's JSON.
  var address = ""
  /// Whether the slowest block's path is open from the start.
  var opensSlowest = true

  var tiles: HTMLNode {
    element("div", ["class": "tiles"]) {
      Page.tile("Clock", Figure.quantity(report.hertz, unit: "Hz", at: "\(address)/hertz").node) {
        figure(nanoseconds: report.nanoseconds, at: "/nanoseconds").node
        " a cycle, limited by: "
        HTMLNode.name(report.limit)
      }
      Page.tile("Asked for", figure(nanoseconds: report.targetNanoseconds, at: "/targetNanoseconds").node) {
        report.meetsTarget ? "met" : "missed"
      }
      Page.tile("Area", figure(squareMillimetres: report.squareMillimetres, at: "/squareMillimetres").node) {
        figure(squareMillimetres: report.cellSquareMillimetres, at: "/cellSquareMillimetres").node
        " of it cells of the array"
      }
      Page.tile("Power of cells", Figure.power(report.milliwatts, at: "\(address)/milliwatts").node) {
        Figure.share(report.toggleRate, at: "\(address)/toggleRate").node
        " of nets toggle a cycle"
      }
    }
  }

  /// A row for each block and memory, with bars of its area and power.
  var blocks: HTMLNode {
    let widest = (report.blocks.map(\.squareMillimetres) + report.memories.map(\.squareMillimetres)).max() ?? 0
    let hungriest = report.blocks.map(\.milliwatts).max() ?? 0
    return element("table", ["class": "bars sortable"]) {
      Page.tableHead(["Block", "Area", "Period", "Power"])
      element("tbody") {
        for index in report.blocks.indices { row(index, widest: widest, hungriest: hungriest) }
        for index in report.memories.indices { memoryRow(index, widest: widest) }
      }
    }
  }

  private func row(_ index: Int, widest: Double, hungriest: Double) -> HTMLNode {
    let block = report.blocks[index]
    let path = "/blocks/\(index)"
    let power = Figure.power(block.milliwatts, at: "\(address)\(path)/milliwatts")
    return element("tr") {
      element("th", ["scope": "row"]) {
        element("span", ["class": "layername"]) { HTMLNode.name(block.name) }
        element("span", ["class": "times"]) { "×\(NumberText.integer(block.count))" }
        element("span", ["class": "kind"]) {
          Figure(
            path: "\(address)\(path)/squareMicrometres", value: block.squareMicrometres.description,
            text: "\(NumberText.fixed(block.squareMicrometres, decimals: 0)) µm²"
          ).node
          " each"
        }
      }
      area(block.squareMillimetres, block.share, of: widest, at: path, style: "c-array")
      element("td", ["data-label": "Period"]) {
        figure(nanoseconds: block.nanoseconds, at: "\(path)/nanoseconds").node
      }
      element("td", ["data-label": "Power", "class": "wide"]) {
        power.node
        bar(power, block.milliwatts, of: hungriest, Series(style: "c-work", name: "power"))
      }
    }
  }

  private func memoryRow(_ index: Int, widest: Double) -> HTMLNode {
    let memory = report.memories[index]
    let path = "/memories/\(index)"
    return element("tr") {
      element("th", ["scope": "row"]) {
        element("span", ["class": "layername"]) { HTMLNode.name(memory.component) }
        element("span", ["class": "kind"]) {
          memory.isExtrapolated ? "from the cost tables, extrapolated" : "from the cost tables"
        }
      }
      area(memory.squareMillimetres, memory.share, of: widest, at: path, style: "c-memory")
      element("td", ["data-label": "Period"]) {
        memory.nanoseconds.map { figure(nanoseconds: $0, at: "\(path)/nanoseconds").node } ?? .missing
      }
      element("td", ["data-label": "Power"]) { HTMLNode.missing }
    }
  }

  private func area(_ value: Double, _ share: Double, of widest: Double, at path: String, style: String) -> HTMLNode {
    let figure = figure(squareMillimetres: value, at: "\(path)/squareMillimetres")
    return element("td", ["data-label": "Area", "class": "wide"]) {
      figure.node
      element("span", ["class": "share"]) { Figure.share(share, at: "\(address)\(path)/share").node }
      bar(figure, value, of: widest, Series(style: style, name: "area"))
    }
  }

  private func bar(_ figure: Figure, _ amount: Double, of whole: Double, _ series: Series) -> HTMLNode {
    StackedBar(parts: [.init(figure: figure, series: series, amount: amount)], whole: whole).node(label: figure.text)
  }

  /// The slowest path of each block that has one.
  @HTMLBuilder var paths: [HTMLNode] {
    for (index, block) in report.blocks.enumerated() where !block.path.isEmpty {
      element("details", ["class": "layer"]) {
        element("summary") {
          element("span", ["class": "layername"]) { HTMLNode.name(block.name) }
          " "
          element("span", ["class": "kind"]) { "\(SynthesisReport.text(nanoseconds: block.nanoseconds)) a cycle" }
        }
        path(of: block, at: "/blocks/\(index)/path").node(label: "Slowest path of \(block.module)")
      }.attribute("open", opensSlowest && index == report.slowest ? "open" : nil)
    }
  }

  private func path(of block: SynthesisReport.Block, at path: String) -> DataTable {
    var table = DataTable(["Pin", "Cell", "Edge", "Delay", "Time"])
    for (index, step) in block.path.enumerated() {
      table.rows.append([
        .name(step.pin), .name(step.cell), .text(step.edge.rawValue),
        figure(nanoseconds: step.delayNanoseconds, at: "\(path)/\(index)/delayNanoseconds").node,
        figure(nanoseconds: step.timeNanoseconds, at: "\(path)/\(index)/timeNanoseconds").node,
      ])
    }
    return table
  }

  /// The commands, one below the other.
  var commands: HTMLNode {
    element("pre", ["class": "command", "tabindex": "0"]) { report.commands.joined(separator: "\n") }
  }

  /// What the figures rest on.
  var facts: [(name: String, value: String)] {
    [(name: "cells", value: "\(report.library), SHA-256 \(report.libraryHash)")]
      + [(name: "tools", value: report.tools.joined(separator: ", "))]
      + report.settings.map { (name: $0.name, value: $0.value) }
  }

  private func figure(nanoseconds: Double, at path: String) -> Figure {
    Figure(
      path: address + path, value: nanoseconds.description, text: SynthesisReport.text(nanoseconds: nanoseconds))
  }

  private func figure(squareMillimetres: Double, at path: String) -> Figure {
    Figure(
      path: address + path, value: squareMillimetres.description,
      text: SynthesisReport.text(squareMillimetres: squareMillimetres))
  }
}
