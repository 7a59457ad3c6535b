import Core
import Formats
import Testing

/// Every knob a design space varies changes area, energy or the highest clock, and in the direction it should.
@Suite struct CostKnobTests {
  /// A figure a knob should move.
  enum Figure: String, CaseIterable {
    case area
    case leakage
    case scratchpadRead
    case scratchpadArea
    case scratchpadClock
    case accumulatorRead
    case accumulatorArea
    case arrayArea
    case arrayClock
    case macEnergy
    case dmaArea
    case interfaceArea
    case vectorArea
    case controllerArea
    case registerArea

    func value(of architecture: Architecture) -> Double {
      let costs = architecture.componentCosts()
      func area(_ name: String) -> Double { costs.first { $0.component == name }?.areaSquareMillimetres ?? 0 }
      func clock(_ name: String) -> Double { Double(costs.first { $0.component == name }?.highestHertz ?? 0) }
      func read(_ name: String) -> Double {
        architecture.level(named: name).map { $0.readEnergy * Double($0.widthBytes) } ?? 0
      }
      return switch self {
      case .area: costs.reduce(0) { $0 + $1.areaSquareMillimetres }
      case .leakage: architecture.leakageMilliwatts
      case .scratchpadRead: read("scratchpad")
      case .scratchpadArea: area("scratchpad")
      case .scratchpadClock: clock("scratchpad")
      case .accumulatorRead: read("accumulator")
      case .accumulatorArea: area("accumulator")
      case .arrayArea: area("array")
      case .arrayClock: clock("array")
      case .macEnergy: architecture.array.macEnergy
      case .dmaArea: area("dma")
      case .interfaceArea: area("dram-interface")
      case .vectorArea: area("vector")
      case .controllerArea: area("controller")
      case .registerArea: area("registers")
      }
    }
  }

  enum Direction: String {
    case rises
    case falls
  }

  struct Knob: CustomTestStringConvertible {
    var setting: String
    var effects: [(Figure, Direction)]

    init(_ setting: String, _ effects: (Figure, Direction)...) {
      self.setting = setting
      self.effects = effects
    }

    var testDescription: String { setting }
  }

  static let knobs = [
    Knob("array.rows=32", (.area, .rises), (.leakage, .rises), (.arrayArea, .rises), (.registerArea, .rises)),
    Knob("array.columns=32", (.area, .rises), (.arrayArea, .rises), (.accumulatorRead, .falls)),
    Knob("array.pipeline-depth=2", (.arrayArea, .rises), (.arrayClock, .rises)),
    Knob(
      "scratchpad.capacity=4MiB", (.area, .rises), (.leakage, .rises), (.scratchpadRead, .rises),
      (.scratchpadArea, .rises), (.scratchpadClock, .falls)),
    Knob("accumulator.capacity=1MiB", (.area, .rises), (.leakage, .rises), (.accumulatorRead, .rises)),
    Knob("scratchpad.banks=16", (.scratchpadRead, .falls), (.scratchpadClock, .rises), (.scratchpadArea, .rises)),
    Knob(
      "scratchpad.ports=2", (.scratchpadRead, .rises), (.scratchpadArea, .rises), (.leakage, .rises),
      (.scratchpadClock, .falls)),
    Knob("scratchpad.width=64B", (.scratchpadRead, .rises), (.scratchpadArea, .rises)),
    Knob("scratchpad.read-latency=1", (.scratchpadClock, .falls)),
    Knob("dma.bus-width=64B", (.area, .rises), (.dmaArea, .rises), (.leakage, .rises)),
    Knob("dma.requests-in-flight=64", (.dmaArea, .rises)),
    Knob("dram.channels=4", (.area, .rises), (.interfaceArea, .rises)),
    Knob("core.frequency=500MHz", (.macEnergy, .falls), (.arrayArea, .falls), (.leakage, .falls)),
    Knob("core.frequency=2GHz", (.macEnergy, .rises), (.arrayArea, .rises), (.leakage, .rises)),
    Knob("architecture.technology=28nm", (.area, .falls), (.macEnergy, .falls), (.scratchpadRead, .falls)),
    Knob("architecture.costs=cacti-lstp", (.leakage, .falls), (.scratchpadClock, .falls)),
    Knob("architecture.costs=cacti-lop", (.scratchpadRead, .falls), (.scratchpadClock, .falls)),
    Knob("vector-unit.lanes=64", (.vectorArea, .rises)),
    Knob("controller.queue-depth=64", (.controllerArea, .rises)),
    Knob("registers.capacity-per-element=8B", (.registerArea, .rises)),
  ]

  private static func read(_ settings: [String]) throws -> Architecture {
    let input = try InputFile.resolve("gemmini", kind: .architecture)
    return try ArchitectureFile.read(
      input, settings: try (["architecture.costs=cacti"] + settings).map(Setting.init(parsing:))
    ).0
  }

  @Test(arguments: knobs)
  func movesWhatItShould(_ knob: Knob) throws {
    let (before, after) = (try Self.read([]), try Self.read([knob.setting]))
    for (figure, direction) in knob.effects {
      let (from, to) = (figure.value(of: before), figure.value(of: after))
      #expect(direction == .rises ? to > from : to < from, "\(figure) \(from) → \(to)")
    }
  }

  /// A clock no component could follow is warned about, and only then.
  @Test func warnsAboutTheClock() throws {
    func warnings(_ settings: String...) throws -> [String] {
      let architecture = try Self.read(settings)
      return CostWarning.warnings(architecture.componentCosts(), of: architecture).map(\.description)
    }
    #expect(try warnings() == [])
    let fast = try warnings("core.frequency=4GHz")
    #expect(fast.count == 1)
    #expect(fast.first?.hasPrefix("clock 'core' of 4000 MHz is faster than") == true)
    let tiny = try warnings("accumulator.capacity=8KiB")
    #expect(tiny.first?.contains("'accumulator' are extrapolated") == true)
  }
}
