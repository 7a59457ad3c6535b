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
      guard let text = value(String.self, column, of: row) else { return nil }
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    }
    let point = DesignPoint(try decoded([Int].self, "point") ?? [])
    guard space.contains(point), let number = value(Int.self, "number", of: row),
      let batch = value(Int.self, "batch", of: row), let strategy = value(String.self, "strategy", of: row),
      let fidelity = value(String.self, "fidelity", of: row),
      let state = value(String.self, "state", of: row).flatMap(Trial.State.init(rawValue:))
    else { throw InvalidRow() }
    let mappings = try decoded([String: String].self, "mappings")
    return Trial(
      number: number, batch: batch, point: point, mappings: try mappings?.mapValues { try Mapping(parsing: $0) },
      strategy: strategy, fidelity: Fidelity(fidelity), state: state,
      metrics: try decoded(DesignMetrics.self, "metrics"), failure: value(String.self, "failure", of: row),
      cost: try decoded(Trial.Cost.self, "cost") ?? Trial.Cost())
  }

  /// A column's value; `nil` where there is none of the type.
  ///
  /// GRDB's own subscript traps on a value of another type, which a damaged file may hold.
  static func value<Value: DatabaseValueConvertible>(_ type: Value.Type, _ column: String, of row: Row) -> Value? {
    let stored: DatabaseValue = row[column] ?? .null
    return Value.fromDatabaseValue(stored)
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
