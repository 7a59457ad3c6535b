/// A quantity the SRAM table holds.
public enum SRAMQuantity: String, CaseIterable, Hashable, Sendable, Codable {
  case readPicojoules
  case writePicojoules
  case leakageMilliwatts
  case areaSquareMillimetres
  case accessNanoseconds
  case cycleNanoseconds
}

/// What an SRAM array costs: energies of one access of its full width, leakage, area, delays.
public struct SRAMFigures: Hashable, Sendable {
  /// Picojoules to read one word.
  public var readPicojoules: Double
  /// Picojoules to write one word.
  public var writePicojoules: Double
  /// Milliwatts drawn doing nothing.
  public var leakageMilliwatts: Double
  /// Square millimetres covered.
  public var areaSquareMillimetres: Double
  /// Nanoseconds from the address to the data.
  public var accessNanoseconds: Double
  /// Nanoseconds between two accesses to the same port.
  public var cycleNanoseconds: Double

  /// Figures of an array.
  public init(
    readPicojoules: Double, writePicojoules: Double, leakageMilliwatts: Double, areaSquareMillimetres: Double,
    accessNanoseconds: Double, cycleNanoseconds: Double
  ) {
    self.readPicojoules = readPicojoules
    self.writePicojoules = writePicojoules
    self.leakageMilliwatts = leakageMilliwatts
    self.areaSquareMillimetres = areaSquareMillimetres
    self.accessNanoseconds = accessNanoseconds
    self.cycleNanoseconds = cycleNanoseconds
  }

  /// One of the figures.
  public subscript(quantity: SRAMQuantity) -> Double {
    get {
      switch quantity {
      case .readPicojoules: readPicojoules
      case .writePicojoules: writePicojoules
      case .leakageMilliwatts: leakageMilliwatts
      case .areaSquareMillimetres: areaSquareMillimetres
      case .accessNanoseconds: accessNanoseconds
      case .cycleNanoseconds: cycleNanoseconds
      }
    }
    set {
      switch quantity {
      case .readPicojoules: readPicojoules = newValue
      case .writePicojoules: writePicojoules = newValue
      case .leakageMilliwatts: leakageMilliwatts = newValue
      case .areaSquareMillimetres: areaSquareMillimetres = newValue
      case .accessNanoseconds: accessNanoseconds = newValue
      case .cycleNanoseconds: cycleNanoseconds = newValue
      }
    }
  }

  /// The figures between these and others on logarithmic axes; below 0 and above 1 the position continues the line.
  func toward(_ other: SRAMFigures, _ position: Double) -> SRAMFigures {
    var figures = self
    for quantity in SRAMQuantity.allCases {
      figures[quantity] = Logarithm.between(self[quantity], other[quantity], position)
    }
    return figures
  }
}

/// One point of the SRAM table.
public struct SRAMPoint: Hashable, Sendable {
  /// The technology node.
  public var nanometres: Int
  /// Capacity in KiB.
  public var kibibytes: Double
  /// Bits of one access.
  public var bits: Double
  /// What the array costs.
  public var figures: SRAMFigures

  /// A point.
  public init(nanometres: Int, kibibytes: Double, bits: Double, figures: SRAMFigures) {
    self.nanometres = nanometres
    self.kibibytes = kibibytes
    self.bits = bits
    self.figures = figures
  }

  /// Whether two points describe the same array.
  public func hasShape(of other: SRAMPoint) -> Bool {
    nanometres == other.nanometres && kibibytes == other.kibibytes && bits == other.bits
  }
}
