import Core
import Mapper

/// What differs between one row and the model's counts.
struct RowDifferences {
  var row: String
  var found: [TimeloopComparison.Mismatch] = []
  var compared = 0
  var largestEnergyError = 0.0
  /// Whether Timeloop's cycles are one above ours somewhere: its `ceil(compute / slowdown)` rounds up what is whole.
  var oneCycleAbove = false

  init(row: String) {
    self.row = row
  }

  private mutating func expect(_ figure: String, _ expected: Int, _ found: Double) {
    compared += 1
    guard found != Double(expected) else { return }
    self.found.append(.init(row: row, figure: figure, expected: Double(expected), found: found))
  }

  /// Compares an energy to one part in a million.
  private mutating func expectEnergy(_ figure: String, _ expected: Double, _ found: Double, resolution: Double) {
    compared += 1
    let difference = abs(found - expected)
    let error = difference <= resolution ? 0 : difference / max(abs(expected), .leastNonzeroMagnitude)
    largestEnergyError = max(largestEnergyError, error)
    guard error > 1e-6 else { return }
    self.found.append(.init(row: row, figure: figure, expected: expected, found: found))
  }

  /// Compares cycles; Timeloop may be one above.
  private mutating func expectCycles(_ figure: String, _ expected: Int, _ found: Double) {
    compared += 1
    guard found != Double(expected) else { return }
    if found + 1 == Double(expected) {
      oneCycleAbove = true
    } else {
      self.found.append(.init(row: row, figure: figure, expected: Double(expected), found: found))
    }
  }

  /// Compares everything a row records.
  mutating func compareAll(
    _ row: TimeloopRow, _ model: borrowing AnalyticalModel<Double>, _ cost: MappingCost<Double>, names: [String],
    mapping: Mapping
  ) {
    for (level, name) in names.enumerated() {
      guard let output = row.out.levels[name] else { continue }
      for operand in mapping.levels[level].keeps.operands {
        compare(output, level, operand, model, name: name)
        if let counts = output.tensors?[String(operand.letter)] {
          expectEnergy(
            "\(name) \(operand.letter) energy", counts.energy, model.energy(ofLevel: level, operand),
            resolution: printResolution)
        }
      }
      expectCycles("\(name) cycles", output.cycles, model.memoryCycles[level])
      if let leak = output.leak {
        expectEnergy(
          "\(name) leakage", leak, model.leakage(ofLevel: level, cycles: Double(row.out.cycles)),
          resolution: printResolution)
      }
    }
    expectCycles("cycles", row.out.cycles, cost.cycles)
    expectEnergy("energy", row.out.energy, cost.energy, resolution: printResolution * Double(names.count * 3))
  }

  /// Timeloop prints energies to a hundredth of a picojoule.
  private var printResolution: Double { 0.01 }

  /// Compares the counts of the operands a sliding window doesn't touch.
  mutating func compareWeightsAndOutputs(
    _ row: TimeloopRow, _ model: borrowing AnalyticalModel<Double>, names: [String], mapping: Mapping
  ) {
    for (level, name) in names.enumerated() {
      guard let output = row.out.levels[name] else { continue }
      for operand in mapping.levels[level].keeps.operands where operand != .inputs {
        compare(output, level, operand, model, name: name)
      }
    }
  }

  /// Compares the inputs' counts with a walk through every iteration.
  mutating func compareInputs(
    _ model: borrowing AnalyticalModel<Double>, _ mapping: Mapping, _ convolution: Convolution, names: [String],
    hierarchy: Hierarchy<Double>
  ) {
    let walk = InputWalk(mapping, convolution, links: names.indices.map { hierarchy.levels[$0].neighbourLinks })
    for (level, name) in names.enumerated() where mapping.levels[level].keeps.contains(.inputs) {
      expect("\(name) I walked fills", walk.fills[level], model.traffic(level, .inputs).fills)
      expect("\(name) I walked reads", walk.reads[level], model.traffic(level, .inputs).reads)
    }
  }

  private mutating func compare(
    _ output: TimeloopRow.Level, _ level: Int, _ operand: Operand, _ model: borrowing AnalyticalModel<Double>,
    name: String
  ) {
    guard let counts = output.tensors?[String(operand.letter)] else {
      found.append(.init(row: row, figure: "\(name) \(operand.letter) is not in the row", expected: 0, found: 1))
      return
    }
    let entry = model.traffic(level, operand)
    let figure = "\(name) \(operand.letter)"
    expect("\(figure) tile", counts.tile, entry.tile)
    expect("\(figure) instances", counts.instances, entry.instances)
    expect("\(figure) partition", counts.partition, model.partition(ofLevel: level, operand))
    expect("\(figure) reads", counts.reads, entry.reads)
    expect("\(figure) fills", counts.fills, entry.fills)
    expect("\(figure) updates", counts.updates, entry.updates)
    expect("\(figure) temporal reductions", counts.temporalReductions, operand == .outputs ? entry.reads : 0)
  }
}
