import Core

extension ResultsFile {
  /// The whole document.
  package static func write(_ document: ResultsDocument) -> [UInt8] {
    var bytes: [UInt8] = []
    write(document) { bytes += $0 }
    return bytes
  }

  /// Writes the document in pieces, a layer at a time, so that it is never held whole.
  ///
  /// - Throws: what `output` throws; nothing more is written then.
  package static func write<Failure: Error>(
    _ document: ResultsDocument, to output: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let result = document.result
    var writer = XMLWriter()
    writer.start(DocumentKind.results.root, namespace: DocumentKind.results.namespace)
    writer.element("run") { $0.attribute("timing", result.timing) }
    writer.inputs(of: document.run)
    ArchitectureFile.write(result.architecture, to: &writer)
    WorkloadFile.write(result.workload, to: &writer)
    writer.summary(of: result)
    writer.components(of: result)
    writer.start("layers")
    for layer in result.layers {
      try output(writer.takeBytes())
      writer.layer(layer, among: result.layers)
    }
    writer.end()
    writer.statistics(of: result)
    if let whatIf = result.whatIf { writer.whatIf(whatIf) }
    if let activity = result.activity { writer.activity(activity) }
    writer.environment(of: document.run)
    writer.end()
    try output(writer.finish())
  }
}

extension XMLWriter {
  fileprivate mutating func summary(of result: SimulationResult) {
    element("summary") { writer in
      writer.attribute("cycles", result.cycles)
      writer.attribute("seconds", result.seconds)
      writer.attribute("macs", result.macs)
      let possible = Double(result.cycles) * Double(result.architecture.processingElements)
      writer.attribute("utilization", possible == 0 ? 0 : Double(result.macs) / possible)
      writer.attribute("picojoules", result.picojoules)
      writer.attribute("joule-seconds", result.energyDelayProduct)
      if let power = result.averageMilliwatts { writer.attribute("milliwatts", power) }
      if let area = result.areaSquareMillimetres { writer.attribute("square-millimetres", area) }
    }
  }

  fileprivate mutating func components(of result: SimulationResult) {
    guard !result.components.isEmpty else { return }
    element("components") { writer in
      for cost in result.components {
        writer.element("component") { writer in
          writer.attribute("name", cost.component)
          writer.attribute("square-millimetres", cost.areaSquareMillimetres)
          if let power = cost.leakageMilliwatts { writer.attribute("leakage-milliwatts", power) }
          if let clock = cost.clock, let hertz = cost.highestHertz {
            writer.attribute("clock", clock)
            writer.attribute("highest-hertz", hertz)
          }
          writer.attribute("extrapolated", cost.isExtrapolated ? "true" : "false")
        }
      }
    }
  }

  fileprivate mutating func layer(_ layer: LayerResult, among layers: [LayerResult]) {
    element("layer") { writer in
      writer.attribute("name", layer.name)
      if let reference = layer.equalTo { writer.attribute("equal-to", reference) }
      guard !layer.shares(figuresOf: layers) else { return }
      writer.attribute("cycles", layer.cycles)
      writer.attribute("macs", layer.macs)
      if let mapping = layer.mapping {
        writer.element("mapping") { $0.text(mapping.description) }
      }
      for warning in layer.warnings {
        writer.element("warning") { $0.text(warning) }
      }
      for unit in layer.units { writer.unit(unit) }
      writer.figures(of: layer)
    }
  }

  private mutating func unit(_ unit: UnitActivity) {
    element("unit") { writer in
      writer.attribute("name", unit.unit)
      writer.attribute("work", unit.work)
      writer.attribute("idle", unit.idle)
      for cause in StallCause.allCases where unit.stalls[cause] != 0 {
        writer.element("stall") { writer in
          writer.attribute("cause", cause.rawValue)
          writer.attribute("cycles", unit.stalls[cause])
        }
      }
    }
  }

  private mutating func figures(of layer: LayerResult) {
    for traffic in layer.traffic {
      element("traffic") { writer in
        writer.attribute("level", traffic.level)
        writer.attribute("operand", traffic.operand.name)
        writer.attribute("read-bytes", traffic.readBytes)
        writer.attribute("written-bytes", traffic.writtenBytes)
      }
    }
    for occupancy in layer.occupancy {
      element("occupancy") { writer in
        writer.attribute("level", occupancy.level)
        writer.attribute("peak-bytes", occupancy.peakBytes)
        writer.attribute("capacity-bytes", occupancy.capacityBytes)
      }
    }
    for energy in layer.energy {
      element("energy") { writer in
        writer.attribute("component", energy.component)
        writer.attribute("picojoules", energy.picojoules)
      }
    }
    for statistic in layer.statistics {
      element("count") { writer in
        writer.attribute("path", statistic.path)
        writer.attribute("value", statistic.value)
      }
    }
  }

  fileprivate mutating func whatIf(_ whatIf: WhatIf) {
    element("what-if") { writer in
      for variant in whatIf.variants {
        writer.element("variant") { writer in
          writer.attribute("resource", variant.resource.rawValue)
          writer.attribute("change", variant.change.rawValue)
          writer.attribute("cycles", variant.cycles)
          writer.attribute("layer-cycles", variant.layerCycles.map(String.init).joined(separator: " "))
        }
      }
    }
  }

  /// Declares each statistic once, in the order layers first have it.
  fileprivate mutating func statistics(of result: SimulationResult) {
    element("statistics") { writer in
      var declared: Set<String> = []
      for statistic in result.layers.flatMap(\.statistics) where declared.insert(statistic.path).inserted {
        writer.element("statistic") { writer in
          writer.attribute("path", statistic.path)
          writer.attribute("unit", statistic.unit)
          writer.attribute("meaning", statistic.meaning)
        }
      }
    }
  }
}

extension LayerResult {
  /// Whether the layer differs by nothing but its name from the one it is equal to.
  fileprivate func shares(figuresOf layers: [LayerResult]) -> Bool {
    guard let reference = equalTo, let first = layers.first(where: { $0.name == reference }), first.equalTo == nil
    else {
      return false
    }
    var same = first
    same.name = name
    same.equalTo = equalTo
    return same == self
  }
}
