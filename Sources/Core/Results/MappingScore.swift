/// What a mapping costs under the analytical model, with where it goes.
///
/// Words are elements of the operand; counts are of all copies of a level together.
public struct MappingScore: Hashable, Sendable, Codable {
  /// What one operand does at one level that keeps it.
  public struct OperandAccesses: Hashable, Sendable, Codable {
    /// The operand.
    public var operand: Operand
    /// Words of the tile one copy of the level holds.
    public var tileWords: Int
    /// Bytes of that tile.
    public var tileBytes: Int
    /// Words read: for the level below, or to be added to.
    public var reads: Int
    /// Words that come from the level above.
    public var fills: Int
    /// Words that come back from the level below.
    public var updates: Int
    /// Picojoules of all these accesses.
    public var picojoules: Double

    /// The accesses of one operand.
    public init(
      operand: Operand, tileWords: Int, tileBytes: Int, reads: Int, fills: Int, updates: Int, picojoules: Double
    ) {
      self.operand = operand
      self.tileWords = tileWords
      self.tileBytes = tileBytes
      self.reads = reads
      self.fills = fills
      self.updates = updates
      self.picojoules = picojoules
    }
  }

  /// What one storage level holds, moves and costs.
  public struct Level: Hashable, Sendable, Codable {
    /// The level's name.
    public var name: String
    /// Copies of the level in use.
    public var copies: Int
    /// Cycles the level's bandwidth alone needs; 0 where nothing limits it.
    public var cycles: Int
    /// Bytes of one copy that tiles fill.
    public var heldBytes: Int
    /// Bytes of one copy that tiles may fill; `nil` for DRAM.
    public var availableBytes: Int?
    /// Picojoules leaked.
    public var leakagePicojoules: Double
    /// The operands the level keeps.
    public var operands: [OperandAccesses]

    /// The figures of one level.
    public init(
      name: String, copies: Int, cycles: Int, heldBytes: Int, availableBytes: Int?, leakagePicojoules: Double,
      operands: [OperandAccesses]
    ) {
      self.name = name
      self.copies = copies
      self.cycles = cycles
      self.heldBytes = heldBytes
      self.availableBytes = availableBytes
      self.leakagePicojoules = leakagePicojoules
      self.operands = operands
    }

    /// Picojoules of accesses and leakage.
    public var picojoules: Double { operands.reduce(leakagePicojoules) { $0 + $1.picojoules } }

    /// The share of a copy that tiles fill; `nil` for DRAM.
    public var fill: Double? { availableBytes.map { $0 == 0 ? 0 : Double(heldBytes) / Double($0) } }
  }

  /// Cycles of the layer: the maximum over the multipliers and all levels.
  public var cycles: Int
  /// Cycles the multipliers alone need.
  public var computeCycles: Int
  /// Multiply–accumulates of the layer.
  public var macs: Int
  /// Picojoules of the layer.
  public var picojoules: Double
  /// Picojoules of the multiply–accumulates.
  public var macPicojoules: Double
  /// The levels, outermost first.
  public var levels: [Level]

  /// The cost of a mapping.
  public init(
    cycles: Int, computeCycles: Int, macs: Int, picojoules: Double, macPicojoules: Double, levels: [Level]
  ) {
    self.cycles = cycles
    self.computeCycles = computeCycles
    self.macs = macs
    self.picojoules = picojoules
    self.macPicojoules = macPicojoules
    self.levels = levels
  }

  /// The level whose bandwidth decides the cycles; `nil` when the multipliers do.
  public var limitingLevel: String? {
    guard cycles > computeCycles else { return nil }
    return levels.first { $0.cycles == cycles }?.name
  }

  /// MACs done over MACs the array could have done in the layer's cycles, 0 to 1.
  public func utilization(processingElements: Int) -> Double {
    cycles == 0 ? 0 : Double(macs) / (Double(cycles) * Double(processingElements))
  }
}
