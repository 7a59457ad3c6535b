import Testing

@Suite struct SimPlaceholderTests {
  @Test func builds() { #expect(Bool(true)) }
}
