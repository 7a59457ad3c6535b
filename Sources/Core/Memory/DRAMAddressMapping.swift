/// Which address bits choose channel, rank, bank group, bank, row and column.
///
/// The text is DRAMsim3's: six two-letter fields, most significant first, above the bits inside one transaction.
public struct DRAMAddressMapping: Hashable, Sendable, Codable {
  /// A part of an address, under DRAMsim3's letters.
  public enum Field: String, CaseIterable, Hashable, Sendable, Codable {
    case row = "ro"
    case bank = "ba"
    case bankGroup = "bg"
    /// Rank; the pseudo channel for HBM.
    case rank = "ra"
    case column = "co"
    case channel = "ch"
  }

  /// Fields from the most significant down; each occurs once.
  public var fields: [Field]

  /// Reads a mapping such as `rorabacobgch`.
  ///
  /// - Throws: `DRAMMappingError` when a field is unknown, missing or given twice.
  public init(_ text: String) throws(DRAMMappingError) {
    var fields: [Field] = []
    var rest = text[...]
    while !rest.isEmpty {
      let letters = String(rest.prefix(2)).lowercased()
      guard let field = Field(rawValue: letters) else {
        throw .unknownField(mapping: text, found: letters)
      }
      guard !fields.contains(field) else { throw .fieldTwice(mapping: text, field: letters) }
      fields.append(field)
      rest = rest.dropFirst(2)
    }
    if let missing = Field.allCases.first(where: { !fields.contains($0) }) {
      throw .missingField(mapping: text, field: missing.rawValue)
    }
    self.fields = fields
  }

  private init(fields: [Field]) {
    self.fields = fields
  }

  /// Consecutive transactions go to consecutive channels, then bank groups: `rorabacobgch`.
  public static let bankGroupInterleaved = Self(fields: [.row, .rank, .bank, .column, .bankGroup, .channel])

  /// Consecutive transactions go to consecutive channels, pseudo channels and bank groups: `robacobgrach`.
  public static let pseudoChannelInterleaved = Self(fields: [.row, .bank, .column, .bankGroup, .rank, .channel])

  /// A row's columns are contiguous within one bank: `robabgracoch`, Ramulator's RoBaRaCoCh.
  public static let rowContiguous = Self(fields: [.row, .bank, .bankGroup, .rank, .column, .channel])
}

extension DRAMAddressMapping: CustomStringConvertible {
  /// The text `init` reads.
  public var description: String { fields.map(\.rawValue).joined() }
}

/// Why an address mapping can't be used.
public enum DRAMMappingError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownField(mapping: String, found: String)
  case fieldTwice(mapping: String, field: String)
  case missingField(mapping: String, field: String)

  /// What was found, and what would be right.
  public var problem: Problem {
    let statement =
      switch self {
      case .unknownField(let mapping, let found): "address mapping '\(mapping)' has the unknown field '\(found)'"
      case .fieldTwice(let mapping, let field): "address mapping '\(mapping)' has the field '\(field)' twice"
      case .missingField(let mapping, let field): "address mapping '\(mapping)' lacks the field '\(field)'"
      }
    return .other(statement, remedy: "write each of ro, ba, bg, ra, co and ch once, e.g. rorabacobgch")
  }

  /// The problem in words.
  public var description: String { problem.message }
}
