/// Something about an architecture's costs a person should know; never a reason to refuse it.
public enum CostWarning: Hashable, Sendable, CustomStringConvertible {
  /// A clock is faster than a component allows.
  case clock(name: String, hertz: Int, component: String, highestHertz: Int)
  /// A component's figures lie outside the points they rest on.
  case extrapolated(component: String)

  /// The warning in words.
  public var description: String {
    switch self {
    case .clock(let name, let hertz, let component, let highest):
      "clock '\(name)' of \(Self.megahertz(hertz)) is faster than '\(component)' allows by the cost tables, "
        + "\(Self.megahertz(highest)); cycles are counted as if it could keep up"
    case .extrapolated(let component):
      "area, clock and table energies of '\(component)' are extrapolated: its shape or node lies outside the cost tables"
    }
  }

  private static func megahertz(_ hertz: Int) -> String { "\(hertz / 1_000_000) MHz" }

  /// What there is to say about an architecture.
  ///
  /// - Parameters:
  ///   - components: The costs of its components.
  ///   - architecture: The architecture.
  /// - Returns: For each clock the component that limits it most, where the clock is too fast; then what is
  ///   extrapolated, in the order of the components.
  public static func warnings(_ components: [ComponentCost], of architecture: Architecture) -> [CostWarning] {
    var warnings: [CostWarning] = []
    for clock in architecture.clocks {
      let limits = components.filter { $0.clock == clock.name }
      guard let slowest = limits.min(by: { ($0.highestHertz ?? .max) < ($1.highestHertz ?? .max) }),
        let highest = slowest.highestHertz, clock.hertz > highest
      else { continue }
      warnings.append(
        .clock(name: clock.name, hertz: clock.hertz, component: slowest.component, highestHertz: highest))
    }
    return warnings + components.filter(\.isExtrapolated).map { .extrapolated(component: $0.component) }
  }
}
