import Core
package import Formats
import Mapper
import Optimizer

/// Compares the analytical model under DOSA's rules and cost table with DOSA's own figures.
///
/// A file has the columns `point_id`, `R` … `N`, `stride`, `rtl_pe_dim` and `mapping`, of which alone the figures are
/// computed, and `dosa_analytical_cycles`, `dosa_accesses_*` and `dosa_*_capacity_words`, any of which may be empty
/// (`reference/firesim/README.md`).
///
/// - Parameter files: Files of mappings.
/// - Returns: How many rows are equal, and the first differences.
/// - Throws: `InvalidInput` with everything wrong in the files.
package func validateDOSA(files: [InputFile]) throws -> DOSAComparison {
  var comparison = DOSAComparison()
  var problems: [Diagnostic] = []
  for file in files {
    do throws(InvalidInput) {
      let table = try CSVTable(file)
      try table.require(DOSAPoint.columns)
      for row in table.rows {
        do throws(InvalidInput) {
          comparison.add(try DOSAPoint(table, row))
        } catch {
          problems += error.diagnostics
        }
      }
    } catch {
      problems += error.diagnostics
    }
  }
  guard problems.isEmpty else { throw InvalidInput(problems) }
  return comparison
}

/// How DOSA's figures, computed by our model, compare with DOSA's own.
package struct DOSAComparison: Encodable, Sendable {
  /// Rows read.
  package var rows = 0
  /// Rows in which every figure agrees to 1e-6.
  package var equalRows = 0
  /// Single figures compared.
  package var figures = 0
  /// The largest relative difference.
  package var largestError = 0.0
  /// The first differences found.
  package var mismatches: [Mismatch] = []

  /// The greatest relative difference that counts as equal: recorded figures are sums in another order.
  package static let tolerance = 1e-6
  private static let mostMismatches = 20

  /// Whether every row is equal.
  package var holds: Bool { rows > 0 && equalRows == rows }

  /// One figure that differs.
  package struct Mismatch: Encodable, Sendable {
    package var row: String
    package var figure: String
    package var expected: Double
    package var found: Double
  }

  fileprivate mutating func add(_ point: DOSAPoint) {
    rows += 1
    var isEqual = true
    for (figure, found, expected) in point.figures {
      figures += 1
      let error = abs(found - expected) / max(1, abs(expected))
      largestError = max(largestError, error)
      guard error > Self.tolerance else { continue }
      isEqual = false
      guard mismatches.count < Self.mostMismatches else { continue }
      mismatches.append(Mismatch(row: point.id, figure: figure, expected: expected, found: found))
    }
    if isEqual { equalRows += 1 }
  }
}

extension DOSAComparison: CustomStringConvertible {
  /// The comparison as a person reads it.
  package var description: String {
    let summary =
      "\(rows) rows: \(equalRows) equal; \(figures) figures compared, largest relative difference \(largestError)"
    let lines = mismatches.map { "\($0.row): \($0.figure) is \($0.found), expected \($0.expected)" }
    return ([summary] + lines).joined(separator: "\n")
  }
}

/// One mapping with our figures and DOSA's.
private struct DOSAPoint {
  var id: String
  /// Figures the row states: the column, ours and DOSA's.
  var figures: [(column: String, found: Double, expected: Double)] = []

  static let columns = ["point_id", "R", "S", "P", "Q", "C", "K", "N", "stride", "rtl_pe_dim", "mapping"]

  init(_ table: CSVTable, _ row: CSVTable.Row) throws(InvalidInput) {
    var fields = CSVFields(table, row)
    id = fields.text("point_id")
    func size(_ column: String) -> Int {
      let value = fields.integer(column)
      if (1...16384).contains(value) || !fields.diagnostics.isEmpty { return max(1, min(value, 16384)) }
      fields.report(
        .outOfRange(
          subject: "column '\(column)'", attribute: "value", found: fields.text(column), expected: "from 1 to 16384"))
      return 1
    }
    let layer = Convolution(
      bounds: LoopBounds(
        n: size("N"), k: size("K"), c: size("C"), p: size("P"), q: size("Q"), r: size("R"), s: size("S")),
      stride: Extent(square: size("stride")))
    let side = size("rtl_pe_dim")
    var nest = LoopNest<Double>()
    do {
      let mapping = try Mapping(parsing: fields.text("mapping"))
      if mapping.levels.count == 4 {
        nest = try LoopNest(mapping, bounds: layer.bounds)
      } else {
        fields.report(.other("the mapping has \(mapping.levels.count) levels", remedy: "write four, from L3 to L0"))
      }
    } catch let error as MappingTextError {
      fields.report(error.problem)
    } catch let error as NestProblem {
      fields.report(.other("\(error)", remedy: "correct the mapping or the layer's sizes"))
    } catch {
      fields.report(.other("\(error)", remedy: "correct the mapping"))
    }
    guard fields.diagnostics.isEmpty else { throw InvalidInput(fields.diagnostics) }
    let found = Self.figures(nest, layer, side: Double(side))
    for (column, value) in found where !fields.text(column).isEmpty {
      figures.append((column, value, fields.number(column)))
    }
    guard fields.diagnostics.isEmpty else { throw InvalidInput(fields.diagnostics) }
  }

  /// DOSA's figures of a mapping, by column.
  private static func figures(
    _ nest: LoopNest<Double>, _ layer: Convolution, side: Double
  ) -> KeyValuePairs<String, Double> {
    var hardware = DOSAHardware<Double>()
    let elements = (0..<nest.count).reduce(1.0) { $0 * (nest[$1].isSpatial ? nest[$1].bound : 1) }
    hardware.side = side
    var model = AnalyticalModel(
      shape: LayerShape<Double>(layer), hierarchy: hardware.hierarchy(elements: elements), rules: .dosa)
    let cost = model.evaluate(nest)
    hardware.grow(toHold: model)
    return [
      "dosa_analytical_cycles": cost.cycles, "dosa_accesses_mac": Double(layer.macs),
      "dosa_accesses_reg": model.words(at: 3, [.weights]), "dosa_accesses_acc": model.words(at: 2, [.outputs]),
      "dosa_accesses_sp": model.words(at: 1, [.weights, .inputs]),
      "dosa_accesses_dram": model.words(at: 0, Operand.allCases), "dosa_sp_capacity_words": hardware.scratchpadWords,
      "dosa_acc_capacity_words": hardware.accumulatorWords,
    ]
  }
}
