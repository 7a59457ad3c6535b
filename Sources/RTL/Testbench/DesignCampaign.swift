import Core
import Sim

extension ArrayDesign {
  /// Designs drawn evenly over dataflows, sizes up to 8×8, registers, tiles, widths and styles of arithmetic; the
  /// dataflows take turns.
  ///
  /// - Throws: `UnusableArray` never for the ranges drawn from.
  package static func drawn(_ count: Int, seed: UInt64) throws -> [ArrayDesign] {
    try (0..<count).map { index in
      var random = SeededRandom(seed: seed, stream: UInt64(index))
      func pick<Choice>(_ choices: [Choice]) -> Choice { choices[random.below(choices.count)] }
      let dataflow = Dataflow.allCases[index % Dataflow.allCases.count]
      let tileRows = pick([1, 1, 1, 2, 3])
      let tileColumns = pick([1, 1, 1, 2, 4])
      let operandBits = pick([2, 3, 4, 5, 8, 8, 8, 12, 16])
      let array = try ArrayConfiguration(
        rows: tileRows * (1 + random.below(8 / tileRows)),
        columns: tileColumns * (1 + random.below(8 / tileColumns)),
        dataflow: dataflow, preload: pick(ProcessingArray.Preload.allCases),
        partialSumCyclesPerRow: pick([1, 1, 2, 3]), pipelineDepth: random.below(5),
        tileRows: tileRows, tileColumns: tileColumns,
        preloadExtent: pick(ArrayConfiguration.PreloadExtent.allCases))
      return try ArrayDesign(
        array, operandBits: operandBits,
        accumulatorBits: pick([2 * operandBits, 2 * operandBits + 3, max(2 * operandBits, 32), 2 * operandBits + 16]),
        overflow: pick(Overflow.allCases), multiplier: pick(Multiplier.allCases), adder: pick(Adder.allCases))
    }
  }
}
