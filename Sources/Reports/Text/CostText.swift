import Core

/// What the components of an architecture cost, as a table for people.
enum CostText {
  /// The table and the lines below it, ended by a newline.
  static func text(_ architecture: Architecture, width: Int) -> String {
    let costs = architecture.componentCosts()
    let table = architecture.costTable.map { "cost table \($0.rawValue)" } ?? "energies as stated"
    var text =
      TerminalText.wrapped(
        "costs (\(table); area and clock by CACTI, Aladdin and McPAT; not checked against silicon)", width: width)
      + "\n\n"
    text += self.table(costs, of: architecture, width: width).text
    for warning in CostWarning.warnings(costs, of: architecture) {
      text += TerminalText.wrapped(TerminalText.safe("warning: \(warning)"), width: width) + "\n"
    }
    return text
  }

  private static func table(_ costs: [ComponentCost], of architecture: Architecture, width: Int) -> TextTable {
    var table = TextTable(
      [
        .init("component", .left), .init("area"), .init("leakage"), .init("energy of an access", .left),
        .init("highest clock"), .init("", .left),
      ], width: width)
    for cost in costs {
      table.rows.append([
        cost.component, area(cost.areaSquareMillimetres),
        cost.leakageMilliwatts.map { NumberText.engineering($0 * 1e-3, unit: "W") } ?? NumberText.missing,
        energy(of: cost.component, in: architecture),
        cost.highestHertz.map { NumberText.engineering(Double($0), unit: "Hz") } ?? NumberText.missing,
        cost.isExtrapolated ? "extrapolated" : "",
      ])
    }
    table.total = [
      "chip", area(costs.reduce(0) { $0 + $1.areaSquareMillimetres }),
      NumberText.engineering(architecture.leakageMilliwatts * 1e-3, unit: "W"), "",
      costs.compactMap(\.highestHertz).min().map { NumberText.engineering(Double($0), unit: "Hz") }
        ?? NumberText.missing, "",
    ]
    return table
  }

  private static func energy(of component: String, in architecture: Architecture) -> String {
    func joules(_ picojoules: Double) -> String { NumberText.engineering(picojoules * 1e-12, unit: "J") }
    func accesses(_ read: Double, _ write: Double, of bytes: Int) -> String {
      "read \(joules(read * Double(bytes))), write \(joules(write * Double(bytes))) for \(NumberText.bytes(bytes))"
    }
    if let level = architecture.level(named: component) {
      return accesses(level.readEnergy, level.writeEnergy, of: level.widthBytes)
    }
    if let cache = architecture.caches.first(where: { $0.name == component }) {
      return accesses(cache.readEnergy, cache.writeEnergy, of: cache.lineBytes)
    }
    switch component {
    case "array": return "\(joules(architecture.array.macEnergy)) for a MAC"
    case "vector": return "\(joules(architecture.vectorUnit?.energyPerOperation ?? 0)) for an operation"
    case "dma": return "\(joules(architecture.dma.energyPerByte)) for a byte"
    case architecture.memoryInterfaceName:
      return "\(joules(architecture.externalMemory.interfaceEnergyPerByte)) for a byte"
    default: return "not counted"
    }
  }

  /// Square millimetres: `0.0123 mm²`.
  static func area(_ squareMillimetres: Double) -> String { NumberText.ratio(squareMillimetres) + " mm²" }
}
