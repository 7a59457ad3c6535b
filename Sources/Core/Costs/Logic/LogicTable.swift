/// What a piece of logic costs.
public struct LogicFigures: Hashable, Sendable {
  /// Picojoules of one operation.
  public var picojoules: Double
  /// Milliwatts drawn doing nothing.
  public var leakageMilliwatts: Double
  /// Square millimetres covered.
  public var areaSquareMillimetres: Double

  /// No logic.
  public static let none = LogicFigures(picojoules: 0, leakageMilliwatts: 0, areaSquareMillimetres: 0)

  /// Figures of a piece of logic.
  public init(picojoules: Double, leakageMilliwatts: Double, areaSquareMillimetres: Double) {
    self.picojoules = picojoules
    self.leakageMilliwatts = leakageMilliwatts
    self.areaSquareMillimetres = areaSquareMillimetres
  }

  /// Two pieces that work together.
  public static func + (first: LogicFigures, second: LogicFigures) -> LogicFigures {
    LogicFigures(
      picojoules: first.picojoules + second.picojoules,
      leakageMilliwatts: first.leakageMilliwatts + second.leakageMilliwatts,
      areaSquareMillimetres: first.areaSquareMillimetres + second.areaSquareMillimetres)
  }

  /// So many pieces, all working.
  public static func * (count: Double, figures: LogicFigures) -> LogicFigures {
    LogicFigures(
      picojoules: count * figures.picojoules, leakageMilliwatts: count * figures.leakageMilliwatts,
      areaSquareMillimetres: count * figures.areaSquareMillimetres)
  }
}

/// Adders, multipliers, registers and counters at a node and a clock.
///
/// Source: the 40 nm characterisation published with Aladdin (Shao et al., ISCA 2014,
/// doi:10.1109/ISCA.2014.6853196) as Accelergy carries it: github.com/Accelergy-Project/accelergy-aladdin-plug-in commit
/// 5e2e126, data/{adder,multiplier,reg,counter,comparator,shifter}.csv, and its rules for other widths: adders,
/// comparators, counters and shifters in proportion, multipliers with the square. Between clocks the figures are
/// interpolated on logarithmic axes; other nodes scale by `TechnologyNode`, leakage in proportion to area.
public struct LogicTable: Hashable, Sendable {
  /// The clock period the same logic would have at 40 nm.
  private let period: Double
  private let energyScale: Double
  private let areaScale: Double
  private let delayScale: Double
  /// Whether the node lies outside the scaling equations.
  public let isExtrapolated: Bool

  /// The table at a node and a clock period; periods beyond the table's take its fastest and slowest circuits.
  public init(nanometres: Int, periodNanoseconds: Double) {
    let node = TechnologyNode(nanometres)
    let published = TechnologyNode(40)
    energyScale = node.energy(relativeTo: published)
    areaScale = node.area(relativeTo: published)
    delayScale = node.delay(relativeTo: published)
    period = periodNanoseconds / delayScale
    isExtrapolated = node.isExtrapolated
  }

  /// The shortest period a multiply–accumulate can have.
  ///
  /// The table's multiplier takes one stage from 1 ns up and three stages at 0.5 ns, its fastest; the addition is taken
  /// to fit into the time an 8-bit multiplication leaves of the table's 32-bit one. Not a timing analysis.
  public func shortestPeriod(pipelineDepth: Int) -> Double { (pipelineDepth >= 2 ? 0.5 : 1) * delayScale }

  /// An adder.
  public func adder(bits: Int) -> LogicFigures { Double(bits) / 32 * at(period, Self.adders) }

  /// A multiplier of two equally wide factors.
  public func multiplier(bits: Int) -> LogicFigures {
    Double(bits) / 32 * (Double(bits) / 32 * at(period, Self.multipliers))
  }

  /// Registers; the energy is that of writing all of them once.
  public func registers(bits: Int) -> LogicFigures { Double(bits) * scaled(Self.register) }

  /// A comparator.
  public func comparator(bits: Int) -> LogicFigures { Double(bits) / 32 * scaled(Self.comparator) }

  /// A counter.
  public func counter(bits: Int) -> LogicFigures { Double(bits) / 32 * scaled(Self.counter) }

  /// A shifter.
  public func shifter(bits: Int) -> LogicFigures { Double(bits) / 32 * scaled(Self.shifter) }

  private func scaled(_ figures: LogicFigures) -> LogicFigures {
    LogicFigures(
      picojoules: figures.picojoules * energyScale, leakageMilliwatts: figures.leakageMilliwatts * areaScale,
      areaSquareMillimetres: figures.areaSquareMillimetres * areaScale)
  }

  private func at(_ period: Double, _ rows: [Row]) -> LogicFigures {
    let upper = rows.firstIndex { $0.nanoseconds >= period } ?? rows.count - 1
    let (fast, slow) = (rows[max(upper - 1, 0)], rows[upper])
    let isBetween = fast.nanoseconds < slow.nanoseconds && period > fast.nanoseconds && period < slow.nanoseconds
    let position = isBetween ? Logarithm.position(period, from: fast.nanoseconds, to: slow.nanoseconds) : 1
    return scaled(
      LogicFigures(
        picojoules: Logarithm.between(fast.figures.picojoules, slow.figures.picojoules, position),
        leakageMilliwatts: Logarithm.between(
          fast.figures.leakageMilliwatts, slow.figures.leakageMilliwatts, position),
        areaSquareMillimetres: Logarithm.between(
          fast.figures.areaSquareMillimetres, slow.figures.areaSquareMillimetres, position)))
  }

  /// A circuit made for a clock period.
  private struct Row {
    var nanoseconds: Double
    var figures: LogicFigures

    init(_ nanoseconds: Double, _ picojoules: Double, _ milliwatts: Double, _ squareMicrometres: Double) {
      self.nanoseconds = nanoseconds
      figures = LogicFigures(
        picojoules: picojoules, leakageMilliwatts: milliwatts, areaSquareMillimetres: squareMicrometres * 1e-6)
    }
  }

  /// 32 bits: ns, pJ, mW, µm².
  private static let adders = [
    Row(0.5, 0.142, 0.0033, 379), Row(1, 0.21, 0.0023, 278), Row(2, 0.0858, 0.0024, 179), Row(3, 0.0859, 0.0024, 179),
    Row(5, 0.0857, 0.0024, 179), Row(10, 0.0853, 0.0024, 179),
  ]
  /// 32 × 32 bits.
  private static let multipliers = [
    Row(0.5, 18.94, 0.11, 8340), Row(1, 12.68, 0.08, 6350), Row(2, 9.55, 0.05, 5140), Row(3, 8.8, 0.05, 4970),
    Row(5, 8.63, 0.05, 4600), Row(10, 8.8, 0.05, 4600),
  ]
  /// One bit.
  private static let register = Row(1, 0.009, 7e-5, 5.98).figures
  /// 32 bits; its leakage is the idle energy of 1 ns.
  private static let comparator = Row(1, 0.02947, 2.51e-5, 71).figures
  /// The same of the counter.
  private static let counter = Row(1, 0.25074, 0.0003213, 495.5).figures
  private static let shifter = Row(1, 0.417, 0.0017, 250).figures
}
