import Core
import Foundation
import GRDB

/// Trials as rows.
enum StudyRow {
  /// The columns a trial is made of.
  static let columns = "number, batch, point, mappings, strategy, fidelity, state, metrics, failure, cost"

  /// A value as JSON with keys in order.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// A trial from its row.
  ///
  /// - Throws: A decoding error when the row makes no sense.
  static func trial(_ row: Row, of space: DesignSpace) throws -> Trial {
    func decoded<Value: Decodable>(_ type: Value.Type, _ column: String) throws -> Value? {
      guard let text = row[column] as String? else { return nil }
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    }
    let point = DesignPoint(try decoded([Int].self, "point") ?? [])
    guard space.contains(point), let state = Trial.State(rawValue: row["state"] as String? ?? "") else {
      throw InvalidRow()
    }
    let mappings = try decoded([String: String].self, "mappings")
    return Trial(
      number: row["number"], batch: row["batch"], point: point,
      mappings: try mappings?.mapValues { try Mapping(parsing: $0) }, strategy: row["strategy"],
      fidelity: Fidelity(row["fidelity"] as String? ?? ""), state: state,
      metrics: try decoded(DesignMetrics.self, "metrics"), failure: row["failure"] as String?,
      cost: try decoded(Trial.Cost.self, "cost") ?? Trial.Cost())
  }

  /// What tells a proposal from all others: SHA-256 of its settings, the mapper policy, its mappings and its fidelity.
  static func key(of proposal: Proposal, in header: StudyHeader) throws -> String {
    let mappings = try proposal.mappings.map { try json($0.mapValues(\.description)) }
    let words =
      header.space.settings(of: proposal.point) + [
        mappings ?? header.policy, (proposal.fidelity ?? header.fidelity).name,
      ]
    return SHA256.hexadecimal(words.joined(separator: "\n").utf8)
  }

  /// A row that makes no sense.
  struct InvalidRow: Error, CustomStringConvertible {
    var description: String { "a trial lies outside the space" }
  }
}
