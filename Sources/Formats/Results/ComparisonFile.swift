package import Core

/// Comparison documents (`urn:systole:comparison:1`): results side by side.
package enum ComparisonFile {
  /// The whole document.
  package static func write(
    _ comparison: Comparison, _ run: RunRecord = RunRecord()
  ) -> [UInt8] {
    var writer = XMLWriter()
    writer.element(DocumentKind.comparison.root, namespace: DocumentKind.comparison.namespace) { writer in
      for subject in comparison.subjects { writer.subject(subject) }
      for change in comparison.changes {
        writer.element("change") { writer in
          writer.attribute("part", change.part.rawValue)
          writer.attribute("path", change.path)
          for (index, value) in change.values.enumerated() {
            guard let value else { continue }
            writer.element("value") { writer in
              writer.attribute("subject", index)
              writer.attribute("is", value)
            }
          }
        }
      }
      for layer in comparison.layers {
        writer.element("layer") { writer in
          for entry in layer.entries { writer.entry(entry) }
        }
      }
      for unit in comparison.units { writer.unit(unit) }
      for energy in comparison.energy {
        writer.element("energy") { writer in
          writer.attribute("component", energy.component)
          for (index, picojoules) in energy.picojoules.enumerated() {
            guard let picojoules else { continue }
            writer.element("used") { writer in
              writer.attribute("subject", index)
              writer.attribute("picojoules", picojoules)
            }
          }
        }
      }
      writer.environment(of: run)
    }
    return writer.finish()
  }

  /// Reads a comparison.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the document.
  package static func read(_ input: InputFile) throws(InvalidInput) -> Comparison {
    let document = try CheckedDocument(input, kind: .comparison)
    var reading = ComparisonReading(root: document.root, reader: document.reader)
    let comparison = reading.comparison()
    try reading.reader.finish()
    return comparison
  }
}

/// The state of reading one comparison document.
private struct ComparisonReading {
  let root: XMLElement
  var reader: AttributeReader
  private var subjects = 0
  private var total = CountTotal()

  init(root: XMLElement, reader: AttributeReader) {
    self.root = root
    self.reader = reader
  }

  mutating func comparison() -> Comparison {
    let found = root.children("subject").map { subject($0) }
    subjects = found.count
    return Comparison(
      subjects: found, changes: root.children("change").map { change($0) },
      layers: root.children("layer").map { layer in
        Comparison.Layer(entries: layer.children("entry").map { entry($0) })
      },
      units: root.children("unit").map { unit($0) }, energy: root.children("energy").map { energy($0) })
  }

  private mutating func subject(_ element: XMLElement) -> Comparison.Subject {
    Comparison.Subject(
      name: reader.text("name", of: element), sha256: reader.text("sha256", of: element),
      kind: reader.choice("kind", of: element, default: .simulation), model: reader.text("model", of: element),
      architecture: reader.text("architecture", of: element), workload: reader.text("workload", of: element),
      cycles: count("cycles", of: element), seconds: reader.number("seconds", of: element),
      macs: count("macs", of: element), picojoules: reader.number("picojoules", of: element),
      utilization: reader.number("utilization", of: element), dramBytes: optionalCount("dram-bytes", of: element),
      squareMillimetres: element["square-millimetres"].map { _ in reader.number("square-millimetres", of: element) },
      command: reader.text("command", of: element))
  }

  private mutating func change(_ element: XMLElement) -> Comparison.Change {
    var values = [String?](repeating: nil, count: subjects)
    for child in element.children("value") {
      let index = self.index(of: child)
      if values.indices.contains(index) { values[index] = reader.text("is", of: child) }
    }
    return Comparison.Change(
      part: reader.choice("part", of: element, default: .architecture), path: reader.text("path", of: element),
      values: values)
  }

  private mutating func entry(_ element: XMLElement) -> Comparison.Entry {
    Comparison.Entry(
      subject: index(of: element), match: reader.choice("match", of: element, default: .first),
      name: reader.text("name", of: element), operation: reader.text("operation", of: element),
      cycles: count("cycles", of: element), macs: count("macs", of: element),
      picojoules: reader.number("picojoules", of: element), dramBytes: optionalCount("dram-bytes", of: element),
      boundBy: element["bound-by"], mapping: element["mapping"])
  }

  private mutating func unit(_ element: XMLElement) -> Comparison.Unit {
    let name = reader.text("name", of: element)
    var activities = [UnitActivity?](repeating: nil, count: subjects)
    for child in element.children("spent") {
      var stalls = StallCycles()
      for stall in child.children("stall") {
        let cause: StallCause = reader.choice("cause", of: stall, default: .issue)
        stalls[cause] = count("cycles", of: stall)
      }
      let activity = UnitActivity(
        unit: name, work: count("work", of: child), stalls: stalls, idle: count("idle", of: child))
      let index = self.index(of: child)
      if activities.indices.contains(index) { activities[index] = activity }
    }
    return Comparison.Unit(name: name, activities: activities)
  }

  private mutating func energy(_ element: XMLElement) -> Comparison.Energy {
    var picojoules = [Double?](repeating: nil, count: subjects)
    for child in element.children("used") {
      let index = self.index(of: child)
      if picojoules.indices.contains(index) { picojoules[index] = reader.number("picojoules", of: child) }
    }
    return Comparison.Energy(component: reader.text("component", of: element), picojoules: picojoules)
  }

  /// Which of the results an element is about; there must be one.
  private mutating func index(of element: XMLElement) -> Int {
    reader.integer("subject", of: element, in: 0...max(0, subjects - 1))
  }

  private mutating func count(_ name: String, of element: XMLElement) -> Int {
    reader.count(name, of: element, in: &total)
  }

  private mutating func optionalCount(_ name: String, of element: XMLElement) -> Int? {
    element[name] == nil ? nil : count(name, of: element)
  }
}

extension XMLWriter {
  fileprivate mutating func subject(_ subject: Comparison.Subject) {
    element("subject") { writer in
      writer.attribute("name", subject.name)
      writer.attribute("sha256", subject.sha256)
      writer.attribute("kind", subject.kind.rawValue)
      writer.attribute("model", subject.model)
      writer.attribute("architecture", subject.architecture)
      writer.attribute("workload", subject.workload)
      writer.attribute("cycles", subject.cycles)
      writer.attribute("seconds", subject.seconds)
      writer.attribute("macs", subject.macs)
      writer.attribute("picojoules", subject.picojoules)
      writer.attribute("utilization", subject.utilization)
      if let bytes = subject.dramBytes { writer.attribute("dram-bytes", bytes) }
      if let area = subject.squareMillimetres { writer.attribute("square-millimetres", area) }
      writer.attribute("command", subject.command)
    }
  }

  fileprivate mutating func entry(_ entry: Comparison.Entry) {
    element("entry") { writer in
      writer.attribute("subject", entry.subject)
      writer.attribute("match", entry.match.rawValue)
      writer.attribute("name", entry.name)
      writer.attribute("operation", entry.operation)
      writer.attribute("cycles", entry.cycles)
      writer.attribute("macs", entry.macs)
      writer.attribute("picojoules", entry.picojoules)
      if let bytes = entry.dramBytes { writer.attribute("dram-bytes", bytes) }
      if let cause = entry.boundBy { writer.attribute("bound-by", cause) }
      if let mapping = entry.mapping { writer.attribute("mapping", mapping) }
    }
  }

  fileprivate mutating func unit(_ unit: Comparison.Unit) {
    element("unit") { writer in
      writer.attribute("name", unit.name)
      for (index, activity) in unit.activities.enumerated() {
        guard let activity else { continue }
        writer.element("spent") { writer in
          writer.attribute("subject", index)
          writer.attribute("work", activity.work)
          writer.attribute("idle", activity.idle)
          for cause in StallCause.allCases where activity.stalls[cause] != 0 {
            writer.element("stall") { writer in
              writer.attribute("cause", cause.rawValue)
              writer.attribute("cycles", activity.stalls[cause])
            }
          }
        }
      }
    }
  }
}
