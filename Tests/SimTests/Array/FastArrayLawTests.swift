import Core
import Sim
import Testing

/// What any model of an array's cycles and words must obey, on drawn arrays and shapes.
@Suite struct FastArrayLawTests {
  private static let draws = 4000

  /// Calls `body` with drawn arrays of up to 12×12 and shapes of up to 40×40×40, one stream a draw.
  private func onDraws(
    _ seed: UInt64, _ body: (inout SeededRandom, ArrayConfiguration, GEMMShape) throws -> Void
  ) throws {
    for draw in 0..<Self.draws {
      var random = SeededRandom(seed: seed, stream: UInt64(draw))
      let array = try drawnConfiguration(&random, sides: 1...12)
      let shape = try GEMMShape(
        m: random.within(1...40), n: random.within(1...40), k: random.within(1...40), groups: random.within(1...3))
      try body(&random, array, shape)
    }
  }

  @Test func moreWorkNeverTakesFewerCycles() throws {
    try onDraws(11) { random, array, shape in
      let fast = FastArray(array)
      let cycles = try fast.run(shape).cycles
      let step = random.within(1...13)
      for (m, n, k, groups) in [(step, 0, 0, 0), (0, step, 0, 0), (0, 0, step, 0), (0, 0, 0, step)] {
        let larger = try GEMMShape(
          m: shape.m + m, n: shape.n + n, k: shape.k + k, groups: shape.groups + groups)
        #expect(try fast.run(larger).cycles >= cycles, "\(larger) against \(shape) on \(array)")
      }
    }
  }

  @Test func overlappedPreloadIsNeverSlower() throws {
    var faster = 0
    try onDraws(12) { random, _, shape in
      var same = random
      var other = random
      let exposed = try drawnConfiguration(&same, sides: 1...12, preload: .exposed)
      let overlapped = try drawnConfiguration(&other, sides: 1...12, preload: .overlapped)
      let slow = try FastArray(exposed).run(shape)
      let quick = try FastArray(overlapped).run(shape)
      #expect(quick.cycles <= slow.cycles, "\(shape) on \(overlapped)")
      #expect(quick.accesses == slow.accesses)
      faster += quick.cycles < slow.cycles ? 1 : 0
    }
    #expect(faster > Self.draws / 2)
  }

  @Test func foldsBackToBackAreNeverSlower() throws {
    var faster = 0
    try onDraws(13) { random, _, shape in
      var same = random
      var other = random
      let drained = try drawnConfiguration(&same, sides: 1...12, foldIssue: .afterDrain)
      let streaming = try drawnConfiguration(&other, sides: 1...12, foldIssue: .backToBack)
      let slow = try FastArray(drained).run(shape).cycles
      let quick = try FastArray(streaming).run(shape).cycles
      #expect(quick <= slow, "\(shape) on \(streaming)")
      faster += quick < slow ? 1 : 0
    }
    #expect(faster > Self.draws / 2)
  }

  /// No array multiplies more than once in a PE and cycle, nor takes in more words than its edge has wires.
  @Test func noRunBeatsThePEsOrTheEdge() throws {
    try onDraws(14) { _, array, shape in
      let totals = try FastArray(array).run(shape)
      let macs = shape.m * shape.n * shape.k * shape.groups
      #expect(totals.cycles * array.rows * array.columns >= macs)
      let accesses = totals.accesses
      #expect(
        totals.cycles * (array.rows + array.columns) >= accesses.inputReads + accesses.weightReads,
        "\(shape) on \(array)")
      #expect(totals.cycles * array.columns >= accesses.outputWrites)
    }
  }

  /// The words of a run, counted by walking over every tile of the operands.
  @Test func wordsAreThoseOfTheTiles() throws {
    try onDraws(15) { _, array, shape in
      var expected = ArrayAccesses()
      let (down, across, along) =
        switch array.dataflow {
        case .weightStationary: (shape.k, shape.n, shape.m)
        case .inputStationary: (shape.k, shape.m, shape.n)
        case .outputStationary: (shape.m, shape.n, shape.k)
        }
      for left in stride(from: 0, to: across, by: array.columns) {
        for top in stride(from: 0, to: down, by: array.rows) {
          let columns = (left..<min(left + array.columns, across)).count
          let rows = (top..<min(top + array.rows, down)).count
          switch array.dataflow {
          case .weightStationary, .inputStationary:
            let (stationary, streamed) = (rows * columns, rows * along)
            expected.weightReads += array.dataflow == .weightStationary ? stationary : streamed
            expected.inputReads += array.dataflow == .weightStationary ? streamed : stationary
            expected.outputWrites += columns * along
            expected.partialSumReads += top > 0 ? columns * along : 0
          case .outputStationary:
            expected.inputReads += rows * along
            expected.weightReads += columns * along
            expected.outputWrites += rows * columns
          }
        }
      }
      expected.inputReads *= shape.groups
      expected.weightReads *= shape.groups
      expected.outputWrites *= shape.groups
      expected.partialSumReads *= shape.groups
      let accesses = try FastArray(array).run(shape).accesses
      #expect(accesses == expected, "\(shape) on \(array)")
    }
  }

  /// A block cut in two that keeps its stationary operand streams as the whole.
  @Test func blocksThatKeepTheirOperandStreamAsOne() throws {
    try onDraws(16) { random, array, _ in
      let fast = FastArray(array)
      guard array.dataflow != .outputStationary, array.foldIssue == .backToBack else { return }
      let rows = random.within(1...array.rows)
      let columns = random.within(1...array.columns)
      let (before, after) = (random.within(1...30), random.within(1...30))
      let whole = fast.fold(rows: rows, columns: columns, streamed: before + after)
      let first = fast.fold(rows: rows, columns: columns, streamed: before)
      let second = fast.fold(rows: rows, columns: columns, streamed: after, keepsStationary: true)
      #expect(first.preload + fast.interval(from: first, to: second) + second.latency == whole.cycles)
      #expect(first.accesses + second.accesses == whole.accesses)
    }
  }

  /// The last output is visible in the last cycle counted, and nothing leaves the array afterwards.
  @Test func theDrainIsCounted() throws {
    for draw in 0..<300 {
      var random = SeededRandom(seed: 17, stream: UInt64(draw))
      let array = try drawnConfiguration(&random, sides: 1...6)
      let (m, n, k) = (random.within(1...12), random.within(1...12), random.within(1...12))
      let run = try ReferenceArray.gemm(
        m: m, n: n, k: k, inputs: drawnNumbers(m * k, &random), weights: drawnNumbers(k * n, &random), on: array,
        idleCycles: 100)
      #expect(run.strayOutputs == 0)
      #expect(run.folds.map(\.lastOutput).max() == run.cycles - 1)
      #expect(try FastArray(array).run(GEMMShape(m: m, n: n, k: k)).cycles == run.cycles)
      let outputs = run.folds.map(\.accesses.outputWrites).reduce(0, +)
      #expect(outputs == run.accesses.outputWrites)
    }
  }

  /// More registers never make a fold faster, and larger tiles never make it slower.
  @Test func registersCostCycles() throws {
    for dataflow in Dataflow.allCases {
      for (registers, depth) in [(1, 0), (1, 2), (2, 0), (2, 2)] {
        func cycles(tile: Int, extraRegisters: Int = 0, extraDepth: Int = 0) throws -> Int {
          let array = try ArrayConfiguration(
            rows: 8, columns: 8, dataflow: dataflow, partialSumCyclesPerRow: registers + extraRegisters,
            pipelineDepth: depth + extraDepth, tileRows: tile, tileColumns: tile)
          return FastArray(array).fold(rows: 8, columns: 8, streamed: 5).cycles
        }
        #expect(try cycles(tile: 1, extraDepth: 1) == cycles(tile: 1) + 1)
        #expect(try cycles(tile: 1, extraRegisters: 1) == cycles(tile: 1) + 7)
        #expect(try cycles(tile: 2) < cycles(tile: 1))
        #expect(try cycles(tile: 8) < cycles(tile: 4))
      }
    }
  }
}
