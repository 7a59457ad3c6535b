/// One thing a design space varies: attributes of an architecture and the values they may take.
public struct DesignParameter: Hashable, Sendable, Codable {
  /// How the values relate to each other.
  public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
    /// Numbers, ascending: models may speak of distance between them.
    case ordinal
    /// Words without an order.
    case categorical
  }

  /// What constraints, tables and reports call the parameter.
  public var name: String
  /// The attributes it sets, as `--set` takes them (`array.rows`); several change together.
  public var paths: [String]
  /// How the values relate.
  public var kind: Kind
  /// The values as an architecture file writes them; those of an ordinal parameter ascend.
  public var values: [String]
  /// The number behind each value: bytes, hertz or a plain number of an ordinal one, the index of a categorical one.
  public var numbers: [Double]

  /// A parameter with at least one value and as many numbers as values.
  public init(name: String, paths: [String], kind: Kind = .ordinal, values: [String], numbers: [Double]) {
    precondition(!values.isEmpty && values.count == numbers.count, "parameter '\(name)' needs a number for each value")
    self.name = name
    self.paths = paths
    self.kind = kind
    self.values = values
    self.numbers = numbers
  }

  /// Values the parameter may take.
  public var count: Int { values.count }
}
