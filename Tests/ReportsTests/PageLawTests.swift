import Core
import Foundation
import Reports
import Testing

/// Laws every page obeys, whatever it shows.
@Suite struct PageLawTests {
  @Test(arguments: SamplePage.all)
  func isWellFormed(_ sample: SamplePage) {
    #expect(MarkedUp(sample.page()).failure == nil)
  }

  /// Each figure's full value is the one at its address in the JSON, and the text beside it is its rounding.
  @Test(arguments: SamplePage.all)
  func shownFiguresAreRoundingsOfTheirValues(_ sample: SamplePage) throws {
    let json = try JSONPointer(sample.json())
    let figures = MarkedUp(sample.page()).elements.filter { $0.attributes["data-path"] != nil }
    #expect(figures.count >= 3)
    for figure in figures {
      let path = try #require(figure.attributes["data-path"])
      let text = try #require(figure.attributes["data-value"])
      let value = try #require(json.number(at: path), "nothing at \(path)")
      #expect(Double(text) == value, "\(path)")
      let shown = (figure.title ?? figure.text).replacing("−", with: "-")
      let rounded = try #require(RoundedText(endOf: shown), "no number at the end of '\(shown)'")
      let isEnergy = path.lowercased().contains("picojoules") && !path.contains("/ratios/")
      let unit = path.lowercased()
      let scale = unit.hasSuffix("milliwatts") ? 1e-3 : unit.hasSuffix("nanoseconds") ? 1e-9 : 1
      let full = value * (isEnergy ? 1e-12 : scale)
      #expect(rounded.isRounding(of: full), "\(path) is \(full), shown as '\(shown)'")
    }
  }

  @Test(arguments: SamplePage.all)
  func refersToNothingOutside(_ sample: SamplePage) {
    let page = MarkedUp(sample.page())
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

  @Test(arguments: SamplePage.all)
  func drawsOnlyFiniteCoordinates(_ sample: SamplePage) {
    let drawn: Set = [
      "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "points", "viewBox", "transform", "d",
    ]
    for element in MarkedUp(sample.page()).elements {
      for (name, value) in element.attributes where drawn.contains(name) {
        #expect(!value.lowercased().contains("nan") && !value.lowercased().contains("inf"), "\(element.name) \(name)")
        #expect(name == "transform" || !value.contains("e"), "an exponent in \(element.name) \(name)=\(value)")
      }
    }
  }

  @Test(arguments: SamplePage.all)
  func picturesHaveWords(_ sample: SamplePage) {
    let page = MarkedUp(sample.page())
    let identified = page.elements.compactMap { $0.attributes["id"] }
    #expect(identified.count == Set(identified).count)
    for picture in page.elements where picture.name == "svg" && picture.attributes["aria-hidden"] == nil {
      #expect(picture.attributes["role"] == "img")
      let labels = picture.attributes["aria-labelledby"]?.split(separator: " ").map(String.init) ?? []
      #expect(labels.isEmpty == (picture.attributes["aria-label"] != nil))
      #expect(labels.allSatisfy(identified.contains))
    }
  }

  @Test(arguments: SamplePage.all)
  func sameBytesEachTime(_ sample: SamplePage) throws {
    #expect(sample.page() == sample.page())
    #expect(try sample.json() == sample.json())
  }

  /// html5lib, an HTML5 parser that reports every deviation from the standard, as the second opinion.
  @Test(.enabled(if: HTML5Library.isInstalled), arguments: SamplePage.all)
  func conformsToHTML5(_ sample: SamplePage) throws {
    #expect(try HTML5Library.errors(in: sample.page()) == "[]")
  }

  /// Whatever a name holds, it comes out as that text and nothing else changes.
  @Test(arguments: 1...6)
  func namesComeOutAsText(seed: UInt64) throws {
    var names = HostileNames(seed: seed)
    let layers = (0..<6).map { SampleResult.convolution(names.next(), k: 8 + $0, c: 4, p: 7, r: 3) }
    var result = SampleResult.result(Workload(name: names.next(), layers: layers))
    result.architecture.name = names.next()
    for index in layers.indices {
      result.layers[index].warnings = [names.next()]
      result.layers[index].energy.append(ComponentEnergy(component: names.next(), picojoules: 1))
    }
    check(
      simulationPage(result, provenance: SimulationPageTests.provenance),
      layers.map(\.name) + [result.workload.name, result.architecture.name] + result.layers.flatMap(\.warnings))

    let subjects = (0..<2).map { _ in
      ComparedResult(
        result, name: names.next(), sha256: "", attributes: [(path: names.next(), value: names.next())], inputs: [],
        command: names.next())
    }
    let comparison = Comparison(of: subjects)
    check(
      comparisonPage(comparison, run: RunRecord(command: names.next())),
      layers.map(\.name) + comparison.subjects.map(\.name) + comparison.changes.map(\.path)
        + comparison.changes.flatMap { $0.values.compactMap { $0 } })

    var mapped = SampleMapping.result()
    for index in mapped.layers.indices {
      mapped.layers[index].name = names.next()
      mapped.layers[index].equalTo = nil
    }
    mapped.layers.append(LayerMapping(name: names.next(), outcome: .impossible([names.next()])))
    mapped.constraintSet = names.next()
    check(
      mappingPage(mapped, run: RunRecord(command: names.next())),
      mapped.layers.filter { $0.outcome != .vector }.map(\.name) + [mapped.constraintSet])

    var space = SampleStudy.space
    space.name = names.next()
    for index in space.parameters.indices {
      space.parameters[index].name = names.next()
      space.parameters[index].values = space.parameters[index].values.map { _ in names.next() }
    }
    let failure = names.next()
    let strategies = [names.next(), names.next()]
    let record = SampleStudy.record(trials: 40, space: space, strategies: strategies, failure: failure)
    check(studyPage(record), [space.name, failure] + strategies + space.parameters.map(\.name))
  }

  /// The page is well formed, runs one script, and holds each name as the text of an element.
  private func check(_ text: String, _ names: [String]) {
    let page = MarkedUp(text)
    #expect(page.failure == nil)
    #expect(page.elements.count { $0.name == "script" } == 1)
    #expect(page.elements.allSatisfy { !["b", "img"].contains($0.name) })
    let shown = Set(page.elements.filter { $0.name == "bdi" || $0.name == "td" }.map(\.text))
    for name in names where !name.isEmpty {
      // What no document may hold comes out as U+FFFD.
      let allowed = String(
        String.UnicodeScalarView(name.unicodeScalars.map { SampleResult.isAllowed($0) ? $0 : "\u{FFFD}" }))
      #expect(shown.contains(allowed), "\(name.prefix(60).debugDescription)")
    }
  }

  @Test func aStudyOfTwoThousandTrialsStaysBelowThreeMebibytes() {
    #expect(studyPage(SampleStudy.record(trials: 2000)).utf8.count < 3 << 20)
  }
}

/// Names that try to break out of whatever they are written into, drawn from a seed.
struct HostileNames {
  private var random: SeededRandom
  private var count = 0

  private static let pieces = [
    "<script>alert(1)</script>", "\"", "'", "<b>", "</title>", "&amp;", "&#0;", "]]>", "-->", "\u{202E}", "\u{2066}",
    "\u{0}", "\u{1B}[31m", "\n", "\r\n", "\t", "שלום", "日本", "e\u{301}", "🧪", "\u{FFFF}", "=1+1", "javascript:", "x",
    "</script><img src=x onerror=alert(1)>", "{{}}", "\\", "%s", "data-value=\"1\"", " ",
  ]

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
  }

  /// A name unlike any before; every eleventh has 10,000 characters.
  mutating func next() -> String {
    count += 1
    var name = "n\(count)"
    for _ in 0..<Int(random.next() % 6) { name += Self.pieces[Int(random.next() % UInt64(Self.pieces.count))] }
    return count.isMultiple(of: 11) ? name + String(repeating: "y", count: 10_000) : name
  }
}
