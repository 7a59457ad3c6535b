import Core

/// What the schema can't say: whether the parts of an architecture go together.
extension ArchitectureReading {
  /// Notes everything that doesn't.
  mutating func check(_ architecture: Architecture) {
    checkNames()
    checkOrigins(architecture)
    checkClock(architecture)
    checkCosts(architecture)
    checkExternalMemory(architecture.externalMemory)
    checkRequests(architecture.dma)
    checkCaches(architecture)
    checkGemmini(architecture)
    checkOperands(architecture)
    for (level, element) in zip(architecture.levels.dropFirst(), root.children("memory") + root.children("registers")) {
      checkCapacity(level, element)
    }
    checkFanOuts(architecture)
    checkConstraints(architecture)
  }

  mutating func note(_ problem: ArchitectureProblem, at location: SourceLocation) {
    reader.note(.architecture(problem), at: location)
  }

  /// Names are how mappings, settings and results speak of components.
  private mutating func checkNames() {
    let reserved = [
      "architecture", "source", "bus", "cores", "dma", "array", "vector-unit", "controller", "constraint", "gemmini",
      "convolution-host", "matmul-host", "loads", "execute", "stores",
    ]
    var seen: Set<String> = []
    for element in root.children where ["clock", "dram", "cache", "memory", "registers"].contains(element.name) {
      guard let name = element["name"] else { continue }
      if reserved.contains(name) {
        note(.reservedName(subject: element.subject, name: name), at: element.location(of: "name"))
      }
      if !seen.insert(name).inserted {
        reader.note(.duplicate(kind: "component", name: name), at: element.location(of: "name"))
      }
    }
    var keys: Set<String> = []
    for element in root.children("source") {
      if let key = element["key"], !keys.insert(key).inserted {
        reader.note(.duplicate(kind: "source", name: key), at: element.location(of: "key"))
      }
    }
  }

  private mutating func checkOrigins(_ architecture: Architecture) {
    let keys = architecture.sources.map(\.key)
    let inside = root.child("gemmini")?.children ?? []
    for element in [root] + root.children + inside where element.name != "source" {
      for place in (element["from"] ?? "").split(separator: ";") {
        guard let key = place.split(whereSeparator: \.isWhitespace).first.map(String.init), !keys.contains(key) else {
          continue
        }
        reader.note(
          .dangling(subject: element.subject, reference: key, kind: "source", known: keys),
          at: element.location(of: "from"))
      }
      let stated =
        element.attributes.map(\.name).filter { !["name", "from", "estimated", "priced"].contains($0) }
        + (root["costs"] == nil ? [] : element.priceable.map(\.rawValue).filter { element[$0] == nil })
      for word in (element["estimated"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
      where !stated.contains(word) {
        note(
          .estimatedNothing(subject: element.subject, attribute: word, known: stated),
          at: element.location(of: "estimated"))
      }
    }
  }

  private mutating func checkClock(_ architecture: Architecture) {
    let clocks = architecture.clocks.map(\.name)
    if !clocks.contains(architecture.array.clock) {
      reader.note(
        .dangling(subject: "array", reference: architecture.array.clock, kind: "clock", known: clocks),
        at: map["array.clock"])
    }
    // Finer steps would leave no tick that all clocks are multiples of and 63 bits can count.
    for clock in architecture.clocks where clock.hertz % 1000 != 0 {
      reader.note(
        .outOfRange(
          subject: "clock '\(clock.name)'", attribute: "frequency", found: QuantityKind.frequency.text(clock.hertz),
          expected: "a whole number of kHz"),
        at: map["\(clock.name).frequency"])
    }
  }

  private mutating func checkCosts(_ architecture: Architecture) {
    guard let table = architecture.costTable, !table.nodes.contains(architecture.technologyNanometres) else { return }
    note(
      .costsAndTechnology(table, nanometres: architecture.technologyNanometres), at: root.location(of: "technology"))
  }

  private mutating func checkExternalMemory(_ memory: ExternalMemory) {
    guard let element = root.child("dram") else { return }
    if memory.part == nil {
      reader.note(
        .unknownWord(
          subject: element.subject, attribute: "standard", found: memory.standard,
          known: DRAMConfiguration.presetNames),
        at: element.location(of: "standard"))
    }
    do {
      for problem in try memory.configuration()?.problems ?? [] { reader.note(problem, at: element.location) }
    } catch {
      note(
        .addressMapping(subject: element.subject, reason: error.description), at: element.location(of: "mapping"))
    }
  }

  private mutating func checkRequests(_ dma: DMA) {
    if dma.requestBytes & (dma.requestBytes - 1) != 0 {
      note(
        .notAPowerOfTwo(
          subject: "dma", attribute: "request-size", found: QuantityKind.size.text(dma.requestBytes)),
        at: map["dma.request-size"])
    } else if dma.requestBytes % dma.busBytes != 0 {
      note(.requestAndBus(request: dma.requestBytes, bus: dma.busBytes), at: map["dma.bus-width"])
    }
  }

  private mutating func checkOperands(_ architecture: Architecture) {
    for operand in Operand.allCases where architecture.outermostOnChipLevel(keeping: operand) == nil {
      let last = root.child("registers") ?? root
      note(.operandNotOnChip(operand), at: last.location(of: "keeps"))
    }
  }

  private mutating func checkCapacity(_ level: StorageLevel, _ element: XMLElement) {
    guard let capacity = level.capacityBytes else { return }
    let attribute = level.kind == .registers ? "capacity-per-element" : "capacity"
    guard let row = checkedMultiply(level.instances, level.banks, level.widthBytes) else {
      reader.note(
        .overflow(subject: element.subject, what: "instances × banks × width"), at: element.location(of: attribute))
      return
    }
    if capacity % row != 0 {
      note(
        .unevenCapacity(
          subject: element.subject, capacity: capacity, instances: level.instances, banks: level.banks,
          width: level.widthBytes),
        at: element.location(of: attribute))
    } else if capacity / level.instances % level.buffering != 0 {
      note(
        .unevenBuffering(
          subject: element.subject, capacity: capacity / level.instances, buffering: level.buffering),
        at: element.location(of: attribute))
    }
  }

  private mutating func checkFanOuts(_ architecture: Architecture) {
    var copies = 1
    for element in root.children("memory") {
      guard let level = architecture.level(named: element["name"] ?? "") else { continue }
      if copies % level.instances != 0 {
        note(
          .instances(subject: element.subject, instances: level.instances, fanOutAbove: copies),
          at: element.location(of: "instances"))
      }
      for (axis, count, dimensions) in [
        ("x", level.fanOut.x, level.fanOut.dimensionsX), ("y", level.fanOut.y, level.fanOut.dimensionsY),
      ] where count > 1 && dimensions.isEmpty {
        note(
          .fanOutWithoutDimensions(subject: element.subject, axis: axis, copies: count),
          at: element.location(of: "fan-out-\(axis)"))
      }
      guard let next = checkedMultiply(copies, level.fanOut.x, level.fanOut.y) else {
        reader.note(.overflow(subject: element.subject, what: "the product of the fan-outs"), at: element.location)
        return
      }
      copies = next
    }
    if copies != architecture.array.processingElements {
      note(
        .fanOuts(product: copies, rows: architecture.array.rows, columns: architecture.array.columns),
        at: map["array"])
    }
  }
}
