/// What a design is judged by; less is better of each.
public enum Metric: String, CaseIterable, Hashable, Sendable, Codable {
  /// Seconds for the workload.
  case latency
  /// Joules for the workload.
  case energy
  /// Energy times latency, joule-seconds.
  case edp
  /// Square millimetres.
  case area
  /// Energy over latency, watts.
  case power

  /// The unit of the metric's values.
  public var unit: String {
    switch self {
    case .latency: "s"
    case .energy: "J"
    case .edp: "J s"
    case .area: "mm2"
    case .power: "W"
    }
  }
}

/// What a design costs on a workload at some fidelity.
///
/// Problems that are no accelerators put their objectives into `seconds` and `joules`.
public struct DesignMetrics: Hashable, Sendable, Codable {
  /// Core cycles; 0 where only time is known.
  public var cycles: Int
  /// Seconds for the workload.
  public var seconds: Double
  /// Joules for the workload, leakage included.
  public var joules: Double
  /// Square millimetres of all components.
  public var areaSquareMillimetres: Double
  /// Watts drawn doing nothing.
  public var leakageWatts: Double
  /// Hertz of the core clock; 0 where it isn't known.
  public var coreHertz: Int

  /// The figures of a design.
  public init(
    cycles: Int = 0, seconds: Double, joules: Double, areaSquareMillimetres: Double = 0, leakageWatts: Double = 0,
    coreHertz: Int = 0
  ) {
    self.cycles = cycles
    self.seconds = seconds
    self.joules = joules
    self.areaSquareMillimetres = areaSquareMillimetres
    self.leakageWatts = leakageWatts
    self.coreHertz = coreHertz
  }

  /// The value of a metric in its unit; power is 0 where no time passed.
  public subscript(metric: Metric) -> Double {
    switch metric {
    case .latency: seconds
    case .energy: joules
    case .edp: joules * seconds
    case .area: areaSquareMillimetres
    case .power: seconds == 0 ? 0 : joules / seconds
    }
  }

  /// Whether every figure is a number.
  public var isFinite: Bool {
    seconds.isFinite && joules.isFinite && areaSquareMillimetres.isFinite && leakageWatts.isFinite
  }
}

/// What is known of a design without mapping or simulating anything.
public struct FreeFigures: Hashable, Sendable, Codable {
  /// Square millimetres of all components.
  public var areaSquareMillimetres: Double
  /// Watts drawn doing nothing.
  public var leakageWatts: Double
  /// Hertz of the core clock.
  public var coreHertz: Int
  /// Hertz of the fastest core clock the components allow; `nil` where nothing limits it.
  public var highestHertz: Int?

  /// The figures of a design.
  public init(areaSquareMillimetres: Double, leakageWatts: Double = 0, coreHertz: Int = 0, highestHertz: Int? = nil) {
    self.areaSquareMillimetres = areaSquareMillimetres
    self.leakageWatts = leakageWatts
    self.coreHertz = coreHertz
    self.highestHertz = highestHertz
  }
}
