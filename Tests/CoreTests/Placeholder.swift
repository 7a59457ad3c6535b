import Testing

@Suite struct CorePlaceholderTests {
  @Test func builds() { #expect(Bool(true)) }
}
