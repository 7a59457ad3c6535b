/// What the units of the machine did over one layer, in equal stretches of time.
public struct LayerActivity: Hashable, Sendable, Codable {
  /// What a series counts.
  public enum Quantity: String, CaseIterable, Hashable, Sendable, Codable {
    /// Core cycles of the stretch in which the unit worked.
    case workCycles = "work-cycles"
    /// Core cycles of the stretch in which a tile was under way in the unit, waiting included.
    case tileCycles = "tile-cycles"
    /// Bytes moved during the stretch.
    case bytes
    /// The most bytes held during the stretch.
    case heldBytes = "held-bytes"
  }

  /// One count over time.
  public struct Series: Hashable, Sendable, Codable {
    /// The unit or storage level.
    public var unit: String
    /// What of the unit's doings is counted, such as `folds` or an operand; empty where all are.
    public var part: String
    /// What is counted.
    public var quantity: Quantity
    /// One value for each stretch.
    public var values: [Int]

    /// A count over time.
    public init(unit: String, part: String, quantity: Quantity, values: [Int]) {
      self.unit = unit
      self.part = part
      self.quantity = quantity
      self.values = values
    }
  }

  /// The layer's name.
  public var layer: String
  /// Core cycles of a stretch; the last one may end after the layer.
  public var stretchCycles: Int
  /// The counts, all of the same number of stretches.
  public var series: [Series]

  /// The activity of a layer.
  public init(layer: String, stretchCycles: Int, series: [Series]) {
    self.layer = layer
    self.stretchCycles = stretchCycles
    self.series = series
  }
}
