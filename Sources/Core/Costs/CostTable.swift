/// Where an architecture's energies come from when its file doesn't state them.
public enum CostTable: String, CaseIterable, Hashable, Sendable, Codable {
  /// The constants DOSA compares designs with, at 40 nm; no leakage.
  case dosa40nm = "dosa-40nm"
  /// SRAMs by CACTI with itrs-hp transistors, logic by Aladdin, the external memory by its standard and McPAT.
  case cacti
  /// The same with itrs-lop transistors in the SRAMs.
  case cactiLowOperatingPower = "cacti-lop"
  /// The same with itrs-lstp transistors in the SRAMs.
  case cactiLowStandbyPower = "cacti-lstp"

  /// The technology nodes in nanometres the table answers for.
  public var nodes: ClosedRange<Int> { self == .dosa40nm ? 40...40 : TechnologyNode.range }

  /// The transistors of the SRAMs.
  public var cell: SRAMCell {
    switch self {
    case .dosa40nm, .cacti: .highPerformance
    case .cactiLowOperatingPower: .lowOperatingPower
    case .cactiLowStandbyPower: .lowStandbyPower
    }
  }

  /// An attribute of an architecture document a table can give a value, under the document's name for it.
  public enum Attribute: String, CaseIterable, Hashable, Sendable {
    case readEnergy = "read-energy"
    case writeEnergy = "write-energy"
    case macEnergy = "mac-energy"
    /// Of a vector operation, of a byte the DMA moves or of a byte of the external memory.
    case energy
    /// Of the chip's side of the external memory.
    case interfaceEnergy = "interface-energy"
    case leakage
  }
}

/// DOSA's energies at 40 nm, a linear fit to Accelergy and CACTI, in picojoules for each word of its kind.
///
/// Source: Hong et al., MICRO 2023, github.com/ucb-bar/dosa commit a7a3239, dse/energy_model.py. Scratchpad, register and
/// external words have 8 bits, accumulator words 32.
public enum DOSACosts {
  /// One multiply–accumulate.
  public static let mac = 0.5608
  /// One byte of a register, read or written; DOSA writes 0.48746172 and Systole's files its first five digits.
  public static let register = 0.48746
  /// One byte of the external memory.
  public static let dram = 100.0

  /// One byte of a scratchpad.
  public static func scratchpad(kibibytes: Double) -> Double { 0.02513 * kibibytes + 0.49 }

  /// One 32-bit word of an accumulator shared between the columns of the array.
  public static func accumulator(kibibytes: Double, columns: Int) -> Double {
    0.1005 * kibibytes / Double(columns) + 1.94
  }
}
