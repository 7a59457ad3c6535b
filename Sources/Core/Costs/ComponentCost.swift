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

extension Architecture {
  /// The name of the chip's side of the external memory among the components.
  public var memoryInterfaceName: String { "\(levels.first { $0.kind == .dram }?.name ?? "dram")-interface" }

  /// What each component on the chip costs, the outermost first.
  ///
  /// Areas and clocks come from CACTI, Aladdin and McPAT whatever cost table the architecture names: SRAMs of its kind
  /// of cell, `LogicTable`, `MemoryInterface`. Leakage is given where the architecture leaves it to a table that has it.
  /// Wiring between the components, tags of caches, the bus, pads other than the external memory's, and the host are
  /// not counted.
  public func componentCosts() -> [ComponentCost] {
    let leaks = costTable != .dosa40nm && isPriced(.leakage, of: "architecture")
    func cost(_ name: String, _ figures: LogicFigures, clock: String? = nil, period: Double? = nil) -> ComponentCost {
      ComponentCost(
        component: name, areaSquareMillimetres: figures.areaSquareMillimetres,
        leakageMilliwatts: leaks ? figures.leakageMilliwatts : nil, clock: period == nil ? nil : clock,
        highestHertz: period.map(Self.hertz), isExtrapolated: logic.isExtrapolated)
    }
    let core = clocks.first?.name
    var costs = [
      ComponentCost(
        component: memoryInterfaceName, areaSquareMillimetres: memoryInterface.areaSquareMillimetres,
        isExtrapolated: logic.isExtrapolated),
      cost("dma", coreLogic.dma(dma)),
    ]
    for cache in caches {
      let estimate = cache.sram(cell: costTable?.cell ?? .highPerformance, nanometres: technologyNanometres).estimate()
      costs.append(
        ComponentCost(
          component: cache.name, areaSquareMillimetres: estimate.figures.areaSquareMillimetres,
          leakageMilliwatts: leaks ? estimate.figures.leakageMilliwatts : nil,
          isExtrapolated: estimate.isExtrapolated))
    }
    for level in levels where level.kind == .sram {
      costs.append(sramCost(level, leaks: leaks, clock: core))
    }
    for level in levels where level.kind == .registers {
      costs.append(cost(level.name, logic.registerFile(bytes: level.capacityBytes ?? 0)))
    }
    let element = logic.processingElement(pipelineDepth: array.pipelineDepth)
    costs.append(
      cost(
        "array", Double(array.processingElements) * element, clock: array.clock,
        period: logic.shortestPeriod(pipelineDepth: array.pipelineDepth)))
    if let vectorUnit {
      costs.append(
        cost(
          "vector", Double(vectorUnit.lanes) * coreLogic.vectorLane, clock: core,
          period: coreLogic.shortestPeriod(pipelineDepth: 0)))
    }
    costs.append(cost("controller", coreLogic.controller(controller, levels: levels.count)))
    return costs
  }

  private func sramCost(_ level: StorageLevel, leaks: Bool, clock: String?) -> ComponentCost {
    let cell = costTable?.cell ?? .highPerformance
    let estimate = level.sram(cell: cell, nanometres: technologyNanometres).estimate()
    let figures = estimate.figures
    // An access may take all cycles of the latency; the next one to the same port waits a cycle.
    let period = max(figures.cycleNanoseconds, figures.accessNanoseconds / Double(max(1, level.readLatency)))
    return ComponentCost(
      component: level.name, areaSquareMillimetres: Double(level.instances) * figures.areaSquareMillimetres,
      leakageMilliwatts: leaks ? Double(level.instances) * figures.leakageMilliwatts : nil, clock: clock,
      highestHertz: Self.hertz(period), isExtrapolated: estimate.isExtrapolated)
  }

  /// A period as a frequency, rounded down to whole kilohertz.
  private static func hertz(_ nanoseconds: Double) -> Int {
    Int(min(1e9, 1e6 / max(nanoseconds, 1e-3)).rounded(.down)) * 1000
  }
}
