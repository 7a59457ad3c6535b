public import Core
import Mapper
import Sim

/// What a design costs on a workload: a mapping for each layer, then the analytical model or the simulation of it.
public struct DesignEvaluation: Sendable {
  /// The figures of a design, and what they took.
  public struct Result: Hashable, Sendable {
    /// What the design costs.
    public var metrics: DesignMetrics
    /// Layers simulated for it that no memory knew, by content.
    public var simulated: [String: LayerFigures] = [:]
    /// The mappings that ran, by layer.
    public var mappings: [String: Mapping]
  }

  /// The network.
  public let workload: Workload
  /// How layers without a mapping get one.
  public let policy: MapperPolicy
  private let memory: any LayerMemory
  /// Runs that designs with equal timing share; `nil` where each design is simulated for itself.
  private let runs: LayerRuns?
  private let version: String
  /// The layers that equal no earlier one, each with the names of all that equal it.
  private let unique: [(layer: Layer, names: [String])]
  /// The workload's part of each unique layer's key.
  private let contents: [String]

  /// Evaluations of designs on a workload.
  ///
  /// - Parameters:
  ///   - workload: The network.
  ///   - policy: How layers without a mapping get one.
  ///   - memory: Layers simulated earlier.
  ///   - version: What makes the figures: those of another version are not taken from the memory.
  ///   - sharesRuns: Whether designs that differ in prices only share simulations; changes no figure.
  public init(
    of workload: Workload, policy: MapperPolicy = .tiler, memory: any LayerMemory = LayerMemories(), version: String,
    sharesRuns: Bool = true
  ) {
    self.workload = workload
    self.policy = policy
    self.memory = memory
    self.version = version
    runs = sharesRuns ? LayerRuns() : nil
    let firsts = workload.firstEqualLayer
    var names: [Int: [String]] = [:]
    for (index, first) in firsts.enumerated() { names[first, default: []].append(workload.layers[index].name) }
    unique = workload.layers.indices.filter { firsts[$0] == $0 }.map { (workload.layers[$0], names[$0] ?? []) }
    contents = unique.map { canonicalText($0.layer.content) }
  }

  /// Evaluates a design.
  ///
  /// - Parameters:
  ///   - architecture: The design, priced.
  ///   - mappings: By layer name; layers without one are mapped by the policy. Of equal layers the first's counts.
  ///   - near: Mappings a search may begin with, such as a similar design's, by layer name.
  ///   - fidelity: Analytical or simulated.
  /// - Returns: Its figures.
  /// - Throws: `InvalidInput` when a layer can't run on the design; what the memory throws.
  public func evaluate(
    _ architecture: Architecture, mappings: [String: Mapping] = [:], near: [String: Mapping] = [:],
    at fidelity: Fidelity
  ) throws -> Result {
    let candidates = try unique.map { try self.candidates(for: $0.layer, mappings, near: near, on: architecture) }
    return fidelity == .analytical
      ? try model(candidates, on: architecture) : try simulate(candidates, on: architecture)
  }

  /// The mappings worth evaluating, the model's choice first; `nil` for a vector layer.
  private func candidates(
    for layer: Layer, _ given: [String: Mapping], near: [String: Mapping], on architecture: Architecture
  ) throws -> [Mapping?] {
    guard let convolution = layer.convolution else { return [nil] }
    if let mapping = given[layer.name] { return [mapping] }
    let tiling = try defaultMapping(for: convolution, precision: layer.precision, on: architecture)
    guard case .exact(let objective, let gap, let effort) = policy else { return [tiling] }
    // Each layer by itself: the network's product needs Pareto sets, which take far longer.
    let options = MappingOptions(objective: objective == .edp ? .layerEDP : objective, gap: gap, effort: effort)
    let search = LayerSearch(
      layer: layer, architecture: architecture, mapspace: try options.mapspace(on: architecture), options: options,
      start: near[layer.name])
    guard case .mapped(let found) = try search.run(seconds: nil).outcome, found.mapping != tiling else {
      return [tiling]
    }
    return [found.mapping, tiling]
  }

  private func simulate(_ candidates: [[Mapping?]], on architecture: Architecture) throws -> Result {
    let design = CanonicalDesign(architecture)
    var result = Result(metrics: DesignMetrics(seconds: 0, joules: 0), mappings: [:])
    var (cycles, picojoules) = (0, 0.0)
    for (index, (_, names)) in unique.enumerated() {
      var best: (mapping: Mapping?, figures: LayerFigures)?
      for mapping in candidates[index] {
        let figures = try figures(of: index, mapping, on: design, keptIn: &result.simulated)
        if let known = best?.figures, value(known) <= value(figures) { continue }
        best = (mapping, figures)
      }
      guard let best else { continue }
      for name in names { result.mappings[name] = best.mapping }
      cycles += best.figures.cycles * names.count
      picojoules += best.figures.picojoules * Double(names.count)
    }
    result.metrics = metrics(of: architecture, cycles: cycles, picojoules: picojoules)
    return result
  }

  private func figures(
    of index: Int, _ mapping: Mapping?, on design: CanonicalDesign, keptIn simulated: inout [String: LayerFigures]
  ) throws -> LayerFigures {
    let layer = unique[index].layer
    let content = try runs == nil ? nil : TimingContent(layer, mapping: mapping, on: design.architecture)
    if let content, let counts = runs?.counts(of: content) {
      return LayerFigures(cycles: counts.cycles, picojoules: counts.picojoules(on: design.architecture))
    }
    let key = SHA256.hexadecimal(
      "\(version)\n\(design.text)\n\(contents[index])\n\(mapping?.description ?? "")".utf8)
    if let known = try simulated[key] ?? memory.figures(for: key) { return known }
    let run = try simulateCounted(layer, mapping: mapping, on: design.architecture)
    if let content, let counts = run.counts { runs?.keep(counts, of: content) }
    let figures = LayerFigures(cycles: run.result.cycles, picojoules: run.result.picojoules)
    simulated[key] = figures
    return figures
  }

  /// What the policy minimises, of one layer.
  private func value(_ figures: LayerFigures) -> Double {
    guard case .exact(let objective, _, _) = policy else { return 0 }
    return objective.value(cycles: Double(figures.cycles), picojoules: figures.picojoules)
  }

  /// The analytical model of each layer's first candidate, slowed down to what bus and DRAM move at most.
  private func model(_ candidates: [[Mapping?]], on architecture: Architecture) throws -> Result {
    var result = Result(metrics: DesignMetrics(seconds: 0, joules: 0), mappings: [:])
    let hertz = Double(architecture.coreHertz)
    let bytesPerCycle = min(
      Double(architecture.dma.busBytes), (architecture.externalMemory.peakBytesPerSecond ?? .infinity) / hertz)
    let leakage = architecture.leakageMilliwatts * 1e9 / hertz
    var (cycles, picojoules) = (0, 0.0)
    for (index, (layer, names)) in unique.enumerated() {
      guard let first = candidates[index].first else { continue }
      var figures: LayerFigures
      if let mapping = first {
        let score = try score(mapping, of: layer, on: architecture)
        let least = (score.dramBytes(precision: layer.precision) / bytesPerCycle).rounded(.up)
        figures = LayerFigures(cycles: score.cycles, picojoules: score.picojoules)
        let slowed = max(score.cycles, Int(exactly: least) ?? score.cycles)
        figures.picojoules += Double(slowed - score.cycles) * leakage
        figures.cycles = slowed
        for name in names { result.mappings[name] = mapping }
      } else {
        let estimate = layer.vectorEstimate(on: architecture, bytesPerCycle: bytesPerCycle)
        figures = LayerFigures(
          cycles: Int(exactly: estimate.cycles) ?? 0, picojoules: estimate.picojoules + estimate.cycles * leakage)
      }
      cycles += figures.cycles * names.count
      picojoules += figures.picojoules * Double(names.count)
    }
    result.metrics = metrics(of: architecture, cycles: cycles, picojoules: picojoules)
    return result
  }

  private func metrics(of architecture: Architecture, cycles: Int, picojoules: Double) -> DesignMetrics {
    let free = architecture.freeFigures
    return DesignMetrics(
      cycles: cycles, seconds: Double(cycles) / Double(architecture.coreHertz), joules: picojoules * 1e-12,
      areaSquareMillimetres: free.areaSquareMillimetres, leakageWatts: free.leakageWatts,
      coreHertz: architecture.coreHertz)
  }
}

extension MappingScore {
  /// Bytes the outermost level reads and is updated with; outputs counted in the format they leave the chip in.
  fileprivate func dramBytes(precision: Precision) -> Double {
    guard let dram = levels.first else { return 0 }
    return dram.operands.reduce(0) { sum, accesses in
      sum + Double(accesses.reads + accesses.updates) * Double(precision[accesses.operand].bits) / 8
    }
  }
}

/// A design and, once it is asked for, its canonical text.
private final class CanonicalDesign {
  let architecture: Architecture
  lazy var text = canonicalText(architecture.stripped)

  init(_ architecture: Architecture) {
    self.architecture = architecture
  }
}
