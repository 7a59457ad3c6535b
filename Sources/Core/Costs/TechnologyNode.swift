/// How area, energy and delay of logic change from one technology node to another.
///
/// Source: Stillmaker and Baas, "Scaling equations for the accurate prediction of CMOS device performance from 180 nm
/// to 7 nm", Integration 58, 2017, doi:10.1016/j.vlsi.2017.02.002: area factors of its table, and its polynomials in the
/// supply voltage for delay and energy; high-performance devices from 45 nm down. The coefficients were read in
/// github.com/wromaszkan/nodeScale commit a912c60 and, for area and energy, agree with Accelergy's
/// (github.com/Accelergy-Project/hwcomponents commit 373ccd9). Each node runs at the nominal voltage of its Predictive
/// Technology Model, which is 1.8 V at 180 nm and 0.7 V at 7 nm.
public struct TechnologyNode: Hashable, Sendable {
  /// The feature size in nanometres.
  public var nanometres: Double
  /// Whether the node lies outside the equations; the nearest one's factors are taken then.
  public var isExtrapolated: Bool
  /// Area of a circuit relative to its area at 45 nm.
  var area: Double
  /// Energy of a transition, in the equations' unit.
  var energy: Double
  /// Delay of a gate, in the equations' unit.
  var delay: Double
  /// The nominal supply voltage.
  public var volts: Double

  /// The smallest and the largest node of the equations.
  public static let range = 7...180

  /// A node; factors between two nodes of the equations are interpolated in the logarithms.
  public init(_ nanometres: Int) {
    self.nanometres = Double(nanometres)
    isExtrapolated = !Self.range.contains(nanometres)
    let clamped = Double(min(max(nanometres, Self.range.lowerBound), Self.range.upperBound))
    let rows = Self.rows
    let upper = rows.firstIndex { $0.nanometres <= clamped } ?? rows.count - 1
    let (large, small) = (rows[max(upper - 1, 0)], rows[upper])
    let share =
      large.nanometres == small.nanometres
      ? 0 : Logarithm.position(clamped, from: large.nanometres, to: small.nanometres)
    area = Logarithm.between(large.area, small.area, share)
    energy = Logarithm.between(large.energy, small.energy, share)
    delay = Logarithm.between(large.delay, small.delay, share)
    volts = Logarithm.between(large.volts, small.volts, share)
  }

  /// Area at this node over area at another.
  public func area(relativeTo other: TechnologyNode) -> Double { area / other.area }

  /// Energy at this node over energy at another, each at its nominal voltage.
  public func energy(relativeTo other: TechnologyNode) -> Double { energy / other.energy }

  /// Delay at this node over delay at another, each at its nominal voltage.
  public func delay(relativeTo other: TechnologyNode) -> Double { delay / other.delay }

  /// A node of the equations.
  private struct Row {
    var nanometres: Double
    var area: Double
    var volts: Double
    /// Factors of V³, V², V and 1.
    var delayCoefficients: [Double]
    /// Factors of V², V and 1.
    var energyCoefficients: [Double]

    var delay: Double { delayCoefficients.reduce(0) { $0 * volts + $1 } }
    var energy: Double { energyCoefficients.reduce(0) { $0 * volts + $1 } }
  }

  private static let rows = [
    row(180, 19, 1.8, [0, 97.09, -356.7, 406.5], [0, 24.64, -17.98]),
    row(130, 6.4, 1.3, [-76.65, 334.9, -493.4, 275.8], [7.171, -6.709, 2.904]),
    row(90, 2.8, 1.2, [-60.34, 262.5, -384.2, 210.9], [4.762, -4.781, 2.092]),
    row(65, 1.5, 1.1, [-53.3, 230.4, -333.9, 178.6], [3.755, -4.398, 1.975]),
    row(45, 1, 1.0, [-501.6, 1567, -1619, 566.1], [1.018, -0.3107, 0.1539]),
    row(32, 0.46, 0.9, [-1047, 2982, -2797, 873.5], [0.8367, -0.4341, 0.1701]),
    row(20, 0.21, 0.9, [0, 34.63, -66.37, 41.15], [0.373, -0.1582, 0.04104]),
    row(16, 0.19, 0.85, [0, 24.8, -47.52, 28.87], [0.2958, -0.1241, 0.03024]),
    row(14, 0.17, 0.8, [-40.66, 109.2, -100.6, 35.92], [0.2363, -0.09675, 0.02239]),
    row(10, 0.1, 0.75, [-34.95, 93.65, -85.99, 30.4], [0.2068, -0.09311, 0.02375]),
    row(7, 0.059, 0.7, [-28.58, 76.6, -70.26, 24.69], [0.1776, -0.09097, 0.02447]),
  ]

  private static func row(
    _ nanometres: Double, _ area: Double, _ volts: Double, _ delay: [Double], _ energy: [Double]
  ) -> Row {
    Row(nanometres: nanometres, area: area, volts: volts, delayCoefficients: delay, energyCoefficients: energy)
  }
}
