package import Core

/// Every figure of a synthesised array, derived once; text, JSON, CSV and the page are views of it.
package struct SynthesisReport: Hashable, Sendable, Encodable {
  /// Equal parts of the array.
  package struct Block: Hashable, Sendable, Encodable {
    package var name: String
    package var module: String
    package var count: Int
    /// Of the cells of one.
    package var squareMicrometres: Double
    /// Of all of them.
    package var squareMillimetres: Double
    /// That, as a share of cells and memories.
    package var share: Double
    package var nanoseconds: Double
    /// What all of them draw at the clock reached.
    package var milliwatts: Double
    package var path: [SynthesisResult.Step]
  }

  /// A memory beside the array.
  package struct Memory: Hashable, Sendable, Encodable {
    package var component: String
    package var squareMillimetres: Double
    /// That, as a share of cells and memories.
    package var share: Double
    /// The shortest clock period it allows.
    package var nanoseconds: Double?
    package var isExtrapolated: Bool
  }

  /// The trial of a study it belongs to, if any.
  package var trial: Int?
  package var verdict: String
  package var design: String
  package var library: String
  package var libraryHash: String
  package var tools: [String]
  package var targetNanoseconds: Double
  package var meetsTarget: Bool
  package var arrayNanoseconds: Double
  package var nanoseconds: Double
  package var hertz: Double
  package var squareMillimetres: Double
  /// Of the array's cells alone.
  package var cellSquareMillimetres: Double
  package var milliwatts: Double
  package var toggleRate: Double
  package var settings: [SynthesisResult.Setting]
  package var blocks: [Block]
  package var memories: [Memory]
  /// Where the block that limits the array's clock stands.
  package var slowest: Int?
  package var commands: [String]

  /// What no figure may be taken for.
  package static let claim =
    "Cells as the tools count and time them before placement: no wires, no clock tree. Power is of cells at one toggle rate "
    + "for every net."

  /// Derives the figures of a synthesised array.
  package init(_ result: SynthesisResult) {
    let area = result.squareMillimetres
    let period = result.nanoseconds
    func share(_ part: Double) -> Double { area > 0 ? part / area : 0 }
    trial = result.trial
    design = result.design
    library = result.library
    libraryHash = result.libraryHash
    tools = result.tools
    targetNanoseconds = result.targetNanoseconds
    meetsTarget = result.meetsTarget
    arrayNanoseconds = result.arrayNanoseconds
    nanoseconds = period
    hertz = period > 0 ? 1e9 / period : 0
    squareMillimetres = area
    cellSquareMillimetres = result.blocks.reduce(0) { $0 + $1.squareMillimetres }
    milliwatts = result.milliwatts
    toggleRate = result.toggleRate
    settings = result.settings
    blocks = result.blocks.map { block in
      Block(
        name: block.name, module: block.module, count: block.count, squareMicrometres: block.squareMicrometres,
        squareMillimetres: block.squareMillimetres, share: share(block.squareMillimetres),
        nanoseconds: block.nanoseconds, milliwatts: block.milliwatts(at: period), path: block.path)
    }
    memories = result.memories.map { memory in
      Memory(
        component: memory.component, squareMillimetres: memory.squareMillimetres,
        share: share(memory.squareMillimetres),
        nanoseconds: memory.highestHertz.map { 1e9 / Double(max(1, $0)) }, isExtrapolated: memory.isExtrapolated)
    }
    slowest = result.slowest
    commands = result.commands
    verdict = ""
    verdict = sentence
  }

  /// What limits the clock of array and memories.
  package var limit: String {
    if nanoseconds > arrayNanoseconds {
      return memories.first { $0.nanoseconds == nanoseconds }?.component ?? "a memory"
    }
    return slowest.map { blocks[$0].name } ?? "nothing"
  }

  private var sentence: String {
    guard let slowest else { return "Nothing was synthesised." }
    let met = meetsTarget ? "meets" : "misses"
    return "The array reaches \(Self.text(nanoseconds: arrayNanoseconds)) a cycle and \(met) the "
      + "\(Self.text(nanoseconds: targetNanoseconds)) asked for; its slowest block is: \(blocks[slowest].name). With its "
      + "memories it takes \(NumberText.fixed(squareMillimetres, decimals: 2)) mm²."
  }

  /// A time in nanoseconds, to the picosecond.
  static func text(nanoseconds: Double) -> String { "\(NumberText.fixed(nanoseconds, decimals: 3)) ns" }

  /// An area in square millimetres.
  static func text(squareMillimetres: Double) -> String {
    "\(NumberText.fixed(squareMillimetres, decimals: 3)) mm²"
  }
}
