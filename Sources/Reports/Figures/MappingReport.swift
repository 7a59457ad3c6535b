package import Core

/// Every figure of a mapped workload, derived once; text, JSON and CSV are views of it.
///
/// All figures are predictions of the analytical model but those called simulated.
package struct MappingReport: Hashable, Sendable, Encodable {
  /// What is known about better mappings.
  package struct Certificate: Hashable, Sendable, Encodable {
    /// The least value the objective can have, in its unit.
    package var lowerBound: Double?
    /// How far above it the value found is, as a share of the bound.
    package var gap: Double?
    package var isOptimal: Bool
    package var constraintSet: String
  }

  /// One layer's mapping.
  package struct Layer: Hashable, Sendable, Encodable {
    /// What became of a layer.
    package enum Status: String, Hashable, Sendable, Encodable {
      case mapped
      case vector
      case impossible
      case notFound = "not-found"
    }

    package var name: String
    package var equalTo: String?
    package var status: Status
    /// Why no mapping is possible.
    package var reasons: [String]
    package var figures: Figures?
  }

  /// The figures of a mapping.
  package struct Figures: Hashable, Sendable, Encodable {
    /// The mapping's text.
    package var mapping: String
    package var cycles: Int
    package var seconds: Double
    package var macs: Int
    package var utilization: Double
    package var picojoules: Double
    package var jouleSeconds: Double
    /// `array`, or the level whose bandwidth decides the cycles.
    package var limitedBy: String
    package var certificate: Certificate
    package var evaluatedMappings: Int
    package var visitedPartialMappings: Int
    package var score: MappingScore
    package var paretoSet: [Choice]
    package var refined: [Refined]
  }

  /// A mapping with its two figures.
  package struct Choice: Hashable, Sendable, Encodable {
    package var mapping: String
    package var cycles: Int
    package var picojoules: Double
  }

  /// A mapping with predicted and simulated figures.
  package struct Refined: Hashable, Sendable, Encodable {
    package var mapping: String
    package var cycles: Int
    package var picojoules: Double
    package var simulatedCycles: Int
    package var simulatedPicojoules: Double
  }

  /// The mapped layers together.
  package struct Totals: Hashable, Sendable, Encodable {
    package var layers: Int
    package var mappedLayers: Int
    package var cycles: Int
    package var seconds: Double
    package var macs: Int
    package var utilization: Double
    package var picojoules: Double
    package var jouleSeconds: Double
    package var certificate: Certificate?
  }

  package var architecture: String
  package var workload: String
  /// The model that predicted the figures.
  package var model = "analytical"
  package var objective: MappingObjective
  /// The unit of `lowerBound`s.
  package var objectiveUnit: String
  /// How the mappings were found; `nil` when they were given.
  package var search: String?
  package var layers: [Layer]
  package var totals: Totals
  /// The result the figures are of.
  let result: MappingResult

  private enum CodingKeys: String, CodingKey {
    case architecture, workload, model, objective, objectiveUnit, search, layers, totals
  }

  /// The figures of a result.
  package init(_ result: MappingResult) {
    self.result = result
    architecture = result.architecture.name
    workload = result.workload.name
    objective = result.objective
    objectiveUnit = result.objective.unit
    search = result.search
    let hertz = Double(result.architecture.coreHertz)
    let elements = result.architecture.array.processingElements
    let scale = result.objective.unitScale(hertz: hertz)
    func certificate(_ known: MappingCertificate) -> Certificate {
      Certificate(
        lowerBound: known.lowerBound.map { $0 * scale }, gap: known.gap, isOptimal: known.isProved,
        constraintSet: result.constraintSet)
    }
    func figures(_ found: FoundMapping) -> Figures {
      let score = found.score
      let seconds = Double(score.cycles) / hertz
      return Figures(
        mapping: found.mapping.description, cycles: score.cycles, seconds: seconds, macs: score.macs,
        utilization: score.utilization(processingElements: elements), picojoules: score.picojoules,
        jouleSeconds: score.picojoules * 1e-12 * seconds, limitedBy: score.limitingLevel ?? "array",
        certificate: certificate(found.certificate), evaluatedMappings: found.evaluated,
        visitedPartialMappings: found.visited, score: score, paretoSet: found.paretoSet.map(Choice.init),
        refined: found.refined.map(Refined.init))
    }
    layers = result.layers.map { layer in
      switch layer.outcome {
      case .mapped(let found):
        Layer(name: layer.name, equalTo: layer.equalTo, status: .mapped, reasons: [], figures: figures(found))
      case .vector: Layer(name: layer.name, equalTo: layer.equalTo, status: .vector, reasons: [])
      case .impossible(let reasons):
        Layer(name: layer.name, equalTo: layer.equalTo, status: .impossible, reasons: reasons)
      case .notFound: Layer(name: layer.name, equalTo: layer.equalTo, status: .notFound, reasons: [])
      }
    }
    totals = Totals(
      layers: layers.count, mappedLayers: layers.count { $0.status == .mapped }, cycles: result.cycles,
      seconds: result.seconds, macs: result.macs,
      utilization: result.cycles == 0
        ? 0 : Double(result.macs) / (Double(result.cycles) * Double(elements)),
      picojoules: result.picojoules, jouleSeconds: result.energyDelayProduct,
      certificate: result.certificate.map(certificate))
  }
}

extension MappingReport.Choice {
  init(_ choice: MappingChoice) {
    self.init(mapping: choice.mapping.description, cycles: choice.cycles, picojoules: choice.picojoules)
  }
}

extension MappingReport.Refined {
  init(_ refined: RefinedMapping) {
    self.init(
      mapping: refined.choice.mapping.description, cycles: refined.choice.cycles,
      picojoules: refined.choice.picojoules, simulatedCycles: refined.simulatedCycles,
      simulatedPicojoules: refined.simulatedPicojoules)
  }
}

extension MappingObjective {
  /// The unit objective values are reported in.
  var unit: String {
    switch self {
    case .latency: "cycles"
    case .energy: "pJ"
    case .edp, .layerEDP: "J·s"
    }
  }

  /// What a value in cycles, picojoules or picojoule-cycles is multiplied by to be in the unit.
  func unitScale(hertz: Double) -> Double {
    switch self {
    case .latency, .energy: 1
    case .edp, .layerEDP: 1e-12 / hertz
    }
  }

  /// What is least, in words.
  var words: String {
    switch self {
    case .latency: "time"
    case .energy: "energy"
    case .edp: "energy-delay product of the network"
    case .layerEDP: "energy-delay product of each layer"
    }
  }
}
