package import Core

/// Architecture documents (`urn:systole:architecture:1`).
package enum ArchitectureFile {
  /// Reads an architecture, with settings applied before anything is checked.
  ///
  /// A file its `<dram>` names is read too, relative to the document; what that file says in vain stands in the table's
  /// warnings.
  ///
  /// - Throws: `InvalidInput` with everything wrong in the document.
  package static func read(
    _ input: InputFile, settings: [Setting] = []
  ) throws(InvalidInput) -> (Architecture, SourceMap) {
    let document = try CheckedDocument(input, kind: .architecture) { tree, vocabulary throws(InvalidInput) in
      try tree.apply(settings, vocabulary: vocabulary)
    }
    return try read(document, file: input.name)
  }

  /// Reads an architecture that stands alone or inside a results document.
  static func read(_ document: CheckedDocument, file: String) throws(InvalidInput) -> (Architecture, SourceMap) {
    var reading = ArchitectureReading(document, file: file)
    return (try reading.finished(), reading.map)
  }
}

/// The state of reading one architecture.
struct ArchitectureReading {
  let root: XMLElement
  var reader: AttributeReader
  var map: SourceMap
  private var origins: [Origin] = []
  /// The array's sides, which memories may refer to by name.
  private var rows = 1
  private var columns = 1
  private var costTable: CostTable?

  init(_ document: CheckedDocument, file: String) {
    self.init(root: document.root, reader: document.reader, file: file)
  }

  /// Reads a tree that has been validated; `reader` knows what was found.
  init(root: XMLElement, reader: AttributeReader, file: String) {
    self.root = root
    self.reader = reader
    map = SourceMap(file: file)
  }

  /// Reads and checks every element, and prices what the file leaves to a cost table.
  ///
  /// - Throws: `InvalidInput` with everything wrong in the document.
  mutating func finished() throws(InvalidInput) -> Architecture {
    var architecture = architecture()
    if reader.isClean { check(architecture) }
    try reader.finish()
    architecture.price()
    return architecture
  }

  /// Reads every element; a missing one, which the schema has complained about, becomes a stand-in.
  mutating func architecture() -> Architecture {
    costTable = root["costs"].flatMap { _ in reader.choice("costs", of: root, default: CostTable.cacti) }
    enter(root)
    let sources = root.children("source").map { reader.source(of: $0) }
    let clocks = root.children("clock").map { clock($0) }
    let outside = root.child("dram").map { dram($0) }
    let caches = root.children("cache").map { cache($0) }
    let bus = root.child("bus").map { self.bus($0) }
    let engine = root.child("dma").map { dma($0) }
    let shape = root.child("array")
    rows = shape.map { reader.integer("rows", of: $0, in: 1...Self.largestSide) } ?? 1
    columns = shape.map { reader.integer("columns", of: $0, in: 1...Self.largestSide) } ?? 1
    let memories = root.children("memory").map { memory($0) }
    let innermost = root.child("registers").map { registers($0) }
    let array = shape.map { self.array($0) }
    var architecture = Architecture(
      name: reader.name("name", of: root), summary: XMLText.oneLine(reader.text("summary", of: root, default: "")),
      sources: sources,
      technologyNanometres: reader.whole("technology", .length, of: root, in: 1...10_000), clocks: clocks,
      levels: [outside?.level].compactMap { $0 } + memories + [innermost].compactMap { $0 },
      externalMemory: outside?.memory ?? ExternalMemory(standard: ""), dma: engine ?? DMA(busBytes: 1),
      array: array ?? ProcessingArray(rows: rows, columns: columns),
      vectorUnit: root.child("vector-unit").map { vectorUnit($0) },
      controller: root.child("controller").map { controller($0) } ?? Controller(),
      leakageMilliwatts: cost(.leakage, .power, of: root, default: 0), caches: caches, memoryBus: bus,
      gemmini: root.child("gemmini").map { gemmini($0) })
    architecture.cores = root.child("cores").map { cores($0) } ?? .one
    architecture.constraints = root.children("constraint").map { constraint($0) }
    architecture.origins = origins
    architecture.costTable = costTable
    return architecture
  }

  /// Sides of an array, banks and other counts of hardware stay below this, so that products of three can't overflow.
  private static let largestSide = 1 << 16
}

// MARK: - Elements

extension ArchitectureReading {
  /// Notes where an element stands and where its numbers come from.
  mutating func enter(_ element: XMLElement) {
    guard let component = element.component else { return }
    map.add(element, as: component)
    let places = (element["from"] ?? "").split(separator: ";").map(XMLText.oneLine).filter { !$0.isEmpty }
    let estimated = (element["estimated"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    let priced = element.priceable.filter { isPriced($0, of: element) }.map(\.rawValue)
    if !places.isEmpty || !estimated.isEmpty || !priced.isEmpty {
      origins.append(Origin(component: component, places: places, estimated: estimated, priced: priced))
    }
  }

  /// Whether an attribute takes the cost table's value: it isn't stated, or was the table's when it was written.
  private func isPriced(_ attribute: CostTable.Attribute, of element: XMLElement) -> Bool {
    costTable?.covers(element.name) ?? false
      && (element[attribute.rawValue] == nil || element.priced.contains(attribute.rawValue))
  }

  /// An attribute a cost table may give; 0 where it does.
  mutating func cost(
    _ attribute: CostTable.Attribute, _ kind: QuantityKind, of element: XMLElement, default fallback: Double? = nil
  ) -> Double {
    guard !isPriced(attribute, of: element) else { return 0 }
    return reader.decimal(attribute.rawValue, kind, of: element, default: fallback)
  }

  private mutating func clock(_ element: XMLElement) -> ClockDomain {
    enter(element)
    return ClockDomain(
      name: reader.name("name", of: element),
      hertz: reader.whole("frequency", .frequency, of: element, in: 1...1_000_000_000_000))
  }

  private mutating func dram(_ element: XMLElement) -> (level: StorageLevel, memory: ExternalMemory) {
    enter(element)
    let states = element["energy"] != nil && !isPriced(.energy, of: element)
    let energy = states ? reader.decimal("energy", .energyPerByte, of: element) : nil
    let level = StorageLevel(
      name: reader.name("name", of: element), kind: .dram, keeps: .all, capacityBytes: nil,
      bandwidthBytesPerCycle: bandwidth(element), readEnergy: energy ?? 0, writeEnergy: energy ?? 0)
    let described = describedMemory(element)
    var memory = ExternalMemory(
      standard: reader.text("standard", of: element),
      channels: reader.integer(
        "channels", of: element, in: 1...1024, default: described?.configuration.organization.channels ?? 1),
      addressMapping: element["mapping"], energyPerBit: energy.map { $0 / 8 })
    memory.ranks = element["ranks"].map { _ in reader.integer("ranks", of: element, in: 1...64) }
    if element["scheduler"] != nil { memory.scheduler = reader.choice("scheduler", of: element, default: .rowHitFirst) }
    memory.described = described
    memory.interfaceEnergyPerByte = cost(.interfaceEnergy, .energyPerByte, of: element, default: 0)
    return (level, memory)
  }

  private mutating func dma(_ element: XMLElement) -> DMA {
    enter(element)
    var dma = DMA(
      busBytes: reader.whole("bus-width", .size, of: element, in: 1...(1 << 16)),
      requestBytes: reader.whole("request-size", .size, of: element, in: 1...(1 << 20), default: 64),
      requestsInFlight: reader.integer("requests-in-flight", of: element, in: 1...Self.largestSide, default: 16),
      latency: reader.integer("latency", of: element, in: 0...Self.longestLatency, default: 0))
    dma.energyPerByte = cost(.energy, .energyPerByte, of: element, default: 0)
    return dma
  }

  private mutating func memory(_ element: XMLElement) -> StorageLevel {
    var level = storage(element, kind: .sram, readLatency: 1)
    level.capacityBytes = reader.whole("capacity", .size, of: element, in: 1...Self.largestMemory)
    level.instances = copies("instances", of: element)
    level.banks = reader.integer("banks", of: element, in: 1...Self.largestSide, default: 1)
    level.bandwidthBytesPerCycle = bandwidth(element)
    level.fanOut = FanOut(
      x: copies("fan-out-x", of: element),
      y: copies("fan-out-y", of: element),
      dimensionsX: reader.dimensions("fan-out-dimensions-x", of: element),
      dimensionsY: reader.dimensions("fan-out-dimensions-y", of: element))
    return level
  }

  private mutating func registers(_ element: XMLElement) -> StorageLevel {
    var level = storage(element, kind: .registers, readLatency: 0)
    let capacity = reader.whole("capacity-per-element", .size, of: element, in: 1...(1 << 20))
    level.capacityBytes = capacity * rows * columns
    level.instances = rows * columns
    return level
  }

  /// What memories and registers have in common.
  private mutating func storage(_ element: XMLElement, kind: StorageLevel.Kind, readLatency: Int) -> StorageLevel {
    enter(element)
    return StorageLevel(
      name: reader.name("name", of: element), kind: kind, keeps: reader.operands("keeps", of: element),
      capacityBytes: 1, ports: reader.integer("ports", of: element, in: 1...Self.largestSide, default: 1),
      widthBytes: reader.whole("width", .size, of: element, in: 1...(1 << 20)),
      readLatency: reader.integer("read-latency", of: element, in: 0...Self.longestLatency, default: readLatency),
      buffering: reader.integer("buffering", of: element, in: 1...2, default: 1),
      readEnergy: cost(.readEnergy, .energyPerByte, of: element),
      writeEnergy: cost(.writeEnergy, .energyPerByte, of: element))
  }

  private mutating func array(_ element: XMLElement) -> ProcessingArray {
    enter(element)
    return ProcessingArray(
      rows: rows, columns: columns, dataflows: reader.choices("dataflows", of: element),
      preload: reader.choice("preload", of: element, default: .overlapped),
      partialSumCyclesPerRow: reader.integer("partial-sum-cycles-per-row", of: element, in: 1...1024, default: 1),
      pipelineDepth: reader.integer("pipeline-depth", of: element, in: 0...1024, default: 0),
      macEnergy: cost(.macEnergy, .energy, of: element), clock: reader.text("clock", of: element))
  }

  private mutating func vectorUnit(_ element: XMLElement) -> VectorUnit {
    enter(element)
    return VectorUnit(
      lanes: reader.integer("lanes", of: element, in: 1...Self.largestSide),
      energyPerOperation: cost(.energy, .energy, of: element))
  }

  private mutating func controller(_ element: XMLElement) -> Controller {
    enter(element)
    return Controller(
      kind: reader.choice("kind", of: element, default: .generic),
      spillsPartialSums: reader.flag("spills-partial-sums", of: element, default: true),
      queueDepth: reader.integer("queue-depth", of: element, in: 1...Self.largestSide, default: 16),
      issueCycles: reader.integer("issue-cycles", of: element, in: 1...Self.longestLatency, default: 1))
  }

  /// A number of copies, or the array's rows or columns by that word, so that they follow a change of the array.
  private mutating func copies(_ name: String, of element: XMLElement) -> Int {
    switch element[name] {
    case "rows"?: return rows
    case "columns"?: return columns
    case let word? where !word.isEmpty && word.allSatisfy(\.isLetter):
      reader.note(
        .notAQuantity(
          subject: element.subject, attribute: name, found: word, kind: "number of copies",
          example: "16, rows or columns"),
        at: element.location(of: name))
      return 1
    default: return reader.integer(name, of: element, in: 1...Self.largestSide, default: 1)
    }
  }

  private mutating func bandwidth(_ element: XMLElement) -> Int? {
    element["bandwidth"].map { _ in reader.whole("bandwidth", .bandwidth, of: element, in: 1...(1 << 30)) }
  }

  private static let longestLatency = 1 << 20
  private static let largestMemory = 1 << 40
}
