import Core
import Learning
import Testing

@Suite struct TrainingTests {
  /// Exclusive or, which no single layer can learn; the same seed gives the same bits.
  @Test func networksLearnAndAreDeterministic() {
    #expect(trained(seed: 1).loss < 1e-3)
    #expect(trained(seed: 1).parameters == trained(seed: 1).parameters)
    #expect(trained(seed: 1).parameters != trained(seed: 2).parameters)
  }

  /// The first step of Adam has the length of the rate whatever the gradient's scale, and decay pulls to zero.
  @Test func adamsFirstStepHasTheLengthOfItsRate() {
    for scale in [1e-3, 1, 1e3] as [Float] {
      var parameters: [Float] = [1, -1]
      var adam = Adam(count: 2, rate: 0.1)
      adam.step(&parameters, [scale, -scale])
      #expect(abs(parameters[0] - 0.9) < 1e-4 && abs(parameters[1] + 0.9) < 1e-4)
    }
    var parameters: [Float] = [1]
    var adam = Adam(count: 1, rate: 0.1, decay: 0.5)
    adam.step(&parameters, [0])
    #expect(parameters == [0.95])
    adam.step(&parameters, [.nan])
    #expect(parameters == [0.95])
  }

  @Test func scheduleRisesAndFalls() {
    let factors = (0...100).map { cosineSchedule($0, of: 100, warmUp: 0.1) }
    #expect(factors[0] > 0 && factors[0] < 0.2 && factors[10] == 1 && abs(factors[55] - 0.5) < 1e-6)
    #expect(abs(factors[100]) < 1e-6)
  }

  private func trained(seed: UInt64) -> (parameters: [Float], loss: Float) {
    var layout = ParameterLayout()
    let network = Sequential(widths: [2, 8, 1], activation: .silu, named: "xor", &layout)
    var parameters = layout.initial(seed: seed)
    var adam = Adam(count: layout.count, rate: 0.03)
    let inputs = Matrix<Float>([[0, 0], [0, 1], [1, 0], [1, 1]])
    let targets = Matrix<Float>([[0], [1], [1], [0]])
    var last: Float = .infinity
    for _ in 0..<600 {
      var tape = Tape()
      let loss = Loss.meanSquared(network.forward(inputs, parameters, &tape), targets)
      var gradient = [Float](repeating: 0, count: layout.count)
      _ = network.backward(loss.slope, parameters, &gradient, &tape)
      adam.step(&parameters, gradient)
      last = loss.value
    }
    return (parameters, last)
  }
}

@Suite struct CheckpointTests {
  private var layout: ParameterLayout {
    var layout = ParameterLayout()
    _ = Linear(from: 3, to: 2, named: "a", &layout)
    return layout
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let parameters = layout.initial(seed: 1)
    #expect(try Checkpoint.decode(Checkpoint.encode(parameters, layout), layout) == parameters)
  }

  /// Cut anywhere, or with any byte changed, it is refused, and never with a trap.
  @Test func damageIsSeen() {
    let bytes = Checkpoint.encode(layout.initial(seed: 1), layout)
    for end in bytes.indices {
      #expect(throws: Checkpoint.Failure.self) { try Checkpoint.decode(Array(bytes[..<end]), layout) }
      var changed = bytes
      changed[end] ^= 0x40
      #expect(throws: Checkpoint.Failure.self) { try Checkpoint.decode(changed, layout) }
    }
  }

  @Test func otherFilesAndNetworksAreNamed() {
    var bytes = Checkpoint.encode(layout.initial(seed: 1), layout)
    var other = ParameterLayout()
    _ = Linear(from: 4, to: 2, named: "a", &other)
    let mismatch = Checkpoint.Failure.otherNetwork(found: "a.weight of 3 × 2", expected: "a.weight of 4 × 2")
    #expect(throws: mismatch) { try Checkpoint.decode(bytes, other) }
    #expect(throws: Checkpoint.Failure.notACheckpoint) { try Checkpoint.decode(Array("<xml/>".utf8), layout) }
    bytes[7] = 9
    #expect(throws: Checkpoint.Failure.version(9)) { try Checkpoint.decode(bytes, layout) }
  }
}
