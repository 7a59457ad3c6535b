import Core
import Formats
import Foundation
import Reports
import Testing

@Suite struct SimulationPageTests {
  static let samples: [(name: String, result: SimulationResult)] = [
    ("network", SampleResult.network), ("hostile", SampleResult.hostile), ("empty", SampleResult.empty),
    ("zero", SampleResult.zero), ("what-if", SampleResult.whatIf),
  ]

  static var provenance: ReportProvenance {
    var provenance = ReportProvenance.unchecked(timing: "machine", command: "systole simulate --workload 'a \"b\" <c>'")
    provenance.energy = ReportProvenance.Claim(model: "table", error: "12 % on one chip", trust: .extrapolated)
    provenance.inputs = [ReportProvenance.Input(role: "workload", name: "<script>", sha256: "00ff")]
    provenance.environment = [ReportProvenance.Item("host", "a & b")]
    return provenance
  }

  private static func page(_ sample: Int) -> String {
    simulationPage(samples[sample].result, provenance: provenance)
  }

  @Test(arguments: samples.indices)
  func isWellFormed(sample: Int) {
    #expect(MarkedUp(Self.page(sample)).failure == nil)
  }

  @Test(arguments: samples.indices)
  func shownFiguresAreRoundingsOfTheResult(sample: Int) throws {
    let result = Self.samples[sample].result
    let json = try JSONPointer(SimulationReport(result).json())
    let page = MarkedUp(Self.page(sample))
    let figures = page.elements.filter { $0.attributes["data-path"] != nil }
    #expect(figures.count >= (result.layers.isEmpty ? 7 : 50))
    for figure in figures {
      let path = try #require(figure.attributes["data-path"])
      let text = try #require(figure.attributes["data-value"])
      let value = try #require(json.number(at: path), "nothing at \(path)")
      #expect(Double(text) == value, "\(path)")
      let shown = figure.title ?? figure.text
      let rounded = try #require(RoundedText(endOf: shown), "no number at the end of '\(shown)'")
      let isEnergy = path.lowercased().contains("picojoules")
      let full = value * (isEnergy ? 1e-12 : path.hasSuffix("Milliwatts") ? 1e-3 : 1)
      #expect(rounded.isRounding(of: full), "\(path) is \(full), shown as '\(shown)'")
    }
  }

  /// Sums made here from the simulation's own values, without the report in between.
  @Test func keyFiguresAreTheResultsOwn() throws {
    let result = SampleResult.network
    let page = MarkedUp(simulationPage(result, provenance: Self.provenance))
    func shown(_ path: String) throws -> String {
      let found = page.elements.first { $0.attributes["data-path"] == path }
      return try #require(found?.attributes["data-value"], "\(path) is not shown")
    }
    let cycles = result.layers.reduce(0) { $0 + $1.cycles }
    let picojoules = result.layers.flatMap(\.energy).reduce(0) { $0 + $1.picojoules }
    let dram = result.layers.flatMap(\.traffic).filter { $0.level == "dram" }
    #expect(try shown("/totals/cycles") == String(cycles))
    #expect(try shown("/totals/dramBytes") == String(dram.reduce(0) { $0 + $1.readBytes + $1.writtenBytes }))
    #expect(try abs((Double(shown("/totals/picojoules")) ?? 0) - picojoules) <= picojoules * 1e-12)
    let seconds = Double(cycles) / 1e9
    let product = try Double(shown("/totals/energyDelayProductJouleSeconds")) ?? 0
    #expect(abs(product - picojoules * 1e-12 * seconds) <= product * 1e-12)
    for (index, layer) in result.layers.enumerated() {
      #expect(try shown("/layers/\(index)/cycles") == String(layer.cycles))
      for (unit, activity) in layer.units.enumerated() where layer.equalTo == nil {
        #expect(try shown("/layers/\(index)/units/\(unit)/workCycles") == String(activity.work))
        for cause in StallCause.allCases where activity.stalls[cause] > 0 {
          let path = "/layers/\(index)/units/\(unit)/stallCycles/\(cause.camelCase)"
          #expect(try shown(path) == String(activity.stalls[cause]))
        }
      }
    }
  }

  @Test(arguments: samples.indices)
  func refersToNothingOutside(sample: Int) {
    let page = MarkedUp(Self.page(sample))
    let references: Set = ["src", "href", "xlink:href", "data", "poster", "action", "srcset", "style", "onclick"]
    for element in page.elements {
      #expect(references.isDisjoint(with: element.attributes.keys), "\(element.name)")
      #expect(!["link", "img", "iframe", "object", "base", "a"].contains(element.name))
      if element.name == "style" {
        #expect(element.text.ranges(of: "url(").count == element.text.ranges(of: "url(#").count)
        #expect(!element.text.contains("@import"))
      }
      if element.name == "script" {
        for word in ["fetch", "XMLHttpRequest", "import", "http", "eval"] { #expect(!element.text.contains(word)) }
      }
    }
    #expect(page.elements.count { $0.name == "script" } == 1)
  }

  @Test(arguments: samples.indices)
  func drawsOnlyFiniteCoordinates(sample: Int) {
    let drawn: Set = [
      "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "points", "viewBox", "transform",
    ]
    for element in MarkedUp(Self.page(sample)).elements {
      for (name, value) in element.attributes where drawn.contains(name) {
        #expect(!value.lowercased().contains("nan") && !value.lowercased().contains("inf"), "\(element.name) \(name)")
        #expect(name == "transform" || !value.contains("e"), "an exponent in \(element.name) \(name)=\(value)")
      }
    }
  }

  @Test func namesComeOutAsText() {
    let page = MarkedUp(simulationPage(SampleResult.hostile, provenance: Self.provenance))
    for name in SampleResult.hostileNames where !name.isEmpty {
      // What no document may hold comes out as U+FFFD.
      let allowed = String(
        String.UnicodeScalarView(name.unicodeScalars.map { SampleResult.isAllowed($0) ? $0 : "\u{FFFD}" }))
      let names = page.elements.filter { $0.name == "bdi" }.map(\.text)
      #expect(names.contains(allowed), "\(name.prefix(40).debugDescription)")
    }
    #expect(page.elements.allSatisfy { $0.name != "b" })
  }

  @Test func saysHowFarFiguresCanBeTrusted() {
    let page = MarkedUp(simulationPage(SampleResult.network, provenance: Self.provenance))
    let claims = page.elements.filter { $0.attributes["class"]?.hasPrefix("claim ") == true }.map(\.text)
    #expect(claims.count == 9)
    #expect(claims.filter { $0.contains("unchecked") }.count == 6)
    #expect(claims.filter { $0.contains("extrapolated") }.count == 3)
  }

  @Test func everyPictureHasWordsAndATable() {
    let page = MarkedUp(simulationPage(SampleResult.network, provenance: Self.provenance))
    let ids = Set(page.elements.compactMap { $0.attributes["id"] })
    for picture in page.elements where picture.name == "svg" && picture.attributes["aria-hidden"] == nil {
      #expect(picture.attributes["role"] == "img")
      let labels = picture.attributes["aria-labelledby"]?.split(separator: " ").map(String.init) ?? []
      #expect(labels.isEmpty == (picture.attributes["aria-label"] != nil))
      #expect(labels.allSatisfy(ids.contains))
    }
    #expect(page.elements.count { $0.name == "details" } >= 5)
    let identified = page.elements.compactMap { $0.attributes["id"] }
    #expect(identified.count == Set(identified).count)
  }

  @Test func sameBytesEachTime() {
    let first = simulationPage(SampleResult.network, provenance: Self.provenance)
    #expect(first == simulationPage(SampleResult.network, provenance: Self.provenance))
    let text = SimulationReport(SampleResult.network).text()
    #expect(text == SimulationReport(SampleResult.network).text())
  }

  @Test(arguments: ["resnet50", "bert-base", "llama-7b-prefill"])
  func aRealNetworksPageStaysBelowAMebibyte(name: String) throws {
    let workload = try WorkloadFile.read(InputFile.resolve(name, kind: .workload)).workload
    #expect(simulationPage(SampleResult.result(workload), provenance: Self.provenance).utf8.count < 1 << 20)
  }

  /// html5lib, an HTML5 parser that reports every deviation from the standard, as the second opinion.
  @Test(.enabled(if: HTML5Library.isInstalled), arguments: samples.indices)
  func conformsToHTML5(sample: Int) throws {
    #expect(try HTML5Library.errors(in: Self.page(sample)) == "[]")
  }
}
