/// The copies of the part below a storage level, spread over one or two axes of the array.
public struct FanOut: Hashable, Sendable, Codable {
  /// Copies along the X axis.
  public var x: Int
  /// Copies along the Y axis.
  public var y: Int
  /// The dimensions a mapping may spread over X.
  public var dimensionsX: DimensionSet
  /// The dimensions a mapping may spread over Y.
  public var dimensionsY: DimensionSet

  /// No copies: one part below.
  public static let none = FanOut(x: 1, y: 1, dimensionsX: [], dimensionsY: [])

  /// A fan-out over one or both axes.
  public init(x: Int, y: Int = 1, dimensionsX: DimensionSet, dimensionsY: DimensionSet = []) {
    self.x = x
    self.y = y
    self.dimensionsX = dimensionsX
    self.dimensionsY = dimensionsY
  }
}

/// One level of the storage hierarchy, all its copies together.
public struct StorageLevel: Hashable, Sendable, Codable {
  /// What the level is made of.
  public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
    case dram
    case sram
    case registers
  }

  /// The level's name.
  public var name: String
  /// What the level is made of.
  public var kind: Kind
  /// The operands the level holds; the others pass it by.
  public var keeps: OperandSet
  /// Bytes of all copies together; `nil` for DRAM, which is taken to hold everything.
  public var capacityBytes: Int?
  /// Copies of the level, such as one accumulator bank per column; 1 when it is shared.
  public var instances: Int
  /// Banks that can be accessed at the same time.
  public var banks: Int
  /// Accesses one bank serves in a cycle.
  public var ports: Int
  /// Bytes of one access to one bank.
  public var widthBytes: Int
  /// Cycles from a read's issue to its data.
  public var readLatency: Int
  /// Copies of a tile the capacity is shared between: 2 reserves half for the next tile.
  public var buffering: Int
  /// Bytes a cycle all copies together can read and write; `nil` when only banks, ports and width limit.
  public var bandwidthBytesPerCycle: Int?
  /// Picojoules to read one byte.
  public var readEnergy: Double
  /// Picojoules to write one byte.
  public var writeEnergy: Double
  /// The copies of the part below.
  public var fanOut: FanOut

  /// A storage level.
  public init(
    name: String, kind: Kind, keeps: OperandSet, capacityBytes: Int?, instances: Int = 1, banks: Int = 1,
    ports: Int = 1, widthBytes: Int = 1, readLatency: Int = 1, buffering: Int = 1,
    bandwidthBytesPerCycle: Int? = nil, readEnergy: Double = 0, writeEnergy: Double = 0, fanOut: FanOut = .none
  ) {
    self.name = name
    self.kind = kind
    self.keeps = keeps
    self.capacityBytes = capacityBytes
    self.instances = instances
    self.banks = banks
    self.ports = ports
    self.widthBytes = widthBytes
    self.readLatency = readLatency
    self.buffering = buffering
    self.bandwidthBytesPerCycle = bandwidthBytesPerCycle
    self.readEnergy = readEnergy
    self.writeEnergy = writeEnergy
    self.fanOut = fanOut
  }

  /// Bytes a mapping may fill: the capacity shared between the copies of a tile; `nil` for DRAM.
  public var usableBytes: Int? { capacityBytes.map { $0 / buffering } }
}
