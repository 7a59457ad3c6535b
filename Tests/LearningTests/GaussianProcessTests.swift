import Core
import Dispatch
import Foundation
import Learning
import Synchronization
import Testing

@Suite struct GaussianProcessTests {
  /// The posterior against the conditional of a joint normal distribution, written out with elimination.
  @Test func posteriorIsTheConditionalDistribution() throws {
    let (inputs, targets) = observations(12)
    let hyperparameters = GaussianProcess.Hyperparameters(
      kernel: MaternKernel(lengthScales: [0.4, 1.3], variance: 1.7), noise: 0.02)
    let process = try #require(GaussianProcess(inputs: inputs, targets: targets, hyperparameters: hyperparameters))
    let points = Matrix<Double>([[0.3, 0.2], [0.9, 0.95], [0.1, 0.5]])
    let posterior = process.posterior(at: points)
    let joint = process.jointPosterior(at: points)

    let mean = targets.reduce(0, +) / 12
    let deviation = (targets.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / 11).squareRoot()
    let standardised = targets.map { ($0 - mean) / deviation }
    func kernel(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double {
      let r = zip(zip(x, y), [0.4, 1.3]).reduce(0.0) { $0 + pow(($1.0.0 - $1.0.1) / $1.1, 2) }.squareRoot()
      return 1.7 * (1 + 5.0.squareRoot() * r + 5 * r * r / 3) * exp(-5.0.squareRoot() * r)
    }
    var covariance = Matrix<Double>(rows: 12, columns: 12)
    for i in 0..<12 {
      for j in 0..<12 { covariance[i, j] = kernel(inputs.row(i), inputs.row(j)) + (i == j ? 0.02 : 0) }
    }
    let (inverse, _) = eliminated(covariance)
    let level = zip(inverse.times(standardised), standardised).reduce(0.0) { $0 + $1.0 } / inverse.values.reduce(0, +)
    for i in 0..<3 {
      let cross = (0..<12).map { kernel(points.row(i), inputs.row($0)) }
      let solved = inverse.times(cross)
      let expected = level + zip(solved, standardised).reduce(0.0) { $0 + $1.0 * ($1.1 - level) }
      #expect(abs(posterior.means[i] - (expected * deviation + mean)) < 1e-9)
      #expect(abs(joint.means[i] - posterior.means[i]) < 1e-12)
      for j in 0..<3 {
        let other = (0..<12).map { kernel(points.row(j), inputs.row($0)) }
        let remaining = kernel(points.row(i), points.row(j)) - zip(solved, other).reduce(0.0) { $0 + $1.0 * $1.1 }
        #expect(abs(joint.covariance[i, j] - remaining * deviation * deviation) < 1e-9)
        if i == j { #expect(abs(posterior.variances[i] - remaining * deviation * deviation) < 1e-9) }
      }
    }
  }

  /// Without noise, observations are met and known exactly; far away the prior is left.
  @Test func interpolatesAndForgets() throws {
    let (inputs, targets) = observations(12)
    let hyperparameters = GaussianProcess.Hyperparameters(
      kernel: MaternKernel(lengthScales: [0.4, 0.4], variance: 1), noise: 1e-9)
    let process = try #require(GaussianProcess(inputs: inputs, targets: targets, hyperparameters: hyperparameters))
    let there = process.posterior(at: inputs)
    for (mean, target) in zip(there.means, targets) { #expect(abs(mean - target) < 1e-5) }
    #expect(there.variances.allSatisfy { $0 < 1e-6 })
    let away = process.posterior(at: Matrix([[100, 100]]))
    let deviation = process.standardisation.deviation
    #expect(abs(away.variances[0] / (deviation * deviation) - 1) < 1e-12)
  }

  @Test func conditioningIsFittingTheWholeAgain() throws {
    let (inputs, targets) = observations(14)
    let hyperparameters = GaussianProcess.Hyperparameters(
      kernel: MaternKernel(lengthScales: [0.5, 0.8], variance: 1), noise: 0.01)
    let first = try #require(
      GaussianProcess(
        inputs: inputs.selecting(rows: 0..<10), targets: Array(targets[..<10]), hyperparameters: hyperparameters))
    let conditioned = try #require(
      first.conditioned(on: inputs.selecting(rows: 10..<14), targets: Array(targets[10...])))
    // The constant mean of ten observations, kept: found as what the process says infinitely far away.
    let level = first.posterior(at: Matrix([[1e6, 1e6]])).means[0]
    let whole = try #require(
      GaussianProcess(
        inputs: inputs, targets: targets, hyperparameters: hyperparameters, standardisation: first.standardisation))
    let points = Matrix<Double>([[0.25, 0.75], [0.6, 0.1]])
    let (ours, theirs) = (conditioned.posterior(at: points), whole.posterior(at: points))
    for (left, right) in zip(ours.variances, theirs.variances) { #expect(abs(left - right) < 1e-12) }
    #expect(abs(conditioned.posterior(at: Matrix([[1e6, 1e6]])).means[0] - level) < 1e-12)
    // An observation that says what was expected moves no mean.
    let expected = first.posterior(at: points)
    let agreed = try #require(first.conditioned(on: points, targets: expected.means))
    let probe = inputs.selecting(rows: 10..<14)
    for (left, right) in zip(agreed.posterior(at: probe).means, first.posterior(at: probe).means) {
      #expect(abs(left - right) < 1e-9)
    }
  }

  @Test func samplesHaveThePosteriorsMoments() throws {
    let (inputs, targets) = observations(8)
    let process = try #require(GaussianProcess.fit(inputs: inputs, targets: targets, seed: 1))
    let joint = process.jointPosterior(at: Matrix([[0.2, 0.2], [0.25, 0.2], [0.9, 0.4]]))
    var random = SeededRandom(seed: 5)
    let draws = try #require(joint.samples(20_000, &random))
    for i in 0..<3 {
      let mean = (0..<20_000).reduce(0.0) { $0 + draws[$1, i] } / 20_000
      let deviation = joint.covariance[i, i].squareRoot()
      #expect(abs(mean - joint.means[i]) < 5 * deviation / 20_000.0.squareRoot())
      for j in 0...i {
        let product = (0..<20_000).reduce(0.0) { sum, k in
          sum + (draws[k, i] - joint.means[i]) * (draws[k, j] - joint.means[j])
        }
        let scale = deviation * joint.covariance[j, j].squareRoot()
        #expect(abs(product / 20_000 - joint.covariance[i, j]) < 0.05 * scale)
      }
    }
  }

  /// The noise put in is found, and so is which input matters.
  @Test func fitFindsNoiseAndRelevance() throws {
    var random = SeededRandom(seed: 6)
    let inputs = Matrix<Double>((0..<80).map { _ in [random.unit(), random.unit(), random.unit()] })
    let targets = (0..<80).map { 3 + 10 * sin(6 * inputs[$0, 1]) + 0.5 * random.normal() }
    for prior in [HyperparameterPrior.dimensionScaled(inputs: 3), .gamma] {
      let process = try #require(GaussianProcess.fit(inputs: inputs, targets: targets, prior: prior, seed: 1))
      let scales = process.hyperparameters.kernel.lengthScales
      #expect(scales[0] > 2 * scales[1] && scales[2] > 2 * scales[1])
      #expect(abs(process.noiseVariance.squareRoot() - 0.5) < 0.15)
    }
  }

  @Test func equalTargetsAndOneObservationAreFitted() throws {
    let flat = try #require(
      GaussianProcess.fit(inputs: Matrix([[0.1], [0.1], [0.7]]), targets: [4, 4, 4], seed: 1))
    #expect(abs(flat.posterior(at: Matrix([[0.4]])).means[0] - 4) < 1e-9)
    let single = try #require(GaussianProcess.fit(inputs: Matrix([[0.5]]), targets: [2], seed: 1))
    #expect(abs(single.posterior(at: Matrix([[0.9]])).means[0] - 2) < 1e-9)
  }

  /// OpenBLAS and LAPACK from several threads at once: the same bits as from one.
  @Test func threadsDoNotChangeABit() throws {
    let (inputs, targets) = observations(30)
    let points = Matrix<Double>([[0.3, 0.2], [0.9, 0.95]])
    @Sendable func prediction() -> [Double] {
      GaussianProcess.fit(inputs: inputs, targets: targets, seed: 3)?.posterior(at: points).means ?? []
    }
    let alone = prediction()
    let together = Mutex<[[Double]]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let means = prediction()
      together.withLock { $0.append(means) }
    }
    #expect(!alone.isEmpty && together.withLock { $0.allSatisfy { $0 == alone } })
  }
}

func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// Values of a smooth function at random points of the unit square.
func observations(_ count: Int) -> (inputs: Matrix<Double>, targets: [Double]) {
  var random = SeededRandom(seed: 4)
  let inputs = Matrix<Double>((0..<count).map { _ in [random.unit(), random.unit()] })
  return (inputs, (0..<count).map { 7 + 3 * sin(5 * inputs[$0, 0]) + inputs[$0, 1] + 0.1 * random.normal() })
}
