public import Core

/// A strategy as it is, or with some of its parts switched off.
///
/// Written as the strategy's name, or as `fused-without-looks` or `diffusion-without-guidance+unlabelled`.
public struct StrategyVariant: Hashable, Sendable {
  /// The strategy.
  public let name: StrategyName
  /// Parts of it that are switched off.
  public let without: [StrategyPart]

  /// A strategy as it is.
  public init(_ name: StrategyName) { self.init(name, without: []) }

  private init(_ name: StrategyName, without parts: [StrategyPart]) {
    self.name = name
    without = parts
  }

  /// A strategy as it is written; `nil` where there is no such strategy, or it has no such part.
  public init?(_ text: String) {
    if let name = StrategyName(rawValue: text) {
      self.init(name)
      return
    }
    guard let range = text.ranges(of: Self.separator).last,
      let name = StrategyName(rawValue: String(text[..<range.lowerBound]))
    else { return nil }
    let words = text[range.upperBound...].split(separator: "+", omittingEmptySubsequences: false)
    let parts = words.compactMap { word in name.parts.first { $0.rawValue == word } }
    guard parts.count == words.count, Set(parts).count == parts.count else { return nil }
    self.init(name, without: parts)
  }

  /// How it is written.
  public var text: String {
    without.isEmpty ? name.rawValue : name.rawValue + Self.separator + without.map(\.rawValue).joined(separator: "+")
  }

  /// The strategy with its usual settings but for the parts.
  ///
  /// - Parameters:
  ///   - reference: The worst corner of the hypervolume, where it is fixed.
  ///   - starts: Random designs before a model is fitted, where that isn't part of the published method.
  ///   - recommended: Designs that `fused` begins with.
  /// - Returns: A strategy whose name is the variant's text.
  public func strategy(
    reference: [Double]? = nil, starts: Int? = nil, recommended: [DesignPoint] = []
  ) -> any Strategy {
    switch name.strategy(reference: reference, starts: starts) {
    case var strategy as DiffusionStrategy:
      strategy.name = text
      for part in without { strategy.options.switchOff(part) }
      return strategy
    case var strategy as FusedStrategy:
      strategy.name = text
      strategy.recommended = recommended
      for part in without { strategy.options.switchOff(part) }
      return strategy
    case let strategy: return strategy
    }
  }

  private static let separator = "-without-"
}

/// A part of a strategy that can be switched off, so that what it is worth can be measured.
public enum StrategyPart: String, CaseIterable, Hashable, Sendable, Codable {
  case guidance
  case unlabelled
  case gaps
  case gain
  case looks
  case diffusion
  case refinement
  case surrogate
  case fidelity

  /// One sentence on what the strategy does without it.
  public var summary: String {
    switch self {
    case .guidance: "samples aren't led by a predictor's gradient"
    case .unlabelled: "the networks learn from evaluated designs only"
    case .gaps: "targets are a step beyond evaluated designs, wherever those lie"
    case .gain: "each target gets the sample that is believed to come nearest"
    case .looks: "the analytical model isn't asked"
    case .diffusion: "no diffusion model proposes designs"
    case .refinement: "the surroundings of good designs aren't searched"
    case .surrogate: "what to pay for is drawn from the proposals"
    case .fidelity: "a fixed number of looks a batch, and only designs that were looked at are paid for"
    }
  }
}

extension StrategyName {
  /// The parts that can be switched off.
  public var parts: [StrategyPart] {
    switch self {
    case .diffusion: [.guidance, .unlabelled, .gain]
    case .diffusionPublished: [.guidance, .unlabelled, .gaps, .gain]
    case .fused: [.looks, .diffusion, .refinement, .surrogate, .fidelity]
    case .random, .grid, .nsga2, .bayesian, .dosaPublished, .dosaRepaired, .gradient, .gradientPublished,
      .exactHardware:
      []
    }
  }
}

extension DiffusionOptions {
  /// Goes without a part; those of other strategies change nothing.
  fileprivate mutating func switchOff(_ part: StrategyPart) {
    switch part {
    case .guidance: isGuided = false
    case .unlabelled: learnsUnlabelled = false
    case .gaps: aimsAtGaps = false
    case .gain: choice = .nearest
    case .looks, .diffusion, .refinement, .surrogate, .fidelity: break
    }
  }
}

extension FusedOptions {
  /// Goes without a part; those of other strategies change nothing.
  fileprivate mutating func switchOff(_ part: StrategyPart) {
    switch part {
    case .looks: looks = false
    case .diffusion: diffuses = false
    case .refinement: refines = false
    case .surrogate: models = false
    case .fidelity: choosesFidelity = false
    case .guidance, .unlabelled, .gaps, .gain: break
    }
  }
}
