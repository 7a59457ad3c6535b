package import Core

/// DOSA's problem: for all layers of a network tilings, and with them the hardware, of the least energy–delay product.
///
/// The hardware is the smallest that holds all tilings: a square array, a scratchpad and accumulators of whole KiB
/// (`DOSAHardware`). An access costs more the larger its memory is, so a layer's tiling makes all others dearer or
/// cheaper. Area and leakage cost nothing, so the array's side has to be bounded.
package struct DOSAProblem: Sendable {
  /// How long the array's side may be.
  package enum Side: Hashable, Sendable {
    /// The array is built so, used or not.
    case fixed(Int)
    /// The array is as long as the longest spatial factor, two PEs at least.
    case atMost(Int)

    /// The longest spatial factor there can be.
    package var limit: Int {
      switch self {
      case .fixed(let side), .atMost(let side): side
      }
    }
  }

  /// Different layers with how often each occurs.
  package let layers: [DOSALayer]
  package let side: Side
  /// Orders of the loops over DRAM to choose from.
  package let orders: [DOSALoopOrder]

  /// The largest memory of either kind, in KiB.
  static let mostKiB = 1 << 20
  /// The longest loop.
  private static let longestLoop = 1 << 20

  /// The problem of a list of layers.
  ///
  /// - Parameters:
  ///   - layers: At least one; equal ones count together.
  ///   - side: How long the array's side may be.
  ///   - orders: Orders of the loops over DRAM to choose from; at least one.
  /// - Throws: `DOSAProblemError` where DOSA's model can't take a layer or the array.
  package init(
    layers: [DOSALayer], side: Side, orders: [DOSALoopOrder] = DOSALoopOrder.complete
  ) throws(DOSAProblemError) {
    guard (1...4096).contains(side.limit), side != .atMost(1) else { throw .side(side.limit) }
    guard !layers.isEmpty, !orders.isEmpty else { throw .noLayers }
    var different: [DOSALayer] = []
    for (index, layer) in layers.enumerated() {
      let (bounds, dilation) = (layer.convolution.bounds, layer.convolution.dilation)
      guard bounds.g == 1 else { throw .groups(layer: index, found: bounds.g) }
      guard dilation == Extent(square: 1) else { throw .dilation(layer: index) }
      guard Dimension.allCases.allSatisfy({ (1...Self.longestLoop).contains(bounds[$0]) }),
        checkedMultiply(bounds.product, layer.count) != nil
      else { throw .loop(layer: index, most: Self.longestLoop) }
      var plain = layer
      plain.convolution.padding = .none
      if let same = different.firstIndex(where: { $0.convolution == plain.convolution }) {
        different[same].count += plain.count
      } else {
        different.append(plain)
      }
    }
    self.layers = different
    self.side = side
    self.orders = orders
  }

  /// The problem of a workload's multiply–accumulate layers; vector layers cost nothing in the model.
  ///
  /// - Throws: `DOSAProblemError` where DOSA's model can't take a layer or the array.
  package init(
    _ workload: Workload, side: Side, orders: [DOSALoopOrder] = DOSALoopOrder.complete
  ) throws(DOSAProblemError) {
    try self.init(layers: workload.layers.compactMap(\.convolution).map { DOSALayer($0) }, side: side, orders: orders)
  }

  /// Sides the smallest hardware can have, longest first.
  var sides: [Int] {
    guard case .atMost(let limit) = side else { return [side.limit] }
    return (2...limit).reversed().filter { side in
      side == 2
        || layers.contains { layer in
          layer.convolution.bounds.c.isMultiple(of: side) || layer.convolution.bounds.k.isMultiple(of: side)
        }
    }
  }
}

/// Why DOSA's problem can't be posed.
///
/// Layers are numbered from 0 among the multiply–accumulate layers.
package enum DOSAProblemError: Error, Hashable, Sendable, CustomStringConvertible {
  case noLayers
  case side(Int)
  case groups(layer: Int, found: Int)
  case dilation(layer: Int)
  case loop(layer: Int, most: Int)
  /// A space of other parameters than DOSA's hardware has, by its name.
  case space(String)

  /// What is wrong.
  package var reason: String {
    switch self {
    case .noLayers: "the workload has no multiply-accumulate layer"
    case .side(let found): "an array's side of \(found) is out of range"
    case .groups(let layer, let found): "layer \(layer + 1) has \(found) groups, which DOSA's model doesn't know"
    case .dilation(let layer): "layer \(layer + 1) is dilated, which DOSA's model doesn't know"
    case .loop(let layer, let most): "layer \(layer + 1) has a loop that does not run from 1 to \(most) times"
    case .space(let name): "space '\(name)' has not the parameters side, scratchpad and accumulator of DOSA's model"
    }
  }

  /// What would be right.
  package var remedy: String {
    switch self {
    case .noLayers: "name a workload with convolutions or matrix products"
    case .side: "give one from 2 to 4096"
    case .groups, .dilation, .loop: "leave the layer out with --layer"
    case .space: "give it these three in this order, sides from 2 to 4096 and memories of 1KiB and more"
    }
  }

  package var description: String { "\(reason); \(remedy)" }
}
