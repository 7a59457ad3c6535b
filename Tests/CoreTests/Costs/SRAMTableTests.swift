import Core
import Foundation
import Testing

@Suite struct SRAMTableTests {
  /// Percent; the shipped points keep four digits.
  private static let rounding = 0.06

  /// CACTI 7 at itrs-hp, one read–write port, one bank, as it prints them.
  @Test(arguments: [
    (45, 65_536, 8, 28.9844, 17.1907, 0.183662, 0.504959, 0.795423),
    (45, 1024, 1, 0.9662, 0.88084, 0.003357, 0.208247, 0.167723),
    (45, 4_194_304, 128, 1297.68, 1617.87, 17.772053, 3.52759, 2.512),
  ])
  func holdsItsPoints(
    nanometres: Int, bytes: Int, width: Int, read: Double, write: Double, area: Double, access: Double, cycle: Double
  ) {
    let estimate = SRAMArray(bytes: bytes, widthBytes: width, nanometres: nanometres).estimate()
    for (found, printed) in [
      (estimate.figures.readPicojoules, read), (estimate.figures.writePicojoules, write),
      (estimate.figures.areaSquareMillimetres, area), (estimate.figures.accessNanoseconds, access),
      (estimate.figures.cycleNanoseconds, cycle),
    ] {
      #expect(abs(found / printed - 1) * 100 < Self.rounding)
    }
    #expect(!estimate.isExtrapolated)
  }

  /// A power law is a plane on logarithmic axes, so a table made of one gives it back between, beside and beyond its
  /// points, and where points are missing.
  @Test func followsAPowerLawEverywhere() {
    func law(_ kibibytes: Double, _ bits: Double, _ nanometres: Double) -> SRAMFigures {
      let value = 3 * pow(kibibytes, 0.6) * pow(bits / 64, 0.8) * pow(nanometres / 45, 2)
      return SRAMFigures(
        readPicojoules: value, writePicojoules: 2 * value, leakageMilliwatts: 3 * value,
        areaSquareMillimetres: 4 * value, accessNanoseconds: 5 * value, cycleNanoseconds: 6 * value)
    }
    var points: [SRAMPoint] = []
    for nanometres in [45, 22] {
      for kibibytes in [1.0, 2, 4, 8, 16] {
        for bits in [8.0, 32, 64, 256] where !(kibibytes == 4 && bits == 64) && !(kibibytes == 1 && bits == 256) {
          points.append(
            SRAMPoint(
              nanometres: nanometres, kibibytes: kibibytes, bits: bits,
              figures: law(kibibytes, bits, Double(nanometres))))
        }
      }
    }
    let table = SRAMTable(points)
    for (kibibytes, bits, nanometres, beyond) in [
      (4.0, 64.0, 45, false), (3, 48, 32, false), (16, 256, 22, false), (0.5, 64, 45, true), (64, 8, 28, true),
      (1.5, 200, 45, true), (8, 512, 45, true), (1, 256, 22, true),
    ] {
      let found = table.figures(kibibytes: kibibytes, bits: bits, nanometres: nanometres)
      let expected = law(kibibytes, bits, Double(nanometres))
      for quantity in SRAMQuantity.allCases {
        #expect(abs(found.figures[quantity] / expected[quantity] - 1) < 1e-9, "\(kibibytes) KiB × \(bits) bits")
      }
      #expect(found.isExtrapolated == beyond, "\(kibibytes) KiB × \(bits) bits")
    }
  }

  @Test(arguments: [
    SRAMArray(bytes: 512, widthBytes: 8, nanometres: 45), SRAMArray(bytes: 1 << 23, widthBytes: 8, nanometres: 45),
    SRAMArray(bytes: 1024, widthBytes: 128, nanometres: 45), SRAMArray(bytes: 65_536, widthBytes: 8, nanometres: 16),
    SRAMArray(bytes: 65_536, widthBytes: 8, nanometres: 65),
    SRAMArray(bytes: 65_536, widthBytes: 8, ports: 3, nanometres: 45),
  ])
  func saysWhatItExtrapolates(_ array: SRAMArray) {
    #expect(array.estimate().isExtrapolated)
  }

  /// Everything stays above zero, at any size a file can state.
  @Test func staysFiniteAtAnySize() {
    for bytes in [0, 1, 1 << 40] {
      for width in [1, 3, 1 << 20] {
        for banks in [1, 1 << 16] {
          for cell in SRAMCell.allCases {
            let array = SRAMArray(
              bytes: bytes, widthBytes: width, banks: banks, ports: 2, cell: cell, nanometres: 1)
            let figures = array.estimate().figures
            #expect(SRAMQuantity.allCases.allSatisfy { figures[$0].isFinite && figures[$0] > 0 }, "\(array)")
          }
        }
      }
    }
  }

  /// Two arrays side by side: twice the width, the same delay.
  @Test func laysWideMemoriesSideBySide() {
    let half = SRAMArray(bytes: 1 << 16, widthBytes: 128, nanometres: 45).estimate().figures
    let whole = SRAMArray(bytes: 1 << 17, widthBytes: 256, nanometres: 45).estimate().figures
    #expect(whole.readPicojoules == 2 * half.readPicojoules)
    #expect(whole.areaSquareMillimetres == 2 * half.areaSquareMillimetres)
    #expect(whole.accessNanoseconds == half.accessNanoseconds)
  }
}
