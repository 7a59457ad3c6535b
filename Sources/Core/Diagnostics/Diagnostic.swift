/// A place in an input: a file, or the command line when `file` says so.
public struct SourceLocation: Hashable, Sendable, Codable {
  public var file: String
  public var line: Int?
  public var column: Int?

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
  public enum Severity: String, Hashable, Sendable, Codable {
    case error
    case warning
  }

  public var severity: Severity
  public var location: SourceLocation
  /// What was found and what would be right.
  public var problem: Problem

  public init(_ problem: Problem, at location: SourceLocation, severity: Severity = .error) {
    self.severity = severity
    self.location = location
    self.problem = problem
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `gemmini.xml:14:3: error: memory 'scratchpad' capacity '24 MB' is not a size; write e.g. 24MiB`.
  public var description: String {
    "\(location): \(severity.rawValue): \(problem.message)"
  }
}

/// An input that can't be used, with everything found wrong in it.
public struct InvalidInput: Error, Hashable, Sendable {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  public init(_ problem: Problem, at location: SourceLocation) {
    diagnostics = [Diagnostic(problem, at: location)]
  }
}

extension InvalidInput: CustomStringConvertible {
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}

/// An input that isn't there or can't be read.
public struct MissingInput: Error, Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public var reason: String

  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }

  public var description: String { "\(name): error: \(reason)" }
}
