/// An array as standard cells: its parts, what limits its clock, the memories beside it, and how to make the figures again.
public struct SynthesisResult: Hashable, Sendable, Codable {
  /// A pin on the slowest path of a block.
  public struct Step: Hashable, Sendable, Codable {
    /// Which way its signal changes there.
    public enum Edge: String, CaseIterable, Hashable, Sendable, Codable {
      case rise
      case fall
    }

    /// Nanoseconds since the pin before.
    public var delayNanoseconds: Double
    /// Nanoseconds since the clock's edge.
    public var timeNanoseconds: Double
    /// Which way the signal changes.
    public var edge: Edge
    /// The pin, with the cell and the modules it is in.
    public var pin: String
    /// The kind of the cell.
    public var cell: String

    /// A pin on a path.
    public init(delayNanoseconds: Double, timeNanoseconds: Double, edge: Edge, pin: String, cell: String) {
      self.delayNanoseconds = delayNanoseconds
      self.timeNanoseconds = timeNanoseconds
      self.edge = edge
      self.pin = pin
      self.cell = cell
    }
  }

  /// Equal parts of the array.
  public struct Block: Hashable, Sendable, Codable {
    /// What it is.
    public var name: String
    /// The module that was synthesised for it.
    public var module: String
    /// How many there are.
    public var count: Int
    /// Square micrometres of the cells of one.
    public var squareMicrometres: Double
    /// The shortest clock period of one.
    public var nanoseconds: Double
    /// Picojoules one takes a cycle, at the toggle rate stated.
    public var picojoulesPerCycle: Double
    /// Milliwatts one draws doing nothing.
    public var leakageMilliwatts: Double
    /// Its slowest path.
    public var path: [Step]

    /// Equal parts.
    public init(
      name: String, module: String, count: Int, squareMicrometres: Double, nanoseconds: Double,
      picojoulesPerCycle: Double, leakageMilliwatts: Double, path: [Step] = []
    ) {
      self.name = name
      self.module = module
      self.count = count
      self.squareMicrometres = squareMicrometres
      self.nanoseconds = nanoseconds
      self.picojoulesPerCycle = picojoulesPerCycle
      self.leakageMilliwatts = leakageMilliwatts
      self.path = path
    }

    /// Square millimetres of all of them.
    public var squareMillimetres: Double { Double(count) * squareMicrometres * 1e-6 }

    /// Milliwatts all of them draw at a clock period.
    public func milliwatts(at nanoseconds: Double) -> Double {
      let dynamic = nanoseconds > 0 ? picojoulesPerCycle / nanoseconds : 0
      return Double(count) * (dynamic + leakageMilliwatts)
    }
  }

  /// A memory beside the array.
  public struct Memory: Hashable, Sendable, Codable {
    /// The component of the architecture.
    public var component: String
    /// Its area.
    public var squareMillimetres: Double
    /// The fastest clock it allows, where it sets one.
    public var highestHertz: Int?
    /// Whether its size or node lies outside the cost table.
    public var isExtrapolated: Bool

    /// A memory.
    public init(component: String, squareMillimetres: Double, highestHertz: Int?, isExtrapolated: Bool) {
      self.component = component
      self.squareMillimetres = squareMillimetres
      self.highestHertz = highestHertz
      self.isExtrapolated = isExtrapolated
    }
  }

  /// A knob of the flow.
  public struct Setting: Hashable, Sendable, Codable {
    /// Its name, as a space writes it.
    public var name: String
    /// What it was set to.
    public var value: String

    /// A knob and what it was set to.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The trial of a study it belongs to, if any.
  public var trial: Int?
  /// The array in a few words.
  public var design: String
  /// The cell library.
  public var library: String
  /// SHA-256 of its Liberty file.
  public var libraryHash: String
  /// The tools with their versions.
  public var tools: [String]
  /// The clock period asked for.
  public var targetNanoseconds: Double
  /// The share of cycles in which a net toggles, for power.
  public var toggleRate: Double
  /// The knobs.
  public var settings: [Setting]
  /// The parts of the array.
  public var blocks: [Block]
  /// The memories beside it.
  public var memories: [Memory]
  /// The commands that make the figures again.
  public var commands: [String]

  /// A synthesised array.
  public init(
    trial: Int? = nil, design: String, library: String, libraryHash: String, tools: [String],
    targetNanoseconds: Double, toggleRate: Double, settings: [Setting], blocks: [Block], memories: [Memory] = [],
    commands: [String] = []
  ) {
    self.trial = trial
    self.design = design
    self.library = library
    self.libraryHash = libraryHash
    self.tools = tools
    self.targetNanoseconds = targetNanoseconds
    self.toggleRate = toggleRate
    self.settings = settings
    self.blocks = blocks
    self.memories = memories
    self.commands = commands
  }

  /// Where the block that limits the clock stands; `nil` without blocks.
  public var slowest: Int? {
    blocks.indices.max { (blocks[$0].nanoseconds, $1) < (blocks[$1].nanoseconds, $0) }
  }

  /// The clock period the array reaches.
  public var arrayNanoseconds: Double { slowest.map { blocks[$0].nanoseconds } ?? 0 }

  /// The clock period array and memories reach together.
  public var nanoseconds: Double {
    let memories = memories.compactMap(\.highestHertz).min().map { 1e9 / Double(Swift.max(1, $0)) } ?? 0
    return max(arrayNanoseconds, memories)
  }

  /// Whether the array reaches the clock asked for.
  public var meetsTarget: Bool { arrayNanoseconds <= targetNanoseconds }

  /// The area of cells and memories.
  public var squareMillimetres: Double {
    blocks.reduce(0) { $0 + $1.squareMillimetres } + memories.reduce(0) { $0 + $1.squareMillimetres }
  }

  /// Milliwatts the cells draw at the clock reached and the toggle rate stated.
  public var milliwatts: Double {
    let period = nanoseconds
    return blocks.reduce(0) { $0 + $1.milliwatts(at: period) }
  }
}
