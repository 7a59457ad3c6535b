/// What can be wrong between the parts of an architecture.
///
/// A subject is the element at fault as messages call it, such as `memory 'scratchpad'`.
public enum ArchitectureProblem: Hashable, Sendable, Codable {
  /// The fan-outs of all levels don't multiply up to the array.
  case fanOuts(product: Int, rows: Int, columns: Int)
  /// Copies below a level, but no dimension to spread over them.
  case fanOutWithoutDimensions(subject: String, axis: String, copies: Int)
  /// Copies of a level that the fan-outs above it don't make.
  case instances(subject: String, instances: Int, fanOutAbove: Int)
  /// A capacity that isn't whole rows in each bank of each copy.
  case unevenCapacity(subject: String, capacity: Int, instances: Int, banks: Int, width: Int)
  /// Half a capacity that isn't whole rows, or nothing at all.
  case unevenBuffering(subject: String, capacity: Int, buffering: Int)
  /// No level on the chip holds the operand.
  case operandNotOnChip(Operand)
  /// A size that must be a power of two.
  case notAPowerOfTwo(subject: String, attribute: String, found: String)
  /// A cache whose sets are no power of two.
  case cacheSets(subject: String, capacity: Int, ways: Int, line: Int)
  /// Lines of an outer cache, or requests, that aren't whole lines of the cache inside.
  case unevenLines(subject: String, bytes: Int, inner: String, innerBytes: Int)
  /// Something Gemmini's controller can't do without, or can't model.
  case gemminiNeeds(what: String, found: String)
  /// Requests that aren't whole bus widths.
  case requestAndBus(request: Int, bus: Int)
  /// A DRAM address mapping that can't be read; `reason` says why.
  case addressMapping(subject: String, reason: String)
  /// A component named as an element is.
  case reservedName(subject: String, name: String)
  /// `estimated` lists something the element doesn't state.
  case estimatedNothing(subject: String, attribute: String, known: [String])
  /// A cost table that has no figures for the technology.
  case costsAndTechnology(CostTable, nanometres: Int)

  /// The problem in words: what was found and what would be right.
  public var message: String {
    switch self {
    case .fanOuts(let product, let rows, let columns):
      "the fan-outs of all levels multiply up to \(product), but the array has \(rows) × \(columns) = \(rows * columns) "
        + "processing elements; write rows and columns for the fan-outs"
    case .fanOutWithoutDimensions(let subject, let axis, let copies):
      "\(subject) fan-out-\(axis) is \(copies), but no dimension can be spread over it; "
        + "state fan-out-dimensions-\(axis), such as K"
    case .instances(let subject, let instances, let fanOutAbove):
      "\(subject) has \(instances) instances, but the fan-outs above it make \(fanOutAbove); "
        + "write a divisor of \(fanOutAbove)"
    case .unevenCapacity(let subject, let capacity, let instances, let banks, let width):
      "\(subject) capacity of \(capacity) bytes is no whole number of \(width)-byte rows in each of "
        + "\(instances * banks) banks (\(instances) × \(banks)); "
        + "write a multiple of \(QuantityKind.size.text(instances * banks * width))"
    case .unevenBuffering(let subject, let capacity, let buffering):
      "\(subject) holds \(capacity) bytes, which \(buffering) copies of a tile can't share; write an even capacity"
    case .operandNotOnChip(let operand):
      "no memory or register keeps \(operand.name); add it to the keeps of one"
    case .notAPowerOfTwo(let subject, let attribute, let found):
      "\(subject) \(attribute) '\(found)' is no power of two; write e.g. 64B"
    case .cacheSets(let subject, let capacity, let ways, let line):
      capacity % (ways * line) == 0
        ? "\(subject) has \(capacity / (ways * line)) sets (capacity / (ways × line)), which is no power of two; "
          + "write a capacity of \(ways) × \(line) bytes times a power of two, e.g. "
          + QuantityKind.size.text(Self.nearestCapacity(capacity, of: ways * line))
        : "\(subject) capacity of \(capacity) bytes is no whole number of sets of \(ways) × \(line) bytes; "
          + "write e.g. \(QuantityKind.size.text(Self.nearestCapacity(capacity, of: ways * line)))"
    case .unevenLines(let subject, let bytes, let inner, let innerBytes):
      "\(subject) line of \(bytes) bytes is no whole number of \(innerBytes)-byte \(inner); write a multiple"
    case .gemminiNeeds(let what, let found):
      "Gemmini's controller needs \(what); found \(found)"
    case .requestAndBus(let request, let bus):
      "dma request-size of \(request) bytes is no whole number of \(bus)-byte bus widths; make one divide the other"
    case .addressMapping(let subject, let reason):
      "\(subject) mapping: \(reason)"
    case .reservedName(let subject, let name):
      "\(subject): '\(name)' is the name of an element; choose another"
    case .estimatedNothing(let subject, let attribute, let known):
      "\(subject) estimated lists '\(attribute)', which the element doesn't state; "
        + (nearestName(to: attribute, among: known).map { "did you mean '\($0)'?" } ?? "it states: "
          + known.joined(separator: ", "))
    case .costsAndTechnology(let table, let nanometres):
      "costs '\(table.rawValue)' has no figures for \(nanometres)nm; there are "
        + CostTable.allCases.map { "\($0.rawValue) (\(Self.words($0.nodes)))" }.joined(separator: ", ")
    }
  }

  /// The largest power of two of sets that a capacity holds, in bytes.
  private static func nearestCapacity(_ capacity: Int, of setBytes: Int) -> Int {
    var bytes = setBytes
    while bytes <= capacity / 2 { bytes *= 2 }
    return bytes
  }

  private static func words(_ nodes: ClosedRange<Int>) -> String {
    nodes.count == 1 ? "\(nodes.lowerBound)nm" : "\(nodes.lowerBound)nm to \(nodes.upperBound)nm"
  }
}
