/// Where the numbers of an architecture come from.
public struct Source: Hashable, Sendable, Codable {
  /// The word other elements refer to the source by.
  public var key: String
  /// Authors, title and venue.
  public var title: String
  /// DOI, arXiv number or repository and commit.
  public var reference: String

  /// A source.
  public init(key: String, title: String, reference: String) {
    self.key = key
    self.title = title
    self.reference = reference
  }
}

/// A clock; frequencies are whole hertz, so one integer tick base fits all domains.
public struct ClockDomain: Hashable, Sendable, Codable {
  /// The domain's name.
  public var name: String
  /// Cycles a second.
  public var hertz: Int

  /// A clock domain.
  public init(name: String, hertz: Int) {
    self.name = name
    self.hertz = hertz
  }
}

/// The external memory: a standard by name, refined by what the file states.
public struct ExternalMemory: Hashable, Sendable, Codable {
  /// A preset's name, such as `DDR4-2400`, or the name of the file that describes the memory.
  public var standard: String
  /// Independent channels.
  public var channels: Int
  /// Address bits from the most significant field down, such as `rorabacobgch`; `nil` takes the preset's.
  public var addressMapping: String?
  /// Picojoules per bit moved, where the file overrides the standard's energies.
  public var energyPerBit: Double?
  /// Picojoules the chip's side of the memory uses for each byte moved, beside the memory's own energy.
  public var interfaceEnergyPerByte = 0.0
  /// Ranks of a channel, where they differ from the preset's or the file's.
  public var ranks: Int?
  /// Which command goes first, where it differs from the preset's or the file's.
  public var scheduler: DRAMControllerPolicy.Scheduler?
  /// The memory itself, where a file and not a preset describes it.
  public var described: DescribedMemory?

  /// An external memory.
  public init(standard: String, channels: Int = 1, addressMapping: String? = nil, energyPerBit: Double? = nil) {
    self.standard = standard
    self.channels = channels
    self.addressMapping = addressMapping
    self.energyPerBit = energyPerBit
  }
}

/// The engine that moves rows between DRAM and the on-chip memories.
public struct DMA: Hashable, Sendable, Codable {
  /// Bytes the bus carries in a core cycle, each way.
  public var busBytes: Int
  /// The largest aligned request in bytes.
  public var requestBytes: Int
  /// Requests that may be in flight, reads and writes each.
  public var requestsInFlight: Int
  /// Core cycles between the memory controller and the on-chip memory, each way.
  public var latency: Int
  /// Picojoules for each byte moved.
  public var energyPerByte = 0.0

  /// A DMA engine.
  public init(busBytes: Int, requestBytes: Int = 64, requestsInFlight: Int = 16, latency: Int = 0) {
    self.busBytes = busBytes
    self.requestBytes = requestBytes
    self.requestsInFlight = requestsInFlight
    self.latency = latency
  }
}

/// The unit that runs vector layers and scales results.
public struct VectorUnit: Hashable, Sendable, Codable {
  /// Element operations a core cycle.
  public var lanes: Int
  /// Picojoules of one element operation.
  public var energyPerOperation: Double

  /// A vector unit.
  public init(lanes: Int, energyPerOperation: Double = 0) {
    self.lanes = lanes
    self.energyPerOperation = energyPerOperation
  }
}

/// What decides the order of commands, and what it can't do.
public struct Controller: Hashable, Sendable, Codable {
  /// How commands are generated.
  public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
    /// Loops in the order of the mapping, one queue per unit.
    case generic
    /// Gemmini's loop state machines and reservation station.
    case gemmini
  }

  /// How commands are generated.
  public var kind: Kind
  /// Whether partial sums may leave the chip and come back.
  public var spillsPartialSums: Bool
  /// Commands waiting in each unit's queue.
  public var queueDepth: Int
  /// Core cycles between two commands handed to the queues.
  public var issueCycles: Int

  /// A controller.
  public init(
    kind: Kind = .generic, spillsPartialSums: Bool = true, queueDepth: Int = 16, issueCycles: Int = 1
  ) {
    self.kind = kind
    self.spillsPartialSums = spillsPartialSums
    self.queueDepth = queueDepth
    self.issueCycles = issueCycles
  }
}

/// An accelerator: storage from DRAM inwards, an array, and what feeds it.
public struct Architecture: Hashable, Sendable, Codable {
  /// The architecture's name.
  public var name: String
  /// One sentence for tables and pages.
  public var summary: String
  /// Where the numbers come from.
  public var sources: [Source]
  /// Feature size in nanometres.
  public var technologyNanometres: Int
  /// Clock domains; the first is the core's.
  public var clocks: [ClockDomain]
  /// Storage levels, DRAM first, registers last.
  public var levels: [StorageLevel]
  /// The DRAM behind the outermost level.
  public var externalMemory: ExternalMemory
  /// The engine between DRAM and the chip.
  public var dma: DMA
  /// The systolic array.
  public var array: ProcessingArray
  /// The vector unit, where there is one.
  public var vectorUnit: VectorUnit?
  /// What orders the commands.
  public var controller: Controller
  /// Milliwatts the chip leaks.
  public var leakageMilliwatts: Double
  /// Where the energies come from that the file doesn't state; `price` puts them in.
  public var costTable: CostTable?
  /// Where each component's numbers come from, in the order of the components.
  public var origins: [Origin]
  /// Shared caches between the DRAM and the DMA, outermost first.
  public var caches: [CacheLevel]
  /// The bus behind the innermost cache, or behind the DMA without caches; `nil` where only the DRAM limits.
  public var memoryBus: MemoryBus?
  /// The cores that share caches and DRAM; everything else describes one of them.
  public var cores = Cores.one
  /// How Gemmini's own controller runs; `nil` where layers run on the generic units.
  public var gemmini: GemminiParameters?
  /// What mappings may do, beyond what storage, fan-outs and controller say.
  public var constraints: [MappingConstraint] = []

  /// An architecture of the given parts.
  public init(
    name: String, summary: String = "", sources: [Source] = [], technologyNanometres: Int = 40, clocks: [ClockDomain],
    levels: [StorageLevel], externalMemory: ExternalMemory, dma: DMA, array: ProcessingArray,
    vectorUnit: VectorUnit? = nil, controller: Controller = Controller(), leakageMilliwatts: Double = 0,
    origins: [Origin] = [], caches: [CacheLevel] = [], memoryBus: MemoryBus? = nil, gemmini: GemminiParameters? = nil
  ) {
    self.name = name
    self.summary = summary
    self.sources = sources
    self.technologyNanometres = technologyNanometres
    self.clocks = clocks
    self.levels = levels
    self.externalMemory = externalMemory
    self.dma = dma
    self.array = array
    self.vectorUnit = vectorUnit
    self.controller = controller
    self.leakageMilliwatts = leakageMilliwatts
    self.origins = origins
    self.caches = caches
    self.memoryBus = memoryBus
    self.gemmini = gemmini
  }

  /// The level with the given name.
  public func level(named name: String) -> StorageLevel? {
    levels.first { $0.name == name }
  }

  /// The index of the outermost level on the chip that holds the operand; `nil` when only DRAM does.
  public func outermostOnChipLevel(keeping operand: Operand) -> Int? {
    levels.indices.first { levels[$0].kind != .dram && levels[$0].keeps.contains(operand) }
  }

  /// Processing elements of all cores.
  public var processingElements: Int { array.processingElements * cores.count }

  /// Hertz of the core clock.
  public var coreHertz: Int { clocks.first?.hertz ?? 1_000_000_000 }
}
