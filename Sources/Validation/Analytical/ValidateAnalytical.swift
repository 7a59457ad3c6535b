package import Core
import Evaluation
import Mapper
import Sim

/// Which mappings the analytical model is compared on.
package struct AnalyticalSample: Sendable {
  /// Mappings in all, spread evenly over the layers.
  package var count: Int
  package var seed: UInt64
  /// The largest layer taken, in multiply–accumulates.
  package var mostMACs = 120_000_000
  /// The most cycles a mapping may take by the model's count, and the most bytes over the DRAM's bus.
  ///
  /// Mappings beyond take long to simulate: a thousand of these take a few minutes on one core.
  package var mostCycles = 1_500_000
  package var mostBytes = 4 << 20

  package init(count: Int = 1000, seed: UInt64 = 1) {
    self.count = count
    self.seed = seed
  }
}

/// Compares the analytical model's cycles with simulated ones on random mappings.
///
/// Layers are the multiply–accumulate layers of the workloads up to `mostMACs`, equal ones once. Mappings are drawn from
/// what the architecture allows and its controller runs unchanged, each tile fitting its memory, and dropped where the
/// model counts more than `mostCycles` or more than `mostBytes` of DRAM traffic.
///
/// - Parameters:
///   - architecture: The accelerator, simulated on the generic machine.
///   - workloads: Where layers come from.
///   - sample: Which mappings.
///   - jobs: Layers worked on at once; it doesn't change the result.
///   - progress: Called after each layer with its name, on any thread.
/// - Returns: Each mapping's cycles by the model and by simulation, and how far they are apart.
/// - Throws: `InvalidInput` when a layer or the architecture can't be modelled.
package func validateAnalytical(
  on architecture: Architecture, workloads: [Workload], sample: AnalyticalSample, jobs: Int,
  progress: @Sendable (String) -> Void = { _ in }
) throws -> AnalyticalComparison {
  let layers = comparedLayers(of: workloads, sample)
  let points = try parallelMap(order: Array(layers.indices), jobs: jobs) { index in
    let share = sample.count * (index + 1) / layers.count - sample.count * index / layers.count
    var drawing = try AnalyticalDrawing(layers[index], on: architecture, sample, stream: UInt64(index))
    let points = try drawing.points(share)
    progress(layers[index].name)
    return points
  }
  return AnalyticalComparison(points.flatMap { $0 })
}

/// The layers compared, named after their workload.
///
/// - Parameters:
///   - workloads: Where layers come from.
///   - sample: Says which layers are too large.
/// - Returns: Distinct layers in the order of the workloads.
package func comparedLayers(of workloads: [Workload], _ sample: AnalyticalSample) -> [Layer] {
  var seen: Set<LayerContent> = []
  var layers: [Layer] = []
  for workload in workloads {
    for var layer in workload.layers where layer.convolution != nil && layer.macs <= sample.mostMACs {
      guard seen.insert(LayerContent(operation: layer.operation, precision: layer.precision)).inserted else { continue }
      layer.name = "\(workload.name)/\(layer.name)"
      layers.append(layer)
    }
  }
  return layers
}

/// Random mappings of one layer, scored and simulated.
private struct AnalyticalDrawing {
  private let layer: Layer
  private let convolution: Convolution
  private let architecture: Architecture
  private let problem: MappingProblem
  private let sample: AnalyticalSample
  private var random: SeededRandom

  /// Draws that may fail in a row.
  private static let mostFailures = 200_000

  init(_ layer: Layer, on architecture: Architecture, _ sample: AnalyticalSample, stream: UInt64) throws {
    guard let convolution = layer.convolution else { preconditionFailure("'\(layer.name)' has no loops to map") }
    self.layer = layer
    self.convolution = convolution
    self.architecture = architecture
    self.sample = sample
    random = SeededRandom(seed: sample.seed, stream: stream)
    do {
      var problem = try MappingProblem(
        convolution: convolution, precision: layer.precision, architecture: architecture)
      problem.keepToController(of: architecture)
      self.problem = problem
    } catch {
      throw InvalidInput(
        .other("layer '\(layer.name)': \(error)", remedy: "compare on another architecture"),
        at: SourceLocation(file: architecture.name))
    }
  }

  /// The first mappings drawn that fit and are not dropped; fewer when draws keep failing.
  mutating func points(_ count: Int) throws -> [AnalyticalComparison.Point] {
    var points: [AnalyticalComparison.Point] = []
    let variants = problem.variants.count
    for variant in 0..<variants {
      try draw(count * (variant + 1) / variants - count * variant / variants, from: variant, into: &points)
    }
    return points
  }

  /// Draws from one variant.
  private mutating func draw(
    _ count: Int, from variant: Int, into points: inout [AnalyticalComparison.Point]
  ) throws {
    var sampler = NestSampler(problem.variants[variant], bounds: convolution.bounds)
    var model = problem.model(variant: variant)
    var failures = 0
    let wanted = points.count + count
    while points.count < wanted, failures < Self.mostFailures {
      failures += 1
      guard let nest = sampler.draw(&random) else { continue }
      let cost = model.evaluate(nest)
      guard cost.fits, cost.cycles <= Double(sample.mostCycles), bytes(model) <= Double(sample.mostBytes) else {
        continue
      }
      let mapping = nest.mapping(on: problem.variants[variant].hierarchy, bounds: convolution.bounds)
      let problems = mapping.problems(
        layer: layer.name, convolution: convolution, precision: layer.precision, architecture: architecture)
      guard problems.isEmpty else { continue }
      failures = 0
      let result = try simulateLayer(layer, mapping: mapping, on: architecture)
      points.append(
        AnalyticalComparison.Point(
          layer: layer.name, mapping: mapping.description, analytical: cost.cycles, simulated: result.cycles,
          isBoundByCompute: cost.cycles == cost.computeCycles))
    }
  }

  /// Bytes over the DRAM's bus in the model's last evaluation.
  private func bytes(_ model: borrowing AnalyticalModel<Double>) -> Double {
    var bytes = 0.0
    for operand in Operand.allCases {
      let traffic = model.traffic(0, operand)
      let format = operand == .outputs ? layer.precision.partialSums : layer.precision[operand]
      bytes += (traffic.reads + traffic.updates) * Double(format.bits) / 8
    }
    return bytes
  }
}
