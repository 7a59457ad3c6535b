/// Resources taken as infinitely fast.
///
/// They answer what a layer would cost without a bottleneck.
package struct IdealResources: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Folds take no time.
  package static let array = IdealResources(rawValue: 1)
  /// The bus takes no time, nothing is on its way, and any number of requests may be in flight.
  package static let dma = IdealResources(rawValue: 2)
  /// Every memory transaction is done the moment it is handed over.
  package static let dram = IdealResources(rawValue: 4)
  /// On-chip memories have bandwidth for everyone.
  package static let buffers = IdealResources(rawValue: 8)
  /// The vector unit takes no time.
  package static let vectorUnit = IdealResources(rawValue: 16)
  /// The controller issues every command at once.
  package static let controller = IdealResources(rawValue: 32)
}

/// How a layer is simulated.
package struct SimulationOptions: Sendable {
  package var ideal: IdealResources
  /// Whether shared caches hold what a run of the same layer before left, and not nothing.
  package var hasWarmCaches = false
  /// Where events go; `nil` records nothing.
  package var timeline: TimelineSink?
  /// Asked now and then whether to stop; the simulation then throws `Interrupted`.
  package var isInterrupted: (@Sendable () -> Bool)?
  /// Whether periods equal to one simulated are counted instead of simulated again; changes no figure.
  package var skipsPeriods = true

  package init(
    ideal: IdealResources = [], timeline: TimelineSink? = nil, isInterrupted: (@Sendable () -> Bool)? = nil
  ) {
    self.ideal = ideal
    self.timeline = timeline
    self.isInterrupted = isInterrupted
  }
}

/// A simulation that was asked to stop.
package struct Interrupted: Error, Hashable, Sendable {}
