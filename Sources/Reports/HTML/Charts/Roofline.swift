import Foundation

/// The roofline: each layer's speed over its MACs per DRAM byte, under what the array and the DRAM allow.
///
/// Williams, Waterman and Patterson, "Roofline: An Insightful Visual Performance Model for Multicore Architectures",
/// CACM 52(4), 2009: the attainable speed is min(peak, bandwidth × intensity).
struct Roofline {
  var report: SimulationReport

  private static let width = 680.0
  private static let height = 400.0

  /// A layer on the chart; equal layers share a place.
  private struct Point {
    var group: EqualLayers
    var layer: LayerFigures
    var intensity: Double
    var speed: Double
  }

  /// The picture with its legend; a sentence instead where no layer has both MACs and DRAM traffic.
  var node: HTMLNode {
    let points = points
    guard let across = LogScale(holding: points.map(\.intensity) + ridge, start: 56, end: Self.width - 20),
      let up = LogScale(holding: points.map(\.speed) + peak, start: Self.height - 50, end: 28),
      !points.isEmpty
    else {
      return element("p", ["class": "note"]) {
        "No layer both multiplied and moved bytes from DRAM, so there is no roofline to draw."
      }
    }
    let title = "Roofline: achieved speed of each layer over its MACs per DRAM byte"
    return element("div", ["class": "chart"]) {
      SVG.picture(
        id: "roofline", width: Self.width, height: Self.height, title: title, description: description(points),
        class: "picture roofline"
      ) {
        axes(across, up)
        roofs(across, up)
        marks(points, across, up)
      }
      Series.legend(points.map { Series($0.layer.bottleneck) })
    }
  }

  private var points: [Point] {
    report.equalLayers.compactMap { group in
      let layer = report.layers[group.first]
      guard let speed = layer.macsPerSecond, let intensity = layer.macsPerDramByte, speed > 0, intensity > 0 else {
        return nil
      }
      return Point(group: group, layer: layer, intensity: intensity, speed: speed)
    }
  }

  private var peak: [Double] { [report.architecture.peakMacsPerSecond] }

  /// The intensity from which on the array's peak is below the DRAM's.
  private var ridge: [Double] {
    guard let bandwidth = report.architecture.peakDramBytesPerSecond, bandwidth > 0 else { return [] }
    return [report.architecture.peakMacsPerSecond / bandwidth]
  }

  private func description(_ points: [Point]) -> String {
    let peak = NumberText.engineering(report.architecture.peakMacsPerSecond, unit: "MAC/s")
    let bandwidth = report.architecture.peakDramBytesPerSecond.map { NumberText.engineering($0, unit: "B/s") }
    return "\(points.count) kinds of layer. The array's peak is \(peak); the DRAM's "
      + (bandwidth.map { "is \($0)." } ?? "is not known.") + " The table below has every value."
  }

  private func axes(_ across: LogScale, _ up: LogScale) -> [HTMLNode] {
    var nodes: [HTMLNode] = []
    for tick in across.ticks {
      let x = across.position(tick)
      nodes.append(SVG.line(from: (x, up.start), to: (x, up.end), class: "grid"))
      nodes.append(SVG.text(Self.tickText(tick), x: x, y: up.start + 18, anchor: "middle", class: "tick"))
    }
    for tick in up.ticks {
      let y = up.position(tick)
      nodes.append(SVG.line(from: (across.start, y), to: (across.end, y), class: "grid"))
      nodes.append(
        SVG.text(
          TerminalText.trimmedEnd(NumberText.setting(tick, unit: "")), x: across.start - 8, y: y + 4, anchor: "end",
          class: "tick"))
    }
    nodes.append(
      SVG.text(
        "MACs per DRAM byte", x: (across.start + across.end) / 2, y: Self.height - 10, anchor: "middle",
        class: "axis"))
    nodes.append(SVG.text("MAC/s", x: across.start - 8, y: up.end - 12, class: "axis"))
    return nodes
  }

  private func roofs(_ across: LogScale, _ up: LogScale) -> [HTMLNode] {
    let top = report.architecture.peakMacsPerSecond
    guard top > 0 else { return [] }
    let peakText = "peak \(NumberText.engineering(top, unit: "MAC/s"))"
    guard let bandwidth = report.architecture.peakDramBytesPerSecond, bandwidth > 0, let ridge = ridge.first else {
      let y = up.position(top)
      return [
        SVG.line(from: (across.start, y), to: (across.end, y), class: "roof"),
        SVG.text(peakText, x: across.end, y: y - 7, anchor: "end", class: "label"),
      ]
    }
    // The slope enters the picture where it crosses the left or the lower edge.
    let entry = max(across.lower, up.lower / bandwidth)
    let start = (x: across.position(entry), y: up.position(bandwidth * entry))
    let corner = (x: across.position(ridge), y: up.position(top))
    let points = [start, corner, (x: across.end, y: corner.y)].map { "\(SVG.number($0.x)),\(SVG.number($0.y))" }
    let middle = (x: (start.x + corner.x) / 2, y: (start.y + corner.y) / 2)
    let slope = SVG.text(
      "DRAM \(NumberText.engineering(bandwidth, unit: "B/s"))", x: middle.x, y: middle.y - 7, anchor: "middle",
      class: "label")
    let degrees = Self.degrees(from: start, to: corner)
    return [
      element("polyline", ["points": points.joined(separator: " "), "class": "roof"]),
      SVG.text(peakText, x: across.end, y: corner.y - 7, anchor: "end", class: "label"),
      slope.attribute("transform", "rotate(\(SVG.number(degrees)) \(SVG.number(middle.x)) \(SVG.number(middle.y)))"),
    ]
  }

  private func marks(_ points: [Point], _ across: LogScale, _ up: LogScale) -> [HTMLNode] {
    var nodes: [HTMLNode] = []
    for point in points {
      let path = "/layers/\(point.group.first)"
      let series = Series(point.layer.bottleneck)
      let shape = Self.shape(
        point.layer.bottleneck, x: across.position(point.intensity), y: up.position(point.speed),
        radius: Self.radius(point.group))
      let times = point.group.count > 1 ? " ×\(point.group.count)" : ""
      let name =
        "\(point.layer.name)\(times), \(series.name), \(NumberText.ratio(point.intensity)) MACs per DRAM byte"
      let figure = Figure.quantity(point.speed, unit: "MAC/s", at: "\(path)/macsPerSecond")
      nodes.append(
        figure.mark(shape.attribute("class", "point \(series.style)"), named: name)
          .attribute("data-layer", String(point.group.first)))
    }
    return nodes + labels(points, across, up)
  }

  /// Names beside the points that lose the most cycles to the distance from the roof, as far as they have room.
  private func labels(_ points: [Point], _ across: LogScale, _ up: LogScale) -> [HTMLNode] {
    var taken = points.map { point in
      let radius = Self.radius(point.group) + 1
      let (x, y) = (across.position(point.intensity), up.position(point.speed))
      return Rectangle(left: x - radius, right: x + radius, top: y - radius, bottom: y + radius)
    }
    taken += roofPlaces(across, up)
    let frame = Rectangle(left: across.start, right: across.end, top: up.end, bottom: up.start)
    let costliest = points.enumerated().sorted {
      (lostCycles($1.element), $0.offset) < (lostCycles($0.element), $1.offset)
    }
    var nodes: [HTMLNode] = []
    for (_, point) in costliest.prefix(12) where nodes.count < 6 {
      let name = SVG.short(point.layer.name, to: 18)
      let width = Double(name.count) * 6.8 + 4
      let radius = Self.radius(point.group) + 4
      let (x, y) = (across.position(point.intensity), up.position(point.speed))
      let places = [
        (left: x + radius, middle: y), (left: x - radius - width, middle: y),
        (left: x - width / 2, middle: y + radius + 6), (left: x - width / 2, middle: y + radius + 20),
      ].map { Rectangle(left: $0.left, right: $0.left + width, top: $0.middle - 7, bottom: $0.middle + 7) }
      let free = places.first { place in frame.holds(place) && !taken.contains { $0.overlaps(place) } }
      guard let free else { continue }
      taken.append(free)
      nodes.append(SVG.text(name, x: free.left, y: free.bottom - 3, class: "name"))
    }
    return nodes
  }

  /// Cycles the layers of a point would save at the roof above it.
  private func lostCycles(_ point: Point) -> Double {
    let slope = report.architecture.peakDramBytesPerSecond.map { $0 * point.intensity } ?? .infinity
    let roof = min(report.architecture.peakMacsPerSecond, slope)
    return roof > 0 ? Double(point.group.cycles) * max(0, 1 - point.speed / roof) : 0
  }

  /// Where the roof runs, as small squares, so that no name is written across it.
  private func roofPlaces(_ across: LogScale, _ up: LogScale) -> [Rectangle] {
    let top = up.position(report.architecture.peakMacsPerSecond)
    var places = [Rectangle(left: across.start, right: across.end, top: top - 1, bottom: top + 1)]
    guard let bandwidth = report.architecture.peakDramBytesPerSecond, let ridge = ridge.first else { return places }
    var intensity = ridge
    while intensity > across.lower, places.count < 200 {
      let (x, y) = (across.position(intensity), up.position(bandwidth * intensity))
      places.append(Rectangle(left: x - 3, right: x + 3, top: y - 3, bottom: y + 3))
      intensity /= 1.05
    }
    return places
  }

  private struct Rectangle {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double

    func overlaps(_ other: Rectangle) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }

    func holds(_ other: Rectangle) -> Bool {
      left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom
    }
  }

  /// A mark's size: its area grows with the share of all cycles.
  private static func radius(_ group: EqualLayers) -> Double { 3.5 + 10 * group.share.squareRoot() }

  /// A value of the horizontal axis: `0.05`, `20`, `2 k`.
  private static func tickText(_ value: Double) -> String {
    guard value < 1 else { return TerminalText.trimmedEnd(NumberText.setting(value, unit: "")) }
    return value.description
  }

  /// The angle of a line from the horizontal, in degrees as SVG turns: clockwise.
  private static func degrees(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) -> Double {
    atan2(end.y - start.y, end.x - start.x) * 180 / .pi
  }

  private static func shape(_ bottleneck: Bottleneck?, x: Double, y: Double, radius: Double) -> HTMLNode {
    let (x0, y0, r) = (SVG.number(x - radius), SVG.number(y - radius), SVG.number(radius * 2))
    switch bottleneck {
    case .memory:
      return element("rect", ["x": x0, "y": y0, "width": r, "height": r])
    case .vectorUnit, .controller:
      let corners = [(x, y - radius * 1.2), (x + radius * 1.2, y), (x, y + radius * 1.2), (x - radius * 1.2, y)]
      let points = corners.map { "\(SVG.number($0.0)),\(SVG.number($0.1))" }
      return element("polygon", ["points": points.joined(separator: " ")])
    case .compute, nil:
      return element("circle", ["cx": SVG.number(x), "cy": SVG.number(y), "r": SVG.number(radius)])
    }
  }
}
