import Core

/// What one component used over the whole workload, and what it costs whatever it does.
package struct ComponentFigures: Hashable, Sendable, Encodable {
  package var component: String
  /// Energy of what it did.
  package var picojoules: Double
  /// Energy it leaked meanwhile; absent where leakage is known for the whole chip only.
  package var leakagePicojoules: Double?
  /// Both over the time; absent when no time passed.
  package var averageMilliwatts: Double?
  package var leakageMilliwatts: Double?
  package var areaSquareMillimetres: Double?
  /// The clock its delay limits.
  package var clock: String?
  package var highestHertz: Int?
  /// Whether area, leakage and clock lie outside what the cost tables rest on.
  package var isExtrapolated: Bool?

  private init(_ component: String, picojoules: Double, cost: ComponentCost?, seconds: Double) {
    self.component = component
    self.picojoules = picojoules
    leakageMilliwatts = cost?.leakageMilliwatts
    // Milliwatts times nanoseconds are picojoules.
    leakagePicojoules = leakageMilliwatts.map { $0 * seconds * 1e9 }
    averageMilliwatts = seconds > 0 ? (picojoules + (leakagePicojoules ?? 0)) * 1e-9 / seconds : nil
    areaSquareMillimetres = cost?.areaSquareMillimetres
    clock = cost?.clock
    highestHertz = cost?.highestHertz
    isExtrapolated = cost?.isExtrapolated
  }

  /// The components that used energy, in the order of `energy`, then those that only cost.
  ///
  /// The chip's leakage is a component of its own unless the components' leakage is known.
  static func all(
    _ costs: [ComponentCost], energy: [(component: String, picojoules: Double)], seconds: Double
  ) -> [ComponentFigures] {
    let leaksByComponent = costs.contains { $0.leakageMilliwatts != nil }
    let used = energy.filter { $0.component != "leakage" || (!leaksByComponent && $0.picojoules > 0) }
    let idle = costs.filter { cost in !used.contains { $0.component == cost.component } }.map { ($0.component, 0.0) }
    return (used + idle).map { name, picojoules in
      ComponentFigures(
        name, picojoules: picojoules, cost: costs.first { $0.component == name }, seconds: seconds)
    }
  }
}

extension SimulationReport {
  /// What the cost tables have against the architecture, in words.
  package var costWarnings: [String] {
    CostWarning.warnings(result.components, of: result.architecture).map(\.description)
  }

  /// The component that limits the core clock most, and the highest frequency it allows.
  package var slowestComponent: (component: String, hertz: Int)? {
    let core = result.architecture.clocks.first?.name
    return result.components.filter { $0.clock == core }
      .compactMap { cost in cost.highestHertz.map { (cost.component, $0) } }
      .min { $0.1 < $1.1 }
  }
}
