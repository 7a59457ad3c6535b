package import Core
import Evaluation
import Foundation
import Mapper
package import Optimizer

/// How mappings drawn by a diffusion model compare with those of searches, at equal numbers of mappings scored.
///
/// The witness is the exact search: its optimum where it is proved, else the best mapping anything found.
package struct MappingDiffusionComparison: Codable, Sendable, CustomStringConvertible {
  /// One search with one number of mappings scored for each layer.
  package struct Row: Codable, Sendable {
    /// What searched.
    package var search: String
    /// Mappings scored for each layer.
    package var evaluations: Int
    /// Geometric mean over layers and seeds of energy times cycles over that of the best.
    package var ratio: Double
    /// The largest such quotient of a layer, over seeds the median.
    package var worst: Double
    /// Layers and seeds without any mapping; they don't count in the ratio.
    package var without: Int
  }

  /// What is mapped.
  package var workloads: [String]
  /// What it is mapped onto.
  package var architecture: String
  /// Unequal layers.
  package var layers: Int
  /// Layers whose optimum is proved.
  package var proved: Int
  /// Layers and designs learnt from.
  package var examples: Int
  /// Seconds for examples and training.
  package var trainingSeconds: Double
  /// What was drawn, over all layers, seeds and numbers.
  package var samples: SampleCounts
  /// The rows, by number of mappings scored, then search.
  package var rows: [Row]

  /// The comparison as a person reads it.
  package var description: String {
    func rounded(_ value: Double) -> String { "\((value * 1e3).rounded() / 1e3)" }
    func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    var lines = [
      "\(workloads.joined(separator: ", ")) on \(architecture): \(layers) unequal layers, \(proved) with a proved optimum",
      "learnt from \(examples) layers on random designs; labels and training \(rounded(trainingSeconds)) s",
    ]
    if samples.drawn > 0 {
      let shares = [samples.legal, samples.repaired].map { rounded(100 * Double($0) / Double(samples.drawn)) }
      lines.append("\(samples.drawn) samples, \(shares[0]) % of them legal before repair, \(shares[1]) % repaired")
    }
    lines.append("energy times cycles over the best: geometric mean over layers and seeds, and of the worst layer")
    for row in rows {
      let words = [("\(row.evaluations)", 8), (row.search, 22), (rounded(row.ratio), 10), (rounded(row.worst), 12)]
      let missing = row.without > 0 ? "  without a mapping: \(row.without)" : ""
      lines.append(words.map { padded($0, $1) }.joined() + missing)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// What is learnt and compared.
package struct MappingDiffusionTask: Sendable {
  /// Designs whose mappings are learnt from.
  package var designs: [Architecture]
  /// Where the layers are mapped.
  package var architecture: Architecture
  /// The networks whose layers are mapped.
  package var workloads: [Workload]
  /// Mappings scored for each layer.
  package var evaluations: [Int]
  /// Searches of each layer.
  package var seeds: Int
  /// The first seed.
  package var seed: UInt64
  /// What the model learns from and how long.
  package var options = MappingDiffusion.Options()

  /// A task.
  package init(
    designs: [Architecture], architecture: Architecture, workloads: [Workload], evaluations: [Int], seeds: Int,
    seed: UInt64
  ) {
    self.designs = designs
    self.architecture = architecture
    self.workloads = workloads
    self.evaluations = evaluations
    self.seeds = seeds
    self.seed = seed
  }
}

/// Trains a model of mappings and compares what it draws with searches.
///
/// - Parameters:
///   - task: What is learnt and compared.
///   - jobs: Layers worked on at the same time; changes no result.
///   - isInterrupted: Asked now and then.
///   - progress: Called from any thread after each layer learnt from or compared.
/// - Returns: The comparison.
/// - Throws: `CancellationError` when interrupted.
package func validateMappingDiffusion(
  _ task: MappingDiffusionTask, jobs: Int, isInterrupted: @escaping @Sendable () -> Bool = { false },
  progress: @Sendable (String) -> Void = { _ in }
) throws -> MappingDiffusionComparison {
  let start = ContinuousClock.now
  let examples = try MappingExample.random(
    task.options.layers, on: task.designs, evaluations: task.options.evaluations, kept: task.options.kept,
    seed: task.seed, jobs: jobs, isInterrupted: isInterrupted
  ) { progress("layers learnt from") }
  guard !examples.isEmpty, !isInterrupted() else { throw CancellationError() }
  let model = MappingDiffusion(examples, options: task.options, seed: task.seed)
  let seconds = (ContinuousClock.now - start) / .seconds(1)
  let layers = unequalLayers(of: task.workloads).compactMap { layer in
    MappingExample.problem(of: layer, on: task.architecture).map { (layer: layer, problem: $0) }
  }
  let judged = try parallelMap(order: Array(layers.indices), jobs: jobs) { index -> JudgedLayer in
    if isInterrupted() { throw CancellationError() }
    defer { progress(layers[index].layer.name) }
    return JudgedLayer(layers[index].layer, layers[index].problem, model, task)
  }
  var comparison = MappingDiffusionComparison(
    workloads: task.workloads.map(\.name), architecture: task.architecture.name, layers: layers.count,
    proved: judged.count(where: \.isProved), examples: examples.count, trainingSeconds: seconds,
    samples: judged.reduce(SampleCounts()) { $0 + $1.samples }, rows: [])
  for (place, evaluations) in task.evaluations.enumerated() {
    for search in JudgedLayer.Search.allCases {
      comparison.rows.append(row(search, evaluations, judged.map { $0.products[search]?[place] ?? [] }, judged))
    }
  }
  return comparison
}

private func row(
  _ search: JudgedLayer.Search, _ evaluations: Int, _ products: [[Double?]], _ judged: [JudgedLayer]
) -> MappingDiffusionComparison.Row {
  let quotients = zip(products, judged).map { products, layer in products.compactMap { $0.map { $0 / layer.best } } }
  let all = quotients.flatMap { $0 }
  let medians = quotients.compactMap { SampleSummary(of: $0).median }.filter { !$0.isNaN }
  return MappingDiffusionComparison.Row(
    search: search.rawValue, evaluations: evaluations,
    ratio: exp(all.reduce(0) { $0 + log($1) } / Double(max(1, all.count))), worst: medians.max() ?? .nan,
    without: products.reduce(0) { $0 + $1.count { $0 == nil } })
}

private func unequalLayers(of workloads: [Workload]) -> [Layer] {
  var seen: Set<LayerContent> = []
  return workloads.flatMap(\.layers).filter { seen.insert($0.content).inserted }
}

/// One layer mapped by every search.
private struct JudgedLayer: Sendable {
  enum Search: String, CaseIterable, Sendable {
    case random
    case genetic
    case annealing
    case diffusion
    /// A quarter of the mappings drawn, 64 at most, and an annealing that begins with the best of them.
    case refined = "diffusion, annealed"
  }

  var isProved: Bool
  /// The least product of energy and cycles known.
  var best: Double
  /// By search, then number of mappings scored, then seed.
  var products: [Search: [[Double?]]] = [:]
  var samples = SampleCounts()

  init(_ layer: Layer, _ problem: MappingProblem, _ model: MappingDiffusion, _ task: MappingDiffusionTask) {
    let first = problem.search(.annealing, .edp, evaluations: 4000, seed: task.seed).best
    let exact = problem.searchExactly(.edp, effort: SearchEffort(visits: Self.visits), start: first)
    isProved = exact.gap == 0
    best = exact.best?.cost.edp ?? .infinity
    for search in Search.allCases {
      var rows: [[Double?]] = []
      for evaluations in task.evaluations {
        var row: [Double?] = []
        for index in 0..<task.seeds {
          let seed = task.seed &+ UInt64(index)
          row.append(product(search, layer, problem, model, evaluations, seed))
        }
        rows.append(row)
      }
      products[search] = rows
    }
    best = min(best, products.values.flatMap { $0.flatMap { $0 } }.compactMap { $0 }.min() ?? .infinity)
  }

  private mutating func product(
    _ search: Search, _ layer: Layer, _ problem: MappingProblem, _ model: MappingDiffusion, _ evaluations: Int,
    _ seed: UInt64
  ) -> Double? {
    func found(_ method: HeuristicSearch) -> Double? {
      problem.search(method, .edp, evaluations: evaluations, seed: seed).best?.cost.edp
    }
    switch search {
    case .random: return found(.random)
    case .genetic: return found(.genetic)
    case .annealing: return found(.annealing)
    case .diffusion, .refined:
      var random = SeededRandom(seed: seed)
      let share = search == .diffusion ? evaluations : min(64, max(1, evaluations / 4))
      let drawn = model.draw(problem, layer, .edp, evaluations: share, &random)
      samples = samples + drawn.counts
      guard search == .refined, let start = drawn.found.found.first else { return drawn.found.found.first?.cost.edp }
      let left = max(0, evaluations - drawn.evaluations)
      return problem.search(.annealing, .edp, evaluations: left, seed: seed, start: start).best?.cost.edp
    }
  }

  /// Partial mappings the exact search may look at.
  private static let visits = 1_000_000
}
