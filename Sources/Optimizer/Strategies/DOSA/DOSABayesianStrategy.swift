import Core
import Foundation
import Learning

/// The hardware loop of the two-loop Bayesian search DOSA compares itself with (Hong et al., "DOSA: Differentiable
/// model-based one-loop search for DNN accelerators", MICRO 2023; `dataset/dse/bo.py` of ucb-bar/dosa at a7a3239).
///
/// A hundred random designs, each mapped by the inner loop, train a Gaussian process of the objective; ten designs are
/// then chosen by the lower confidence bound, one deviation below the mean. The code stops there; here the two steps that
/// follow the first hundred are repeated while there is budget.
///
/// `published` does what the code does: the kernel is scikit-learn's unmodified squared exponential of length 1 on
/// standardised sizes and objective, and the chosen designs are not the ten best. `predict` returns the order of the
/// bounds; `hw_optimize` sorts that once more and takes the ranks of the first ten designs of the list for designs.
/// `repaired` takes the lowest bounds of a fitted Matérn kernel on the logarithm of the objective.
///
/// Only the first objective counts. The code lists the whole space; of one with more designs than 2^16, that many evenly
/// spaced ones are looked at.
public struct DOSABayesianStrategy: Strategy {
  /// Whether the code's mistakes are kept.
  public enum Variant: String, CaseIterable, Hashable, Sendable, Codable {
    /// As the code runs.
    case published = "dosa-bo"
    /// As it was probably meant.
    case repaired = "dosa-bo-repaired"
  }

  /// Whether the code's mistakes are kept.
  public var variant: Variant
  /// Random designs before the model: `hw_training_size`.
  public var initial = 100
  /// Designs chosen with one model: `hw_trial_size`.
  public var chosen = 10

  /// The published or the repaired search.
  public init(_ variant: Variant) {
    self.variant = variant
  }

  /// What trials and tables call the strategy.
  public var name: String { variant.rawValue }

  /// Random designs, then those the model chooses.
  public func propose(_ count: Int, in context: ProposalContext) -> [Proposal] {
    var random = context.random
    let told = ToldDesigns(in: context)
    guard context.trials.count >= initial, let model = HardwareModel(of: told, variant, in: context)
    else { return context.draw(count, with: &random).map { Proposal($0) } }
    let listed = Self.listed(context)
    guard !listed.isEmpty else { return context.draw(count, with: &random).map { Proposal($0) } }
    let bounds = model.lowerBounds(of: listed)
    let order = listed.indices.sorted { (bounds[$0], $0) < (bounds[$1], $1) }
    var places = order[...]
    if variant == .published {
      var ranks = order
      for (rank, place) in order.enumerated() { ranks[place] = rank }
      places = ranks[...]
    }
    let wanted = min(count, chosen)
    var points: [DesignPoint] = []
    for place in places where points.count < wanted && context.isOpen(listed[place]) { points.append(listed[place]) }
    points += context.draw(wanted - points.count, with: &random, avoiding: Set(points))
    return points.map { Proposal($0) }
  }

  /// The designs that are looked at, in the order of the list of all.
  private static func listed(_ context: ProposalContext) -> [DesignPoint] {
    let size = context.space.size
    guard size > mostListed else {
      return (0..<Int(size)).compactMap { context.space.point(at: $0) }.filter(context.isLegal)
    }
    guard size < 0x1p62 else { return [] }
    let step = size / mostListed
    return (0..<Int(mostListed)).compactMap { context.space.point(at: Int((Double($0) + 0.5) * step)) }
      .filter(context.isLegal)
  }

  private static let mostListed = 0x1p16
}

/// A Gaussian process of the first objective over the sizes of designs.
private struct HardwareModel {
  private let space: DesignSpace
  private let process: GaussianProcess?
  private let exact: StandardProcess?

  /// Fits the model; `nil` when nothing was told that works.
  init?(of told: ToldDesigns, _ variant: DOSABayesianStrategy.Variant, in context: ProposalContext) {
    space = context.space
    let entries = told.feasible
    let values = entries.compactMap { $0.values?.first }
    guard !values.isEmpty else { return nil }
    let sizes = Matrix(entries.map { entry in Self.coordinates(of: entry.point, in: context.space, variant) })
    switch variant {
    case .published:
      process = nil
      exact = StandardProcess(inputs: sizes, targets: values)
    case .repaired:
      let targets = values.allSatisfy { $0 > 0 } ? values.map { log($0) } : values
      process = GaussianProcess.fit(inputs: sizes, targets: targets, seed: context.seed)
      exact = nil
    }
    guard process != nil || exact != nil else { return nil }
  }

  /// One deviation below the mean, for each design.
  func lowerBounds(of points: [DesignPoint]) -> [Double] {
    var bounds: [Double] = []
    bounds.reserveCapacity(points.count)
    // In blocks, as the covariances with all points of a large space would not fit in memory.
    for first in stride(from: 0, to: points.count, by: Self.block) {
      let block = points[first..<min(first + Self.block, points.count)]
      let variant: DOSABayesianStrategy.Variant = exact == nil ? .repaired : .published
      let inputs = Matrix(block.map { Self.coordinates(of: $0, in: space, variant) })
      let (means, variances) =
        exact?.posterior(at: inputs) ?? process?.posterior(at: inputs)
        ?? (block.map { _ in 0 }, block.map { _ in 0 })
      bounds += zip(means, variances).map { $0 - $1.squareRoot() }
    }
    return bounds
  }

  private static let block = 4096

  /// The numbers behind the values as the code takes them, or the unit coordinates.
  private static func coordinates(
    of point: DesignPoint, in space: DesignSpace, _ variant: DOSABayesianStrategy.Variant
  ) -> [Double] {
    switch variant {
    case .published: zip(point.indices, space.parameters).map { $1.numbers[$0] }
    case .repaired: space.unitCoordinates(of: point)
    }
  }
}

/// scikit-learn's `GaussianProcessRegressor()` behind two `StandardScaler`s: mean 0, variance 1, length scale 1, noise
/// 10⁻¹⁰, nothing fitted.
private struct StandardProcess {
  private let scales: [Standardisation]
  private let inputs: Matrix<Double>
  private let factor: Cholesky
  private let weights: [Double]

  init?(inputs: Matrix<Double>, targets: [Double]) {
    scales = (0..<inputs.columns).map { column in Self.scale(of: (0..<inputs.rows).map { inputs[$0, column] }) }
    let scaled = Self.scaled(inputs, scales)
    var covariance = Self.covariances(scaled, scaled)
    for index in 0..<scaled.rows { covariance[index, index] += 1e-10 }
    guard let factor = Cholesky(covariance) else { return nil }
    let standardisation = Self.scale(of: targets)
    self.inputs = scaled
    self.factor = factor
    weights = factor.solve(targets.map(standardisation.standardise))
  }

  /// Mean and variance of the standardised objective at each row.
  func posterior(at points: Matrix<Double>) -> (means: [Double], variances: [Double]) {
    let cross = Self.covariances(inputs, Self.scaled(points, scales))
    let explained = factor.solveLower(cross)
    let variances = (0..<points.rows).map { column in
      (0..<explained.rows).reduce(1.0) { $0 - explained[$1, column] * explained[$1, column] }
    }
    return (cross.times(weights, transposed: true), variances.map { max(0, $0) })
  }

  /// `StandardScaler` divides by the deviation of the values themselves, not by the estimate from a sample.
  private static func scale(of values: [Double]) -> Standardisation {
    let sample = Standardisation(of: values)
    guard values.count > 1, sample.deviation != 1 else { return sample }
    let share = Double(values.count - 1) / Double(values.count)
    return Standardisation(mean: sample.mean, deviation: sample.deviation * share.squareRoot())
  }

  private static func scaled(_ inputs: Matrix<Double>, _ scales: [Standardisation]) -> Matrix<Double> {
    var result = inputs
    for row in 0..<inputs.rows {
      for column in 0..<inputs.columns { result[row, column] = scales[column].standardise(inputs[row, column]) }
    }
    return result
  }

  private static func covariances(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Matrix<Double> {
    var result = Matrix<Double>(rows: left.rows, columns: right.rows)
    for row in 0..<left.rows {
      for column in 0..<right.rows {
        let distance = zip(left.row(row), right.row(column)).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        result[row, column] = exp(-distance / 2)
      }
    }
    return result
  }
}
