import Core
import Foundation
import Learning

/// A network, what its design shall be best at, and how large it may be.
struct DesignQuery: Sendable {
  /// Places of the layers in a list, and how often each runs.
  var rows: [Int]
  var counts: [Int]
  var objective: RecommendedObjective
  /// Square millimetres.
  var budget: Double

  /// Numbers of an objective and a budget.
  static let numberCount = 1 + RecommendedObjective.allCases.count

  /// The objective and the budget as a network sees them.
  func numbers(in catalogue: DesignCatalogue) -> [Float] {
    let areas = Standardisation(of: catalogue.areas.map { log($0) })
    // Beyond the largest design a budget says nothing more.
    let budget = min(budget, catalogue.areas.max() ?? budget)
    return [Float(areas.standardise(log(budget)))]
      + RecommendedObjective.allCases.map { $0 == objective ? 1 : 0 }
  }

  /// What the network costs on each design.
  func costs(of layers: [LayerCosts]) -> LayerCosts {
    LayerCosts(sumOf: rows.map { layers[$0] }, counts: counts)
  }

  /// Each layer's share of the network: the mean of its shares of seconds and of joules on the design in the middle.
  func shares(of layers: [LayerCosts]) -> [Float] {
    let middle = (layers.first?.seconds.count ?? 1) / 2
    let seconds = zip(rows, counts).map { layers[$0].seconds[middle] * Double($1) }
    let joules = zip(rows, counts).map { layers[$0].joules[middle] * Double($1) }
    let (time, energy) = (seconds.reduce(0, +), joules.reduce(0, +))
    return zip(seconds, joules).map { Float(($0 / time + $1 / energy) / 2) }
  }

  /// A query of some layers: half of them ask for one, the others for up to six; half are after the energy–delay product.
  ///
  /// Every budget is the area of a design drawn at random, one in ten unlimited.
  static func random(of count: Int, in catalogue: DesignCatalogue, _ random: inout SeededRandom) -> DesignQuery {
    let layers = random.below(2) == 0 ? 1 : 2 + random.below(5)
    let rows = (0..<layers).map { _ in random.below(count) }
    let objectives: [RecommendedObjective] = [.edp, .edp, .latency, .energy]
    let objective = objectives[random.below(objectives.count)]
    let budget = random.below(10) == 0 ? .infinity : catalogue.areas[random.below(catalogue.areas.count)]
    return DesignQuery(
      rows: rows, counts: rows.map { _ in 1 + random.below(8) }, objective: objective, budget: budget)
  }
}

/// How a design is chosen from predicted costs and ordinal vectors.
struct DecisionRule: Hashable, Sendable, Codable {
  /// How much a unit of the vectors' score counts for one of the objective's logarithm.
  var vectorWeight = 0.0
  /// How much worse, as a logarithm, a smaller design may seem and still be chosen.
  var slack = 0.0

  /// The score of each design; less is better.
  func scores(objective: [Double], vectors: [Double]) -> [Double] {
    vectorWeight == 0 ? objective : zip(objective, vectors).map { $0 - vectorWeight * $1 }
  }

  /// The rules that are tried.
  ///
  /// The vectors have the greater say in all of them: on layers held back they alone were right more often than with a
  /// smaller weight, and the few layers left out of a training are too few to find that out anew.
  static let candidates: [DecisionRule] = [0.3, 1, 3].flatMap { weight in
    [0, 0.003].map { DecisionRule(vectorWeight: weight, slack: $0) }
  }
}
