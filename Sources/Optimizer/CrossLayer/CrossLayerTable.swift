public import Core
import RTL

/// Gemmini's array with the knobs of its synthesis on layers of ResNet-50, every design's parts synthesised beforehand.
///
/// The hypervolume's corner is fixed here: beyond a 4 × 4 array at 8 ns, a 32 × 32 array with all its memories; volumes are of
/// logarithms.
public struct CrossLayerTable: BenchmarkProblem {
  /// How designs are judged.
  public let problem: CrossLayerProblem
  /// How many syntheses the table rests on.
  public let syntheses: Int

  /// The problem on a table of parts; `nil` when the text is none.
  ///
  /// - Parameters:
  ///   - space: The space the table covers.
  ///   - table: The text of the table.
  ///   - architectures: The architecture of each point.
  public init?(_ space: DesignSpace, table: String, architectures: @escaping CrossLayerProblem.Architectures) {
    guard let parts = PartTable(table) else { return nil }
    syntheses = parts.count
    problem = CrossLayerProblem(
      space, products: MatrixProductCost.products, source: parts, architectures: architectures)
  }

  /// The designs.
  public var space: DesignSpace { problem.space }

  /// Performance, power, area.
  public var objectives: ObjectiveSet { ObjectiveSet([.latency, .power, .area]) }

  /// Seconds, watts and square millimetres.
  public var scale: QualityScale { QualityScale(reference: [4, 20, 120]) }

  /// Several objectives have no single optimum.
  public var optimum: Double? { nil }

  /// The objectives no design of the space dominates; empty before `enumerateFront`.
  public private(set) var front: [[Double]] = []

  /// Finds what no design dominates, so that distances from the front are known; a million designs take a second.
  public mutating func enumerateFront() {
    front = problem.enumeratedFront(of: objectives)
  }

  /// Gemmini's default configuration, arithmetic as Yosys would build it (carry-save array, carry-lookahead), 200 MHz.
  public var usual: [Double] {
    let values = [
      "rows": "16", "columns": "16", "dataflow": "weight-stationary", "tile-rows": "1", "pipeline": "0",
      "scratchpad": "256KiB", "banks": "4", "accumulator": "64KiB", "multiplier": "array", "adder": "lookahead",
      "clock": "200MHz", "mapping": "balanced", "restructuring": "none", "fanout": "16",
    ]
    let indices = space.parameters.compactMap { parameter in
      values[parameter.name].flatMap { parameter.values.firstIndex(of: $0) }
    }
    let point = DesignPoint(indices)
    guard space.contains(point), let outcome = try? evaluate(Proposal(point), at: .synthesized) else { return [] }
    guard let metrics = outcome.metrics else { return [] }
    return objectives.values(of: metrics)
  }

  /// Whether the parts go together.
  public func isLegal(_ point: DesignPoint) -> Bool { problem.isLegal(point) }

  /// Composes the design of parts of the table.
  ///
  /// - Throws: Nothing that a table can give rise to.
  public func evaluate(_ proposal: Proposal, at fidelity: Fidelity) throws -> TrialOutcome {
    try problem.evaluate(proposal, at: fidelity)
  }
}
