import Core
import FoundationEssentials
import Mapper

/// Compares the analytical model with Timeloop's own counts.
///
/// - Parameters:
///   - files: Paths of JSON-lines files with one `timeloop-model` run a line (`reference/timeloop/README.md`).
///   - architectures: Path of the file with the architectures the rows name.
/// - Returns: How many rows are equal, and the first differences.
/// - Throws: `MissingInput` when a file can't be read, a line can't be parsed or names something unknown.
package func validateTimeloop(files: [String], architectures: String) throws -> TimeloopComparison {
  let archs: [String: TimeloopArchitecture] = try parseTimeloop(try timeloopFile(architectures), name: architectures)
  var comparison = TimeloopComparison()
  for file in files {
    for (number, line) in try timeloopFile(file).split(separator: UInt8(ascii: "\n")).enumerated() {
      let row: TimeloopRow = try parseTimeloop(Data(line), name: "\(file):\(number + 1)")
      guard let architecture = archs[row.arch] else {
        throw MissingInput(
          name: "\(file):\(number + 1)", reason: "architecture '\(row.arch)' is not in \(architectures)")
      }
      try comparison.compare(row, architecture)
    }
  }
  return comparison
}

/// The bytes of a file of Timeloop results.
func timeloopFile(_ path: String) throws -> Data {
  do {
    return try Data(contentsOf: URL(fileURLWithPath: path))
  } catch {
    throw MissingInput(name: path, reason: "the file can't be read")
  }
}

/// Decodes a JSON value of a Timeloop file; `name` is where it stands.
func parseTimeloop<Value: Decodable>(_ bytes: Data, name: String) throws -> Value {
  do {
    return try JSONDecoder().decode(Value.self, from: bytes)
  } catch let error as DecodingError {
    throw InvalidInput(
      .other(
        "not a line of Timeloop results: \(error.shortDescription)", remedy: "see the README of the reference data"),
      at: SourceLocation(file: name))
  }
}

extension DecodingError {
  fileprivate var shortDescription: String {
    switch self {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.debugDescription + (context.codingPath.last.map { " at '\($0.stringValue)'" } ?? "")
    @unknown default: "\(self)"
    }
  }
}

extension TimeloopComparison {
  /// Adds one row.
  fileprivate mutating func compare(_ row: TimeloopRow, _ architecture: TimeloopArchitecture) throws {
    let names = architecture.storage.map(\.name)
    let mapping = try row.mapping(levels: names)
    let convolution = row.problem.convolution
    if let reason = convolution.invalidity {
      throw InvalidInput(.other("\(row.id): \(reason)", remedy: "correct the row"), at: SourceLocation(file: row.id))
    }
    let nest = try LoopNest<Double>(mapping, bounds: convolution.bounds)
    let hierarchy = architecture.hierarchy(keeping: mapping)
    var printed = AnalyticalModel(shape: LayerShape(convolution), hierarchy: hierarchy, rules: .timeloop)
    var walked = AnalyticalModel(shape: LayerShape(convolution), hierarchy: hierarchy, rules: .walked)
    let cost = printed.evaluate(nest)
    _ = walked.evaluate(nest)
    rows += 1

    var differences = RowDifferences(row: row.id)
    differences.compareAll(row, printed, cost, names: names, mapping: mapping)
    let walksAlike = names.indices.allSatisfy { level in
      !mapping.levels[level].keeps.contains(.inputs)
        || printed.traffic(level, .inputs).isEqual(to: walked.traffic(level, .inputs))
    }
    guard mapping.iteratesFilterInsideOutput && !walksAlike else {
      counts += differences.compared
      largestEnergyError = max(largestEnergyError, differences.largestEnergyError)
      if differences.found.isEmpty {
        equalRows += 1
        if differences.oneCycleAbove { rowsOneCycleAbove += 1 }
        if !walksAlike { rowsWalkedDifferently += 1 }
      }
      report(differences.found)
      return
    }

    if differences.found.isEmpty { artefactRowsAsPrinted += 1 }
    var enumerated = RowDifferences(row: row.id)
    enumerated.compareWeightsAndOutputs(row, walked, names: names, mapping: mapping)
    enumerated.compareInputs(walked, mapping, convolution, names: names, hierarchy: hierarchy)
    counts += enumerated.compared
    if enumerated.found.isEmpty { artefactRows += 1 }
    report(enumerated.found)
  }

  private mutating func report(_ found: [Mismatch]) {
    mismatches += found.prefix(max(0, 20 - mismatches.count))
  }
}

extension OperandTraffic<Double> {
  fileprivate func isEqual(to other: OperandTraffic<Double>) -> Bool {
    reads == other.reads && fills == other.fills && updates == other.updates && tile == other.tile
  }
}

extension Mapping {
  /// Whether P and R, or Q and S, both iterate over time at one level with the filter's loop inside the output's.
  var iteratesFilterInsideOutput: Bool {
    levels.contains { level in
      [(Dimension.p, Dimension.r), (.q, .s)].contains { output, filter in
        guard let outer = level.temporal.firstIndex(where: { $0.dimension == output && $0.bound > 1 }),
          let inner = level.temporal.lastIndex(where: { $0.dimension == filter && $0.bound > 1 })
        else { return false }
        return outer < inner
      }
    }
  }
}
