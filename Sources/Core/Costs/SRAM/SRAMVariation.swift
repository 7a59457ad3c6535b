import Foundation

/// How an SRAM array changes with its ports or its transistors: a factor for each figure, a power of the capacity.
///
/// The factors were fitted to ratios between CACTI 7 runs that differ in nothing else (1 KiB to 4 MiB in steps of 4, 64
/// and 256 bits wide): at each of the two nodes a figure is multiplied by `factor · (KiB / 64)^exponent`.
/// `systole validate cacti` prints how far they are from the runs.
struct SRAMVariation: Sendable {
  /// In the order of `SRAMQuantity.allCases`, at 45 nm.
  private let at45: [Factor]
  /// The same at 22 nm.
  private let at22: [Factor]

  private struct Factor: Sendable {
    var factor: Double
    var exponent: Double
  }

  /// One read and one write port instead of one port for both.
  static let readAndWritePort = SRAMVariation(
    at45: [(1.288, 0.0234), (1.362, 0.0301), (1.258, 0.0045), (2.081, -0.0179), (1.224, 0.0223), (1.064, -0.0249)],
    at22: [(1.366, 0.0228), (1.414, 0.0275), (1.253, 0.0017), (2.133, -0.0190), (1.262, 0.0198), (1.195, 0.0050)])

  /// Cells and periphery of type itrs-lop.
  static let lowOperatingPower = SRAMVariation(
    at45: [
      (0.5964, -0.0076), (0.4974, 0.0170), (0.06449, -0.0350), (1.051, 0.0040), (1.891, -0.0441), (1.93, -0.0354),
    ],
    at22: [(0.6757, 0.0068), (0.6162, 0.0131), (1.368, 0.0009), (1.049, 0.0021), (2.103, -0.0657), (2.213, -0.0354)])

  /// Cells and periphery of type itrs-lstp.
  static let lowStandbyPower = SRAMVariation(
    at45: [
      (1.254, 0.0206), (1.268, 0.0121), (0.0002214, -0.0059), (1.016, 0.0016), (2.919, -0.0827), (3.097, -0.0117),
    ],
    at22: [
      (1.132, 0.0154), (1.087, 0.0091), (0.001327, -0.0228), (1.049, 0.0011), (3.258, -0.0980), (3.868, -0.0123),
    ])

  private init(at45: [(Double, Double)], at22: [(Double, Double)]) {
    self.at45 = at45.map { Factor(factor: $0.0, exponent: $0.1) }
    self.at22 = at22.map { Factor(factor: $0.0, exponent: $0.1) }
  }

  /// The figures of an array changed in this way.
  func applied(to figures: SRAMFigures, kibibytes: Double, nanometres: Int) -> SRAMFigures {
    var changed = figures
    let position = Logarithm.position(Double(nanometres), from: 45, to: 22)
    for (index, quantity) in SRAMQuantity.allCases.enumerated() {
      let factor = Logarithm.between(at45[index].factor, at22[index].factor, position)
      let exponent = at45[index].exponent + position * (at22[index].exponent - at45[index].exponent)
      changed[quantity] *= factor * pow(kibibytes / 64, exponent)
    }
    return changed
  }
}

/// The wires between the banks of a memory.
///
/// Fitted to CACTI 7 runs with 2 to 16 banks against runs of one such bank alone: the median energy a bit and delay for
/// each millimetre of the side of the square the banks cover, and the median area between them. A hundred runs differ
/// from it as `systole validate cacti` prints.
struct SRAMWires {
  private let readPicojoules: Double
  private let writePicojoules: Double
  private let nanoseconds: Double
  private let area: Double

  init(nanometres: Int) {
    let position = Logarithm.position(Double(nanometres), from: 45, to: 22)
    readPicojoules = Logarithm.between(0.2299, 0.1576, position)
    writePicojoules = Logarithm.between(0.2537, 0.1558, position)
    nanoseconds = Logarithm.between(0.4119, 0.5094, position)
    area = Logarithm.between(1.133, 1.128, position)
  }

  /// The figures of banks with the wires to them.
  func added(to figures: SRAMFigures, bits: Int) -> SRAMFigures {
    var changed = figures
    let millimetres = figures.areaSquareMillimetres.squareRoot()
    changed.readPicojoules += readPicojoules * Double(bits) * millimetres
    changed.writePicojoules += writePicojoules * Double(bits) * millimetres
    changed.accessNanoseconds += nanoseconds * millimetres
    changed.areaSquareMillimetres *= area
    return changed
  }
}
