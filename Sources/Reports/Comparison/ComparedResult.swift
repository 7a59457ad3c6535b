package import Core

/// A result as a comparison takes it.
package struct ComparedResult: Sendable {
  /// One layer with what identifies it.
  struct Layer: Sendable {
    var content: LayerContent
    var entry: Comparison.Entry
  }

  let subject: Comparison.Subject
  let attributes: [(path: String, value: String)]
  let layers: [Layer]
  let units: [UnitActivity]
  let energy: [ComponentEnergy]
  /// What the run was told otherwise than the inputs say: the inputs' names by role, the command.
  let run: [(path: String, value: String)]

  /// A simulated workload.
  ///
  /// - Parameters:
  ///   - result: what was simulated.
  ///   - name: the result's file.
  ///   - sha256: the hash of its bytes.
  ///   - attributes: every attribute of the resolved architecture, by the path a setting names it with.
  ///   - inputs: the role and name of each file the run read.
  ///   - command: the command line that made it.
  package init(
    _ result: SimulationResult, name: String, sha256: String, attributes: [(path: String, value: String)],
    inputs: [(role: String, name: String)], command: String
  ) {
    let report = SimulationReport(result)
    let totals = report.totals
    subject = Comparison.Subject(
      name: name, sha256: sha256, kind: .simulation, model: result.timing, architecture: result.architecture.name,
      workload: result.workload.name, cycles: totals.cycles, seconds: totals.seconds, macs: totals.macs,
      picojoules: totals.picojoules, utilization: totals.utilization, dramBytes: totals.dramBytes,
      squareMillimetres: totals.areaSquareMillimetres, command: command)
    self.attributes = attributes
    layers = zip(result.workload.layers, report.layers).map { layer, figures in
      Layer(
        content: layer.content,
        entry: Comparison.Entry(
          subject: 0, match: .first, name: figures.name, operation: figures.operation, cycles: figures.cycles,
          macs: figures.macs, picojoules: figures.picojoules, dramBytes: figures.dramBytes,
          boundBy: figures.bottleneck?.word, mapping: figures.mapping))
    }
    units = totals.units.map {
      UnitActivity(unit: $0.unit, work: $0.workCycles, stalls: $0.stallCycles, idle: $0.idleCycles)
    }
    energy = totals.energy.map { ComponentEnergy(component: $0.component, picojoules: $0.picojoules) }
    run = Self.run(model: result.timing, inputs: inputs, command: command)
  }

  /// A mapped workload under the analytical model; layers without a mapping take no part.
  package init(
    _ result: MappingResult, name: String, sha256: String, attributes: [(path: String, value: String)],
    inputs: [(role: String, name: String)], command: String
  ) {
    let totals = MappingReport(result).totals
    subject = Comparison.Subject(
      name: name, sha256: sha256, kind: .mapping, model: "analytical", architecture: result.architecture.name,
      workload: result.workload.name, cycles: totals.cycles, seconds: totals.seconds, macs: totals.macs,
      picojoules: totals.picojoules, utilization: totals.utilization, dramBytes: nil, squareMillimetres: nil,
      command: command)
    self.attributes = attributes
    layers = zip(result.workload.layers, result.layers).compactMap { layer, mapped in
      guard let found = mapped.found else { return nil }
      return Layer(
        content: layer.content,
        entry: Comparison.Entry(
          subject: 0, match: .first, name: mapped.name, operation: OperationText.summary(layer.operation),
          cycles: found.score.cycles, macs: found.score.macs, picojoules: found.score.picojoules, dramBytes: nil,
          boundBy: found.score.limitingLevel ?? "array", mapping: found.mapping.description))
    }
    units = []
    energy = Self.energy(of: result)
    run = Self.run(
      model: "analytical", inputs: inputs, command: command,
      more: [("objective", result.objective.rawValue), ("search", result.search ?? "none, mappings given")])
  }

  private static func energy(of result: MappingResult) -> [ComponentEnergy] {
    var energy = [ComponentEnergy(component: "array", picojoules: 0)]
    for score in result.layers.compactMap({ $0.found?.score }) {
      energy[0].picojoules += score.macPicojoules
      for level in score.levels {
        if let index = energy.firstIndex(where: { $0.component == level.name }) {
          energy[index].picojoules += level.picojoules
        } else {
          energy.append(ComponentEnergy(component: level.name, picojoules: level.picojoules))
        }
      }
    }
    return energy
  }

  private static func run(
    model: String, inputs: [(role: String, name: String)], command: String, more: [(String, String)] = []
  ) -> [(path: String, value: String)] {
    [(path: "model", value: model)] + more.map { (path: $0.0, value: $0.1) }
      + inputs.map { (path: "\($0.role) file", value: $0.name) } + [(path: "command", value: command)]
  }
}
