package import Core
import Mapper

/// DOSA's problem as a space of hardware for any strategy.
///
/// A point says how long the array's side and how large the memories may be at most. Built, and paid for, is the smallest
/// hardware that holds the mappings, unless the problem says otherwise: the attached ones, or those a mapper finds. Cycles
/// are those of 1 GHz, so that 1 µJ · cycle is 1e-15 J s.
package struct DOSADesignProblem: DesignProblem {
  /// Who maps where a proposal has no mappings.
  package enum Mapper: Hashable, Sendable {
    /// The best mappings and hardware within a point's sizes.
    case exact
    /// The best of so many random tilings of each layer on hardware of a point's sizes, as the inner loop of DOSA's
    /// two-loop searches; the same for a point whenever it is asked.
    case random(tilings: Int, seed: UInt64)
  }

  /// Which hardware is paid for.
  package enum Hardware: Hashable, Sendable {
    /// The smallest that holds the mappings, as DOSA's gradient search has it.
    case smallest
    /// What the point says, as DOSA's two-loop searches have it.
    case asChosen
  }

  package let space: DesignSpace
  /// The workload's name, which decides the published learning rate.
  package let workload: String
  /// The problem the points are designs of.
  package let problem: DOSAProblem
  private let mapper: Mapper
  private let paid: Hardware
  /// For each multiply–accumulate layer of the workload its name and its layer of the problem.
  private let layers: [(name: String, index: Int)]
  /// Sizes of the points by parameter, rising: sides in PEs, memories in KiB.
  private let sides: [Int]
  private let scratchpads: [Int]
  private let accumulators: [Int]

  /// The hardware of a space for a workload.
  ///
  /// - Parameters:
  ///   - workload: The network.
  ///   - space: Parameters `side`, `scratchpad` and `accumulator`, in PEs and in bytes, and rules between them.
  ///   - orders: Orders of the loops over DRAM to choose from.
  ///   - mapper: Who maps where a proposal has no mappings.
  ///   - paid: Which hardware is paid for; mappings made elsewhere always pay for the smallest.
  /// - Throws: `DOSAProblemError` where DOSA's model can't take a layer or the space.
  package init(
    _ workload: Workload, space: DesignSpace, orders: [DOSALoopOrder] = DOSALoopOrder.complete,
    mapper: Mapper = .exact, paid: Hardware = .smallest
  ) throws(DOSAProblemError) {
    let sizes = Self.names.map { space.parameter(named: $0)?.numbers ?? [] }
    guard space.parameters.map(\.name) == Self.names, sizes.allSatisfy({ !$0.isEmpty }),
      sizes.joined().allSatisfy({ (1...0x1p40).contains($0) })
    else { throw .space(space.name) }
    sides = sizes[0].map { Int($0) }
    (scratchpads, accumulators) = (sizes[1].map { Int($0 / 1024) }, sizes[2].map { Int($0 / 1024) })
    let problem = try DOSAProblem(workload, side: .atMost(sides.last ?? 0), orders: orders)
    self.problem = problem
    self.space = space
    self.workload = workload.name
    self.mapper = mapper
    self.paid = paid
    layers = workload.layers.compactMap { layer -> (name: String, index: Int)? in
      guard var convolution = layer.convolution else { return nil }
      convolution.padding = .none
      return problem.layers.firstIndex { $0.convolution == convolution }.map { (layer.name, $0) }
    }
  }

  /// Whether a space is one of DOSA's hardware: its three parameters over its architecture.
  package static func describes(_ space: DesignSpace) -> Bool {
    space.architecture == "gemmini-dosa" && space.parameters.map(\.name) == Self.names
  }

  /// The parameters of DOSA's hardware.
  private static let names = ["side", "scratchpad", "accumulator"]

  /// What the network costs at best within Gemmini's default hardware, 16 by 16 PEs, 128 and 32 KiB; `nil` where nothing
  /// fits.
  ///
  /// - Throws: Nothing of its own.
  package func defaultMetrics() throws -> DesignMetrics? {
    let region = DOSARegion(scratchpadKiB: 1...128, accumulatorKiB: 1...32)
    let sides = problem.sides.filter { $0 <= 16 }
    return try problem.searchHardware(in: region, sides: sides).flatMap { outcome($0.design.cost).metrics }
  }

  /// The largest memories of the space.
  var region: DOSARegion {
    DOSARegion(scratchpadKiB: 1...max(1, scratchpads.last ?? 1), accumulatorKiB: 1...max(1, accumulators.last ?? 1))
  }

  /// The proposal of a design: the smallest legal point that allows its hardware, with its mappings.
  ///
  /// - Parameter design: A design of the problem.
  /// - Returns: `nil` where no point of the space allows its hardware.
  func proposal(_ design: DOSADesign) -> Proposal? {
    let wide = sides.indices.filter { sides[$0] >= design.cost.side }
    let large = scratchpads.indices.filter { scratchpads[$0] >= design.cost.scratchpadKiB }
    let deep = accumulators.indices.filter { accumulators[$0] >= design.cost.accumulatorKiB }
    let points = wide.lazy.flatMap { side in
      large.lazy.flatMap { scratchpad in deep.lazy.map { DesignPoint([side, scratchpad, $0]) } }
    }
    guard let point = points.first(where: isLegal) else { return nil }
    return Proposal(point, mappings: mappings(design))
  }

  /// A design's mappings by layer name.
  private func mappings(_ design: DOSADesign) -> [String: Mapping] {
    let hierarchy = DOSAHardware<Double>().hierarchy(elements: 1)
    let mappings = zip(problem.nests(design.tilings), problem.layers).map { nest, layer in
      nest.mapping(on: hierarchy, bounds: layer.convolution.bounds)
    }
    var named: [String: Mapping] = [:]
    for (name, index) in layers { named[name] = mappings[index] }
    return named
  }

  /// What the design costs; every fidelity is DOSA's model.
  package func evaluate(_ proposal: Proposal, at fidelity: Fidelity) throws -> TrialOutcome {
    let (side, region) = hardware(proposal.point)
    guard let mappings = proposal.mappings else {
      guard let (design, cost) = try mapped(proposal.point) else {
        return TrialOutcome(
          failure: "a layer has no mapping that fits", cost: Trial.Cost(analyticalEvaluations: evaluations))
      }
      var outcome = outcome(cost)
      outcome.foundMappings = self.mappings(design)
      return outcome
    }
    var nests: [LoopNest<Double>] = []
    for (index, layer) in problem.layers.enumerated() {
      guard let name = layers.first(where: { $0.index == index })?.name, let mapping = mappings[name],
        mapping.levels.count == 4, let nest = try? LoopNest<Double>(mapping, bounds: layer.convolution.bounds)
      else { return TrialOutcome(failure: "layer \(index + 1) has no mapping on four levels") }
      nests.append(nest)
    }
    let cost = problem.cost(of: nests)
    guard cost.side <= side, region.scratchpadKiB.contains(cost.scratchpadKiB),
      region.accumulatorKiB.contains(cost.accumulatorKiB)
    else { return TrialOutcome(failure: "the mappings need larger hardware") }
    return outcome(cost)
  }

  private func outcome(_ cost: DOSACost) -> TrialOutcome {
    TrialOutcome(
      DesignMetrics(
        cycles: Int(cost.cycles), seconds: cost.cycles * 1e-9, joules: cost.picojoules * 1e-12,
        coreHertz: 1_000_000_000),
      cost: Trial.Cost(analyticalEvaluations: evaluations))
  }

  /// Networks put through the model for a point, as DOSA counts them: one for each random mapping.
  private var evaluations: Int {
    guard case .random(let tilings, _) = mapper else { return 1 }
    return tilings
  }

  /// The design the mapper makes of a point, and what it costs on the hardware that is paid for.
  private func mapped(_ point: DesignPoint) throws -> (design: DOSADesign, cost: DOSACost)? {
    let (side, region) = hardware(point)
    switch mapper {
    case .exact:
      let sides = problem.sides.filter { $0 <= side }
      let proof = try problem.searchHardware(in: region, sides: sides)
      return proof.map { ($0.design, $0.design.cost) }
    case .random(let tilings, let seed):
      let sizes = DOSASizes(
        side: side, scratchpadKiB: region.scratchpadKiB.upperBound, accumulatorKiB: region.accumulatorKiB.upperBound)
      var random = SeededRandom(seed: seed, stream: UInt64(space.place(of: point) ?? 0))
      guard let found = problem.bestRandom(on: sizes, of: tilings, &random) else { return nil }
      let design = problem.design(found)
      return (design, paid == .smallest ? design.cost : problem.cost(of: found, on: sizes))
    }
  }

  /// The longest side and the sizes a point allows.
  private func hardware(_ point: DesignPoint) -> (side: Int, region: DOSARegion) {
    let (scratchpad, accumulator) = (scratchpads[point.indices[1]], accumulators[point.indices[2]])
    return (
      sides[point.indices[0]],
      DOSARegion(scratchpadKiB: 1...max(1, scratchpad), accumulatorKiB: 1...max(1, accumulator))
    )
  }
}

extension DesignSpace {
  /// The space of DOSA's two-loop searches: even sides up to 128, memories of 8 KiB to 1 MiB in steps of 8 KiB
  /// (`all_hardware_config`, `dataset/dse/bo.py` of ucb-bar/dosa at a7a3239).
  package static let dosaBayesian = dosa(
    sides: Array(stride(from: 2, through: 128, by: 2)), kibibytes: (1...128).map { 8 * $0 })

  /// Hardware of DOSA's model, every combination of sides and sizes legal.
  package static func dosa(sides: [Int], kibibytes sizes: [Int]) -> DesignSpace {
    func parameter(_ name: String, _ values: [Int], unit: String) -> DesignParameter {
      DesignParameter(
        name: name, paths: [name], values: values.map { "\($0)\(unit)" },
        numbers: values.map { Double($0) * (unit.isEmpty ? 1 : 1024) })
    }
    return DesignSpace(
      name: "dosa", summary: "Hardware of DOSA's cost model: the smallest that holds a network's mappings",
      architecture: "gemmini-dosa",
      parameters: [
        parameter("side", sides, unit: ""), parameter("scratchpad", sizes, unit: "KiB"),
        parameter("accumulator", sizes, unit: "KiB"),
      ])
  }
}
