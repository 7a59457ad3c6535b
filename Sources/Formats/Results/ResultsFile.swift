package import Core

/// Results documents (`urn:systole:results:1`).
package enum ResultsFile {
  /// Reads what a run found.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the document, the architecture and the workload in it included.
  package static func read(_ input: InputFile) throws(InvalidInput) -> ResultsDocument {
    let document = try XMLDocument(input)
    try CheckedDocument.checkKind(document.root, kind: .results)
    var reading = ResultsReading(try CheckedDocument(document, element: 0, kind: .results))
    let architecture = reading.reader.architecture(of: reading.root, in: document, file: input.name)
    let workload = reading.reader.workload(of: reading.root, in: document, file: input.name)
    let components = reading.components()
    let layers = reading.layers()
    let run = reading.reader.run(of: reading.root)
    let timing = reading.timing()
    let whatIf = reading.whatIf()
    let activity = reading.activity()
    if let architecture, let workload, reading.reader.isClean {
      reading.check(layers, architecture: architecture, workload: workload)
      reading.check(whatIf, workload: workload)
      reading.check(activity, layers: layers)
    }
    try reading.reader.finish()
    guard let architecture, let workload else {
      throw InvalidInput(.missingElement(subject: "results", expected: ["architecture"]), at: reading.root.location)
    }
    var result = SimulationResult(
      architecture: architecture, workload: workload, layers: layers, timing: timing, components: components)
    result.whatIf = whatIf
    result.activity = activity
    return ResultsDocument(result, run)
  }
}

/// The state of reading one results document.
struct ResultsReading {
  let root: XMLElement
  var reader: AttributeReader
  var total = CountTotal()

  init(_ document: CheckedDocument) {
    root = document.root
    reader = document.reader
  }

  mutating func timing() -> String {
    root.child("run").map { reader.text("timing", of: $0) } ?? ""
  }

  mutating func components() -> [ComponentCost] {
    (root.child("components")?.children("component") ?? []).map { element in
      let limits = element["highest-hertz"] != nil
      return ComponentCost(
        component: reader.text("name", of: element),
        areaSquareMillimetres: reader.number("square-millimetres", of: element),
        leakageMilliwatts: element["leakage-milliwatts"].map { _ in reader.number("leakage-milliwatts", of: element) },
        clock: limits ? reader.text("clock", of: element) : nil,
        highestHertz: limits ? reader.integer("highest-hertz", of: element, in: 0...AttributeReader.largestCount) : nil,
        isExtrapolated: reader.flag("extrapolated", of: element, default: false))
    }
  }

  mutating func layers() -> [LayerResult] {
    var declared: [String: Statistic] = [:]
    for element in root.child("statistics")?.children("statistic") ?? [] {
      let path = reader.text("path", of: element)
      declared[path] = Statistic(
        path: path, unit: reader.text("unit", of: element), meaning: reader.text("meaning", of: element), value: 0)
    }
    var layers: [LayerResult] = []
    var simulated: [String: LayerResult] = [:]
    for element in root.child("layers")?.children("layer") ?? [] {
      let layer = self.layer(element, statistics: declared, simulated: simulated)
      if layer.equalTo == nil { simulated[layer.name] = layer }
      layers.append(layer)
    }
    return layers
  }

  mutating func whatIf() -> WhatIf? {
    guard let element = root.child("what-if") else { return nil }
    var variants: [WhatIf.Variant] = []
    for child in element.children("variant") {
      let variant = WhatIf.Variant(
        resource: reader.choice("resource", of: child, default: .array),
        change: reader.choice("change", of: child, default: .doubled),
        layerCycles: reader.integers("layer-cycles", of: child, in: 0...AttributeReader.largestCount))
      for cycles in variant.layerCycles { reader.add(cycles, to: &total, at: child) }
      if variants.contains(where: { $0.resource == variant.resource && $0.change == variant.change }) {
        reader.note(
          .twice(kind: "variant", name: "\(variant.resource.rawValue) \(variant.change.rawValue)"), at: child.location)
      }
      variants.append(variant)
    }
    return WhatIf(variants: variants)
  }

  /// What the variants say about themselves and the workload.
  mutating func check(_ whatIf: WhatIf?, workload: Workload) {
    let elements = root.child("what-if")?.children("variant") ?? []
    for (element, variant) in zip(elements, whatIf?.variants ?? []) {
      let name = "variant '\(variant.resource.rawValue) \(variant.change.rawValue)'"
      if variant.layerCycles.count != workload.layers.count {
        note(
          .variantLayers(variant: name, found: variant.layerCycles.count, layers: workload.layers.count),
          at: element.location(of: "layer-cycles"))
      }
      let stated = reader.integer("cycles", of: element, in: 0...AttributeReader.largestCount)
      if stated != variant.cycles {
        note(.variantCycles(variant: name, stated: stated, sum: variant.cycles), at: element.location(of: "cycles"))
      }
    }
  }

  /// What the parts of the document say about each other.
  mutating func check(_ layers: [LayerResult], architecture: Architecture, workload: Workload) {
    let elements = root.child("layers")?.children("layer") ?? []
    for (element, layer) in zip(elements, workload.layers) where element["name"] != layer.name {
      note(
        .layerOrder(found: element["name"] ?? "", expected: layer.name), at: element.location(of: "name"))
    }
    if layers.count != workload.layers.count, let element = root.child("layers") {
      note(.layerCount(results: layers.count, layers: workload.layers.count), at: element.location)
    }
    let levels = architecture.levels.map(\.name) + architecture.caches.map(\.name)
    for element in elements.flatMap({ $0.children("traffic") + $0.children("occupancy") }) {
      guard let level = element["level"], !levels.contains(level) else { continue }
      reader.note(
        .dangling(subject: element.name, reference: level, kind: "storage level", known: levels),
        at: element.location(of: "level"))
    }
    guard let summary = root.child("summary") else { return }
    for (attribute, sum) in [
      ("cycles", layers.reduce(0) { $0 &+ $1.cycles }), ("macs", layers.reduce(0) { $0 &+ $1.macs }),
    ] {
      let stated = reader.integer(attribute, of: summary, in: 0...AttributeReader.largestCount)
      if stated != sum {
        note(.summary(attribute: attribute, stated: stated, sum: sum), at: summary.location(of: attribute))
      }
    }
  }
}

// MARK: - Layers

extension ResultsReading {
  private mutating func layer(
    _ element: XMLElement, statistics: [String: Statistic], simulated: [String: LayerResult]
  ) -> LayerResult {
    let name = reader.text("name", of: element)
    let hasFigures = element["cycles"] != nil || element["macs"] != nil
    if let reference = element["equal-to"], !hasFigures {
      if var shared = simulated[reference] {
        shared.name = name
        shared.equalTo = reference
        reader.add(shared.cycles, to: &total, at: element)
        reader.add(shared.macs, to: &total, at: element)
        return shared
      }
      note(.equalToNothing(layer: name, reference: reference), at: element.location(of: "equal-to"))
    } else if element["cycles"] == nil || element["macs"] == nil {
      note(.noFigures(layer: name), at: element.location)
    }
    return LayerResult(
      name: name, equalTo: element["equal-to"], mapping: mapping(element, layer: name),
      cycles: hasFigures ? count("cycles", of: element) : 0, macs: hasFigures ? count("macs", of: element) : 0,
      units: element.children("unit").map { unit($0) }, traffic: element.children("traffic").map { traffic($0) },
      occupancy: element.children("occupancy").map { occupancy($0) },
      energy: element.children("energy").map { energy in
        ComponentEnergy(
          component: reader.text("component", of: energy), picojoules: reader.number("picojoules", of: energy))
      },
      statistics: element.children("count").compactMap { statistic($0, declared: statistics) },
      warnings: element.children("warning").map(\.text))
  }

  private mutating func mapping(_ element: XMLElement, layer: String) -> Mapping? {
    guard let child = element.child("mapping") else { return nil }
    do {
      return try Mapping(parsing: XMLText.oneLine(child.text))
    } catch {
      reader.note(.inLayer(layer, error.problem), at: child.location)
      return nil
    }
  }

  private mutating func unit(_ element: XMLElement) -> UnitActivity {
    var stalls = StallCycles()
    for child in element.children("stall") {
      let cause: StallCause = reader.choice("cause", of: child, default: .issue)
      if stalls[cause] != 0 {
        reader.note(.twice(kind: "stall cause", name: cause.rawValue), at: child.location)
      }
      stalls[cause] = count("cycles", of: child)
    }
    return UnitActivity(
      unit: reader.text("name", of: element), work: count("work", of: element), stalls: stalls,
      idle: count("idle", of: element))
  }

  private mutating func traffic(_ element: XMLElement) -> LevelTraffic {
    let word = reader.text("operand", of: element)
    let operand = Operand(name: word)
    if operand == nil {
      reader.note(
        .unknownWord(
          subject: element.name, attribute: "operand", found: word, known: Operand.allCases.map(\.name)),
        at: element.location(of: "operand"))
    }
    return LevelTraffic(
      level: reader.text("level", of: element), operand: operand ?? .weights,
      readBytes: count("read-bytes", of: element), writtenBytes: count("written-bytes", of: element))
  }

  private mutating func occupancy(_ element: XMLElement) -> LevelOccupancy {
    LevelOccupancy(
      level: reader.text("level", of: element), peakBytes: count("peak-bytes", of: element),
      capacityBytes: count("capacity-bytes", of: element))
  }

  private mutating func statistic(_ element: XMLElement, declared: [String: Statistic]) -> Statistic? {
    let path = reader.text("path", of: element)
    guard var statistic = declared[path] else {
      reader.note(
        .dangling(subject: "count", reference: path, kind: "statistic", known: declared.keys.sorted()),
        at: element.location(of: "path"))
      return nil
    }
    statistic.value = count("value", of: element)
    return statistic
  }

  private mutating func count(_ name: String, of element: XMLElement) -> Int {
    reader.count(name, of: element, in: &total)
  }

  private mutating func note(_ problem: ResultsProblem, at location: SourceLocation) {
    reader.note(.results(problem), at: location)
  }
}
