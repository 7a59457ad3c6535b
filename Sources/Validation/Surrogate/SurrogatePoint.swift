import Core
import Formats
import Foundation
import Mapper
import Optimizer
import Sim

/// A measured run of a mapped layer, as surrogates see it.
struct SurrogatePoint: Sendable {
  let layer: MappedLayer
  /// A number for each distinct layer shape, in the order of their names.
  var group = 0
  let layerName: String
  /// The natural logarithm of the cycles measured.
  let logMeasured: Double
  /// The run for our simulator.
  let run: FireSimPoint

  /// The clean rows of files: measured, and not run as another layer than they say.
  ///
  /// - Throws: `InvalidInput` with everything wrong in the files.
  static func read(_ files: [InputFile]) throws(InvalidInput) -> [SurrogatePoint] {
    var points = try readFireSimRuns(files) { run, table, row throws(InvalidInput) -> SurrogatePoint? in
      guard let measured = run.measured, !run.isNonSquare else { return nil }
      return try SurrogatePoint(table, row, run, measured: measured)
    }.compactMap { $0 }
    let names = Set(points.map(\.layerName)).sorted()
    var numbers: [String: Int] = [:]
    for (number, name) in names.enumerated() { numbers[name] = number }
    for index in points.indices { points[index].group = numbers[points[index].layerName] ?? 0 }
    return points
  }

  private init(
    _ table: CSVTable, _ row: CSVTable.Row, _ run: FireSimPoint, measured: Int
  ) throws(InvalidInput) {
    var fields = CSVFields(table, row)
    let bounds = LoopBounds(
      k: fields.integer("K"), c: fields.integer("C"), p: fields.integer("P"), q: fields.integer("Q"),
      r: fields.integer("R"), s: fields.integer("S"))
    let convolution = Convolution(bounds: bounds, stride: Extent(square: fields.integer("stride")))
    do {
      let mapping = try Mapping(parsing: fields.text("mapping"))
      guard mapping.levels.count == 4 else {
        fields.report(.other("the mapping has \(mapping.levels.count) levels", remedy: "write four, from L3 to L0"))
        throw InvalidInput(fields.diagnostics)
      }
      layer = MappedLayer(
        try LoopNest(mapping, bounds: bounds), convolution, side: run.program.side)
    } catch let error as InvalidInput {
      throw error
    } catch {
      fields.report(.other("\(error)", remedy: "correct the mapping or the layer's sizes"))
      throw InvalidInput(fields.diagnostics)
    }
    layerName = run.layerName
    logMeasured = log(Double(max(1, measured)))
    self.run = run
  }
}
