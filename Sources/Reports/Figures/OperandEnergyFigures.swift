import Core

/// The energy of a storage level spent on one operand.
package struct OperandEnergyFigures: Hashable, Sendable, Encodable {
  package var level: String
  /// `weights`, `inputs` or `outputs`.
  package var operand: String
  package var picojoules: Double
  /// Whether the level's energy is not the sum of its accesses', so that it was shared out by bytes.
  package var isSharedOut: Bool

  /// The energy of each level by operand: bytes × energy of an access where that makes up the level's energy.
  static func all(
    _ levels: [StorageLevel], traffic: [TrafficFigures], energy: [EnergyFigures]
  ) -> [OperandEnergyFigures] {
    levels.flatMap { level -> [OperandEnergyFigures] in
      guard let spent = energy.first(where: { $0.component == level.name })?.picojoules, spent > 0 else { return [] }
      let entries = traffic.filter { $0.level == level.name }
      let accesses = entries.map {
        Double($0.readBytes) * level.readEnergy + Double($0.writtenBytes) * level.writeEnergy
      }
      let isExact = abs(accesses.reduce(0, +) - spent) <= spent * 1e-6
      let bytes = entries.reduce(0.0) { $0 + Double($1.readBytes) + Double($1.writtenBytes) }
      guard isExact || bytes > 0 else { return [] }
      return zip(entries, accesses).map { entry, access in
        let share = spent * (Double(entry.readBytes) + Double(entry.writtenBytes)) / max(bytes, 1)
        return OperandEnergyFigures(
          level: level.name, operand: entry.operand, picojoules: isExact ? access : share, isSharedOut: !isExact)
      }
    }
  }
}
