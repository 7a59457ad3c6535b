package import Core

/// An order of the loops over DRAM, named by its letters from the innermost loop outwards.
///
/// The model looks at the innermost loops only: an operand is kept while loops it doesn't depend on run innermost, and
/// an input's window slides where the very innermost loop moves it. Loops that run once are no loops.
package enum DOSALoopOrder: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Weights stay, the window slides along the width.
  case pqnrsck
  /// Inputs stay.
  case krspqcn
  /// Outputs stay, the window widens along the width.
  case rsckpqn
  /// Weights stay, the window slides along the height.
  case qpnrsck
  /// Weights stay, no window slides.
  case npqrsck
  /// Outputs stay, no window widens.
  case crskpqn
  /// Outputs stay, the window widens along the width, and the width's loop is not right outside it if it need not be.
  case rscknqp
  /// Outputs stay, the window widens along the height, and the height's loop is not right outside it.
  case srcknpq
  /// The window widens along the width with the width's loop right outside it.
  case rpqnsck
  /// The window widens along the height with the height's loop right outside it.
  case sqpnrck

  /// The three orders DOSA tries (`gen_all_perms`, `dse/mapping_driven_hw_search.py` of ucb-bar/dosa at a7a3239).
  package static let published: [DOSALoopOrder] = [.pqnrsck, .krspqcn, .rsckpqn]

  /// Orders that give whatever any of the 5,040 gives, for every choice of factors.
  ///
  /// If P, Q or N is innermost only weights can stay, the longer the more of the three follow; with K innermost only
  /// inputs stay; with C, R or S only outputs, the longer the more of these follow. Apart from that the model asks which
  /// loop is innermost and, where that is R or S, whether P or Q is next.
  package static let complete: [DOSALoopOrder] = [
    .pqnrsck, .krspqcn, .qpnrsck, .npqrsck, .crskpqn, .rscknqp, .srcknpq, .rpqnsck, .sqpnrck,
  ]

  /// The dimensions, innermost first.
  package var innermostFirst: [Dimension] {
    String(describing: self).uppercased().compactMap(Dimension.init(letter:))
  }
}

/// What the loops over DRAM leave on chip.
struct DRAMReuse: Hashable, Sendable {
  /// How an input's window moves from one trip of the innermost loop to the next.
  enum Window: UInt8, Sendable {
    case whole, slidesWide, slidesHigh, widens, heightens, widensThenSlides, heightensThenSlides
  }

  /// Loops that run while weights, inputs and outputs stay.
  var weights: DimensionSet = []
  var inputs: DimensionSet = []
  var outputs: DimensionSet = []
  var window = Window.whole

  /// Nothing stays.
  init() {}

  /// What an order leaves on chip.
  ///
  /// - Parameters:
  ///   - order: The dimensions, innermost first.
  ///   - moving: Those whose loop runs more than once.
  init(_ order: [Dimension], moving: DimensionSet) {
    let loops = order.filter(moving.contains)
    func stays(_ operand: Operand) -> DimensionSet {
      var set: DimensionSet = []
      for loop in loops.prefix(while: { !operand.relevantDimensions.contains($0) }) { set.insert(DimensionSet(loop)) }
      return set
    }
    weights = stays(.weights)
    inputs = stays(.inputs)
    outputs = stays(.outputs)
    let next = loops.dropFirst().first
    switch loops.first {
    case .p: window = .slidesWide
    case .q: window = .slidesHigh
    case .r: window = next == .p ? .widensThenSlides : .widens
    case .s: window = next == .q ? .heightensThenSlides : .heightens
    default: window = .whole
    }
  }
}
