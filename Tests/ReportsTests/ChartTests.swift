import Core
import Foundation
import Reports
import Testing

/// The drawn marks measured on the page and compared with the values they stand for.
@Suite struct ChartTests {
  private static let elements = MarkedUp(
    simulationPage(SampleResult.network, provenance: .unchecked(timing: "machine"))
  ).elements

  /// The marks of each strip: rectangles after an `svg` of the class, up to the next one.
  private static func strips(of name: String) -> [[MarkedUp.Element]] {
    var strips: [[MarkedUp.Element]] = []
    var isInside = false
    for element in elements {
      if element.name == "svg" {
        isInside = element.attributes["class"] == name
        if isInside { strips.append([]) }
      } else if isInside, element.name == "rect" {
        strips[strips.count - 1].append(element)
      }
    }
    return strips
  }

  private static func share(_ element: MarkedUp.Element, _ name: String) throws -> Double {
    try #require(Double((element.attributes[name] ?? "").replacing("%", with: "")))
  }

  /// Lengths are written with two decimals of a percent; each mark begins where the one before ends.
  @Test(arguments: ["bar", "network"])
  func lengthsAreProportionalToValues(strip: String) throws {
    let strips = Self.strips(of: strip)
    #expect(strips.count >= 1)
    for marks in strips where !marks.isEmpty {
      let values = try marks.map { try #require(Double($0.attributes["data-value"] ?? "")) }
      let widths = try marks.map { try Self.share($0, "width") }
      let total = values.reduce(0, +)
      let length = widths.reduce(0, +)
      #expect(length <= 100.01 + 0.005 * Double(marks.count))
      var start = 0.0
      for (mark, (value, width)) in zip(marks, zip(values, widths)) {
        #expect(abs(width - value / total * length) <= 0.01 + 0.005 * Double(marks.count))
        #expect(try abs(Self.share(mark, "x") - start) <= 0.01 * Double(marks.count))
        start += width
      }
    }
  }

  /// Where the axes' own labels put a value on the roofline's logarithmic scale, the marks must stand.
  @Test func rooflineMarksStandWhereTheAxesSay() throws {
    let result = SampleResult.network
    let ticks = Self.elements.filter { $0.name == "text" && $0.attributes["class"] == "tick" }
    let across = try ticks.filter { $0.attributes["text-anchor"] == "middle" }.map { tick in
      (value: try Self.tickValue(tick.text), at: try Self.share(tick, "x"))
    }
    let up = try ticks.filter { $0.attributes["text-anchor"] == "end" }.map { tick in
      (value: try Self.tickValue(tick.text), at: try Self.share(tick, "y") - 4)
    }
    let marks = Self.elements.filter { $0.attributes["class"]?.hasPrefix("point ") == true }
    #expect(marks.count == SimulationReport(result).equalLayers.count { result.layers[$0.first].macs > 0 })
    for mark in marks where mark.name == "circle" {
      let index = try #require(Int(mark.attributes["data-layer"] ?? ""))
      let layer = result.layers[index]
      let dram = layer.traffic.filter { $0.level == "dram" }.reduce(0) { $0 + $1.readBytes + $1.writtenBytes }
      let speed = Double(layer.macs) / (Double(layer.cycles) / 1e9)
      #expect(abs(try Self.share(mark, "cx") - Self.place(Double(layer.macs) / Double(dram), across)) < 0.05)
      #expect(abs(try Self.share(mark, "cy") - Self.place(speed, up)) < 0.05)
    }
  }

  /// Extrapolates the logarithmic scale two ticks define.
  private static func place(_ value: Double, _ ticks: [(value: Double, at: Double)]) -> Double {
    guard let first = ticks.first, let last = ticks.last, first.value != last.value else { return .nan }
    return first.at + (last.at - first.at) * log(value / first.value) / log(last.value / first.value)
  }

  private static func tickValue(_ text: String) throws -> Double {
    let scales: [Substring: Double] = ["k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]
    let words = text.split(separator: " ")
    let number = try #require(words.first.flatMap { Double($0) })
    return try number * (words.count == 1 ? 1 : #require(scales[words[1]]))
  }

  /// 16 columns of 16: of conv1's three input channels the array fills 3 rows in 16.
  @Test func emptyElementsAreALoss() throws {
    var result = SampleResult.network
    let work = 1000
    result.layers[0].macs = work * 256 * 3 / 16
    result.layers[0].cycles = work + 100
    var stalls = StallCycles()
    stalls[.weights] = 100
    result.layers[0].units = [UnitActivity(unit: "array", work: work, stalls: stalls, idle: 0)]
    let loss = try #require(SimulationReport(result).layers[0].mainLoss)
    #expect(loss.cause == "empty-elements")
    #expect(loss.cycles == work - 188)
    #expect(SimulationReport(result).text().contains("empty PEs"))
  }
}
