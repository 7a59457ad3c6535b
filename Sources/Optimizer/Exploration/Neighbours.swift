import Core

/// The told designs whose mappings a new design's search may begin with.
///
/// Only batches before a design's own count, all of which are told when it is asked; so its neighbour depends neither on
/// jobs nor on where a study was interrupted.
struct Neighbours {
  private let space: DesignSpace
  private let told: [(number: Int, batch: Int, coordinates: [Double])]

  /// The designs among trials that have figures of a fidelity.
  init(of trials: [Trial], in space: DesignSpace, at fidelity: Fidelity) {
    self.space = space
    told = trials.filter { $0.state == .complete && $0.fidelity == fidelity }.map {
      ($0.number, $0.batch, space.unitCoordinates(of: $0.point))
    }
  }

  /// The trial of the nearest design in an earlier batch, by Euclidean distance in the unit cube; the first of equals.
  func nearest(to trial: Trial) -> Int? {
    let own = space.unitCoordinates(of: trial.point)
    var best: (distance: Double, number: Int)?
    for other in told where other.batch < trial.batch {
      let distance = zip(own, other.coordinates).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if distance < best?.distance ?? .infinity { best = (distance, other.number) }
    }
    return best?.number
  }
}
