import Foundation

/// What a layer, or a network, costs on each design of a catalogue.
package struct LayerCosts: Hashable, Sendable {
  /// Seconds on each design; infinite where it can't run.
  package var seconds: [Double]
  /// Joules on each design.
  package var joules: [Double]

  /// The given costs.
  package init(seconds: [Double], joules: [Double]) {
    self.seconds = seconds
    self.joules = joules
  }

  /// Whether every design can run it, at a cost above nothing.
  package var isWhole: Bool {
    seconds.allSatisfy { $0.isFinite && $0 > 0 } && joules.allSatisfy { $0.isFinite && $0 > 0 }
  }

  /// The costs of a network: sums over layers, each so many times.
  ///
  /// - Precondition: There is a layer, and there are as many counts as layers.
  package init(sumOf layers: [LayerCosts], counts: [Int]) {
    let places = layers[0].seconds.indices
    seconds = places.map { place in zip(layers, counts).reduce(0) { $0 + $1.0.seconds[place] * Double($1.1) } }
    joules = places.map { place in zip(layers, counts).reduce(0) { $0 + $1.0.joules[place] * Double($1.1) } }
  }

  /// The natural logarithms of an objective on each design.
  package func logarithms(of objective: RecommendedObjective) -> [Double] {
    switch objective {
    case .latency: seconds.map { log($0) }
    case .energy: joules.map { log($0) }
    case .edp: zip(seconds, joules).map { log($0) + log($1) }
    }
  }
}

/// What a recommended design is best at.
package enum RecommendedObjective: String, CaseIterable, Hashable, Sendable, Codable {
  case latency
  case energy
  case edp
}
