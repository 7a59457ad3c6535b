import Core
import Formats
import Testing

/// One mistake made in a valid document, and everything that must be said about it.
struct BrokenInput: Sendable, CustomTestStringConvertible {
  /// What a person did wrong.
  var mistake: String
  /// Replaced, each where it stands once in the valid document.
  var replacements: [(old: String, new: String)]
  /// The errors in order, each `line:column message` or, where it has no column, `line message`.
  var expected: [String]

  init(_ mistake: String, _ old: String, _ new: String, _ expected: String...) {
    self.mistake = mistake
    replacements = [(old, new)]
    self.expected = expected
  }

  init(_ mistake: String, replacing replacements: [(old: String, new: String)], _ expected: [String]) {
    self.mistake = mistake
    self.replacements = replacements
    self.expected = expected
  }

  var testDescription: String { mistake }

  /// The valid document with the mistake made.
  func text(of valid: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> String {
    var text = valid
    for (old, new) in replacements {
      let places = text.ranges(of: old)
      try #require(places.count == 1, "'\(old)' stands \(places.count) times", sourceLocation: sourceLocation)
      text.replaceSubrange(places[0], with: new)
    }
    return text
  }

  /// Checks that reading the document throws exactly the expected lines.
  func check<Value>(
    in valid: String, file: String, sourceLocation: Testing.SourceLocation = #_sourceLocation,
    read: (InputFile) throws -> Value
  ) throws {
    let input = InputFile(name: file, text: try text(of: valid, sourceLocation: sourceLocation))
    do {
      _ = try read(input)
      Issue.record("nothing was found wrong", sourceLocation: sourceLocation)
    } catch let error as InvalidInput {
      let lines = expected.map { Self.line($0, file: file) }
      #expect(error.diagnostics.map(\.description) == lines, sourceLocation: sourceLocation)
    }
  }

  /// `14:3 words` as the command line prints it: `file:14:3: error: words`.
  private static func line(_ expected: String, file: String) -> String {
    let place = expected.prefix { $0 != " " }
    return "\(file):\(place): error:\(expected.dropFirst(place.count))"
  }
}
