import Core
import Testing

@Suite struct LogicTableTests {
  private static let slow = LogicTable(nanometres: 40, periodNanoseconds: 5)

  /// DOSA's constant is Accelergy's: an 8-bit multiplier and an 8-bit adder of Aladdin's at 5 ns.
  @Test func makesDOSAsMultiplyAccumulate() {
    let energy = Self.slow.multiplier(bits: 8).picojoules + Self.slow.adder(bits: 8).picojoules
    #expect(abs(energy - DOSACosts.mac) < 1e-4)
  }

  /// Areas of Aladdin's table at 1 ns: 6350 µm² for 32 × 32 bits, 278 µm² for 32 bits, 5.98 µm² a bit.
  @Test func scalesWithTheWidth() {
    let table = LogicTable(nanometres: 40, periodNanoseconds: 1)
    #expect(abs(table.multiplier(bits: 8).areaSquareMillimetres - 6350e-6 / 16) < 1e-9)
    #expect(abs(table.adder(bits: 64).areaSquareMillimetres - 2 * 278e-6) < 1e-9)
    #expect(abs(table.registers(bits: 16).areaSquareMillimetres - 16 * 5.98e-6) < 1e-12)
  }

  /// Between two clocks lies the geometric mean where the clock does; beyond the table its ends hold.
  @Test func interpolatesTheClock() {
    func area(_ period: Double) -> Double {
      LogicTable(nanometres: 40, periodNanoseconds: period).multiplier(bits: 32).areaSquareMillimetres
    }
    #expect(abs(area(2.0.squareRoot()) - (6350.0 * 5140).squareRoot() * 1e-6) < 1e-9)
    #expect(area(0.1) == area(0.5))
    #expect(area(100) == area(10))
    #expect(area(0.5) > area(1) && area(1) > area(3))
  }

  /// By hand from the paper's polynomials: 45 nm at 1.0 V 0.8612, 7 nm at 0.7 V 0.047818; delay 12.5 and 3.2366.
  @Test func scalesTechnologyAsPublished() {
    let (large, small) = (TechnologyNode(45), TechnologyNode(7))
    #expect(abs(small.energy(relativeTo: large) - 0.047818 / 0.8612) < 1e-4)
    #expect(abs(small.delay(relativeTo: large) - 3.2366 / 12.5) < 1e-3)
    #expect(small.area(relativeTo: large) == 0.059)
    #expect(TechnologyNode(32).area(relativeTo: TechnologyNode(32)) == 1)
    #expect(!small.isExtrapolated && TechnologyNode(5).isExtrapolated && TechnologyNode(250).isExtrapolated)
  }

  /// Smaller is smaller, and takes less energy, at every node.
  @Test func shrinksWithEveryNode() {
    for nanometres in 8...180 {
      let (here, below) = (TechnologyNode(nanometres), TechnologyNode(nanometres - 1))
      #expect(below.area(relativeTo: here) < 1)
      #expect(below.energy(relativeTo: here) < 1)
    }
  }

  /// McPAT's figures: 0.15 mm² for 72 bits at 65 nm and 1.3 mm² for 16 bits at 40 nm, a fifth of it logic.
  @Test func makesTheMemoryInterface() {
    let interface = MemoryInterface(channels: 2, busBits: 64, nanometres: 40)
    let controller = 0.15 * 64 / 72 * (40.0 / 65) * (40.0 / 65)
    #expect(abs(interface.areaSquareMillimetres - 2 * (controller + 1.3 * 4)) < 1e-9)
    #expect(abs(MemoryInterface(channels: 1, busBits: 64, nanometres: 90).picojoulesPerBit - 10) < 1e-9)
  }
}
