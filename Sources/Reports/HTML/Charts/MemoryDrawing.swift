import Core

/// The memory hierarchy from DRAM down to the array: what each level holds, how big and fast it is, how full it got,
/// and the bytes that passed between levels for each operand.
///
/// Each operand has a lane; a level spans the lanes of the operands it keeps, the lanes it does not keep run past it.
struct MemoryDrawing {
  var report: SimulationReport

  private static let lane = 156.0
  private static let boxHeight = 101.0
  private static let gap = 62.0
  private static let margin = 6.0

  private struct Box {
    var level: StorageLevel
    var lanes: ClosedRange<Int>
    var row: Int
  }

  var node: HTMLNode {
    let boxes = boxes
    let arrayRow = (boxes.map(\.row).max() ?? -1) + 1
    let width = 3 * Self.lane + 2 * Self.margin
    let height = Self.top(of: arrayRow) + 52 + Self.margin
    return element("div", ["class": "chart"]) {
      SVG.picture(
        id: "memory", width: width, height: height, title: "Memory hierarchy of \(report.architecture.name)",
        description: "Storage levels from DRAM down to the array with their capacity, bandwidth and largest fill, and "
          + "the bytes read and written for each operand. The table below has every value.", class: "picture memory"
      ) {
        flows(boxes, arrayRow: arrayRow)
        for box in boxes { draw(box) }
        array(row: arrayRow)
      }
    }
  }

  /// The levels with their places: a level shares the row of the one before where their lanes differ.
  private var boxes: [Box] {
    var boxes: [Box] = []
    var row = -1
    var taken: [ClosedRange<Int>] = []
    for level in report.result.architecture.levels {
      let kept = level.keeps.operands.map { Int($0.rawValue) }
      let lanes = (kept.min() ?? 0)...(kept.max() ?? Operand.allCases.count - 1)
      if row < 0 || level.kind == .dram || taken.contains(where: { $0.overlaps(lanes) }) {
        row += 1
        taken = []
      }
      taken.append(lanes)
      boxes.append(Box(level: level, lanes: lanes, row: row))
    }
    return boxes
  }

  private static func top(of row: Int) -> Double { margin + Double(row) * (boxHeight + gap) }

  // MARK: - Levels

  private func draw(_ box: Box) -> HTMLNode {
    let x = Self.margin + Double(box.lanes.lowerBound) * Self.lane + 5
    let y = Self.top(of: box.row)
    let width = Double(box.lanes.count) * Self.lane - 10
    let level = box.level
    let room = Int(width / 8.8)
    return element("g") {
      element("title") { "\(level.name), \(level.kind.rawValue), holds \(Self.operands(level.keeps))" }
      element(
        "rect",
        [
          "x": SVG.number(x), "y": SVG.number(y), "width": SVG.number(width), "height": SVG.number(Self.boxHeight),
          "rx": "6", "class": "box",
        ])
      SVG.text(SVG.short(level.name, to: room), x: x + 12, y: y + 22, class: "boxname")
      SVG.text(capacity(level), x: x + 12, y: y + 41, class: "boxtext")
      SVG.text(bandwidth(level), x: x + 12, y: y + 58, class: "boxtext")
      carried(level, x: x + 12, y: y + 75)
      fill(level, x: x + 12, y: y + 85, width: width - 64)
    }
  }

  private func bandwidth(_ level: StorageLevel) -> String {
    if level.kind == .dram, let peak = report.architecture.peakDramBytesPerSecond {
      return "peak \(NumberText.engineering(peak, unit: "B/s"))"
    }
    return ArchitectureText.bandwidth(of: level, coreHertz: report.architecture.coreHertz)
  }

  /// The bandwidth used on average; of the DRAM's also the share of its peak.
  private func carried(_ level: StorageLevel, x: Double, y: Double) -> [HTMLNode] {
    guard let index = report.totals.levels.firstIndex(where: { $0.level == level.name }),
      let rate = report.totals.levels[index].bytesPerSecond
    else { return [] }
    let figure = Figure.quantity(rate, unit: "B/s", at: "/totals/levels/\(index)/bytesPerSecond")
    var share = ""
    if level.kind == .dram, let peak = report.architecture.peakDramBytesPerSecond, peak > 0 {
      share = NumberText.percent(rate / peak) + " used: "
    }
    let words = share.isEmpty ? "carried " : share
    return [
      element(
        "text",
        [
          "x": SVG.number(x), "y": SVG.number(y), "class": "boxtext", "data-path": figure.path,
          "data-value": figure.value,
        ]
      ) { words + figure.text }
    ]
  }

  private func capacity(_ level: StorageLevel) -> String {
    guard let bytes = level.capacityBytes else { return report.result.architecture.externalMemory.standard }
    let copies = level.instances > 1 ? ", \(level.instances) copies" : level.banks > 1 ? ", \(level.banks) banks" : ""
    return NumberText.capacity(bytes) + copies
  }

  /// How full the level was at most, as a bar.
  private func fill(_ level: StorageLevel, x: Double, y: Double, width: Double) -> [HTMLNode] {
    guard let index = report.totals.occupancy.firstIndex(where: { $0.level == level.name }) else { return [] }
    let occupancy = report.totals.occupancy[index]
    guard occupancy.capacityBytes > 0 else { return [] }
    let share = min(1, Double(occupancy.peakBytes) / Double(occupancy.capacityBytes))
    let track = element(
      "rect",
      ["x": SVG.number(x), "y": SVG.number(y), "width": SVG.number(width), "height": "6", "rx": "3", "class": "track"])
    let bar = element(
      "rect",
      [
        "x": SVG.number(x), "y": SVG.number(y), "width": SVG.number(width * share), "height": "6", "rx": "3",
        "class": "fill",
      ])
    let figure = Figure.bytes(occupancy.peakBytes, at: "/totals/occupancy/\(index)/peakBytes")
    let of = NumberText.capacity(occupancy.capacityBytes)
    return [
      track, figure.mark(bar, named: "largest fill of \(of), \(NumberText.percent(share)) of it"),
      SVG.text(
        NumberText.fixed(share * 100, decimals: 0) + " %", x: x + width + 40, y: y + 7, anchor: "end", class: "boxtext"),
    ]
  }

  private func array(row: Int) -> HTMLNode {
    let array = report.result.architecture.array
    let y = Self.top(of: row)
    return element("g") {
      element(
        "rect",
        [
          "x": SVG.number(Self.margin + 5), "y": SVG.number(y), "width": SVG.number(3 * Self.lane - 10),
          "height": "46", "rx": "6", "class": "box array",
        ])
      SVG.text("\(array.rows)×\(array.columns) array", x: Self.margin + 17, y: y + 20, class: "boxname")
      SVG.text(
        "peak \(NumberText.engineering(report.architecture.peakMacsPerSecond, unit: "MAC/s"))", x: Self.margin + 17,
        y: y + 38, class: "boxtext")
    }
  }

  // MARK: - Flows

  private func flows(_ boxes: [Box], arrayRow: Int) -> [HTMLNode] {
    Operand.allCases.flatMap { operand -> [HTMLNode] in
      let stops = boxes.filter { $0.level.keeps.contains(operand) }
      var nodes: [HTMLNode] = []
      for (index, box) in stops.enumerated() {
        let isLast = index + 1 == stops.count
        nodes += flow(operand, from: box, toRow: isLast ? arrayRow : stops[index + 1].row)
      }
      return nodes
    }
  }

  /// The bytes a level gave the next one inwards and, for outputs, took from it.
  private func flow(_ operand: Operand, from box: Box, toRow: Int) -> [HTMLNode] {
    let center = Self.margin + (Double(operand.rawValue) + 0.5) * Self.lane - 28
    let top = Self.top(of: box.row) + Self.boxHeight
    let bottom = Self.top(of: toRow)
    let found = report.totals.traffic.firstIndex { $0.level == box.level.name && $0.operand == operand.name }
    let words = element("text", ["x": SVG.number(center + 10), "y": SVG.number(top + 18), "class": "flowname"]) {
      operand.name
    }
    guard let found else {
      return [SVG.line(from: (center, top), to: (center, bottom), class: "flow none"), words]
    }
    let traffic = report.totals.traffic[found]
    let path = "/totals/traffic/\(found)"
    var nodes = [
      SVG.line(from: (center, top), to: (center, bottom), class: "flow s-\(operand.name)"), words,
      arrow(x: center, y: bottom, down: true, operand),
    ]
    nodes.append(
      bytes(Figure.bytes(traffic.readBytes, at: "\(path)/readBytes"), "↓", x: center + 10, y: top + 34))
    if operand == .outputs {
      nodes.append(arrow(x: center, y: top, down: false, operand))
      nodes.append(
        bytes(Figure.bytes(traffic.writtenBytes, at: "\(path)/writtenBytes"), "↑", x: center + 10, y: top + 50))
    }
    return nodes
  }

  private func bytes(_ figure: Figure, _ direction: String, x: Double, y: Double) -> HTMLNode {
    element(
      "text",
      [
        "x": SVG.number(x), "y": SVG.number(y), "class": "flowtext", "data-path": figure.path,
        "data-value": figure.value,
      ]
    ) { "\(direction) \(figure.text)" }
  }

  private func arrow(x: Double, y: Double, down: Bool, _ operand: Operand) -> HTMLNode {
    let back = down ? y - 9 : y + 9
    let corners = [(x, y), (x - 5.5, back), (x + 5.5, back)]
    let points = corners.map { "\(SVG.number($0.0)),\(SVG.number($0.1))" }.joined(separator: " ")
    return element("polygon", ["points": points, "class": "c-\(operand.name)"])
  }

  private static func operands(_ set: OperandSet) -> String {
    let names = set.operands.map(\.name)
    return names.isEmpty ? "nothing" : names.joined(separator: ", ")
  }
}
