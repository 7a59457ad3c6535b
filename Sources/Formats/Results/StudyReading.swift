import Core

/// The state of reading one document of an exploration.
struct StudyReading {
  let root: XMLElement
  var reader: AttributeReader
  /// The space the trials lie in.
  let space: DesignSpace
  /// For each parameter, where each of its values stands.
  private let places: [[String: Int]]
  private var total = CountTotal()

  init(root: XMLElement, reader: AttributeReader, space: DesignSpace) {
    self.root = root
    self.reader = reader
    self.space = space
    places = space.parameters.map { parameter in
      Dictionary(zip(parameter.values, parameter.values.indices), uniquingKeysWith: { first, _ in first })
    }
  }

  mutating func record() -> StudyRecord {
    let search = root.child("search")
    let volume = root.child("hypervolume")
    let trials = root.children("trial").compactMap { trial($0) }
    let record = StudyRecord(
      name: reader.text("name", of: root), workload: reader.text("workload", of: root), space: space,
      objectives: objectives(search), fidelity: Fidelity(search.map { reader.text("fidelity", of: $0) } ?? ""),
      policy: search.map { reader.text("mapper", of: $0) } ?? "", seed: search.map { seed(of: $0) } ?? 0,
      batchSize: search.map { count("batch", of: $0) } ?? 0, cheapLooks: search.map { count("looks", of: $0) } ?? 0,
      trials: trials, front: root.children("front").map { count("trial", of: $0) },
      reference: (volume?.children("corner") ?? []).map { reader.number("is", of: $0) },
      hypervolumeScale: volume.map { reader.text("scale", of: $0) } ?? "",
      growth: (volume?.children("rise") ?? []).map { element in
        StudyRecord.Growth(trial: count("trial", of: element), hypervolume: reader.number("to", of: element))
      },
      base: root.child("base").map { base($0) } ?? StudyRecord.Base())
    if reader.isClean { check(record) }
    return record
  }

  /// What the summary says of the trials, by attribute.
  static func counts(of record: StudyRecord) -> [(name: String, count: Int)] {
    [
      ("trials", record.trials.count), ("complete", record.trials.count { $0.state == .complete }),
      ("failed", record.trials.count { $0.state == .failed }),
      ("simulations", record.trials.reduce(0) { $0 + $1.cost.simulations }),
      ("analytical-evaluations", record.trials.reduce(record.cheapLooks) { $0 + $1.cost.analyticalEvaluations }),
    ]
  }

  /// What the parts of the document say about each other.
  private mutating func check(_ record: StudyRecord) {
    let trials = root.children("trial")
    for (element, pair) in zip(trials.dropFirst(), zip(record.trials, record.trials.dropFirst()))
    where pair.0.number >= pair.1.number {
      note("trial \(pair.1.number) stands behind trial \(pair.0.number)", "keep the order of their numbers", element)
    }
    var counted: Set<Int> = []
    for (element, trial) in zip(trials, record.trials) {
      if (trial.state == .complete) != (trial.metrics != nil) {
        note(
          "trial \(trial.number) is \(trial.state.rawValue) \(trial.metrics == nil ? "without" : "with") metrics",
          "complete trials have them, others don't", element)
      }
      if trial.fidelity == record.fidelity, trial.state == .complete { counted.insert(trial.number) }
    }
    let named = root.children("front") + (root.child("hypervolume")?.children("rise") ?? [])
    for (element, number) in zip(named, record.front + record.growth.map(\.trial)) where !counted.contains(number) {
      note("there is no complete trial \(number) of fidelity \(record.fidelity.name)", "name another one", element)
    }
    guard let summary = root.child("summary") else { return }
    for (name, count) in Self.counts(of: record) {
      let stated = reader.integer(name, of: summary, in: 0...AttributeReader.largestCount)
      if stated != count {
        note("the summary counts \(stated) \(name), but the trials add up to \(count)", "was the file edited?", summary)
      }
    }
  }

  private mutating func note(_ words: String, _ remedy: String, _ element: XMLElement) {
    reader.note(.other(words, remedy: remedy), at: element.location)
  }
}

// MARK: - Parts

extension StudyReading {
  private mutating func objectives(_ search: XMLElement?) -> ObjectiveSet {
    let metrics = (search?.children("objective") ?? []).map { element -> Metric in
      reader.choice("metric", of: element, default: .edp)
    }
    for (index, metric) in metrics.enumerated() where metrics[..<index].contains(metric) {
      if let search { note("the objective \(metric.rawValue) stands twice", "keep one", search.children[index]) }
    }
    // Without an objective the schema has complained.
    return ObjectiveSet(
      metrics.isEmpty ? [.edp] : metrics,
      limits: (search?.children("limit") ?? []).map { element in
        ObjectiveSet.Limit(
          reader.choice("metric", of: element, default: .edp), atMost: reader.number("most", of: element))
      })
  }

  private mutating func seed(of element: XMLElement) -> UInt64 {
    let found = reader.text("seed", of: element)
    if let seed = UInt64(found) { return seed }
    reader.note(
      .outOfRange(subject: element.subject, attribute: "seed", found: found, expected: "0 to 2^64 - 1"),
      at: element.location(of: "seed"))
    return 0
  }

  private mutating func base(_ element: XMLElement) -> StudyRecord.Base {
    var base = StudyRecord.Base(
      madeBy: reader.text("made-by", of: element), point: element["values"].flatMap { _ in point(of: element) })
    for child in element.children("figure") {
      base.figures[reader.choice("metric", of: child, default: .edp)] = reader.number("is", of: child)
    }
    return base
  }

  private mutating func trial(_ element: XMLElement) -> Trial? {
    guard let point = point(of: element) else { return nil }
    return Trial(
      number: count("number", of: element), batch: integer("batch", of: element), point: point,
      mappings: element.child("mappings").map { mappings($0) }, strategy: reader.text("strategy", of: element),
      fidelity: Fidelity(reader.text("fidelity", of: element)),
      state: reader.choice("state", of: element, default: .asked),
      metrics: element.child("metrics").map { metrics($0) },
      failure: element.child("failure")?.text,
      cost: Trial.Cost(
        simulations: count("simulations", of: element),
        analyticalEvaluations: count("analytical-evaluations", of: element)))
  }

  /// The design with the values an element states; `nil` when the space has no such value.
  private mutating func point(of element: XMLElement) -> DesignPoint? {
    let values = reader.text("values", of: element).split(separator: " ").map(String.init)
    guard values.count == space.parameters.count else {
      reader.note(
        .other(
          "there are \(values.count) values for the \(space.parameters.count) parameters of the space",
          remedy: "give each parameter one"), at: element.location(of: "values"))
      return nil
    }
    var indices: [Int] = []
    for (index, value) in values.enumerated() {
      guard let place = places[index][value] else {
        let parameter = space.parameters[index]
        reader.note(
          .unknownWord(
            subject: "parameter '\(parameter.name)'", attribute: "value", found: value, known: parameter.values),
          at: element.location(of: "values"))
        return nil
      }
      indices.append(place)
    }
    return DesignPoint(indices)
  }

  private mutating func metrics(_ element: XMLElement) -> DesignMetrics {
    DesignMetrics(
      cycles: count("cycles", of: element), seconds: reader.number("seconds", of: element),
      joules: reader.number("joules", of: element),
      areaSquareMillimetres: reader.number("square-millimetres", of: element),
      leakageWatts: reader.number("leakage-watts", of: element), coreHertz: integer("core-hertz", of: element))
  }

  private mutating func mappings(_ element: XMLElement) -> [String: Mapping] {
    var mappings: [String: Mapping] = [:]
    for child in element.children("mapping") {
      let layer = reader.text("layer", of: child)
      if mappings[layer] != nil { reader.note(.twice(kind: "layer", name: layer), at: child.location) }
      do {
        mappings[layer] = try Mapping(parsing: XMLText.oneLine(child.text))
      } catch {
        reader.note(.inLayer(layer, error.problem), at: child.location)
      }
    }
    return mappings
  }

  private mutating func integer(_ name: String, of element: XMLElement) -> Int {
    reader.integer(name, of: element, in: 0...AttributeReader.largestCount)
  }

  private mutating func count(_ name: String, of element: XMLElement) -> Int {
    reader.count(name, of: element, in: &total)
  }
}
