import Core

/// The cores that share caches and DRAM: `<cores>`, before `<dma>`.
extension ArchitectureReading {
  mutating func cores(_ element: XMLElement) -> Cores {
    enter(element)
    return Cores(
      count: reader.integer("count", of: element, in: 1...Cores.limit),
      split: reader.choice("split", of: element, default: .channels))
  }
}

extension ArchitectureFile {
  static func writeCores(of architecture: Architecture, to writer: inout XMLWriter) {
    guard architecture.cores != .one else { return }
    writer.element("cores") { writer in
      writer.attribute("count", architecture.cores.count)
      writer.attribute("split", architecture.cores.split.rawValue)
      writer.origin(of: "cores", in: architecture)
    }
  }
}
