/// What one component of an architecture costs whatever it does: area, leakage, and the clock it allows.
public struct ComponentCost: Hashable, Sendable, Codable {
  /// The component, under the name its energies have in results.
  public var component: String
  /// Square millimetres of all its copies.
  public var areaSquareMillimetres: Double
  /// Milliwatts drawn doing nothing; `nil` where no cost table says or the file states the whole chip's.
  public var leakageMilliwatts: Double?
  /// The clock the component runs at, where its delay limits that clock.
  public var clock: String?
  /// The highest frequency of that clock in hertz.
  public var highestHertz: Int?
  /// Whether size, ports or node lie outside the points the figures rest on.
  public var isExtrapolated: Bool

  /// The cost of a component.
  public init(
    component: String, areaSquareMillimetres: Double, leakageMilliwatts: Double? = nil, clock: String? = nil,
    highestHertz: Int? = nil, isExtrapolated: Bool = false
  ) {
    self.component = component
    self.areaSquareMillimetres = areaSquareMillimetres
    self.leakageMilliwatts = leakageMilliwatts
    self.clock = clock
    self.highestHertz = highestHertz
    self.isExtrapolated = isExtrapolated
  }
}

extension ComponentCost {
  /// So many of the component.
  fileprivate func times(_ count: Int) -> ComponentCost {
    var all = self
    all.areaSquareMillimetres *= Double(count)
    all.leakageMilliwatts = leakageMilliwatts.map { $0 * Double(count) }
    return all
  }
}

extension Architecture {
  /// The name of the chip's side of the external memory among the components.
  public var memoryInterfaceName: String { "\(levels.first { $0.kind == .dram }?.name ?? "dram")-interface" }

  /// What each component on the chip costs, the outermost first, the copies of all cores together.
  ///
  /// Areas and clocks come from CACTI, Aladdin and McPAT whatever cost table the architecture names: SRAMs of its kind
  /// of cell, `LogicTable`, `MemoryInterface`. Leakage is given where the architecture leaves it to a table that has it.
  /// Wiring between the components, tags of caches, the bus, pads other than the external memory's, and the host are
  /// not counted.
  public func componentCosts() -> [ComponentCost] {
    var costs = [
      ComponentCost(
        component: memoryInterfaceName, areaSquareMillimetres: memoryInterface.areaSquareMillimetres,
        isExtrapolated: logic.isExtrapolated)
    ]
    for cache in caches {
      // The hit latency of a cache covers more than its array, which the tables say nothing of.
      costs.append(cost(cache.name, cache.sram(cell: cell, nanometres: technologyNanometres), clock: nil))
    }
    var ofCore = [cost("dma", coreLogic.dma(dma))]
    for level in levels where level.kind == .sram {
      let sram = level.sram(cell: cell, nanometres: technologyNanometres)
      let one = cost(level.name, sram, readLatency: level.readLatency, clock: clocks.first?.name)
      ofCore.append(one.times(level.instances))
    }
    for level in levels where level.kind == .registers {
      ofCore.append(cost(level.name, logic.registerFile(bytes: level.capacityBytes ?? 0)))
    }
    let element = logic.processingElement(pipelineDepth: array.pipelineDepth)
    ofCore.append(
      cost(
        "array", Double(array.processingElements) * element, clock: array.clock,
        period: logic.shortestPeriod(pipelineDepth: array.pipelineDepth)))
    if let vectorUnit {
      ofCore.append(
        cost(
          "vector", Double(vectorUnit.lanes) * coreLogic.vectorLane, clock: clocks.first?.name,
          period: coreLogic.shortestPeriod(pipelineDepth: 0)))
    }
    ofCore.append(cost("controller", coreLogic.controller(controller, levels: levels.count)))
    return costs + ofCore.map { $0.times(cores.count) }
  }

  /// The transistors of the memories.
  private var cell: SRAMCell { costTable?.cell ?? .highPerformance }

  /// Whether the leakage of each component counts.
  private var leaksByComponent: Bool { costTable != .dosa40nm && isPriced(.leakage, of: "architecture") }

  private func cost(
    _ component: String, _ figures: LogicFigures, clock: String? = nil, period: Double? = nil
  ) -> ComponentCost {
    ComponentCost(
      component: component, areaSquareMillimetres: figures.areaSquareMillimetres,
      leakageMilliwatts: leaksByComponent ? figures.leakageMilliwatts : nil, clock: period == nil ? nil : clock,
      highestHertz: period.map(Self.hertz), isExtrapolated: logic.isExtrapolated)
  }

  /// A memory; an access may take all cycles of its latency, the next one to the same port waits a cycle.
  private func cost(_ component: String, _ sram: SRAMArray, readLatency: Int = 1, clock: String?) -> ComponentCost {
    let estimate = sram.estimate()
    let figures = estimate.figures
    let period = max(figures.cycleNanoseconds, figures.accessNanoseconds / Double(max(1, readLatency)))
    return ComponentCost(
      component: component, areaSquareMillimetres: figures.areaSquareMillimetres,
      leakageMilliwatts: leaksByComponent ? figures.leakageMilliwatts : nil, clock: clock,
      highestHertz: clock == nil ? nil : Self.hertz(period), isExtrapolated: estimate.isExtrapolated)
  }

  /// A period as a frequency, rounded down to whole kilohertz.
  private static func hertz(_ nanoseconds: Double) -> Int {
    Int(min(1e9, 1e6 / max(nanoseconds, 1e-3)).rounded(.down)) * 1000
  }
}
