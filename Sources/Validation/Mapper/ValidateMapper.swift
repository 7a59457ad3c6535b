package import Core
import Formats
import FoundationEssentials
import Mapper

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Compares the exact search with recorded optima, under AccelForge's rules.
///
/// - Parameters:
///   - file: Path of a CSV file with the columns of `reference/mappers/optima.csv`; channels are the layer's totals.
///   - architecture: The machine a name or path in the `architecture` column stands for.
/// - Returns: Each problem's optimum beside the recorded one.
/// - Throws: `MissingInput` when the file can't be read, `InvalidInput` when a row can't.
package func validateMapper(
  file: String, architecture: (String) throws -> Architecture = { try BuiltinDocument.architecture(named: $0) }
) throws -> MapperComparison {
  guard let contents = try? String(contentsOfFile: file, encoding: .utf8) else {
    throw MissingInput(name: file, reason: "the file can't be read")
  }
  var comparison = MapperComparison()
  var lines = contents.split(whereSeparator: \.isNewline).enumerated().makeIterator()
  guard let header = lines.next() else { throw InvalidInput(.emptyFile, at: SourceLocation(file: file)) }
  let columns = header.element.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  while let (number, line) = lines.next() {
    let row = try OptimumRow(line, columns: columns, at: SourceLocation(file: file, line: number + 1))
    try comparison.compare(row, on: architecture(row.architecture))
  }
  return comparison
}

/// One problem with its recorded optimum.
private struct OptimumRow {
  var problem: String
  var architecture: String
  var convolution: Convolution
  var objective: Objective
  var recorded: CostPoint

  init(_ line: Substring, columns: [String], at location: SourceLocation) throws {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    func text(_ column: String) throws -> String {
      guard let index = columns.firstIndex(of: column), index < fields.count else {
        throw InvalidInput(
          .missingAttribute(subject: "the row", attribute: column), at: location)
      }
      return fields[index]
    }
    func number(_ column: String) throws -> Int {
      let found = try text(column)
      guard let value = Int(found), value > 0 else {
        throw InvalidInput(
          .outOfRange(subject: "the problem's", attribute: column, found: found, expected: "a whole number above 0"),
          at: location)
      }
      return value
    }
    func decimal(_ column: String) throws -> Double {
      let found = try text(column)
      guard let value = Double(found), value.isFinite, value > 0 else {
        throw InvalidInput(
          .outOfRange(subject: "the problem's", attribute: column, found: found, expected: "a number above 0"),
          at: location)
      }
      return value
    }
    problem = try text("problem")
    architecture = try text("architecture")
    let word = try text("objective")
    guard let objective = Objective(rawValue: word), objective != .pareto else {
      throw InvalidInput(
        .unknownWord(
          subject: "the row", attribute: "objective", found: word,
          known: Objective.allCases.filter { $0 != .pareto }.map(\.rawValue)), at: location)
    }
    self.objective = objective
    recorded = CostPoint(energy: try decimal("energy_pJ"), cycles: try decimal("cycles"))
    let groups = try number("groups")
    let (outputs, inputs) = (try number("K"), try number("C"))
    guard outputs % groups == 0, inputs % groups == 0 else {
      throw InvalidInput(
        .other("\(groups) groups divide neither K = \(outputs) nor C = \(inputs)", remedy: "correct the row"),
        at: location)
    }
    convolution = Convolution(
      form: try text("kind") == "gemm" ? .gemm : .convolution,
      bounds: LoopBounds(
        n: try number("N"), g: groups, k: outputs / groups, c: inputs / groups, p: try number("P"),
        q: try number("Q"), r: try number("R"), s: try number("S")), stride: Extent(square: try number("stride")))
    if let reason = convolution.invalidity {
      throw InvalidInput(.other("problem '\(problem)': \(reason)", remedy: "correct the row"), at: location)
    }
  }
}

extension MapperComparison {
  /// Recorded energies are rounded to six or more digits.
  private static let resolution = 1e-6

  /// Searches one problem.
  fileprivate mutating func compare(_ row: OptimumRow, on architecture: Architecture) throws {
    let precision = Precision(outputs: .int32)
    let start = cpuTime()
    let problem = try MappingProblem(
      convolution: row.convolution, precision: precision, architecture: architecture, rules: .accelForge, uneven: true)
    let outcome = problem.searchExactly(row.objective)
    let seconds = cpuTime() - start
    rows += 1
    cpuSeconds += seconds
    guard let best = outcome.best else { return }
    let allowed = row.recorded.value(row.objective) * (1 + Self.resolution)
    if best.cost.value(row.objective) <= allowed { reached += 1 }
    if outcome.isProved { proved += 1 }
    problems.append(
      Problem(
        name: row.problem, architecture: row.architecture, objective: row.objective.rawValue,
        recordedEnergy: row.recorded.energy, recordedCycles: row.recorded.cycles, energy: best.cost.energy,
        cycles: best.cost.cycles, isProved: outcome.isProved, evaluated: outcome.effort.evaluated,
        visited: outcome.effort.visited, cpuSeconds: seconds, mapping: problem.mapping(best).description))
  }
}

/// CPU seconds of this process.
func cpuTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
