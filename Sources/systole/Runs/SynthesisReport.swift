import Core
import RTL
import Reports

/// What `synthesize` prints: blocks, memories, totals, the critical path and the commands.
struct SynthesisReport: Encodable {
  /// A memory beside the array.
  struct Memory: Encodable {
    var component: String
    var areaSquareMillimetres: Double
    var highestHertz: Int?
    var isExtrapolated: Bool
  }

  private let array: ArraySynthesis
  private let memories: [Memory]
  private let commands: [String]
  private let areaSquareMillimetres: Double
  private let nanoseconds: Double
  private let milliwatts: Double

  init(_ array: ArraySynthesis, memories: [Memory], commands: [String]) {
    self.array = array
    self.memories = memories
    self.commands = commands
    areaSquareMillimetres = array.area * 1e-6 + memories.reduce(0) { $0 + $1.areaSquareMillimetres }
    let slowestMemory = memories.compactMap(\.highestHertz).min().map { 1e9 / Double($0) } ?? 0
    nanoseconds = max(array.nanoseconds, slowestMemory)
    milliwatts = array.milliwatts
  }

  /// The on-chip memories of an architecture at a library's node; none where the node is not known.
  static func memories(of architecture: Architecture, nanometres: Int?) -> [Memory] {
    guard let nanometres else { return [] }
    var architecture = architecture
    architecture.technologyNanometres = nanometres
    let names = architecture.levels.filter { $0.kind == .sram }.map(\.name) + architecture.caches.map(\.name)
    return architecture.componentCosts().filter { names.contains($0.component) }.map {
      Memory(
        component: $0.component, areaSquareMillimetres: $0.areaSquareMillimetres, highestHertz: $0.highestHertz,
        isExtrapolated: $0.isExtrapolated)
    }
  }

  /// The report for a person.
  var text: String {
    var text = "\(array.design)\n\(array.library), \(array.versions.joined(separator: ", ")); "
    text += "clock asked for \(nanosecondText(array.options.clockPeriod))\n\n"
    text += table.text + "\n"
    let met = array.nanoseconds <= array.options.clockPeriod ? "meets" : "misses"
    text += "The array reaches \(nanosecondText(array.nanoseconds)) "
    text += "(\(NumberText.engineering(1e9 / array.nanoseconds, unit: "Hz"))) and \(met) the clock asked for; "
    text += "limited by: \(array.slowest?.name ?? "nothing").\n"
    text += "Power at that clock with \(NumberText.percent(array.options.activity)) of nets toggling a cycle; "
    let source = memories.contains { $0.isExtrapolated } ? "the cost tables (extrapolated)" : "the cost tables"
    text += memories.isEmpty ? "" : "memories from \(source); "
    text += "no wires, no clock tree.\n"
    if let slowest = array.slowest {
      text += "\ncritical path of \(slowest.top) (delay, time, pin)\n"
      text += slowest.each.criticalPath.map { "  \($0)\n" }.joined()
    }
    text += "\n"
    text += commands.isEmpty ? "With -o the scripts are written, and the commands that run them printed.\n" : "again:\n"
    return text + commands.map { "  \($0)\n" }.joined()
  }

  private var table: TextTable {
    var table = TextTable([
      .init("block", .left), .init("×"), .init("area each"), .init("area"), .init("share"), .init("period"),
      .init("power"),
    ])
    for block in array.blocks {
      let milliwatts = block.picojoulesPerCycle / array.nanoseconds + block.leakageMilliwatts
      table.rows.append([
        block.name, NumberText.integer(block.count), "\(NumberText.integer(Int(block.each.area.rounded()))) µm²",
        areaText(block.area * 1e-6), NumberText.percent(block.area * 1e-6 / areaSquareMillimetres),
        nanosecondText(block.each.nanoseconds), NumberText.engineering(milliwatts * 1e-3, unit: "W"),
      ])
    }
    for memory in memories {
      table.rows.append([
        memory.component, "", "", areaText(memory.areaSquareMillimetres),
        NumberText.percent(memory.areaSquareMillimetres / areaSquareMillimetres),
        memory.highestHertz.map { nanosecondText(1e9 / Double($0)) } ?? NumberText.missing, NumberText.missing,
      ])
    }
    table.total = [
      "total", "", "", areaText(areaSquareMillimetres), "", nanosecondText(nanoseconds),
      NumberText.engineering(milliwatts * 1e-3, unit: "W"),
    ]
    return table
  }

  private func nanosecondText(_ nanoseconds: Double) -> String { "\(NumberText.fixed(nanoseconds, decimals: 3)) ns" }

  private func areaText(_ squareMillimetres: Double) -> String {
    "\(NumberText.fixed(squareMillimetres, decimals: 3)) mm²"
  }
}
