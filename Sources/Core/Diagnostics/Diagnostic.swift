/// A place in an input: a file, or the command line when `file` says so.
public struct SourceLocation: Hashable, Sendable, Codable {
  /// The file as the user named it.
  public var file: String
  /// The line, counted from 1.
  public var line: Int?
  /// The column, counted from 1.
  public var column: Int?

  /// A place in an input.
  public init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension SourceLocation: CustomStringConvertible {
  /// `file`, `file:line` or `file:line:column`, as compilers write it.
  public var description: String {
    [file, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":")
  }
}

/// One thing said about an input.
public struct Diagnostic: Hashable, Sendable, Codable {
  /// How bad a finding is.
  public enum Severity: String, Hashable, Sendable, Codable {
    case error
    case warning
  }

  /// Whether the input can still be used.
  public var severity: Severity
  /// Where it was found.
  public var location: SourceLocation
  /// What was found and what would be right.
  public var problem: Problem

  /// A finding at a place.
  public init(_ problem: Problem, at location: SourceLocation, severity: Severity = .error) {
    self.severity = severity
    self.location = location
    self.problem = problem
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `gemmini.xml:14:3: error: memory 'scratchpad' capacity '24 MB' is not a size; write e.g. 24MiB`, on one line.
  public var description: String {
    "\(location): \(severity.rawValue): \(problem.message)".withVisibleControls
  }
}

/// An input that can't be used, with everything found wrong in it.
public struct InvalidInput: Error, Hashable, Sendable {
  /// Everything found wrong, in the order of the file.
  public var diagnostics: [Diagnostic]

  /// The findings of one input.
  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  /// A single finding at a place.
  public init(_ problem: Problem, at location: SourceLocation) {
    diagnostics = [Diagnostic(problem, at: location)]
  }
}

extension InvalidInput: CustomStringConvertible {
  /// All findings, one a line.
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}

/// An input that isn't there or can't be read.
public struct MissingInput: Error, Hashable, Sendable, CustomStringConvertible {
  /// The input as the user named it.
  public var name: String
  /// Why it can't be had, and what would be right.
  public var reason: String

  /// A missing input with the reason it is missing.
  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }

  /// The message for a person.
  public var description: String { "\(name): error: \(reason)" }
}
