import Core
import Testing

@Suite("Findings in words")
struct DiagnosticTests {
  /// What was found is shown as it is, but can't break the line, colour the terminal or turn the text around.
  @Test func foundTextStaysOnItsLine() {
    let found = "6\n\u{1B}[31m\u{202E}4 \u{E9}"
    let finding = Diagnostic(
      .notAQuantity(subject: "column", attribute: "'K'", found: found, kind: "whole number", example: "42"),
      at: SourceLocation(file: "a\nb.csv", line: 2))
    #expect(
      finding.description
        == #"a\u{A}b.csv:2: error: column 'K' '6\u{A}\u{1B}[31m\u{202E}4 é' is not a whole number; write e.g. 42"#)
  }
}
