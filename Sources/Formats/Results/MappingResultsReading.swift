import Core

/// The state of reading one document of mapping results.
struct MappingResultsReading {
  /// What the document says of the search.
  struct Search {
    var objective: MappingObjective
    var name: String?
    var constraintSet: String
    var certificate: MappingCertificate?
  }

  private enum Outcome: String, CaseIterable {
    case mapped
    case vector
    case impossible
    case notFound = "not-found"
  }

  let root: XMLElement
  var reader: AttributeReader
  private var total = CountTotal()

  init(root: XMLElement, reader: AttributeReader) {
    self.root = root
    self.reader = reader
  }

  mutating func search() -> Search {
    guard let element = root.child("search") else { return Search(objective: .edp, constraintSet: "") }
    return Search(
      objective: reader.choice("objective", of: element, default: .edp), name: element["name"],
      constraintSet: reader.text("constraint-set", of: element),
      certificate: reader.flag("certified", of: element, default: false)
        ? MappingCertificate(element, &reader) : nil)
  }

  mutating func layers() -> [LayerMapping] {
    var layers: [LayerMapping] = []
    var firsts: [String: LayerMapping.Outcome] = [:]
    for element in root.children("layer") {
      let name = reader.text("name", of: element)
      let reference = element["equal-to"]
      let outcome: LayerMapping.Outcome
      if let reference, element["outcome"] == nil {
        if firsts[reference] == nil {
          reader.note(
            .results(.equalToNothing(layer: name, reference: reference)), at: element.location(of: "equal-to"))
        }
        outcome = firsts[reference] ?? .notFound
        if case .mapped(let found) = outcome { count(of: found, at: element) }
      } else {
        outcome = self.outcome(element, layer: name)
      }
      if reference == nil { firsts[name] = outcome }
      layers.append(LayerMapping(name: name, equalTo: reference, outcome: outcome))
    }
    return layers
  }

  /// What the layers say about the workload and the summary about the layers.
  mutating func check(_ layers: [LayerMapping], workload: Workload) {
    if layers.count != workload.layers.count {
      reader.note(
        .results(.layerCount(results: layers.count, layers: workload.layers.count)), at: root.location)
    }
    for (element, layer) in zip(root.children("layer"), workload.layers) where element["name"] != layer.name {
      reader.note(
        .results(.layerOrder(found: element["name"] ?? "", expected: layer.name)), at: element.location(of: "name"))
    }
    guard let summary = root.child("summary") else { return }
    let sums = layers.reduce(into: (cycles: 0, macs: 0)) { sums, layer in
      sums.cycles += layer.found?.score.cycles ?? 0
      sums.macs += layer.found?.score.macs ?? 0
    }
    for (attribute, sum) in [("cycles", sums.cycles), ("macs", sums.macs)] {
      let stated = reader.integer(attribute, of: summary, in: 0...(1 << 60))
      if stated != sum {
        reader.note(
          .results(.summary(attribute: attribute, stated: stated, sum: sum)), at: summary.location(of: attribute))
      }
    }
  }

  // MARK: - One layer

  private mutating func outcome(_ element: XMLElement, layer: String) -> LayerMapping.Outcome {
    switch reader.choice("outcome", of: element, default: Outcome.notFound) {
    case .vector: return .vector
    case .impossible: return .impossible(element.children("reason").map(\.text))
    case .notFound: return .notFound
    case .mapped: break
    }
    guard let place = element.child("mapping"), let score = element.child("score"),
      let mapping = mapping(place, layer: layer)
    else {
      if reader.isClean { reader.note(.results(.noFigures(layer: layer)), at: element.location) }
      return .notFound
    }
    let choices = element.children("choice").compactMap { choice($0, layer: layer) }
    let refined = element.children("refined").compactMap { child -> RefinedMapping? in
      guard let choice = choice(child, layer: layer) else { return nil }
      return RefinedMapping(
        choice: choice, simulatedCycles: count("simulated-cycles", of: child),
        simulatedPicojoules: reader.number("simulated-picojoules", of: child))
    }
    return .mapped(
      FoundMapping(
        mapping: mapping, score: self.score(score), certificate: MappingCertificate(place, &reader),
        evaluated: count("evaluated", of: place), visited: count("visited", of: place), paretoSet: choices,
        paretoGap: place["pareto-gap"].map { _ in reader.number("pareto-gap", of: place) }, refined: refined))
  }

  private mutating func mapping(_ element: XMLElement, layer: String) -> Mapping? {
    do {
      return try Mapping(parsing: XMLText.oneLine(element.text))
    } catch {
      reader.note(.inLayer(layer, error.problem), at: element.location)
      return nil
    }
  }

  private mutating func choice(_ element: XMLElement, layer: String) -> MappingChoice? {
    guard let mapping = mapping(element, layer: layer) else { return nil }
    return MappingChoice(
      mapping: mapping, cycles: count("cycles", of: element), picojoules: reader.number("picojoules", of: element))
  }

  private mutating func score(_ element: XMLElement) -> MappingScore {
    MappingScore(
      cycles: count("cycles", of: element), computeCycles: count("compute-cycles", of: element),
      macs: count("macs", of: element), picojoules: reader.number("picojoules", of: element),
      macPicojoules: reader.number("mac-picojoules", of: element),
      levels: element.children("level").map { level in
        MappingScore.Level(
          name: reader.text("name", of: level), copies: count("copies", of: level), cycles: count("cycles", of: level),
          heldBytes: count("held-bytes", of: level),
          availableBytes: level["available-bytes"].map { _ in count("available-bytes", of: level) },
          leakagePicojoules: reader.number("leakage-picojoules", of: level),
          operands: level.children("operand").map { operand($0) })
      })
  }

  private mutating func operand(_ element: XMLElement) -> MappingScore.OperandAccesses {
    let word = reader.text("name", of: element)
    let operand = Operand(name: word)
    if operand == nil {
      reader.note(
        .unknownWord(subject: "operand", attribute: "name", found: word, known: Operand.allCases.map(\.name)),
        at: element.location(of: "name"))
    }
    return MappingScore.OperandAccesses(
      operand: operand ?? .weights, tileWords: count("tile-words", of: element),
      tileBytes: count("tile-bytes", of: element), reads: count("reads", of: element),
      fills: count("fills", of: element), updates: count("updates", of: element),
      picojoules: reader.number("picojoules", of: element))
  }

  private mutating func count(_ name: String, of element: XMLElement) -> Int {
    reader.count(name, of: element, in: &total)
  }

  /// Counts a shared outcome's sums once more, for the layer that shares it.
  private mutating func count(of found: FoundMapping, at element: XMLElement) {
    reader.add(found.score.cycles, to: &total, at: element)
    reader.add(found.score.macs, to: &total, at: element)
  }

}
