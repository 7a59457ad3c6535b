import Testing

@Suite struct MapperPlaceholderTests {
  @Test func builds() { #expect(Bool(true)) }
}
