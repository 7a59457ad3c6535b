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
  ///
  /// `scratchpad.width=2*B` sets twice the parameter's plain number, with a unit.
  public var paths: [String]
  /// How the values relate.
  public var kind: Kind
  /// The values as an architecture file writes them; those of an ordinal parameter ascend.
  public var values: [String]
  /// The number behind each value: bytes, hertz or a plain number of an ordinal one, the index of a categorical one.
  public var numbers: [Double]
  /// What single values set besides, as `--set` takes it, one list for each value; empty where none does.
  ///
  /// An attribute that a value doesn't set is the base architecture's.
  public var choices: [[String]] = []

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

  /// What `--set` takes to give the parameter one of its values.
  ///
  /// - Precondition: There is a value at the index.
  public func settings(at index: Int) -> [String] {
    let common = paths.map { path in
      guard let multiple = Multiple(path) else { return "\(path)=\(values[index])" }
      return "\(multiple.path)=\(multiple.factor * Int(numbers[index]))\(multiple.unit)"
    }
    return choices.isEmpty ? common : common + choices[index]
  }

  /// A path that sets a multiple of the parameter's number: `scratchpad.width=2*B`.
  public struct Multiple: Hashable, Sendable {
    /// The attribute.
    public var path: String
    /// How many times the parameter's number, 1 to 2^16.
    public var factor: Int
    /// What is written behind the number.
    public var unit: String

    /// Reads a path; `nil` when it sets the value as it is.
    public init?(_ text: String) {
      let sides = text.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, let star = sides[1].firstIndex(of: "*"), let factor = Int(sides[1][..<star]),
        (1...(1 << 16)).contains(factor)
      else { return nil }
      path = String(sides[0])
      self.factor = factor
      unit = String(sides[1][sides[1].index(after: star)...])
    }
  }
}
