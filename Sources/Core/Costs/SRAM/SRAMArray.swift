/// The transistors an SRAM is made of, as CACTI and the ITRS name them.
public enum SRAMCell: String, CaseIterable, Hashable, Sendable, Codable {
  /// `itrs-hp`: fast and leaky.
  case highPerformance = "itrs-hp"
  /// `itrs-lop`: a lower supply voltage.
  case lowOperatingPower = "itrs-lop"
  /// `itrs-lstp`: slow, with little leakage.
  case lowStandbyPower = "itrs-lstp"
}

/// An on-chip memory: equal banks, each an SRAM array of its own, and the wires to them.
public struct SRAMArray: Hashable, Sendable {
  /// Bytes of all banks together.
  public var bytes: Int
  /// Bytes of one access to one bank.
  public var widthBytes: Int
  /// Banks that can be accessed at the same time.
  public var banks: Int
  /// Accesses a bank serves in a cycle: 1 is one read–write port, 2 a read and a write port.
  public var ports: Int
  /// The transistors.
  public var cell: SRAMCell
  /// The technology node.
  public var nanometres: Int

  /// A memory.
  public init(
    bytes: Int, widthBytes: Int, banks: Int = 1, ports: Int = 1, cell: SRAMCell = .highPerformance, nanometres: Int
  ) {
    self.bytes = bytes
    self.widthBytes = widthBytes
    self.banks = banks
    self.ports = ports
    self.cell = cell
    self.nanometres = nanometres
  }

  /// The widest array of the table; a wider bank is several of them side by side.
  static let widestBits = 1024

  /// What the memory costs.
  ///
  /// A bank is an array of the table, changed for its ports and its transistors by `SRAMVariation`. Several banks add
  /// the wires to them, as long as a side of the square they cover. Outside the table's nodes the nearest node's
  /// figures are scaled by `TechnologyNode`, leakage in proportion to area.
  ///
  /// - Parameter table: The figures of single arrays.
  /// - Returns: Energies of one access to one bank, leakage and area of all banks, delays of an access.
  public func estimate(with table: SRAMTable = .cacti) -> SRAMEstimate {
    let bits = max(1, widthBytes) * 8
    let slices = (bits + Self.widestBits - 1) / Self.widestBits
    let copies = max(1, banks)
    let node = min(max(nanometres, table.nodes.lowerBound), table.nodes.upperBound)
    let kibibytes = Double(max(1, bytes)) / 1024 / Double(copies) / Double(slices)
    let found = table.figures(kibibytes: kibibytes, bits: Double(bits) / Double(slices), nanometres: node)
    var figures = found.figures
    var isExtrapolated = found.isExtrapolated || node != nanometres || ports > 2
    for variation in variations {
      figures = variation.applied(to: figures, kibibytes: kibibytes, nanometres: node)
    }
    figures.readPicojoules *= Double(slices)
    figures.writePicojoules *= Double(slices)
    figures.leakageMilliwatts *= Double(copies * slices)
    figures.areaSquareMillimetres *= Double(copies * slices)
    if copies > 1 {
      figures = SRAMWires(nanometres: node).added(to: figures, bits: bits)
    }
    if node != nanometres {
      let (wanted, known) = (TechnologyNode(nanometres), TechnologyNode(node))
      isExtrapolated = true
      figures.readPicojoules *= wanted.energy(relativeTo: known)
      figures.writePicojoules *= wanted.energy(relativeTo: known)
      figures.leakageMilliwatts *= wanted.area(relativeTo: known)
      figures.areaSquareMillimetres *= wanted.area(relativeTo: known)
      figures.accessNanoseconds *= wanted.delay(relativeTo: known)
      figures.cycleNanoseconds *= wanted.delay(relativeTo: known)
    }
    return SRAMEstimate(figures: figures, isExtrapolated: isExtrapolated)
  }

  /// What sets the memory apart from the table's arrays; ports beyond the second cost what the second does.
  private var variations: [SRAMVariation] {
    var variations = Array(repeating: SRAMVariation.readAndWritePort, count: max(0, ports - 1))
    switch cell {
    case .highPerformance: break
    case .lowOperatingPower: variations.append(.lowOperatingPower)
    case .lowStandbyPower: variations.append(.lowStandbyPower)
    }
    return variations
  }
}

/// What a memory costs, and whether the table covers it.
public struct SRAMEstimate: Hashable, Sendable {
  /// Energies of one access to one bank, leakage and area of all banks, delays of an access.
  public var figures: SRAMFigures
  /// Whether capacity, width, ports or node lie outside the points the estimate rests on.
  public var isExtrapolated: Bool

  /// An estimate.
  public init(figures: SRAMFigures, isExtrapolated: Bool) {
    self.figures = figures
    self.isExtrapolated = isExtrapolated
  }
}
