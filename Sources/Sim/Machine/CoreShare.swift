import Core

/// The part of a layer one core does: a range of one dimension.
///
/// Every core walks the same mapping from the start of its range; tiles are cut off where the range ends, as imperfect
/// factors are at the layer's bound.
struct CoreShare {
  var dimension: Dimension
  var range: Range<Int>

  /// The shares of all cores, as equal as whole passes of the array allow; some are empty where there are too few.
  static func all(of convolution: Convolution, _ mapping: Mapping, among cores: Cores) -> [CoreShare] {
    let bounds = convolution.bounds
    let dimension: Dimension =
      switch cores.split {
      case .channels: bounds.g > 1 ? .g : .k
      case .rows: bounds.q > 1 ? .q : .p
      }
    let spread = mapping.levels.flatMap(\.spatial).filter { $0.dimension == dimension }.reduce(1) { $0 * $1.bound }
    let passes = ceilingDivide(bounds[dimension], spread)
    return (0..<cores.count).map { core in
      let (first, end) = (core * passes / cores.count, (core + 1) * passes / cores.count)
      return CoreShare(
        dimension: dimension, range: min(first * spread, bounds[dimension])..<min(end * spread, bounds[dimension]))
    }
  }
}
