import Reports
import Testing

/// Expectations written by hand from the rules: groups of three digits, three significant digits, ties away from zero.
@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_345_678, "12,345,678"), (-1234, "-1,234"),
    (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func integers(value: Int, text: String) {
    #expect(NumberText.integer(value) == text)
  }

  @Test(arguments: [
    (0.0, 1, "0.0"), (0.05, 1, "0.1"), (0.04, 1, "0.0"), (-0.04, 1, "0.0"), (12.345, 1, "12.3"), (999.95, 0, "1,000"),
    (1234567.891, 2, "1,234,567.89"), (-2.5, 0, "-3"), (0.007, 3, "0.007"), (.infinity, 1, "–"), (.nan, 1, "–"),
  ])
  func fixedDecimals(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (0.5634, "56.3 %"), (0.0, "0.0 %"), (1.0, "100.0 %"), (0.99996, "100.0 %"), (0.0004, "0.0 %"), (12.0, "1,200.0 %"),
    (.nan, "–"),
  ])
  func percentages(share: Double, text: String) {
    #expect(NumberText.percent(share) == text)
  }

  @Test(arguments: [
    (0.0, "0 J"), (1.0, "1.00 J"), (0.00123, "1.23 mJ"), (4.1e9, "4.10 GJ"), (999.4, "999 J"), (999.6, "1.00 kJ"),
    (9.996, "10.0 J"), (99.96, "100 J"), (0.9996, "1.00 J"), (0.9994, "999 mJ"), (1e-18, "1.00 aJ"),
    (9.994e-19, "9.99e-19 J"), (1.234e-21, "1.23e-21 J"), (2e18, "2.00 EJ"), (4.5e22, "45,000 EJ"),
    (1e25, "1.00e25 J"), (-0.002, "-2.00 mJ"), (.infinity, "–"), (.nan, "–"),
  ])
  func engineeringUnits(value: Double, text: String) {
    #expect(NumberText.engineering(value, unit: "J") == text)
  }

  @Test(arguments: [(1e9, "1 GHz"), (2.5e9, "2.5 GHz"), (1.333e9, "1.33 GHz"), (1e8, "100 MHz"), (0, "0 Hz")])
  func settings(value: Double, text: String) {
    #expect(NumberText.setting(value, unit: "Hz") == text)
  }

  @Test(arguments: [(20, "20"), (0.5, "0.5"), (12.5, "12.5"), (100, "100"), (1235, "1,235"), (0, "0"), (.nan, "–")])
  func ratiosAsChosen(value: Double, text: String) {
    #expect(NumberText.setting(value) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (1, "1 B"), (1000, "1,000 B"), (1023, "1,023 B"), (1024, "1.00 KiB"), (1536, "1.50 KiB"),
    (10_235, "10.0 KiB"), (102_400, "100 KiB"), (1_048_064, "1.00 MiB"), (1_048_576, "1.00 MiB"),
    (5_368_709_120, "5.00 GiB"),
  ])
  func byteCounts(count: Int, text: String) {
    #expect(NumberText.bytes(count) == text)
  }

  @Test(arguments: [
    (262_144, "256 KiB"), (25_165_824, "24 MiB"), (1_572_864, "1.50 MiB"), (500, "500 B"), (0, "0 B"),
    (100_000, "97.7 KiB"),
  ])
  func capacities(count: Int, text: String) {
    #expect(NumberText.capacity(count) == text)
  }

  @Test(arguments: [
    (0.0, "0"), (0.0123, "0.0123"), (0.000456, "0.000456"), (0.00001234, "1.23e-5"), (1.0, "1.00"), (9.999, "10.0"),
    (45.6, "45.6"), (99.99, "100"), (1234.6, "1,235"), (0.9999, "1.00"), (0.5, "0.500"), (.nan, "–"),
  ])
  func ratios(value: Double, text: String) {
    #expect(NumberText.ratio(value) == text)
  }

  /// Figures keep their units at the ends of lines; other words part as ever.
  @Test(arguments: [
    ("97.3 % of the cycles", "97.3\u{a0}% of the cycles"),
    ("takes 256 ns, of 2 designs", "takes 256\u{a0}ns, of 2 designs"),
    ("1.23 µJ·s; 4.5 mm².", "1.23\u{a0}µJ·s; 4.5\u{a0}mm²."), ("21 of 31 layers", "21 of 31 layers"), ("", ""),
    ("a % b", "a % b"), ("two  blanks", "two  blanks"),
  ])
  func figuresKeepTheirUnits(sentence: String, text: String) {
    #expect(NumberText.unbroken(sentence) == text)
  }
}
