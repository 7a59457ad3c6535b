/// Which parts of the fused strategy are at work; without some of them it is one of the published methods.
public struct FusedOptions: Hashable, Sendable {
  /// Whether the analytical model is looked through: for starts, for refinement and as what the surrogate corrects.
  public var looks = true
  /// Whether a diffusion model proposes designs beyond the front.
  public var diffuses = true
  /// Whether good designs' surroundings are searched: at low fidelity where there is an analytical model.
  public var refines = true
  /// Whether a surrogate decides what to pay for; otherwise it is drawn from what the other parts propose.
  public var models = true

  /// Whether each candidate's gain per cost decides if it is looked at, paid for, or left; otherwise a batch has a fixed
  /// number of looks, and pays only for designs that were looked at.
  public var choosesFidelity = true

  /// The most looks for a batch where gain per cost decides, those at evaluated designs aside.
  public var mostLooks = 400
  /// What a look through the analytical model costs, in evaluations that count: models are some hundreds of times faster
  /// than simulations.
  public var lookCost = 0.005
  /// The most looks for a batch where gain per cost doesn't decide.
  public var looksPerBatch = 64
  /// What the diffusion model does.
  public var diffusion = DiffusionOptions()

  /// The usual settings.
  public init() {}
}
