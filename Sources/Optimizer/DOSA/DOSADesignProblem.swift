package import Core
import Mapper

/// DOSA's problem as a space of hardware for any strategy.
///
/// A point says how long the array's side and how large the memories may be at most. Built, and paid for, is the smallest
/// hardware that holds the mappings: the attached ones, or those a mapper finds. Cycles are those of 1 GHz, so that
/// 1 µJ · cycle is 1e-15 J s.
package struct DOSADesignProblem: DesignProblem {
  /// Who maps where a proposal has no mappings.
  package enum Mapper: Hashable, Sendable {
    /// The best mappings and hardware within a point's sizes.
    case exact
    /// The best of so many random tilings of each layer on hardware of a point's sizes, as the inner loop of DOSA's
    /// two-loop searches; the same for a point whenever it is asked.
    case random(tilings: Int, seed: UInt64)
  }

  package let space: DesignSpace
  /// The problem the points are designs of.
  package let problem: DOSAProblem
  private let mapper: Mapper
  /// For each multiply–accumulate layer of the workload its name and its layer of the problem.
  private let layers: [(name: String, index: Int)]
  /// Largest sizes of the memories, in KiB, rising, the same for both.
  private let sizes: [Int]
  private let sides: [Int]

  /// The space of a workload's hardware.
  ///
  /// - Throws: `DOSAProblemError` where DOSA's model can't take a layer or the array.
  package init(
    _ workload: Workload, side: DOSAProblem.Side, orders: [DOSALoopOrder] = DOSALoopOrder.complete,
    mapper: Mapper = .exact
  ) throws(DOSAProblemError) {
    let problem = try DOSAProblem(workload, side: side, orders: orders)
    self.problem = problem
    self.mapper = mapper
    layers = workload.layers.compactMap { layer -> (name: String, index: Int)? in
      guard var convolution = layer.convolution else { return nil }
      convolution.padding = .none
      return problem.layers.firstIndex { $0.convolution == convolution }.map { (layer.name, $0) }
    }
    // Every KiB up to 64, then 32 sizes an octave, up to 8 MiB.
    sizes = Array(1...64) + (0..<7).flatMap { octave in (1...32).map { (64 << octave) + $0 * (2 << octave) } }
    sides = problem.sides.reversed()
    func parameter(_ name: String, _ values: [Int], unit: String) -> DesignParameter {
      DesignParameter(
        name: name, paths: [name], values: values.map { "\($0)\(unit)" },
        numbers: values.map { Double($0) * (unit.isEmpty ? 1 : 1024) })
    }
    space = DesignSpace(
      name: "dosa", summary: "Hardware of DOSA's cost model: the smallest that holds a network's mappings",
      architecture: "gemmini-dosa",
      parameters: [
        parameter("side", sides, unit: ""), parameter("scratchpad", sizes, unit: "KiB"),
        parameter("accumulator", sizes, unit: "KiB"),
      ],
      sources: [
        Source(
          key: "dosa",
          title: "Hong et al.: DOSA: Differentiable Model-Based One-Loop Search for DNN Accelerators, MICRO 2023",
          reference: "doi:10.1145/3613424.3623797")
      ])
  }

  /// The proposal of a design: the smallest point that allows its hardware, with its mappings.
  ///
  /// - Parameter design: A design of the problem.
  /// - Returns: `nil` where its memories are larger than the space has.
  func proposal(_ design: DOSADesign) -> Proposal? {
    guard let side = sides.firstIndex(where: { $0 >= design.cost.side }),
      let scratchpad = sizes.firstIndex(where: { $0 >= design.cost.scratchpadKiB }),
      let accumulator = sizes.firstIndex(where: { $0 >= design.cost.accumulatorKiB })
    else { return nil }
    let hierarchy = DOSAHardware<Double>().hierarchy(elements: 1)
    let mappings = zip(problem.nests(design.tilings), problem.layers).map { nest, layer in
      nest.mapping(on: hierarchy, bounds: layer.convolution.bounds)
    }
    var named: [String: Mapping] = [:]
    for (name, index) in layers { named[name] = mappings[index] }
    return Proposal(DesignPoint([side, scratchpad, accumulator]), mappings: named)
  }

  /// What the design costs; every fidelity is DOSA's model.
  package func evaluate(_ proposal: Proposal, at fidelity: Fidelity) throws -> TrialOutcome {
    let (side, region) = hardware(proposal.point)
    let cost: DOSACost
    if let mappings = proposal.mappings {
      var nests: [LoopNest<Double>] = []
      for (index, layer) in problem.layers.enumerated() {
        guard let name = layers.first(where: { $0.index == index })?.name, let mapping = mappings[name],
          mapping.levels.count == 4, let nest = try? LoopNest<Double>(mapping, bounds: layer.convolution.bounds)
        else { return TrialOutcome(failure: "layer \(index + 1) has no mapping on four levels") }
        nests.append(nest)
      }
      cost = problem.cost(of: nests)
      guard cost.side <= side, region.scratchpadKiB.contains(cost.scratchpadKiB),
        region.accumulatorKiB.contains(cost.accumulatorKiB)
      else { return TrialOutcome(failure: "the mappings need larger hardware") }
    } else {
      guard let found = try mapped(proposal.point) else {
        return TrialOutcome(failure: "a layer has no mapping that fits")
      }
      cost = found.cost
    }
    return TrialOutcome(
      DesignMetrics(
        cycles: Int(cost.cycles), seconds: cost.cycles * 1e-9, joules: cost.picojoules * 1e-12,
        coreHertz: 1_000_000_000),
      cost: Trial.Cost(analyticalEvaluations: 1))
  }

  /// The design the mapper makes of a point.
  private func mapped(_ point: DesignPoint) throws -> DOSADesign? {
    let (side, region) = hardware(point)
    switch mapper {
    case .exact: return try problem.searchHardware(in: region, sides: [side])?.design
    case .random(let tilings, let seed):
      let sizes = DOSASizes(
        side: side, scratchpadKiB: region.scratchpadKiB.upperBound, accumulatorKiB: region.accumulatorKiB.upperBound)
      var random = SeededRandom(seed: seed, stream: UInt64(space.place(of: point) ?? 0))
      guard let found = problem.bestRandom(on: sizes, of: tilings, &random) else { return nil }
      return problem.design(found)
    }
  }

  /// The longest side and the sizes a point allows.
  private func hardware(_ point: DesignPoint) -> (side: Int, region: DOSARegion) {
    let (scratchpad, accumulator) = (sizes[point.indices[1]], sizes[point.indices[2]])
    return (
      sides[point.indices[0]], DOSARegion(scratchpadKiB: 1...scratchpad, accumulatorKiB: 1...accumulator)
    )
  }
}
