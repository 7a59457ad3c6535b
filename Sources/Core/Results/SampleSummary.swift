/// Median and quartiles of a sample, and its ends.
public struct SampleSummary: Hashable, Sendable, Codable {
  /// How many values there are; those that are no number are left out.
  public var count: Int
  /// The least value.
  public var minimum: Double
  /// The value a quarter of the sample doesn't exceed.
  public var lowerQuartile: Double
  /// The value in the middle.
  public var median: Double
  /// The value three quarters of the sample don't exceed.
  public var upperQuartile: Double
  /// The greatest value.
  public var maximum: Double

  /// Summarises a sample; everything is NaN for an empty one.
  ///
  /// Quartiles lie between neighbours by linear interpolation (type 7 of Hyndman and Fan, "Sample Quantiles in
  /// Statistical Packages", The American Statistician 50(4), 1996).
  public init(of values: [Double]) {
    let sorted = values.filter { !$0.isNaN }.sorted()
    count = sorted.count
    minimum = sorted.first ?? .nan
    lowerQuartile = Self.quantile(0.25, of: sorted)
    median = Self.quantile(0.5, of: sorted)
    upperQuartile = Self.quantile(0.75, of: sorted)
    maximum = sorted.last ?? .nan
  }

  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    guard let last = sorted.indices.last else { return .nan }
    let place = share * Double(last)
    let below = Int(place)
    let (low, high) = (sorted[below], sorted[min(below + 1, last)])
    let part = place - Double(below)
    // Between infinities there is no difference to take.
    return low == high || part == 0 ? low : low + part * (high - low)
  }
}
