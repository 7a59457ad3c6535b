package import Core
import Foundation
import Learning
package import Mapper

/// A layer mapped onto DOSA's four-level machine, as numbers a surrogate learns from.
///
/// Nothing but the layer, the mapping and the array's side goes in; the analytical figures are those of the model under
/// DOSA's rules (`validate dosa`).
package struct MappedLayer: Hashable, Sendable {
  /// Logarithms of sizes and factors as the mapping states them, the array's side last.
  package var raw: [Double]
  /// Logarithms of what such a machine spends its time on: tiles, their sizes and fit, and each level's share of the cycles.
  package var physical: [Double]
  /// The natural logarithm of the analytical model's cycles.
  package var logCycles: Double
  /// The natural logarithm of its energy on the smallest hardware that holds the mapping, in picojoules.
  package var logEnergy: Double

  /// How many physical numbers there are.
  package static let physicalCount = 15

  private static let sizes: [Core.Dimension] = [.r, .s, .p, .q, .c, .k]

  /// The numbers of a mapping with the levels DRAM, scratchpad, accumulator and registers.
  ///
  /// - Parameters:
  ///   - nest: The mapping, of perfect factors.
  ///   - layer: The layer.
  ///   - side: PEs along each side of the array.
  package init(_ nest: LoopNest<Double>, _ layer: Convolution, side: Int) {
    var factors = Factors()
    for index in 0..<nest.count { factors.add(nest[index]) }
    var hardware = DOSAHardware<Double>()
    let columns = factors.spatial(.k)
    let rows = factors.spatial(.c)
    hardware.side = Double(side)
    var model = AnalyticalModel(
      shape: LayerShape<Double>(layer), hierarchy: hardware.hierarchy(elements: rows * columns), rules: .dosa)
    logCycles = log(max(1, model.evaluate(nest).cycles))
    let cycles: [Double] = [
      Double(layer.macs) / (rows * columns), model.words(at: 2, [.outputs]) / (2 * columns),
      model.words(at: 1, [.weights, .inputs]) / (2 * Double(side)), model.words(at: 0, Operand.allCases) / 8,
      model.words(at: 3, [.weights]),
    ]
    hardware.grow(toHold: model)
    var grown = AnalyticalModel(
      shape: LayerShape<Double>(layer), hierarchy: hardware.hierarchy(elements: rows * columns), rules: .dosa)
    logEnergy = log(max(1, grown.evaluate(nest).energy))

    raw = Self.sizes.map { log(Double(layer.bounds[$0])) }
    raw.append(log(Double(layer.stride.width)))
    raw += [Core.Dimension.p, .q].map { log(factors.temporal(3, $0)) }
    for level in [2, 0] { raw += Self.sizes.map { log(factors.temporal(level, $0)) } }
    raw += [log(rows), log(columns), log(Double(side))]

    func tile(_ dimensions: [Core.Dimension]) -> Double { dimensions.reduce(0.0) { $0 + log(factors.tile($1)) } }
    let trips = Self.sizes.reduce(0.0) { $0 + log(factors.temporal(0, $1)) }
    func padding(_ dimension: Core.Dimension) -> Double {
      let size = factors.tile(dimension) / Double(side)
      return log(size.rounded(.up) / size)
    }
    physical = [trips, trips - logCycles, tile([.r, .s, .c, .k]), tile([.p, .q, .c]), tile([.p, .q, .k])]
    physical += [padding(.c), padding(.k)]
    for own in cycles { physical.append(log(max(1, own)) - logCycles) }
    let isMatmul = layer.bounds[.q] == 1 && layer.bounds[.r] == 1 && layer.bounds[.s] == 1
    physical += [log(Double(side)), isMatmul ? 0 : 1, log(rows * columns / Double(side * side))]
  }

  /// Everything but the analytical totals, as one row.
  package var features: [Double] { raw + physical }
}

extension AnalyticalModel<Double> {
  /// Words a level moved in the last evaluation; DOSA counts no fewer than one.
  package func words(at level: Int, _ operands: [Operand]) -> Double {
    max(
      1,
      operands.reduce(0.0) { sum, operand in
        let traffic = totalTraffic(level, operand)
        return sum + traffic.reads + traffic.fills + traffic.updates
      })
  }
}

/// The factors of a mapping by level and dimension.
private struct Factors {
  private var trips = [Double](repeating: 1, count: 4 * 8)
  private var copies = [Double](repeating: 1, count: 8)

  mutating func add(_ loop: NestLoop<Double>) {
    let dimension = Int(loop.dimension.rawValue)
    if loop.isSpatial {
      copies[dimension] *= loop.bound
    } else {
      trips[min(3, Int(loop.level)) * 8 + dimension] *= loop.bound
    }
  }

  func temporal(_ level: Int, _ dimension: Core.Dimension) -> Double { trips[level * 8 + Int(dimension.rawValue)] }
  func spatial(_ dimension: Core.Dimension) -> Double { copies[Int(dimension.rawValue)] }

  /// What is worked on between two trips to DRAM.
  func tile(_ dimension: Core.Dimension) -> Double {
    var product = spatial(dimension)
    for level in 1...3 { product *= temporal(level, dimension) }
    return product
  }
}
