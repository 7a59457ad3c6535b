/// A number with its derivatives with respect to up to 32 quantities (forward-mode differentiation).
///
/// Each quantity has a lane; `variable(_:lane:)` starts one. Branches follow the value, so at a tie of a maximum the
/// derivatives are those of the branch taken. The lanes are stored inline: computing with duals allocates nothing.
package struct Dual: ModelScalar {
  /// The quantities one number can be differentiated by.
  package static let laneCount = 32

  package var value: Double
  package var derivatives: DualLanes

  /// A number with given derivatives.
  @inline(__always) package init(_ value: Double, derivatives: DualLanes) {
    self.value = value
    self.derivatives = derivatives
  }

  /// A constant.
  @inline(__always) package init(_ value: Double) {
    self.value = value
    derivatives = DualLanes()
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
    Dual(left.value + right.value, derivatives: left.derivatives.plus(right.derivatives, times: 1))
  }

  @inline(__always) package static func - (left: Dual, right: Dual) -> Dual {
    Dual(left.value - right.value, derivatives: left.derivatives.plus(right.derivatives, times: -1))
  }

  @inline(__always) package static func * (left: Dual, right: Dual) -> Dual {
    Dual(
      left.value * right.value,
      derivatives: left.derivatives.scaled(right.value).plus(right.derivatives, times: left.value))
  }

  @inline(__always) package static func / (left: Dual, right: Dual) -> Dual {
    let quotient = left.value / right.value
    return Dual(
      quotient, derivatives: left.derivatives.plus(right.derivatives, times: -quotient).scaled(1 / right.value))
  }

  @inline(__always) package func scaled(by factor: Double) -> Dual {
    Dual(value * factor, derivatives: derivatives.scaled(factor))
  }

  @inline(__always) package func offset(by constant: Double) -> Dual {
    Dual(value + constant, derivatives: derivatives)
  }

  @inline(__always) package var ceiling: Dual { Dual(value.rounded(.up)) }
  @inline(__always) package var floor: Dual { Dual(value.rounded(.down)) }
}

/// The derivatives of one number, four vectors of eight.
///
/// Arithmetic on `SIMD32` is a loop over single lanes that copies the whole vector each time; on `SIMD8` it is vector
/// instructions.
package struct DualLanes: Sendable, BitwiseCopyable {
  private var first = SIMD8<Double>()
  private var second = SIMD8<Double>()
  private var third = SIMD8<Double>()
  private var fourth = SIMD8<Double>()

  /// All derivatives zero.
  @inline(__always) package init() {}

  @inline(__always) private init(
    _ first: SIMD8<Double>, _ second: SIMD8<Double>, _ third: SIMD8<Double>, _ fourth: SIMD8<Double>
  ) {
    self.first = first
    self.second = second
    self.third = third
    self.fourth = fourth
  }

  /// The derivative in a lane.
  package subscript(lane: Int) -> Double {
    get {
      switch lane / 8 {
      case 0: first[lane % 8]
      case 1: second[lane % 8]
      case 2: third[lane % 8]
      default: fourth[lane % 8]
      }
    }
    set {
      switch lane / 8 {
      case 0: first[lane % 8] = newValue
      case 1: second[lane % 8] = newValue
      case 2: third[lane % 8] = newValue
      default: fourth[lane % 8] = newValue
      }
    }
  }

  @inline(__always) fileprivate func scaled(_ factor: Double) -> DualLanes {
    DualLanes(first * factor, second * factor, third * factor, fourth * factor)
  }

  @inline(__always) fileprivate func plus(_ other: DualLanes, times factor: Double) -> DualLanes {
    DualLanes(
      first + other.first * factor, second + other.second * factor, third + other.third * factor,
      fourth + other.fourth * factor)
  }
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
    unit = memory.unit
    finalOutputUnit = memory.finalOutputUnit
    block = memory.block
    readBandwidth = Dual(memory.readBandwidth)
    writeBandwidth = Dual(memory.writeBandwidth)
    sharedBandwidth = Dual(memory.sharedBandwidth)
    columnBandwidth = Dual(memory.columnBandwidth)
    readEnergy = Dual(memory.readEnergy)
    fillEnergy = Dual(memory.fillEnergy)
    updateEnergy = Dual(memory.updateEnergy)
    leakage = Dual(memory.leakage)
    instances = memory.instances
    clusterSize = memory.clusterSize
  }
}
