import Core
import Foundation
import Learning

/// Costs on all designs as a network predicts them: how a layer's costs differ between designs, and how high they are.
///
/// Of each metric: one number for each design, the logarithm less its mean over designs, shifted by what layers have there
/// on average and scaled by one deviation; then the mean over designs less the logarithm of the layer's work.
struct CostScaling: Hashable, Sendable, Codable {
  private struct Metric: Hashable, Sendable, Codable {
    var shifts: [Double]
    var shape: Double
    var level: Double
    var levelDeviation: Double
  }

  private var metrics: [Metric]

  /// How much the error of a level counts for that of a shape, for which there are many numbers.
  private static let levelWeight = 4.0

  /// Numbers a network predicts for a layer.
  var count: Int { metrics.reduce(0) { $0 + $1.shifts.count + 1 } }

  /// The scaling of some layers' costs.
  init(_ layers: [Layer], _ costs: [LayerCosts]) {
    metrics = [\LayerCosts.seconds, \LayerCosts.joules].map { metric in
      let logarithms = costs.map { $0[keyPath: metric].map { log($0) } }
      let levels = logarithms.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
      let shapes = zip(logarithms, levels).map { row, level in row.map { $0 - level } }
      let places = costs.first?.seconds.indices ?? 0..<0
      let shifts = places.map { place in shapes.reduce(0) { $0 + $1[place] } / Double(max(1, shapes.count)) }
      var squares = 0.0
      for shape in shapes { for place in places { squares += pow(shape[place] - shifts[place], 2) } }
      let heights = Standardisation(of: zip(levels, layers).map { $0 - log(Self.work(of: $1)) })
      return Metric(
        shifts: shifts, shape: max(1e-6, (squares / Double(max(1, shapes.count * places.count))).squareRoot()),
        level: heights.mean, levelDeviation: heights.deviation)
    }
  }

  /// Operations of a layer.
  private static func work(of layer: Layer) -> Double {
    switch layer.operation {
    case .convolution(let convolution): Double(max(1, convolution.macs))
    case .vector(let vector): Double(max(1, vector.elementOperations))
    }
  }

  /// What a network shall predict for a layer.
  func encode(_ costs: LayerCosts, of layer: Layer) -> [Float] {
    zip(metrics, [costs.seconds, costs.joules]).flatMap { metric, values -> [Float] in
      let logarithms = values.map { log($0) }
      let level = logarithms.reduce(0, +) / Double(max(1, logarithms.count))
      let height = (level - log(Self.work(of: layer)) - metric.level) / metric.levelDeviation
      return zip(logarithms, metric.shifts).map { Float(($0 - level - $1) / metric.shape) }
        + [Float(height * Self.levelWeight)]
    }
  }

  /// The costs a prediction means.
  func decode(_ prediction: ArraySlice<Float>, of layer: Layer) -> LayerCosts {
    var first = prediction.startIndex
    let values = metrics.map { metric -> [Double] in
      let end = first + metric.shifts.count
      defer { first = end + 1 }
      let level =
        Double(prediction[end]) / Self.levelWeight * metric.levelDeviation + metric.level + log(Self.work(of: layer))
      return zip(prediction[first..<end], metric.shifts).map { exp(Double($0) * metric.shape + $1 + level) }
    }
    return LayerCosts(seconds: values[0], joules: values[1])
  }
}
