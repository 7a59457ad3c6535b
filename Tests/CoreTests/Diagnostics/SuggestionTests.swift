import Core
import Testing

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("gemini", "gemmini"), ("GEMMINI", "gemmini"), ("tpu", nil), ("tpu-v", "tpu-v1"), ("resnet", nil),
    ("colums", "columns"), ("colunms", "columns"), ("x", nil), ("", nil), ("", nil),
  ])
  func findsTheNearestName(mistyped: String, meant: String?) {
    #expect(nearestName(to: mistyped, among: ["gemmini", "tpu-v1", "columns", "rows", "Z"]) == meant)
  }

  /// Swapping two neighbours is one mistake, not two (Damerau, 1964).
  @Test func countsASwapAsOneMistake() {
    #expect(nearestName(to: "abdc", among: ["abcd"]) == "abcd")
    #expect(nearestName(to: "badc", among: ["abcd"]) == nil)
  }

  @Test func takesTheFirstOfEquallyNearNames() {
    #expect(nearestName(to: "cat", among: ["bat", "rat"]) == "bat")
  }
}
