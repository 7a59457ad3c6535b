import Core

/// Made-up results with everything a report can meet.
///
/// The figures are invented; only their sums are meaningful.
enum SampleResult {
  /// A Gemmini-like machine: 16×16 array, 256 KiB scratchpad, 64 KiB accumulator, 1 GHz, 16 B/cycle of DRAM.
  static let architecture = Architecture(
    name: "gemmini", summary: "16×16 systolic array with a 256 KiB scratchpad and a 64 KiB accumulator",
    sources: [
      Source(
        key: "genc21", title: "Gemmini: Enabling Systematic Deep-Learning…", reference: "doi:10.1109/DAC18074.2021")
    ],
    technologyNanometres: 22, clocks: [ClockDomain(name: "core", hertz: 1_000_000_000)],
    levels: [
      StorageLevel(
        name: "dram", kind: .dram, keeps: .all, capacityBytes: nil, bandwidthBytesPerCycle: 16, readEnergy: 100,
        writeEnergy: 100),
      StorageLevel(
        name: "scratchpad", kind: .sram, keeps: [.weights, .inputs], capacityBytes: 262_144, banks: 4, widthBytes: 16,
        buffering: 2, readEnergy: 1.5, writeEnergy: 1.7),
      StorageLevel(
        name: "accumulator", kind: .sram, keeps: .outputs, capacityBytes: 65_536, instances: 16, banks: 2,
        widthBytes: 64, readEnergy: 0.9, writeEnergy: 1.1,
        fanOut: FanOut(x: 16, y: 1, dimensionsX: .c, dimensionsY: [])),
      StorageLevel(
        name: "registers", kind: .registers, keeps: .weights, capacityBytes: 256, instances: 256, readEnergy: 0.01,
        writeEnergy: 0.01),
    ],
    externalMemory: ExternalMemory(standard: "DDR4-2400"), dma: DMA(busBytes: 16),
    array: ProcessingArray(rows: 16, columns: 16, macEnergy: 0.56), vectorUnit: VectorUnit(lanes: 16))

  /// A residual network's layers: convolutions, some equal, a pooling, additions and a GEMM, with warnings.
  static var network: SimulationResult {
    var layers: [Layer] = [convolution("conv1", k: 64, c: 3, p: 112, r: 7, stride: 2)]
    layers.append(pooling("pool1", elements: 64 * 56 * 56, window: 9))
    for block in 1...3 {
      layers.append(convolution("conv2_\(block)a", k: 64, c: block == 1 ? 64 : 256, p: 56, r: 1))
      layers.append(convolution("conv2_\(block)b", k: 64, c: 64, p: 56, r: 3))
      layers.append(convolution("conv2_\(block)c", k: 256, c: 64, p: 56, r: 1))
      layers.append(addition("add2_\(block)", elements: 256 * 56 * 56))
    }
    for block in 1...4 {
      layers.append(convolution("conv3_\(block)a", k: 128, c: block == 1 ? 256 : 512, p: 28, r: 1))
      layers.append(convolution("conv3_\(block)b", k: 128, c: 128, p: 28, r: 3))
      layers.append(convolution("conv3_\(block)c", k: 512, c: 128, p: 28, r: 1))
      layers.append(addition("add3_\(block)", elements: 512 * 28 * 28))
    }
    layers.append(Layer(name: "fc <1000> \"classes\" & more", content: gemm(m: 1, n: 1000, k: 2048)))
    return result(
      Workload(
        name: "resnet-sample", sources: [Source(key: "sample", title: "made up for tests", reference: "")],
        layers: layers))
  }

  /// The network with runs of better resources: DRAM bandwidth helps most, the array less, ideal buffers leave nothing.
  static var whatIf: SimulationResult {
    var result = network
    let cycles = result.layers.map(\.cycles)
    result.whatIf = WhatIf(variants: [
      WhatIf.Variant(resource: .array, change: .doubled, layerCycles: cycles.map { $0 * 9 / 10 }),
      WhatIf.Variant(resource: .array, change: .ideal, layerCycles: cycles.map { $0 / 3 }),
      WhatIf.Variant(resource: .scratchpadBandwidth, change: .ideal, layerCycles: cycles.map { _ in 0 }),
      WhatIf.Variant(resource: .dramBandwidth, change: .doubled, layerCycles: cycles.map { $0 / 2 }),
      WhatIf.Variant(resource: .dramLatency, change: .doubled, layerCycles: cycles.map { $0 + 1 }),
    ])
    return result
  }

  /// The network with its first layer over time.
  static var active: SimulationResult {
    var result = network
    let stretches = 7
    let stretch = ceilingDivide(result.layers[0].cycles, stretches)
    func series(_ unit: String, _ part: String, _ quantity: LayerActivity.Quantity, _ scale: Int)
      -> LayerActivity.Series
    {
      LayerActivity.Series(unit: unit, part: part, quantity: quantity, values: (0..<stretches).map { scale * $0 / 7 })
    }
    result.activity = LayerActivity(
      layer: result.layers[0].name, stretchCycles: stretch,
      series: [
        series("array", "folds", .workCycles, stretch), series("array", "tiles", .tileCycles, stretch * 3),
        series("load", "inputs", .bytes, 12_345), series("scratchpad", "", .heldBytes, 200_000),
      ])
    return result
  }

  /// A workload without layers.
  static var empty: SimulationResult { result(Workload(name: "nothing", layers: [])) }

  /// Layers that took no cycle, moved no byte and cost no energy.
  static var zero: SimulationResult {
    var result = network
    for index in result.layers.indices {
      result.layers[index].cycles = 0
      result.layers[index].units = []
      result.layers[index].traffic = []
      result.layers[index].occupancy = []
      result.layers[index].energy = []
    }
    return result
  }

  /// Code points Swift won't take in a literal, and neither XML nor HTML in a document.
  private static let nonCharacters = String(
    String.UnicodeScalarView([0xfdd0, 0xfffe, 0x1ffff].compactMap { Unicode.Scalar(UInt32($0)) }))

  /// Names that try to break out of whatever they are written into.
  static let hostileNames = [
    "<script>alert(1)</script>", "\"quoted\", 'twice' & <b>", "line\nbreak\r\nand\ttab", "=cmd|'/c calc'!A1",
    "\u{202E}gnp.exe\u{202C} \u{2066}isolate", "null\u{0}bell\u{7}escape\u{1B}[31m\u{85}" + nonCharacters, "]]> --> */",
    "𝄞 日本語 שלום e\u{301}", String(repeating: "x", count: 10_000), "",
  ]

  /// Whether XML 1.0 and HTML both let a document hold the code point: no controls but tab and line feed, and none of
  /// Unicode's 66 noncharacters.
  static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isNoncharacterCodePoint { return false }
    return scalar.properties.generalCategory != .control || scalar == "\t" || scalar == "\n"
  }

  /// One layer for each hostile name, and the same names wherever else a name can stand.
  static var hostile: SimulationResult {
    let layers = hostileNames.enumerated().map { index, name in
      convolution(name, k: 8 + index, c: 4, p: 7, r: 3)
    }
    var result = result(
      Workload(
        name: hostileNames[0], sources: [Source(key: "hostile", title: hostileNames[1], reference: "")], layers: layers)
    )
    result.architecture.name = hostileNames[4]
    result.architecture.summary = hostileNames[5]
    result.architecture.sources = [
      Source(key: hostileNames[0], title: hostileNames[2], reference: "javascript:alert(1)")
    ]
    result.architecture.externalMemory.standard = hostileNames[1]
    for (index, name) in hostileNames.enumerated() {
      result.layers[index].warnings = [name]
      result.layers[index].energy.append(ComponentEnergy(component: name, picojoules: 1))
      result.layers[index].units.append(UnitActivity(unit: name, work: 1, stalls: StallCycles(), idle: 2))
      result.layers[index].traffic.append(LevelTraffic(level: name, operand: .inputs, readBytes: 3, writtenBytes: 4))
      result.layers[index].statistics.append(Statistic(path: name, unit: name, meaning: name, value: index))
    }
    return result
  }
}

// MARK: - Building

extension SampleResult {
  static func convolution(_ name: String, k: Int, c: Int, p: Int, r: Int, stride: Int = 1) -> Layer {
    let convolution = Convolution(
      bounds: LoopBounds(k: k, c: c, p: p, q: p, r: r, s: r), stride: Extent(square: stride),
      padding: Padding(width: r / 2, height: r / 2))
    return Layer(name: name, content: LayerContent(operation: .convolution(convolution), fusedActivation: .relu))
  }

  static func gemm(m: Int, n: Int, k: Int) -> LayerContent {
    LayerContent(operation: .convolution(.gemm(m: m, n: n, k: k)))
  }

  static func pooling(_ name: String, elements: Int, window: Int) -> Layer {
    vector(
      name,
      VectorOperation(
        function: .maxPooling, inputElements: [elements * 4], outputElements: elements, window: window))
  }

  static func addition(_ name: String, elements: Int) -> Layer {
    vector(name, VectorOperation(function: .add, inputElements: [elements, elements], outputElements: elements))
  }

  private static func vector(_ name: String, _ operation: VectorOperation) -> Layer {
    Layer(name: name, content: LayerContent(operation: .vector(operation)))
  }

  /// Figures drawn from a seeded generator, equal for equal layers, with every unit's cycles adding up.
  static func result(_ workload: Workload) -> SimulationResult {
    let firsts = workload.firstEqualLayer
    var random = SeededRandom(seed: 7)
    var layers: [LayerResult] = []
    for (index, layer) in workload.layers.enumerated() {
      if firsts[index] < index {
        var copy = layers[firsts[index]]
        copy.equalTo = copy.name
        copy.name = layer.name
        layers.append(copy)
      } else {
        layers.append(simulated(layer, number: index, random: &random))
      }
    }
    return SimulationResult(
      architecture: architecture, workload: workload, layers: layers, components: architecture.componentCosts())
  }

  private static func simulated(_ layer: Layer, number: Int, random: inout SeededRandom) -> LayerResult {
    let weights = layer.bytes(of: .weights)
    let inputs = layer.bytes(of: .inputs) * Int.random(in: 1...3, using: &random)
    let outputs = layer.bytes(of: .outputs)
    let moving = (weights + inputs + outputs) / 12 + 500
    let computing = layer.macs / 256 + layer.macs / 256 / Int.random(in: 3...20, using: &random)
    let vectorWork = layer.convolution == nil ? outputs / 16 * Int.random(in: 1...3, using: &random) : outputs / 64
    let cycles = max(moving, max(computing, vectorWork)) + Int.random(in: 200...4000, using: &random)
    let computes = layer.convolution != nil
    let units = [
      unit(
        computes ? "array" : "vector", work: computes ? computing : vectorWork,
        causes: computes ? [.weights, .inputs, .array, .dram, .bankConflict, .issue] : [.inputs, .space],
        cycles: cycles, random: &random),
      unit(
        "load", work: (weights + inputs) / 14, causes: [.requestsInFlight, .dram, .space], cycles: cycles,
        random: &random),
      unit("store", work: outputs / 15, causes: [.results, .bus], cycles: cycles, random: &random),
      unit("dram", work: moving * 3 / 4, causes: [.bankConflict], cycles: cycles, random: &random),
    ]
    let traffic = [
      LevelTraffic(level: "dram", operand: .weights, readBytes: weights, writtenBytes: 0),
      LevelTraffic(level: "dram", operand: .inputs, readBytes: inputs, writtenBytes: 0),
      LevelTraffic(level: "dram", operand: .outputs, readBytes: 0, writtenBytes: outputs),
      LevelTraffic(level: "scratchpad", operand: .weights, readBytes: layer.macs / 50, writtenBytes: weights),
      LevelTraffic(level: "scratchpad", operand: .inputs, readBytes: layer.macs / 16, writtenBytes: inputs),
      LevelTraffic(level: "accumulator", operand: .outputs, readBytes: layer.macs / 5, writtenBytes: layer.macs / 4),
      LevelTraffic(level: "registers", operand: .weights, readBytes: layer.macs, writtenBytes: layer.macs / 50),
    ]
    return LayerResult(
      name: layer.name, mapping: layer.convolution.map { mapping($0) }, cycles: cycles, macs: layer.macs, units: units,
      traffic: layer.convolution == nil ? Array(traffic.prefix(3)) : traffic,
      occupancy: [
        LevelOccupancy(
          level: "scratchpad", peakBytes: min(262_144, inputs + weights), capacityBytes: 262_144),
        LevelOccupancy(level: "accumulator", peakBytes: min(65_536, outputs), capacityBytes: 65_536),
      ],
      energy: [
        ComponentEnergy(component: "dram", picojoules: Double(weights + inputs + outputs) * 100),
        ComponentEnergy(component: "scratchpad", picojoules: Double(layer.macs) * 0.123),
        ComponentEnergy(component: "accumulator", picojoules: Double(layer.macs) * 0.31),
        ComponentEnergy(component: "array", picojoules: Double(layer.macs) * 0.56),
        ComponentEnergy(component: "leakage", picojoules: Double(cycles) * 20.5),
      ],
      statistics: [
        Statistic(path: "dram.activates", unit: "commands", meaning: "rows opened", value: moving / 100),
        Statistic(path: "load.requests", unit: "requests", meaning: "requests sent", value: moving / 4),
      ],
      warnings: number == 0 ? ["the controller keeps partial sums on chip; the spill of level 1 was left out"] : [])
  }

  /// A unit whose spare cycles go to the causes in falling shares, the rest to idle.
  private static func unit(
    _ name: String, work: Int, causes: [StallCause], cycles: Int, random: inout SeededRandom
  ) -> UnitActivity {
    var activity = UnitActivity(unit: name, work: min(work, cycles), stalls: StallCycles(), idle: 0)
    var spare = cycles - activity.work
    for cause in causes {
      let part = Int.random(in: 0...(spare * 2 / 3), using: &random)
      activity.stalls[cause] += part
      spare -= part
    }
    activity.idle = spare
    return activity
  }

  private static func mapping(_ convolution: Convolution) -> Mapping {
    let bounds = convolution.bounds
    return Mapping(levels: [
      MappingLevel(
        keeps: .all,
        temporal: [
          TemporalLoop(.k, ceilingDivide(bounds.k, 16)),
          TemporalLoop(.q, ceilingDivide(bounds.q, 8), last: 1),
        ]),
      MappingLevel(
        keeps: [.weights, .inputs], temporal: [TemporalLoop(.c, ceilingDivide(bounds.c, 16))],
        spatial: [SpatialLoop(.k, 16)]),
      MappingLevel(
        keeps: .outputs, temporal: [TemporalLoop(.s, bounds.s), TemporalLoop(.r, bounds.r), TemporalLoop(.q, 8)],
        spatial: [SpatialLoop(.c, 16)]),
      MappingLevel(keeps: .weights, temporal: [TemporalLoop(.p, bounds.p)]),
    ])
  }
}
