package import Core

extension Comparison {
  /// Holds results against the first of them.
  ///
  /// A layer belongs to the layer of the same name; one whose name the first result has not, or has used up, to one of
  /// equal content; one that has neither stands alone. Nothing is scaled: figures are the results' own.
  ///
  /// - Parameter results: at least one.
  package init(of results: [ComparedResult]) {
    self.init(
      subjects: results.map(\.subject), changes: Self.changes(results), layers: Self.rows(results),
      units: Self.units(results), energy: Self.energy(results))
  }

  // MARK: - Layers

  /// A row while it is being filled, with what identifies its first layer.
  private struct Row {
    var content: LayerContent
    var entries: [Entry]

    var name: String { entries.first?.name ?? "" }
  }

  private static func rows(_ results: [ComparedResult]) -> [Layer] {
    var rows: [Row] = []
    for (subject, result) in results.enumerated() {
      var taken = Set<Int>()
      var places = [Int?](repeating: nil, count: result.layers.count)
      var byName: [String: [Int]] = [:]
      var byContent: [LayerContent: [Int]] = [:]
      for (index, row) in rows.enumerated() {
        byName[row.name, default: []].append(index)
        byContent[row.content, default: []].append(index)
      }
      for (index, layer) in result.layers.enumerated() {
        guard let row = byName[layer.entry.name]?.first(where: { !taken.contains($0) }) else { continue }
        places[index] = row
        taken.insert(row)
      }
      for (index, layer) in result.layers.enumerated() where places[index] == nil {
        guard let row = byContent[layer.content]?.first(where: { !taken.contains($0) }) else { continue }
        places[index] = row
        taken.insert(row)
      }
      for (layer, place) in zip(result.layers, places) {
        var entry = layer.entry
        entry.subject = subject
        guard let place else {
          rows.append(Row(content: layer.content, entries: [entry]))
          continue
        }
        let isSame = rows[place].content == layer.content
        entry.match = !isSame ? .name : rows[place].name == entry.name ? .same : .content
        rows[place].entries.append(entry)
      }
    }
    return rows.map { Layer(entries: $0.entries) }
  }

  // MARK: - Inputs

  private static func changes(_ results: [ComparedResult]) -> [Change] {
    differences(results.map(\.attributes), part: .architecture)
      + differences(results.map { facts(of: $0) }, part: .workload)
      + differences(results.map(\.run), part: .run)
  }

  /// What can be said of a workload in a few lines; the rows of layers say the rest.
  private static func facts(of result: ComparedResult) -> [(path: String, value: String)] {
    [
      (path: "name", value: result.subject.workload), (path: "layers", value: String(result.layers.count)),
      (path: "multiply-accumulates", value: String(result.subject.macs)),
    ]
  }

  private static func differences(_ facts: [[(path: String, value: String)]], part: Change.Part) -> [Change] {
    var order: [String] = []
    var values: [String: [String?]] = [:]
    for (subject, list) in facts.enumerated() {
      for fact in list {
        if values[fact.path] == nil {
          order.append(fact.path)
          values[fact.path] = Array(repeating: nil, count: facts.count)
        }
        values[fact.path]?[subject] = fact.value
      }
    }
    return order.compactMap { path in
      guard let found = values[path], Set(found).count > 1 else { return nil }
      return Change(part: part, path: path, values: found)
    }
  }

  // MARK: - Units and components

  private static func units(_ results: [ComparedResult]) -> [Unit] {
    var units: [Unit] = []
    for (subject, result) in results.enumerated() {
      for activity in result.units {
        var place = units.firstIndex { $0.name == activity.unit }
        if place == nil {
          units.append(Unit(name: activity.unit, activities: Array(repeating: nil, count: results.count)))
          place = units.count - 1
        }
        if let place { units[place].activities[subject] = activity }
      }
    }
    return units
  }

  private static func energy(_ results: [ComparedResult]) -> [Energy] {
    var energy: [Energy] = []
    for (subject, result) in results.enumerated() {
      for used in result.energy {
        var place = energy.firstIndex { $0.component == used.component }
        if place == nil {
          energy.append(Energy(component: used.component, picojoules: Array(repeating: nil, count: results.count)))
          place = energy.count - 1
        }
        if let place { energy[place].picojoules[subject] = used.picojoules }
      }
    }
    return energy
  }
}
