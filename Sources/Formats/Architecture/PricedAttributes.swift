import Core

extension CostTable {
  /// Whether the table has figures for an element's kind of component.
  func covers(_ element: String) -> Bool { self != .dosa40nm || element != "cache" }
}

extension XMLElement {
  /// The attributes of an architecture's element that a cost table can give a value.
  var priceable: [CostTable.Attribute] {
    switch name {
    case "architecture": [.leakage]
    case "dram": [.energy, .interfaceEnergy]
    case "dma", "vector-unit": [.energy]
    case "cache", "memory", "registers": [.readEnergy, .writeEnergy]
    case "array": [.macEnergy]
    default: []
    }
  }

  /// The attributes whose values a cost table gave when the document was written.
  var priced: [String] {
    (self["priced"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
