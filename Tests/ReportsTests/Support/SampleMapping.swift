import Core
import Reports

/// A mapped workload, figures made up so that each is told from the others.
enum SampleMapping {
  static let mapping = Mapping(levels: [
    MappingLevel(keeps: .all, temporal: [TemporalLoop(.q, 7)]),
    MappingLevel(
      keeps: [.weights, .inputs], temporal: [TemporalLoop(.k, 4), TemporalLoop(.c, 3)],
      spatial: [SpatialLoop(.k, 16)]),
    MappingLevel(keeps: .outputs, temporal: [TemporalLoop(.p, 5, last: 2)], spatial: [SpatialLoop(.c, 16)]),
    MappingLevel(keeps: .weights),
  ])

  static func found(cycles: Int, certificate: MappingCertificate) -> FoundMapping {
    func level(_ name: String, cycles: Int, _ operands: [Operand], available: Int?) -> MappingScore.Level {
      MappingScore.Level(
        name: name, copies: 1, cycles: cycles, heldBytes: 600 * operands.count, availableBytes: available,
        leakagePicojoules: 0,
        operands: operands.map {
          MappingScore.OperandAccesses(
            operand: $0, tileWords: 600, tileBytes: 600, reads: 12_345, fills: 678, updates: 90, picojoules: 1e6)
        })
    }
    let score = MappingScore(
      cycles: cycles, computeCycles: cycles - 10, macs: 256 * (cycles - 10), picojoules: 9e6, macPicojoules: 2e6,
      levels: [
        level("dram", cycles: cycles, Operand.allCases, available: nil),
        level("scratchpad", cycles: 40, [.weights, .inputs], available: 2400),
        level("accumulator", cycles: 50, [.outputs], available: 1200),
        level("registers", cycles: 0, [.weights], available: 1),
      ])
    return FoundMapping(mapping: mapping, score: score, certificate: certificate, evaluated: 11, visited: 22)
  }

  static func result(objective: MappingObjective = .latency) -> MappingResult {
    let proved = found(cycles: 1_010, certificate: MappingCertificate(lowerBound: 1_010, gap: 0))
    let open = found(cycles: 2_020, certificate: MappingCertificate(lowerBound: 2_000, gap: 0.01))
    let layers = [
      LayerMapping(name: "first", outcome: .mapped(proved)), LayerMapping(name: "pool", outcome: .vector),
      LayerMapping(name: "second", equalTo: "first", outcome: .mapped(proved)),
      LayerMapping(name: "third", outcome: .mapped(open)),
      LayerMapping(name: "fourth", outcome: .impossible(["'accumulator' is too small"])),
    ]
    return MappingResult(
      architecture: SampleResult.architecture, workload: Workload(name: "net", layers: []), objective: objective,
      search: "exact", constraintSet: "all there are", layers: layers,
      certificate: MappingCertificate(lowerBound: 4_020, gap: 20.0 / 4_020))
  }
}
