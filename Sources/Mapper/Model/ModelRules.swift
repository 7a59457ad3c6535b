/// When data that a level already holds need not be brought in again.
package enum ReuseRule: String, Sendable, CaseIterable {
  /// A tile is moved whole unless it stays where it is. AccelForge and the WS16 machine of `reference/mappers`.
  case tile
  /// Only what the previous tile did not hold is moved, as long as the tile keeps moving by the same step; when the
  /// step changes, the whole tile is moved. Timeloop's `SaveAndSubtractIfSameStride` over every iteration, as with
  /// `TIMELOOP_DISABLE_TEMPORAL_EXTRAPOLATION`.
  case walk
  /// As `walk`, but the distance between tiles is measured as if each loop had at most two trips. Timeloop's default:
  /// it runs iterations 0 and 1 of each loop and extrapolates, and so misjudges the wrap-around of loops that move the
  /// input along the same axis (`ComputeTemporalWorkingSet`, `src/loop-analysis/nest-analysis.cpp`).
  case timeloop
  /// As `tile`, but the window slides while the innermost of all loops outside the tile advances, by DOSA's formulas
  /// (`dataset/common/mapping_utils.py` of ucb-bar/dosa at a7a3239), for factors that divide. They can count less than
  /// the words there are, so that `searchExactly` proves nothing under them.
  case dosa
}

/// Whether counts that hardware rounds are rounded.
package enum Rounding: Sendable {
  /// Ceilings as Timeloop takes them.
  case exact
  /// No ceilings: smooth between ties and never above `exact`.
  case relaxed
}

/// The switches of the analytical model; one function computes every published variant.
package struct ModelRules: Sendable {
  package var reuse: ReuseRule
  package var rounding: Rounding
  /// Whether the read of a finished output tile on its way to the parent counts as a read.
  ///
  /// AccelForge counts it; Timeloop counts only the parent's update.
  package var countsDrainReads: Bool
  /// Whether the first fill of an output tile costs nothing, since its sums start at zero.
  ///
  /// DOSA counts it at the memory that is filled, though not at the parent that would be read.
  package var elidesFirstFills: Bool
  /// Whether cycles are whole numbers, rounded up at each level.
  package var wholeCycles: Bool
  /// Whether stretches of the outermost memory that are short of a burst cost a whole one.
  ///
  /// None of the published models counts them; relaxed rounding leaves them out.
  package var countsBursts: Bool

  package init(
    reuse: ReuseRule, rounding: Rounding = .exact, countsDrainReads: Bool = false,
    elidesFirstFills: Bool = true, wholeCycles: Bool = true, countsBursts: Bool = false
  ) {
    self.reuse = reuse
    self.rounding = rounding
    self.countsDrainReads = countsDrainReads
    self.elidesFirstFills = elidesFirstFills
    self.wholeCycles = wholeCycles
    self.countsBursts = countsBursts
  }

  /// The default: Timeloop's semantics, walked without extrapolation, and whole bursts of the outermost memory, which
  /// the simulated machine moves.
  package static let systole = ModelRules(reuse: .walk, countsBursts: true)
  /// Timeloop's semantics alone, walked without extrapolation.
  package static let walked = ModelRules(reuse: .walk)
  /// What `timeloop-model` prints.
  package static let timeloop = ModelRules(reuse: .timeloop)
  /// The formulas of `reference/mappers/README.md`.
  package static let accelForge = ModelRules(reuse: .tile, countsDrainReads: true, wholeCycles: false)
  /// DOSA's cost model (`reference/firesim`, columns `dosa_*`); its energies and bandwidths are `DOSAHardware`.
  package static let dosa = ModelRules(reuse: .dosa, elidesFirstFills: false, wholeCycles: false)
}
