import Testing

@Suite struct ValidationPlaceholderTests {
  @Test func builds() { #expect(Bool(true)) }
}
