import Testing

@Suite struct FormatsPlaceholderTests {
  @Test func builds() { #expect(Bool(true)) }
}
