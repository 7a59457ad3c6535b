import Core
import Testing

@Suite struct CycleTimeTests {
  /// Sixty-fourths have at most six decimals, so each is written exactly.
  @Test(arguments: [
    ("12", 768), ("12.40625", 794), ("9.09375", 582), ("0.015625", 1), ("0", 0), ("1048575", 67_108_800),
  ])
  func textIsExact(text: String, ticks: Int) {
    #expect(CycleTime(text) == CycleTime(ticks: ticks))
    #expect(CycleTime(ticks: ticks).description == text)
  }

  @Test(arguments: [("12.4", 794), ("0.007", 0), ("0.008", 1), ("0.999", 64), ("3.000000000001", 192)])
  func otherDecimalsGoToTheNearestStep(text: String, ticks: Int) {
    #expect(CycleTime(text)?.ticks == ticks)
  }

  @Test(arguments: ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "0x10", "１", "1.2.3", " 1", "1234567890123"])
  func nothingElseIsANumberOfCycles(text: String) {
    #expect(CycleTime(text) == nil)
  }

  @Test func partsOfACycleCountAsWhole() {
    #expect(CycleTime(ticks: 0).wholeCycles == 0)
    #expect(CycleTime(ticks: 1).wholeCycles == 1)
    #expect(CycleTime(ticks: 64).wholeCycles == 1)
    #expect(CycleTime(ticks: 65).wholeCycles == 2)
  }
}
