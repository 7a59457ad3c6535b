import Core
import Learning
import Testing

@Suite struct GradientBoostingTests {
  /// One stump of full step and no regularisation is the two means about the best cut, found here by trying all.
  @Test func aStumpIsTheBestCut() {
    let inputs = Matrix<Float>([[1], [2], [3], [4], [5], [6]])
    let targets = [1.0, 1.5, 1, 7, 8, 9]
    var options = GradientBoosting.Options()
    options.rounds = 1
    options.depth = 1
    options.rate = 1
    options.regularisation = 0
    let predictions = GradientBoosting.regression(inputs, targets, options).predict(inputs).values.map { Double($0) }
    var best = (error: Double.infinity, predictions: [Double]())
    for cut in 1..<6 {
      let (left, right) = (targets[..<cut], targets[cut...])
      let means = [left.reduce(0, +) / Double(cut), right.reduce(0, +) / Double(6 - cut)]
      let values = targets.indices.map { $0 < cut ? means[0] : means[1] }
      let error = zip(values, targets).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if error < best.error { best = (error, values) }
    }
    for (ours, theirs) in zip(predictions, best.predictions) { #expect(abs(ours - theirs) < 1e-6) }
  }

  @Test func learnsWhatNoSingleInputSays() {
    var random = SeededRandom(seed: 1)
    let rows = (0..<400).map { _ in [Float(random.unit()), Float(random.unit()), Float(random.unit())] }
    let labels = rows.map { ($0[0] > 0.5) == ($0[2] > 0.3) ? 1 : 0 }
    let trees = GradientBoosting.classification(Matrix(rows), labels: labels, classes: 2)
    let scores = trees.predict(Matrix(rows))
    let right = labels.indices.count { (scores[$0, 1] > scores[$0, 0] ? 1 : 0) == labels[$0] }
    #expect(right > 390)
    let regression = GradientBoosting.regression(Matrix(rows), labels.map { Double($0) }).predict(Matrix(rows))
    let errors = labels.indices.map { abs(Double(regression[$0, 0]) - Double(labels[$0])) }
    #expect(errors.reduce(0, +) / 400 < 0.1)
  }

  @Test func constantsStayConstants() {
    let trees = GradientBoosting.regression(Matrix([[1], [1], [2]]), [3, 3, 3])
    #expect(trees.predict(Matrix([[5], [-1]])).values == [3, 3])
  }
}
