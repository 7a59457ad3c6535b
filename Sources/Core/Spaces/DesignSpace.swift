/// Which designs may be tried: a base architecture, what varies, and what must hold.
public struct DesignSpace: Hashable, Sendable, Codable {
  /// The space's name.
  public var name: String
  /// One sentence for tables and pages.
  public var summary: String
  /// The architecture the points change: a built-in name or a file.
  public var architecture: String
  /// What every point differs in from that architecture, as `--set` takes it: `architecture.costs=cacti`.
  public var fixed: [String] = []
  /// What varies.
  public var parameters: [DesignParameter]
  /// What must hold of a point, beside the architecture's own checks.
  public var constraints: [DesignConstraint]
  /// Where the space comes from.
  public var sources: [Source]

  /// A space.
  public init(
    name: String, summary: String = "", architecture: String, parameters: [DesignParameter],
    constraints: [DesignConstraint] = [], sources: [Source] = []
  ) {
    self.name = name
    self.summary = summary
    self.architecture = architecture
    self.parameters = parameters
    self.constraints = constraints
    self.sources = sources
  }

  /// Points of the space, legal or not; infinite only beyond what a double holds.
  public var size: Double { parameters.reduce(1) { $0 * Double($1.count) } }

  /// The parameter with the given name.
  public func parameter(named name: String) -> DesignParameter? {
    parameters.first { $0.name == name }
  }
}

// MARK: - Points

extension DesignSpace {
  /// Whether the point has one index for each parameter, each within its values.
  public func contains(_ point: DesignPoint) -> Bool {
    point.indices.count == parameters.count
      && zip(point.indices, parameters).allSatisfy { $1.values.indices.contains($0) }
  }

  /// The values of a point as an architecture file writes them, in the order of the parameters.
  ///
  /// - Precondition: The space contains the point.
  public func values(of point: DesignPoint) -> [String] {
    zip(point.indices, parameters).map { $1.values[$0] }
  }

  /// What `--set` takes to turn the base architecture into the point.
  ///
  /// - Precondition: The space contains the point.
  public func settings(of point: DesignPoint) -> [String] {
    fixed + zip(point.indices, parameters).flatMap { index, parameter in parameter.settings(at: index) }
  }

  /// The point at a place of the list in which the last parameter changes fastest; `nil` outside the list and where the
  /// space is too large to be counted by an integer.
  public func point(at place: Int) -> DesignPoint? {
    guard size < 0x1p62, (0..<Int(size)).contains(place) else { return nil }
    var rest = place
    var indices = Array(repeating: 0, count: parameters.count)
    for index in parameters.indices.reversed() {
      (rest, indices[index]) = rest.quotientAndRemainder(dividingBy: parameters[index].count)
    }
    return DesignPoint(indices)
  }

  /// The place of a point in the list in which the last parameter changes fastest; `nil` where the space is too large to
  /// be counted by an integer.
  ///
  /// - Precondition: The space contains the point.
  public func place(of point: DesignPoint) -> Int? {
    guard size < 0x1p62 else { return nil }
    return zip(point.indices, parameters).reduce(0) { $0 * $1.1.count + $1.0 }
  }

  /// Whether all constraints between parameters hold; rules that need the architecture are left aside.
  ///
  /// - Precondition: The space contains the point.
  public func satisfiesConstraints(_ point: DesignPoint) -> Bool {
    constraints.allSatisfy { rule in rule.needsArchitecture || rule.holds { value(named: $0, of: point) } ?? false }
  }

  /// Whether all constraints hold of a point whose priced architecture is known.
  ///
  /// - Precondition: The space contains the point.
  public func satisfiesConstraints(_ point: DesignPoint, figures: FreeFigures) -> Bool {
    constraints.allSatisfy { constraint in
      constraint.holds { name in
        guard let figure = DesignConstraint.Figure(rawValue: name) else { return value(named: name, of: point) }
        return switch figure {
        case .area: figures.areaSquareMillimetres
        case .leakage: figures.leakageWatts
        case .highestClock: figures.highestHertz.map(Double.init) ?? .greatestFiniteMagnitude
        }
      } ?? false
    }
  }

  /// The number a parameter has at a point; `nil` for a name that is no parameter's.
  public func value(named name: String, of point: DesignPoint) -> Double? {
    parameters.firstIndex { $0.name == name }.map { parameters[$0].numbers[point.indices[$0]] }
  }
}

// MARK: - Coordinates for models

extension DesignSpace {
  /// Coordinates of `unitCoordinates`: one for each ordinal parameter, one for each word of a categorical one.
  public var unitDimensions: Int { parameters.reduce(0) { $0 + ($1.kind == .ordinal ? 1 : $1.count) } }

  /// A point in the unit cube: index over the highest index for an ordinal parameter, one-hot for a categorical one.
  ///
  /// - Precondition: The space contains the point.
  public func unitCoordinates(of point: DesignPoint) -> [Double] {
    var coordinates: [Double] = []
    coordinates.reserveCapacity(unitDimensions)
    for (index, parameter) in zip(point.indices, parameters) {
      switch parameter.kind {
      case .ordinal: coordinates.append(parameter.count == 1 ? 0 : Double(index) / Double(parameter.count - 1))
      case .categorical: coordinates += parameter.values.indices.map { $0 == index ? 1 : 0 }
      }
    }
    return coordinates
  }
}
