package import Core

/// What the units did over time during the layer that takes most of the cycles.
package struct ActivityFigures: Hashable, Sendable, Encodable {
  /// One count over time.
  package struct Series: Hashable, Sendable, Encodable {
    package var unit: String
    /// What of the unit's doings is counted; empty where all are.
    package var part: String
    package var quantity: LayerActivity.Quantity
    /// One value for each stretch: core cycles or bytes.
    package var values: [Int]
    /// The largest a value can be: a stretch's cycles, a level's capacity; absent where nothing bounds it.
    package var bound: Int?
    /// All values together; absent for what is held.
    package var total: Int?
  }

  package var layer: String
  /// Where the layer stands among the layers.
  package var layerIndex: Int
  package var cycles: Int
  package var stretchCycles: Int
  package var series: [Series]

  /// The figures of a result's activity; `nil` where none was recorded.
  init?(_ result: SimulationResult) {
    guard let activity = result.activity,
      let index = result.layers.firstIndex(where: { $0.name == activity.layer }),
      activity.stretchCycles > 0
    else { return nil }
    layer = activity.layer
    layerIndex = index
    cycles = result.layers[index].cycles
    stretchCycles = activity.stretchCycles
    series = activity.series.map { one in
      let bound: Int? =
        switch one.quantity {
        case .workCycles: activity.stretchCycles
        case .heldBytes: result.layers[index].occupancy.first { $0.level == one.unit }?.capacityBytes
        case .tileCycles, .bytes: nil
        }
      return Series(
        unit: one.unit, part: one.part, quantity: one.quantity, values: one.values, bound: bound,
        total: one.quantity == .heldBytes ? nil : one.values.reduce(0, +))
    }
  }
}
