/// A number with its derivatives with respect to up to 32 quantities (forward-mode differentiation).
///
/// Each quantity has a lane; `variable(_:lane:)` starts one. Branches follow the value, so at a tie of a maximum the
/// derivatives are those of the branch taken. The lanes are stored inline: computing with duals allocates nothing.
package struct Dual: ModelScalar {
  /// One derivative for each lane.
  package typealias Lanes = SIMD32<Double>

  /// The quantities one number can be differentiated by.
  package static let laneCount = Lanes.scalarCount

  package var value: Double
  package var derivatives: Lanes

  /// A number with given derivatives.
  @inline(__always) package init(_ value: Double, derivatives: Lanes) {
    self.value = value
    self.derivatives = derivatives
  }

  /// A constant.
  @inline(__always) package init(_ value: Double) {
    self.value = value
    derivatives = .zero
  }

  /// The quantity a lane differentiates by.
  ///
  /// - Precondition: `lane` is below `laneCount`.
  package static func variable(_ value: Double, lane: Int) -> Dual {
    var dual = Dual(value)
    dual.derivatives[lane] = 1
    return dual
  }

  @inline(__always) package var primal: Double { value }

  @inline(__always) package static func + (left: Dual, right: Dual) -> Dual {
    Dual(left.value + right.value, derivatives: left.derivatives + right.derivatives)
  }

  @inline(__always) package static func - (left: Dual, right: Dual) -> Dual {
    Dual(left.value - right.value, derivatives: left.derivatives - right.derivatives)
  }

  @inline(__always) package static func * (left: Dual, right: Dual) -> Dual {
    Dual(
      left.value * right.value,
      derivatives: left.derivatives * Lanes(repeating: right.value) + right.derivatives * Lanes(repeating: left.value))
  }

  @inline(__always) package static func / (left: Dual, right: Dual) -> Dual {
    let quotient = left.value / right.value
    let inverse = 1 / right.value
    return Dual(
      quotient,
      derivatives: (left.derivatives - right.derivatives * Lanes(repeating: quotient)) * Lanes(repeating: inverse))
  }

  @inline(__always) package var ceiling: Dual { Dual(value.rounded(.up)) }
  @inline(__always) package var floor: Dual { Dual(value.rounded(.down)) }
}

extension LoopNest<Dual> {
  /// The same loops with each bound a variable of its own.
  ///
  /// - Parameters:
  ///   - nest: The loops.
  ///   - firstLane: The lane of the outermost loop; the others follow. Loops whose lane would be negative or beyond the
  ///     last are constants, so that a nest with many loops takes several passes.
  package init(varying nest: LoopNest<Double>, firstLane: Int = 0) {
    self.init()
    for index in 0..<nest.count {
      let loop = nest[index]
      let lane = firstLane + index
      let isVariable = lane >= 0 && lane < Dual.laneCount
      let bound = isVariable ? Dual.variable(loop.bound, lane: lane) : Dual(loop.bound)
      let place: NestLoop<Dual>.Place =
        switch loop.place {
        case .temporal: .temporal
        case .x: .x
        case .y: .y
        }
      append(NestLoop<Dual>(loop.dimension, bound, level: Int(loop.level), place: place))
    }
  }
}

/// A size of the hardware the analytical model can be differentiated by.
package enum HardwareSize: Hashable, Sendable {
  /// Units a memory holds.
  case capacity(memory: Int)
  /// Units a cycle a memory reads, writes, or both.
  case readBandwidth(memory: Int)
  case writeBandwidth(memory: Int)
  case sharedBandwidth(memory: Int)
}

extension Hierarchy<Dual> {
  /// The same hierarchy with the given sizes as variables.
  ///
  /// - Parameters:
  ///   - hierarchy: The hierarchy.
  ///   - sizes: What to differentiate by, each with its lane.
  ///   - adjust: Makes other costs follow the sizes, such as the energy of an access that grows with capacity.
  package init(
    _ hierarchy: Hierarchy<Double>, varying sizes: [(size: HardwareSize, lane: Int)] = [],
    adjust: (inout [MemoryCost<Dual>]) -> Void = { _ in }
  ) {
    var memories = hierarchy.memories.map { MemoryCost<Dual>($0) }
    for (size, lane) in sizes {
      switch size {
      case .capacity(let memory): memories[memory].capacity.derivatives[lane] = 1
      case .readBandwidth(let memory): memories[memory].readBandwidth.derivatives[lane] = 1
      case .writeBandwidth(let memory): memories[memory].writeBandwidth.derivatives[lane] = 1
      case .sharedBandwidth(let memory): memories[memory].sharedBandwidth.derivatives[lane] = 1
      }
    }
    adjust(&memories)
    self.init(levels: hierarchy.levels, memories: memories, macEnergy: Dual(hierarchy.macEnergy))
  }
}

extension MemoryCost<Dual> {
  /// The same memory as constants.
  package init(_ memory: MemoryCost<Double>) {
    self.init()
    capacity = Dual(memory.capacity)
    for operand in 0..<3 { unit[operand] = Dual(memory.unit[operand]) }
    finalOutputUnit = Dual(memory.finalOutputUnit)
    block = Dual(memory.block)
    readBandwidth = Dual(memory.readBandwidth)
    writeBandwidth = Dual(memory.writeBandwidth)
    sharedBandwidth = Dual(memory.sharedBandwidth)
    readEnergy = Dual(memory.readEnergy)
    fillEnergy = Dual(memory.fillEnergy)
    updateEnergy = Dual(memory.updateEnergy)
    leakage = Dual(memory.leakage)
    instances = memory.instances
    clusterSize = memory.clusterSize
  }
}
