package import Core

/// Every figure a comparison shows, derived once; text, JSON, CSV and the page are views of it.
///
/// Ratios are a result's value over the first result's; they are absent where that is 0.
package struct ComparisonReport: Hashable, Sendable, Encodable {
  /// One result's totals and how they compare.
  package struct Subject: Hashable, Sendable, Encodable {
    /// The letter it is called by.
    package var label: String
    package var name: String
    package var kind: Comparison.Kind
    package var model: String
    package var architecture: String
    package var workload: String
    package var cycles: Int
    package var seconds: Double
    package var macs: Int
    package var utilization: Double
    package var picojoules: Double
    package var jouleSeconds: Double
    package var dramBytes: Int?
    package var squareMillimetres: Double?
    package var ratios: Ratios
  }

  /// A result's totals over the first result's.
  package struct Ratios: Hashable, Sendable, Encodable {
    package var cycles: Double?
    package var seconds: Double?
    package var utilization: Double?
    package var picojoules: Double?
    package var jouleSeconds: Double?
    package var dramBytes: Double?
    package var squareMillimetres: Double?
  }

  /// What a unit did in each result over the whole workload.
  package struct Unit: Hashable, Sendable, Encodable {
    package var unit: String
    /// Absent where a result has no such unit.
    package var activities: [UnitFigures?]
  }

  /// Rows of equal figures, shown once.
  package struct Group: Hashable, Sendable, Encodable {
    /// Where the first of them stands among the rows.
    package var first: Int
    package var count: Int
    /// Cycles of all of them in each result; absent where it has no such layer.
    package var cycles: [Int?]
    /// Those over the first result's.
    package var ratios: [Double?]
    /// Those less the first result's.
    package var differences: [Int?]
  }

  /// The most important thing to know, in one or two sentences.
  package var verdict: String
  package var subjects: [Subject]
  package var changes: [Comparison.Change]
  package var groups: [Group]
  package var layers: [Comparison.Layer]
  package var units: [Unit]
  package var energy: [Comparison.Energy]
  /// What the figures were derived from; not part of the JSON.
  package let comparison: Comparison

  private enum CodingKeys: String, CodingKey {
    case verdict, subjects, changes, groups, layers, units, energy
  }

  /// Derives the figures of a comparison.
  package init(_ comparison: Comparison) {
    self.comparison = comparison
    changes = comparison.changes
    layers = comparison.layers
    units = comparison.units.map { unit in
      Unit(unit: unit.name, activities: unit.activities.map { $0.map(UnitFigures.init) })
    }
    energy = comparison.energy
    let base = comparison.subjects.first
    subjects = comparison.subjects.enumerated().map { index, subject in
      Subject(
        label: Self.label(index), name: subject.name, kind: subject.kind, model: subject.model,
        architecture: subject.architecture, workload: subject.workload, cycles: subject.cycles,
        seconds: subject.seconds, macs: subject.macs, utilization: subject.utilization,
        picojoules: subject.picojoules, jouleSeconds: subject.jouleSeconds, dramBytes: subject.dramBytes,
        squareMillimetres: subject.squareMillimetres, ratios: Ratios(subject, over: base))
    }
    groups = Self.groups(comparison)
    verdict = ComparisonVerdict(comparison).sentence
  }

  /// The letter a result is called by: `A` … `Z`, then `A2` ….
  package static func label(_ index: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    let round = index / letters.count
    return String(letters[index % letters.count]) + (round == 0 ? "" : String(round + 1))
  }

  /// Rows whose layers differ by nothing but their names share a group.
  static func groups(_ comparison: Comparison) -> [Group] {
    var groups: [Group] = []
    var known: [[Comparison.Entry]: Int] = [:]
    for (index, layer) in comparison.layers.enumerated() {
      let nameless = layer.entries.map { entry in
        var entry = entry
        entry.name = entry.match == .content ? "renamed" : ""
        return entry
      }
      let cycles = comparison.subjects.indices.map { layer[$0]?.cycles }
      if let group = known[nameless] {
        groups[group].count += 1
        groups[group].cycles = zip(groups[group].cycles, cycles).map { sum, more in sum.map { $0 + (more ?? 0) } }
      } else {
        known[nameless] = groups.count
        groups.append(Group(first: index, count: 1, cycles: cycles, ratios: [], differences: []))
      }
    }
    for index in groups.indices {
      let base = groups[index].cycles.first.flatMap { $0 }
      groups[index].ratios = groups[index].cycles.map { Ratios.ratio($0.map(Double.init), base.map(Double.init)) }
      groups[index].differences = groups[index].cycles.map { cycles in
        guard let cycles, let base else { return nil }
        return cycles - base
      }
    }
    return groups
  }
}

extension ComparisonReport.Ratios {
  fileprivate init(_ subject: Comparison.Subject, over base: Comparison.Subject?) {
    cycles = Self.ratio(Double(subject.cycles), base.map { Double($0.cycles) })
    seconds = Self.ratio(subject.seconds, base?.seconds)
    utilization = Self.ratio(subject.utilization, base?.utilization)
    picojoules = Self.ratio(subject.picojoules, base?.picojoules)
    jouleSeconds = Self.ratio(subject.jouleSeconds, base?.jouleSeconds)
    dramBytes = Self.ratio(subject.dramBytes.map(Double.init), base?.dramBytes.map(Double.init))
    squareMillimetres = Self.ratio(subject.squareMillimetres, base?.squareMillimetres)
  }

  static func ratio(_ value: Double?, _ base: Double?) -> Double? {
    guard let value, let base, base != 0 else { return nil }
    return value / base
  }
}
