import Core
import Testing

@Suite struct QuantityTests {
  @Test(arguments: [
    (QuantityKind.size, "0B", 0), (.size, "1B", 1), (.size, "256KiB", 262_144), (.size, "24MiB", 25_165_824),
    (.size, "8GiB", 8_589_934_592), (.size, "1.5KiB", 1536), (.size, "0.5GiB", 536_870_912), (.size, "16.000B", 16),
    (.size, "0.0009765625KiB", 1), (.size, "1073741823GiB", 1_152_921_503_533_105_152),
    (.frequency, "1GHz", 1_000_000_000), (.frequency, "700MHz", 700_000_000), (.frequency, "1.2GHz", 1_200_000_000),
    (.frequency, "0.000000001GHz", 1), (.frequency, "32.768kHz", 32_768), (.bandwidth, "64B/cycle", 64),
    (.length, "28nm", 28),
  ])
  func readsWholeQuantitiesExactly(kind: QuantityKind, text: String, value: Int) throws {
    #expect(try kind.whole(text) == value)
  }

  @Test(arguments: [
    (QuantityKind.energy, "0.56pJ", 0.56), (.energy, "0pJ", 0), (.energy, "1e-3pJ", 0.001), (.energy, "2E+2pJ", 200),
    (.energyPerByte, "6.9pJ/B", 6.9), (.energyPerByte, "12.5pJ/bit", 100), (.energyPerByte, "0.1pJ/bit", 0.8),
    (.power, "35mW", 35), (.power, "28W", 28000), (.power, "0.1W", 100),
  ])
  func readsDecimalQuantitiesToTheNearestDouble(kind: QuantityKind, text: String, value: Double) throws {
    #expect(try kind.decimal(text) == value)
  }

  @Test(arguments: [
    (QuantityKind.size, "", QuantityError.syntax), (.size, "KiB", .syntax), (.size, "64", .syntax),
    (.size, ".5KiB", .syntax), (.size, "1.KiB", .syntax), (.size, "1.2.3KiB", .syntax), (.size, "+1KiB", .syntax),
    (.size, "0x10KiB", .syntax), (.size, "1e3KiB", .syntax), (.size, "1KiB ", .unit(suggestion: "KiB")),
    (.size, "64KB", .unit(suggestion: "KiB")), (.size, "64kb", .unit(suggestion: "KiB")),
    (.size, "64M", .unit(suggestion: "MiB")), (.size, "64 KiB", .unit(suggestion: "KiB")),
    (.size, "64Kibble", .syntax), (.size, "６４KiB", .syntax), (.size, "-1KiB", .negative), (.size, "--1KiB", .syntax),
    (.size, "0.3B", .fraction), (.size, "0.1KiB", .fraction), (.frequency, "0.1Hz", .fraction),
    (.size, "1073741824GiB", .overflow), (.size, "9999999999999999999999B", .overflow),
    (.size, String(repeating: "9", count: 500) + "B", .overflow), (.frequency, "1ghz", .unit(suggestion: "GHz")),
    (.frequency, "1152921504606846976Hz", .overflow),
  ])
  func refusesWhatIsNoWholeQuantity(kind: QuantityKind, text: String, error: QuantityError) {
    #expect(throws: error) { try kind.whole(text) }
  }

  @Test(arguments: [
    (QuantityKind.energy, "pJ", QuantityError.syntax), (.energy, "1e", .syntax), (.energy, "1e1000pJ", .syntax),
    (.energy, "1e999pJ", .overflow), (.energy, "nanpJ", .syntax), (.energy, "infpJ", .syntax),
    (.energy, "-1pJ", .negative), (.energyPerByte, "1pJ", .syntax), (.power, "1w", .unit(suggestion: "W")),
  ])
  func refusesWhatIsNoDecimalQuantity(kind: QuantityKind, text: String, error: QuantityError) {
    #expect(throws: error) { try kind.decimal(text) }
  }

  @Test(arguments: [
    (QuantityKind.size, 0, "0B"), (.size, 1, "1B"), (.size, 1023, "1023B"), (.size, 1024, "1KiB"),
    (.size, 1536, "1536B"), (.size, 1_572_864, "1536KiB"), (.size, 1 << 30, "1GiB"), (.size, 1 << 40, "1024GiB"),
    (.frequency, 700_000_000, "700MHz"), (.frequency, 1_200_000_000, "1200MHz"), (.frequency, 1, "1Hz"),
  ])
  func writesTheLargestWholeUnit(kind: QuantityKind, value: Int, text: String) throws {
    #expect(kind.text(value) == text)
    #expect(try kind.whole(text) == value)
  }

  /// Seeded; every value is read back as it was, whatever its size.
  @Test func readsBackWhatItWrites() throws {
    var random = SeededRandom(seed: 20_240_601)
    for _ in 0..<2000 {
      let whole = Int(random.next() >> UInt64(4 + random.below(60)))
      #expect(try QuantityKind.size.whole(QuantityKind.size.text(whole)) == whole)
      #expect(try QuantityKind.frequency.whole(QuantityKind.frequency.text(whole)) == whole)
      let decimal = Double(bitPattern: random.next()).magnitude
      guard decimal.isFinite else { continue }
      #expect(try QuantityKind.energyPerByte.decimal(QuantityKind.energyPerByte.text(decimal)) == decimal)
    }
  }

  @Test func writesNumbersAsXMLSchemaDoes() {
    #expect(shortestDecimal(.infinity) == "INF")
    #expect(shortestDecimal(-.infinity) == "-INF")
    #expect(shortestDecimal(.nan) == "NaN")
    #expect(shortestDecimal(2) == "2")
    #expect(shortestDecimal(0.1 + 0.2) == "0.30000000000000004")
    #expect(shortestDecimal(1e-7) == "1e-07")
  }
}
