import Core

/// The shared caches and the bus behind them: `<cache>` and `<bus>`, between `<dram>` and `<dma>`.
extension ArchitectureReading {
  mutating func cache(_ element: XMLElement) -> CacheLevel {
    enter(element)
    return CacheLevel(
      name: reader.name("name", of: element),
      capacityBytes: reader.whole("capacity", .size, of: element, in: 1...(1 << 40)),
      ways: reader.integer("ways", of: element, in: 1...256),
      lineBytes: reader.whole("line", .size, of: element, in: 1...(1 << 12), default: 64),
      replacement: reader.choice("replacement", of: element, default: .leastRecentlyUsed),
      hitLatency: reader.cycles("hit-latency", of: element, atLeast: CycleTime(cycles: 0)),
      serviceTime: reader.cycles("service-time", of: element, default: CycleTime(cycles: 1)),
      missRegisters: reader.integer("mshrs", of: element, in: 1...256),
      readEnergy: cost(.readEnergy, .energyPerByte, of: element),
      writeEnergy: cost(.writeEnergy, .energyPerByte, of: element))
  }

  mutating func bus(_ element: XMLElement) -> MemoryBus {
    enter(element)
    return MemoryBus(
      widthBytes: reader.whole("width", .size, of: element, in: 1...(1 << 16)),
      gap: reader.cycles("gap", of: element, atLeast: CycleTime(cycles: 0), default: CycleTime(cycles: 0)))
  }

  /// Caches are indexed by address bits, so lines and sets are powers of two.
  mutating func checkCaches(_ architecture: Architecture) {
    let elements = root.children("cache")
    for (cache, element) in zip(architecture.caches, elements) {
      guard isPowerOfTwo(cache.lineBytes) else {
        note(
          .notAPowerOfTwo(
            subject: element.subject, attribute: "line", found: QuantityKind.size.text(cache.lineBytes)),
          at: element.location(of: "line"))
        continue
      }
      if cache.capacityBytes % (cache.ways * cache.lineBytes) != 0 || !isPowerOfTwo(cache.sets) {
        note(
          .cacheSets(
            subject: element.subject, capacity: cache.capacityBytes, ways: cache.ways, line: cache.lineBytes),
          at: element.location(of: "capacity"))
      }
    }
    for (index, inner) in architecture.caches.enumerated().dropFirst() {
      let outer = architecture.caches[index - 1]
      guard outer.lineBytes % inner.lineBytes != 0 else { continue }
      note(
        .unevenLines(
          subject: elements[index - 1].subject, bytes: outer.lineBytes, inner: "lines of cache '\(inner.name)'",
          innerBytes: inner.lineBytes),
        at: elements[index - 1].location(of: "line"))
    }
    if let innermost = architecture.caches.last, innermost.lineBytes % architecture.dma.requestBytes != 0,
      let element = elements.last
    {
      note(
        .unevenLines(
          subject: element.subject, bytes: innermost.lineBytes, inner: "requests of the dma",
          innerBytes: architecture.dma.requestBytes),
        at: element.location(of: "line"))
    }
  }

  private func isPowerOfTwo(_ value: Int) -> Bool { value > 0 && value & (value - 1) == 0 }
}

extension AttributeReader {
  /// A decimal number of core cycles below 2^20, kept to 1/64 cycle.
  mutating func cycles(
    _ name: String, of element: XMLElement, atLeast least: CycleTime = CycleTime(ticks: 1),
    default fallback: CycleTime? = nil
  ) -> CycleTime {
    guard let found = element[name] else {
      if let fallback { return fallback }
      note(.missingAttribute(subject: element.subject, attribute: name), at: element.location)
      return least
    }
    guard let value = CycleTime(found) else {
      note(
        .notAQuantity(
          subject: element.subject, attribute: name, found: found, kind: "number of cycles", example: "12.5"),
        at: element.location(of: name))
      return least
    }
    guard value >= least, value.ticks < 1 << 26 else {
      note(
        .outOfRange(
          subject: element.subject, attribute: name, found: found, expected: "\(least) to 1048575 cycles"),
        at: element.location(of: name))
      return least
    }
    return value
  }
}

extension ArchitectureFile {
  static func writeCaches(of architecture: Architecture, to writer: inout XMLWriter) {
    for cache in architecture.caches {
      writer.element("cache") { writer in
        writer.attribute("name", cache.name)
        writer.attribute("capacity", QuantityKind.size.text(cache.capacityBytes))
        writer.attribute("ways", cache.ways)
        writer.attribute("line", QuantityKind.size.text(cache.lineBytes))
        writer.attribute("replacement", cache.replacement.rawValue)
        writer.attribute("hit-latency", cache.hitLatency.description)
        writer.attribute("service-time", cache.serviceTime.description)
        writer.attribute("mshrs", cache.missRegisters)
        writer.attribute("read-energy", QuantityKind.energyPerByte.text(cache.readEnergy))
        writer.attribute("write-energy", QuantityKind.energyPerByte.text(cache.writeEnergy))
        writer.origin(of: cache.name, in: architecture)
      }
    }
    guard let bus = architecture.memoryBus else { return }
    writer.element("bus") { writer in
      writer.attribute("width", QuantityKind.size.text(bus.widthBytes))
      writer.attribute("gap", bus.gap.description)
      writer.origin(of: "bus", in: architecture)
    }
  }
}
