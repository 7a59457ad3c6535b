import Core
import Learning
import Optimizer

/// A model under comparison, by the name reports give it.
enum SurrogateModel: String, CaseIterable, Sendable, Codable {
  /// The auto-encoder's features, physical numbers, and a scaled residual on the analytical value.
  case starlight
  /// The same on our simulator's cycles in place of the analytical ones.
  case starlightOnSimulation
  /// Starlight without what it learnt from analytical data.
  case withoutEncoder
  /// The analytical model's cycles.
  case analytical
  /// Our simulator's cycles.
  case simulation
  /// A Gaussian process on the mapping's factors.
  case rawProcess
  /// The same with the analytical value as one more input.
  case processWithAnalytical
  /// Gradient-boosted trees on the factors and the analytical value.
  case gradientBoosting
  /// A network trained from scratch on the factors and the analytical value.
  case networkFromScratch

  /// What Starlight is judged against.
  static let baselines: [SurrogateModel] = [
    .analytical, .rawProcess, .processWithAnalytical, .gradientBoosting, .networkFromScratch,
  ]
}

/// Everything models are fitted to, computed once.
struct SurrogateInputs: Sendable {
  let starlight: Starlight
  let features: Matrix<Double>
  let raw: Matrix<Double>
  let rawAndAnalytical: Matrix<Double>
  let physical: Matrix<Double>
  let analytical: [Double]
  /// Logarithms of our simulator's cycles; nil where it wasn't asked.
  let simulated: [Double]?
  let measured: [Double]
  let groups: [Int]

  init(_ points: [SurrogatePoint], _ starlight: Starlight, simulated: [Double]?) {
    self.starlight = starlight
    let layers = points.map(\.layer)
    features = starlight.inputs(layers)
    raw = Matrix(layers.map(\.raw))
    analytical = layers.map(\.logCycles)
    rawAndAnalytical = raw.beside(Matrix(rows: layers.count, columns: 1, values: analytical))
    physical = Matrix(layers.map(\.physical))
    self.simulated = simulated
    measured = points.map(\.logMeasured)
    groups = points.map(\.group)
  }

  /// Predictions of the logarithm of cycles at the test points.
  ///
  /// - Returns: Means and the half-widths of 95 % intervals, nil where a model has none; nil if the model can't be made.
  func predict(_ model: SurrogateModel, _ training: [Int], _ test: [Int], seed: UInt64)
    -> (means: [Double], halfWidths: [Double]?)?
  {
    func chosen(_ values: [Double], _ rows: [Int]) -> [Double] { rows.map { values[$0] } }
    func residual(_ inputs: Matrix<Double>, _ low: [Double]) -> (means: [Double], halfWidths: [Double]?)? {
      guard
        let process = starlight.fit(
          inputs.selecting(rows: training), lowFidelity: chosen(low, training), targets: chosen(measured, training),
          groups: training.map { groups[$0] }, seed: seed)
      else { return nil }
      let (means, deviations) = process.predict(inputs.selecting(rows: test), low: chosen(low, test))
      return (means, deviations.map { $0 * process.reach })
    }
    func process(_ inputs: Matrix<Double>) -> (means: [Double], halfWidths: [Double]?)? {
      let scaling = ColumnScaling(inputs.selecting(rows: training))
      var options = GaussianProcess.FitOptions()
      options.starts = 2
      guard
        let process = GaussianProcess.fit(
          inputs: scaling.apply(inputs.selecting(rows: training)), targets: chosen(measured, training),
          options: options, seed: seed)
      else { return nil }
      let (means, variances) = process.posterior(at: scaling.apply(inputs.selecting(rows: test)))
      return (means, variances.map { 1.96 * ($0 + process.noiseVariance).squareRoot() })
    }
    switch model {
    case .starlight: return residual(features, analytical)
    case .starlightOnSimulation: return simulated.flatMap { residual(features, $0) }
    case .withoutEncoder: return residual(physical, analytical)
    case .analytical: return (chosen(analytical, test), nil)
    case .simulation: return simulated.map { (chosen($0, test), nil) }
    case .rawProcess: return process(raw)
    case .processWithAnalytical: return process(rawAndAnalytical)
    case .gradientBoosting:
      let trees = GradientBoosting.regression(
        rawAndAnalytical.selecting(rows: training).single, chosen(measured, training))
      return (trees.predict(rawAndAnalytical.selecting(rows: test).single).values.map { Double($0) }, nil)
    case .networkFromScratch:
      return (
        Regressor(rawAndAnalytical.selecting(rows: training), chosen(measured, training), seed: seed)
          .predict(rawAndAnalytical.selecting(rows: test)), nil
      )
    }
  }
}

/// A network of three hidden layers of 64 on scaled inputs and targets, trained whole-batch, as DOSA's learned latency model
/// in small.
private struct Regressor {
  private let inputScaling: ColumnScaling
  private let targetScaling: Standardisation
  private let network: Sequential
  private let parameters: [Float]

  init(_ inputs: Matrix<Double>, _ targets: [Double], seed: UInt64) {
    let scaling = ColumnScaling(inputs)
    let targetScaling = Standardisation(of: targets)
    var layout = ParameterLayout()
    let network = Sequential(widths: [inputs.columns, 64, 64, 64, 1], activation: .gelu, named: "network", &layout)
    var parameters = layout.initial(seed: seed)
    var adam = Adam(count: layout.count, rate: 3e-3, decay: 0.1)
    let scaled = scaling.apply(inputs).single
    let wanted = Matrix<Float>(
      rows: targets.count, columns: 1, values: targets.map { Float(targetScaling.standardise($0)) })
    let steps = 400
    for step in 0..<steps {
      var tape = Tape()
      let loss = Loss.huber(network.forward(scaled, parameters, &tape), wanted)
      var gradient = [Float](repeating: 0, count: layout.count)
      _ = network.backward(loss.slope, parameters, &gradient, &tape)
      adam.step(&parameters, gradient, scale: cosineSchedule(step, of: steps))
    }
    inputScaling = scaling
    self.targetScaling = targetScaling
    self.network = network
    self.parameters = parameters
  }

  func predict(_ inputs: Matrix<Double>) -> [Double] {
    var tape = Tape(recording: false)
    return network.forward(inputScaling.apply(inputs).single, parameters, &tape).values.map {
      targetScaling.restore(Double($0))
    }
  }
}
