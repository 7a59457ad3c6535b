package import Core

/// What a layer spends most of its cycles on, as its leading unit saw it.
///
/// The leading unit is the array, or for a layer without multiply–accumulates the vector unit. Its cycles fall into
/// four shares: its own work with filling and draining its pipeline; waiting for data or room on any memory; waiting
/// for the other computing unit; waiting for the controller. Cycles in which it had nothing to do go to whichever
/// other unit worked longest. The largest share names the bottleneck; of equal ones, the first in declaration order.
package enum Bottleneck: String, CaseIterable, Hashable, Sendable, Codable {
  case compute
  case memory
  case vectorUnit = "vector-unit"
  case controller

  /// The word of tables: `compute`, `memory`, `vector`, `control`.
  package var word: String {
    switch self {
    case .compute: "compute"
    case .memory: "memory"
    case .vectorUnit: "vector"
    case .controller: "control"
    }
  }

  /// How a sentence calls a layer so bound.
  package var phrase: String {
    switch self {
    case .compute: "compute-bound"
    case .memory: "memory-bound"
    case .vectorUnit: "bound by the vector unit"
    case .controller: "bound by the controller"
    }
  }

  /// The bottleneck of a layer; `nil` where no unit did anything.
  package init?(_ layer: LayerResult) {
    guard let lead = layer.leadingUnit else { return nil }
    var cycles = [Bottleneck(lead.role): lead.work]
    for cause in StallCause.allCases {
      cycles[Bottleneck(cause), default: 0] += lead.stalls[cause]
    }
    let others = layer.units.filter { $0.unit != lead.unit }
    if let busiest = others.max(by: { $0.work < $1.work }), busiest.work > 0 {
      cycles[Bottleneck(busiest.role), default: 0] += lead.idle
    }
    let largest = cycles.values.max() ?? 0
    guard largest > 0, let found = Self.allCases.first(where: { cycles[$0] == largest }) else { return nil }
    self = found
  }

  private init(_ cause: StallCause) {
    switch cause {
    case .weights, .inputs, .partialSums, .space, .requestsInFlight, .dram, .bus, .bankConflict: self = .memory
    case .results, .array: self = .compute
    case .vectorUnit: self = .vectorUnit
    case .issue: self = .controller
    }
  }

  private init(_ role: UnitRole) {
    switch role {
    case .array: self = .compute
    case .vectorUnit: self = .vectorUnit
    case .memory: self = .memory
    }
  }
}

/// What a unit of the machine is for.
package enum UnitRole: String, Hashable, Sendable, Codable {
  case array
  case vectorUnit = "vector-unit"
  /// DMA engines, memories and their channels.
  case memory
}

extension UnitActivity {
  /// The unit's role, from the name every machine gives it: `array` or `execute`, `vector…`, anything else moves data;
  /// `core1.array` is the array of one of several cores.
  package var role: UnitRole {
    let words = unit.lowercased().split(separator: ".", maxSplits: 1)
    let name = words.count == 2 && words[0].hasPrefix("core") ? words[1] : words.first ?? ""
    if name.hasPrefix("array") || name.hasPrefix("execute") { return .array }
    return name.hasPrefix("vector") ? .vectorUnit : .memory
  }
}

extension LayerResult {
  /// The unit whose cycles say what holds the layer up: the array, or for a layer without multiply–accumulates the
  /// vector unit; the unit with the most work where that one is missing, `nil` where none did anything.
  package var leadingUnit: UnitActivity? {
    let wanted: UnitRole = macs > 0 ? .array : .vectorUnit
    if let unit = units.first(where: { $0.role == wanted }) { return unit.total > 0 ? unit : nil }
    let busiest = units.max { $0.work < $1.work }
    return busiest.flatMap { $0.total > 0 ? $0 : nil }
  }
}
