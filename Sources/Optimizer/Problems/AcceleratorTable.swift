public import Core

/// An accelerator's whole design space in a table, so that its Pareto front is known.
///
/// 81,000 designs, 54,000 of which are legal: a systolic array, two memories, a DMA bus, DRAM channels and a clock run
/// some layers of ResNet-50 as matrix products. The figures come from closed forms (`MatrixProductCost`), prices from
/// `LogicTable`, `SRAMTable` and `MemoryInterface` at 40 nm. It is a benchmark of search strategies, with the ragged edges
/// and plateaus of real spaces, and not a prediction of any machine: what the simulator sees is not in it.
///
/// Making the table takes some tenths of a second; the values depend on nothing else.
public struct AcceleratorTable: BenchmarkProblem {
  /// The designs.
  public let space: DesignSpace
  /// The Pareto front, in the order of the list of all designs.
  public let front: [[Double]]
  /// How many designs are legal.
  public let legalDesigns: Int
  private let metrics: [DesignMetrics]

  /// Works out every design.
  public init() {
    let space = Self.space
    let metrics = (0..<Int(space.size)).map { place in
      space.point(at: place).map { Self.metrics(of: $0, in: space) } ?? DesignMetrics(seconds: .nan, joules: .nan)
    }
    let isLegal = metrics.indices.map { space.point(at: $0).map(space.satisfiesConstraints) ?? false }
    let values = zip(metrics, isLegal).map { $1 ? Self.objectives.values(of: $0) : [] }
    self.space = space
    self.metrics = metrics
    legalDesigns = isLegal.reduce(0) { $0 + ($1 ? 1 : 0) }
    front = paretoFront(of: values).map { values[$0] }
  }

  /// Latency, energy and area.
  public var objectives: ObjectiveSet { Self.objectives }

  /// A little beyond the worst values on the front.
  public var scale: QualityScale { QualityScale(reference: [0.1, 0.025, 30]) }

  /// Several objectives have no single optimum.
  public var optimum: Double? { nil }

  /// The area, as it is known before mapping.
  public func free(_ point: DesignPoint) -> FreeFigures? {
    guard let metrics = metrics(of: point) else { return nil }
    return FreeFigures(
      areaSquareMillimetres: metrics.areaSquareMillimetres, leakageWatts: metrics.leakageWatts,
      coreHertz: metrics.coreHertz)
  }

  /// Looks the design up; every fidelity gives the same, mappings change nothing.
  public func evaluate(_ proposal: Proposal, at fidelity: Fidelity) -> TrialOutcome {
    guard let metrics = metrics(of: proposal.point), isLegal(proposal.point) else {
      return TrialOutcome(failure: "no design of the table")
    }
    return TrialOutcome(metrics, cost: Trial.Cost(simulations: 1))
  }

  private func metrics(of point: DesignPoint) -> DesignMetrics? {
    guard space.contains(point), let place = space.place(of: point) else { return nil }
    return metrics[place]
  }

  private static let objectives = ObjectiveSet([.latency, .energy, .area])

  private static var space: DesignSpace {
    func ordinal(_ name: String, _ numbers: [Double], _ values: [String]) -> DesignParameter {
      DesignParameter(name: name, paths: [name], values: values, numbers: numbers)
    }
    let sides = [8.0, 16, 32, 64, 128]
    let sideNames = ["8", "16", "32", "64", "128"]
    let scratchpads = [32.0, 64, 128, 256, 512, 1024]
    let accumulators = [16.0, 32, 64, 128, 256]
    let dataflows = Dataflow.allCases
    return DesignSpace(
      name: "accelerator-table", summary: "a tabulated space of systolic accelerators", architecture: "",
      parameters: [
        ordinal("rows", sides, sideNames), ordinal("columns", sides, sideNames),
        ordinal("scratchpad", scratchpads.map { $0 * 1024 }, scratchpads.map { "\(Int($0))KiB" }),
        ordinal("accumulator", accumulators.map { $0 * 1024 }, accumulators.map { "\(Int($0))KiB" }),
        ordinal("bus", [8, 16, 32], ["8B", "16B", "32B"]), ordinal("channels", [1, 2, 4], ["1", "2", "4"]),
        ordinal("clock", [0.5e9, 0.7e9, 0.85e9, 1e9], ["500MHz", "700MHz", "850MHz", "1GHz"]),
        DesignParameter(
          name: "dataflow", paths: ["dataflow"], kind: .categorical, values: dataflows.map(\.rawValue),
          numbers: dataflows.indices.map(Double.init)),
      ],
      constraints: fits)
  }

  /// The accumulator is the smaller memory.
  private static var fits: [DesignConstraint] {
    (try? DesignConstraint(parsing: "scratchpad >= 2 * accumulator")).map { [$0] } ?? []
  }

  private static func metrics(of point: DesignPoint, in space: DesignSpace) -> DesignMetrics {
    let numbers = zip(point.indices, space.parameters).map { Int($1.numbers[$0]) }
    return MatrixProductCost(
      rows: numbers[0], columns: numbers[1], scratchpadBytes: numbers[2], accumulatorBytes: numbers[3],
      busBytes: numbers[4], channels: numbers[5], hertz: numbers[6], dataflow: Dataflow.allCases[numbers[7]]
    ).metrics
  }
}
