/// What an exploration minimises, and what its designs must keep to.
public struct ObjectiveSet: Hashable, Sendable, Codable {
  /// The most a metric may be.
  public struct Limit: Hashable, Sendable, Codable {
    /// The metric.
    public var metric: Metric
    /// Its largest allowed value, in the metric's unit.
    public var most: Double

    /// A limit.
    public init(_ metric: Metric, atMost most: Double) {
      self.metric = metric
      self.most = most
    }
  }

  /// The metrics to minimise; one at least.
  public var metrics: [Metric]
  /// What designs must keep to.
  public var limits: [Limit]

  /// Objectives; every metric is minimised.
  public init(_ metrics: [Metric], limits: [Limit] = []) {
    precondition(!metrics.isEmpty, "an exploration needs an objective")
    self.metrics = metrics
    self.limits = limits
  }

  /// The objectives' values, in their order; less is better.
  public func values(of metrics: DesignMetrics) -> [Double] {
    self.metrics.map { metrics[$0] }
  }

  /// By how much the limits are exceeded, as the sum of shares of each limit; 0 when all are kept.
  public func violation(of metrics: DesignMetrics) -> Double {
    limits.reduce(0) { sum, limit in
      let value = metrics[limit.metric]
      guard value > limit.most else { return sum }
      return sum + (limit.most > 0 ? value / limit.most - 1 : value - limit.most)
    }
  }

  /// Whether all limits are kept.
  public func allows(_ metrics: DesignMetrics) -> Bool {
    limits.allSatisfy { metrics[$0.metric] <= $0.most }
  }
}
