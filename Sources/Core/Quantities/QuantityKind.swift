/// A kind of quantity a file writes with its unit, and the unit its plain number counts.
///
/// Whole kinds (sizes, frequencies, bandwidths) are read exactly into integers; the others into the nearest double.
public enum QuantityKind: String, CaseIterable, Hashable, Sendable {
  /// Bytes, in binary units.
  case size
  /// Hertz.
  case frequency
  /// Bytes a core cycle.
  case bandwidth
  /// Picojoules.
  case energy
  /// Picojoules for each byte moved.
  case energyPerByte
  /// Milliwatts.
  case power
  /// Nanometres.
  case length

  /// The units a file may write, the one the plain number counts first and the largest last.
  public var units: [QuantityUnit] {
    switch self {
    case .size:
      [
        QuantityUnit("B"), QuantityUnit("KiB", twos: 10), QuantityUnit("MiB", twos: 20), QuantityUnit("GiB", twos: 30),
      ]
    case .frequency:
      [
        QuantityUnit("Hz"), QuantityUnit("kHz", tens: 3), QuantityUnit("MHz", tens: 6), QuantityUnit("GHz", tens: 9),
      ]
    case .bandwidth: [QuantityUnit("B/cycle")]
    case .energy: [QuantityUnit("pJ")]
    case .energyPerByte: [QuantityUnit("pJ/B"), QuantityUnit("pJ/bit", twos: 3)]
    case .power: [QuantityUnit("mW"), QuantityUnit("W", tens: 3)]
    case .length: [QuantityUnit("nm")]
    }
  }

  /// What a message calls the kind.
  public var noun: String {
    switch self {
    case .size: "size"
    case .frequency: "frequency"
    case .bandwidth: "bandwidth"
    case .energy: "energy"
    case .energyPerByte: "energy per byte"
    case .power: "power"
    case .length: "length"
    }
  }

  /// What a plain number counts, in words.
  public var unitNoun: String {
    switch self {
    case .size: "bytes"
    case .frequency: "hertz"
    case .bandwidth: "bytes a cycle"
    case .energy: "picojoules"
    case .energyPerByte: "picojoules a byte"
    case .power: "milliwatts"
    case .length: "nanometres"
    }
  }

  /// A value a message shows as an example.
  public var example: String {
    switch self {
    case .size: "256KiB"
    case .frequency: "1GHz"
    case .bandwidth: "64B/cycle"
    case .energy: "0.56pJ"
    case .energyPerByte: "6.9pJ/B"
    case .power: "35mW"
    case .length: "40nm"
    }
  }
}

/// A unit: so many tens and twos of the unit its kind counts in.
public struct QuantityUnit: Hashable, Sendable {
  /// How files write the unit.
  public var symbol: String
  /// The unit is 10^tens · 2^twos of the kind's first unit.
  public var tens: Int
  /// See `tens`.
  public var twos: Int

  /// A unit of 10^tens · 2^twos.
  public init(_ symbol: String, tens: Int = 0, twos: Int = 0) {
    self.symbol = symbol
    self.tens = tens
    self.twos = twos
  }

  /// The unit as a whole number of the kind's first unit.
  var scale: Int {
    (0..<tens).reduce(1 << twos) { scale, _ in scale * 10 }
  }
}
