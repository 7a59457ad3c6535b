import Core
import Foundation
import Learning
import Testing

@Suite struct ResidualProcessTests {
  /// y = 2 + 1.2 low + a smooth difference: the scale is found, and the prediction beats low alone by far.
  @Test func learnsTheScaleAndTheDifference() throws {
    let sample = Sample(count: 60, seed: 1)
    let process = try #require(sample.fit(scaleDeviation: 0.5))
    #expect(abs(process.scale - 1.2) < 0.05)
    let unseen = Sample(count: 200, seed: 2)
    let (means, deviations) = process.predict(unseen.inputs, low: unseen.low)
    let errors = zip(means, unseen.targets).map { abs($0 - $1) }
    #expect(errors.reduce(0, +) / 200 < 0.1)
    let held = zip(errors, deviations).count { $0 <= process.reach * $1 }
    #expect(held >= 180)
  }

  /// A strong prior keeps the scale at 1.
  @Test func theScaleFollowsItsPrior() throws {
    let process = try #require(Sample(count: 60, seed: 1).fit(scaleDeviation: 1e-4))
    #expect(abs(process.scale - 1) < 1e-3)
  }

  /// Single precision against double.
  @Test func fastPredictionsAreTheSame() throws {
    let sample = Sample(count: 60, seed: 1)
    let process = try #require(sample.fit(scaleDeviation: 0.1))
    let unseen = Sample(count: 37, seed: 3)
    let exact = process.predict(unseen.inputs, low: unseen.low)
    let fast = process.fast.predict(unseen.inputs.single, low: unseen.low)
    for (left, right) in zip(exact.means, fast.means) { #expect(abs(left - right) < 1e-3) }
    for (left, right) in zip(exact.deviations, fast.deviations) { #expect(abs(left - right) < 2e-3) }
  }

  private struct Sample {
    var inputs: Matrix<Double>
    var low: [Double]
    var targets: [Double]

    init(count: Int, seed: UInt64) {
      var random = SeededRandom(seed: seed)
      var rows: [[Double]] = []
      low = []
      targets = []
      for _ in 0..<count {
        let (x, y) = (random.unit(), random.unit())
        rows.append([x, y])
        low.append(10 * random.unit())
        targets.append(2 + 1.2 * (low.last ?? 0) + sin(4 * x) + y * y + 0.02 * random.normal())
      }
      inputs = Matrix(rows)
    }

    func fit(scaleDeviation: Double) -> ResidualProcess? {
      var options = ResidualProcess.Options()
      options.scaleDeviation = scaleDeviation
      options.turns = 4
      options.process.starts = 1
      return ResidualProcess(
        inputs: inputs, low: low, targets: targets, groups: targets.indices.map { $0 / 3 }, options: options, seed: 1)
    }
  }
}

@Suite struct VariationalAutoencoderTests {
  /// Six inputs that are three numbers twice over; a target of them is predicted from two latent variables and a third.
  @Test func latentVariablesPredictTargets() {
    var random = SeededRandom(seed: 4)
    let rows = (0..<600).map { _ in
      let base = (0..<3).map { _ in random.normal() }
      return base + base
    }
    let inputs = Matrix<Double>(rows)
    let targets = Matrix<Double>(rows.map { [5 + 3 * $0[0] - $0[1], $0[2]] })
    var options = VariationalAutoencoder.Options()
    options.latents = 3
    options.width = 24
    options.epochs = 30
    options.batch = 64
    options.rate = 1e-2
    let model = VariationalAutoencoder(inputs: inputs, targets: targets, options: options, seed: 1)
    let predictions = model.predict(inputs)
    let errors = (0..<600).map { abs(predictions[$0, 0] - targets[$0, 0]) }
    #expect(errors.reduce(0, +) / 600 < 0.5)
    #expect(model.encode(inputs).columns == 3)
    #expect(
      VariationalAutoencoder(inputs: inputs, targets: targets, options: options, seed: 1).parameters
        == model.parameters)
  }
}
