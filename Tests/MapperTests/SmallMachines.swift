import Core
import Mapper

/// Small hierarchies that differ in what they make scarce, for exhaustive comparisons.
enum SmallMachines {
  static let all: [(name: String, variant: MappingVariant)] = [
    ("capacity", capacityBound), ("bandwidth", bandwidthBound), ("bypass", bypassing), ("axes", twoAxes),
    ("deep", deep),
  ]

  private static func memory(
    _ capacity: Double, energy: Double, shared: Double = .infinity, read: Double = .infinity,
    write: Double = .infinity, block: Double = 1, leakage: Double = 0, instances: Double = 1, burst: Double = 1,
    column: Double = .infinity
  ) -> MemoryCost<Double> {
    var memory = MemoryCost<Double>()
    memory.capacity = capacity
    memory.readEnergy = energy
    memory.fillEnergy = energy * 1.1
    memory.updateEnergy = energy * 1.2
    memory.sharedBandwidth = shared
    memory.readBandwidth = read
    memory.writeBandwidth = write
    memory.columnBandwidth = column
    memory.block = block
    memory.burst = burst
    memory.leakage = leakage
    memory.instances = instances
    return memory
  }

  /// Everything in one small buffer; no fan-out.
  static let capacityBound = MappingVariant(
    hierarchy: Hierarchy(
      levels: [HierarchyLevel(keeps: .all, memory: 0), HierarchyLevel(keeps: .all, memory: 1)],
      memories: [memory(.infinity, energy: 100, shared: 4, burst: 4), memory(40, energy: 2)], macEnergy: 0.5),
    mapspace: Mapspace(levels: [LevelConstraint(), LevelConstraint()]))

  /// Roomy buffers, narrow ports, blocks of several words and leakage.
  static let bandwidthBound = MappingVariant(
    hierarchy: Hierarchy(
      levels: [
        HierarchyLevel(keeps: .all, memory: 0), HierarchyLevel(keeps: [.weights, .inputs], memory: 1, fanOutX: 4),
        HierarchyLevel(keeps: .outputs, memory: 2),
      ],
      memories: [
        memory(.infinity, energy: 50, shared: 1, block: 8, leakage: 0.3),
        memory(200, energy: 3, read: 2, write: 1, block: 4), memory(60, energy: 1, shared: 1.5, instances: 4),
      ], macEnergy: 0.5),
    mapspace: Mapspace(levels: [
      LevelConstraint(), LevelConstraint(spatialX: FactorLimits(free: .k)), LevelConstraint(),
    ]))

  /// Gemmini's shape: weights past the accumulator, outputs past the scratchpad, weights alone in the registers, into
  /// which they shift row by row.
  static let bypassing = MappingVariant(
    hierarchy: Hierarchy(
      levels: [
        HierarchyLevel(keeps: .all, memory: 0), HierarchyLevel(keeps: [.weights, .inputs], memory: 1, fanOutX: 3),
        HierarchyLevel(keeps: .outputs, memory: 2, fanOutX: 2), HierarchyLevel(keeps: .weights, memory: 3),
      ],
      memories: [
        memory(.infinity, energy: 60, shared: 2, block: 4, burst: 8), memory(80, energy: 4, shared: 3, block: 2),
        memory(12, energy: 2, shared: 2, instances: 3), memory(1, energy: 0.1, instances: 6, column: 0.25),
      ], macEnergy: 0.5),
    mapspace: Mapspace(levels: [
      LevelConstraint(), LevelConstraint(spatialX: FactorLimits(free: .k)),
      LevelConstraint(spatialX: FactorLimits(free: .c)), LevelConstraint(temporal: FactorLimits(free: [.p, .q])),
    ]))

  /// Gemmini in its own size, 16 by 16 with 64 KiB and 16 KiB, in its named constraint set.
  static let gemmini = MappingVariant(
    hierarchy: Hierarchy(
      levels: [
        HierarchyLevel(keeps: .all, memory: 0), HierarchyLevel(keeps: [.weights, .inputs], memory: 1, fanOutX: 16),
        HierarchyLevel(keeps: .outputs, memory: 2, fanOutX: 16), HierarchyLevel(keeps: .weights, memory: 3),
      ],
      memories: [
        memory(.infinity, energy: 100, shared: 8), memory(65_536, energy: 2),
        memory(256, energy: 3, instances: 16), memory(1, energy: 0.1, instances: 256),
      ], macEnergy: 1),
    mapspace: .gemmini(dimension: 16))

  /// One fan-out over two axes, output positions beside filter taps on one of them.
  static let twoAxes = MappingVariant(
    hierarchy: Hierarchy(
      levels: [
        HierarchyLevel(keeps: .all, memory: 0),
        HierarchyLevel(keeps: [.inputs, .outputs], memory: 1, fanOutX: 3, fanOutY: 4),
        HierarchyLevel(keeps: [.weights, .inputs, .outputs], memory: 2),
      ],
      memories: [
        memory(.infinity, energy: 80, read: 3, write: 2), memory(120, energy: 5, shared: 6),
        memory(14, energy: 0.4, instances: 12),
      ], macEnergy: 0.5),
    mapspace: Mapspace(levels: [
      LevelConstraint(),
      LevelConstraint(spatialX: FactorLimits(free: [.k, .p]), spatialY: FactorLimits(free: [.q, .s, .c])),
      LevelConstraint(),
    ]))

  /// Four levels, one of them shared by inputs and weights at different heights.
  static let deep = MappingVariant(
    hierarchy: Hierarchy(
      levels: [
        HierarchyLevel(keeps: .all, memory: 0), HierarchyLevel(keeps: .inputs, memory: 1),
        HierarchyLevel(keeps: .weights, memory: 1, fanOutX: 2), HierarchyLevel(keeps: [.inputs, .outputs], memory: 2),
      ],
      memories: [
        memory(.infinity, energy: 40, shared: 3, burst: 5), memory(60, energy: 3, shared: 4), memory(16, energy: 0.5),
      ],
      macEnergy: 0.5),
    mapspace: Mapspace(levels: [
      LevelConstraint(), LevelConstraint(), LevelConstraint(spatialX: FactorLimits(free: [.k, .n])), LevelConstraint(),
    ]))
}

extension SeededRandom {
  /// A small layer: sizes up to 6, filters up to 3, now and then strides, dilations, batches and groups.
  mutating func smallLayer(macs most: Int) -> Convolution {
    while true {
      let bounds = LoopBounds(
        n: below(4) == 0 ? 2 : 1, g: below(5) == 0 ? 2 : 1, k: within(1...6), c: within(1...6), p: within(1...6),
        q: within(1...6), r: within(1...3), s: within(1...3))
      guard bounds.product <= most else { continue }
      return Convolution(
        bounds: bounds, stride: Extent(width: within(1...2), height: within(1...2)),
        dilation: Extent(width: below(4) == 0 ? 2 : 1, height: 1))
    }
  }
}
