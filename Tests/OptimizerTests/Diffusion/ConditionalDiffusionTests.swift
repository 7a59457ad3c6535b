import Core
import Foundation
import Learning
import Optimizer
import Testing

@Suite("Diffusion")
struct ConditionalDiffusionTests {
  @Test("The signal falls from all to nothing")
  func schedule() {
    let signals = (0...100).map { NoiseSchedule.signal(at: Double($0) / 100) }
    #expect(signals[0] == 1)
    #expect(zip(signals, signals.dropFirst()).allSatisfy { $0 > $1 })
    #expect(signals[100] < 1e-4)
    #expect(signals.indices.allSatisfy { NoiseSchedule.features(of: Double($0) / 100).allSatisfy(\.isFinite) })
  }

  @Test("Samples are like their condition")
  func conditions() {
    // Two clusters on a diagonal; the condition is the sign of both coordinates.
    let signs = (0..<200).map { $0 % 2 == 0 ? Float(1) : -1 }
    var random = SeededRandom(seed: 5)
    let vectors = Matrix(signs.map { sign in (0..<2).map { _ in sign * (0.6 + 0.2 * Float(random.unit())) } })
    var options = ConditionalDiffusion.Options()
    options.width = 24
    options.steps = 250
    options.batch = 64
    let model = ConditionalDiffusion(
      .init(vectors: vectors, conditions: Matrix(signs.map { [$0] }), groupEnds: [200]), options: options, seed: 1)
    let wanted = Matrix((0..<100).map { [Float($0 < 50 ? 1 : -1)] })
    let samples = model.samples(wanted, steps: 12, emphasis: 0, &random) { _, _ in }
    let fitting = (0..<100).filter { row in
      (0..<2).allSatisfy { abs(samples[row, $0] - wanted[row, 0] * 0.7) < 0.25 }
    }
    #expect(fitting.count >= 95)
  }

  @Test("Guidance moves samples where it pulls")
  func guidance() {
    var random = SeededRandom(seed: 6)
    let vectors = Matrix((0..<300).map { _ in [Float(2 * random.unit() - 1)] })
    var options = ConditionalDiffusion.Options()
    options.width = 16
    options.steps = 150
    options.batch = 64
    let model = ConditionalDiffusion(
      .init(vectors: vectors, conditions: Matrix(rows: 300, columns: 1), groupEnds: [300]), options: options, seed: 1)
    let wanted = Matrix<Float>(rows: 100, columns: 1)
    func mean(_ pull: Float) -> Float {
      var noise = SeededRandom(seed: 7)
      let samples = model.samples(wanted, steps: 8, emphasis: 0, &noise) { clean, _ in
        for row in 0..<clean.rows { clean[row, 0] += pull }
      }
      return samples.values.reduce(0, +) / 100
    }
    let (left, free, right) = (mean(-0.3), mean(0), mean(0.3))
    #expect(left < free - 0.25 && free + 0.25 < right)
  }

  @Test("The predictor's slope is that of half the squared misses")
  func slopes() {
    var random = SeededRandom(seed: 8)
    let vectors = Matrix((0..<64).map { _ in (0..<3).map { _ in Float(2 * random.unit() - 1) } })
    let values = Matrix((0..<64).map { [vectors[$0, 0] * vectors[$0, 1], vectors[$0, 2]] })
    let predictor = DesignPredictor(vectors: vectors, values: values, width: 12, steps: 60, seed: 2)
    let targets = Matrix<Float>(rows: 64, columns: 2, repeating: -0.2)
    let slopes = predictor.slopes(vectors, missing: targets)
    func loss(_ vectors: Matrix<Float>, _ row: Int) -> Double {
      predictor.predict(vectors).row(row).reduce(0) { $0 + pow(max(0, Double($1) + 0.2), 2) / 2 }
    }
    let step: Float = 0.01
    for row in stride(from: 0, to: 64, by: 9) {
      for column in 0..<3 {
        var (up, down) = (vectors, vectors)
        up[row, column] += step
        down[row, column] -= step
        let expected = (loss(up, row) - loss(down, row)) / Double(2 * step)
        // Single precision, and a kink where a target is met.
        #expect(abs(Double(slopes[row, column]) - expected) < 5e-3)
      }
    }
  }
}
