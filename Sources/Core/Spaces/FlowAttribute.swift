/// What a space may vary beside an architecture's attributes: how the array is built, and how it is synthesised.
///
/// Parameters of a space name them as they name an architecture's attributes: `synthesis.clock`.
public enum FlowAttribute: String, CaseIterable, Hashable, Sendable, Codable {
  /// Which operand stays in the processing elements.
  case dataflow = "rtl.dataflow"
  /// Processing elements between two rows of registers.
  case tileRows = "rtl.tile-rows"
  /// Processing elements between two columns of registers.
  case tileColumns = "rtl.tile-columns"
  /// Bits of a word.
  case operandBits = "rtl.operand-bits"
  /// Bits of a sum.
  case accumulatorBits = "rtl.accumulator-bits"
  /// How sums leave their range.
  case overflow = "rtl.overflow"
  /// How products are formed.
  case multiplier = "rtl.multiplier"
  /// How sums are formed.
  case adder = "rtl.adder"
  /// The standard cells: a library's name or a Liberty file.
  case library = "synthesis.library"
  /// The clock asked for.
  case clock = "synthesis.clock"
  /// What technology mapping aims at.
  case mapping = "synthesis.mapping"
  /// How logic is rewritten before it is mapped.
  case restructuring = "synthesis.restructuring"
  /// Whether nets with many loads get trees of buffers.
  case buffers = "synthesis.buffers"
  /// Loads a net may have before it gets buffers.
  case fanout = "synthesis.fanout"
  /// Whether gates are resized for the clock.
  case sizing = "synthesis.sizing"
  /// Whether registers may move through logic.
  case retiming = "synthesis.retiming"
  /// Whether modules are dissolved before they are mapped.
  case flattening = "synthesis.flattening"
  /// Whether operators that never work at the same time are shared.
  case sharing = "synthesis.sharing"
  /// Whether a design that misses the clock asked for has no figures, instead of those at the clock it reaches.
  case mustMeetClock = "synthesis.must-meet-clock"

  /// What an attribute may be set to.
  public enum Values: Hashable, Sendable {
    /// One of these words.
    case words([String])
    /// A whole number.
    case number(ClosedRange<Int>)
    /// A frequency.
    case frequency
    /// Any text.
    case text
  }

  /// What the attribute may be set to.
  public var values: Values {
    switch self {
    case .dataflow: .words(Dataflow.allCases.map(\.rawValue))
    case .tileRows, .tileColumns: .number(1...256)
    case .operandBits: .number(2...16)
    case .accumulatorBits: .number(4...48)
    case .overflow: .words(["wrap", "saturate"])
    case .multiplier: .words(["inferred", "array", "booth"])
    case .adder: .words(["inferred", "ripple", "lookahead"])
    case .library: .text
    case .clock: .frequency
    case .mapping: .words(["area", "balanced", "speed"])
    case .restructuring: .words(["none", "dc2", "resyn2", "compress2rs"])
    case .fanout: .number(2...64)
    case .buffers, .sizing, .retiming, .flattening, .sharing, .mustMeetClock: .words(Self.answers)
    }
  }

  /// What switches may be set to.
  public static let answers = ["no", "yes"]

  /// The first part of the names of all attributes of a kind: `rtl`, `synthesis`.
  public static let components = ["rtl", "synthesis"]

  /// Whether it says how cells are made of the hardware, and not what the hardware is.
  public var isOfSynthesis: Bool { rawValue.hasPrefix("synthesis.") }

  /// What is wrong with a path that names a component of the flow; `nil` when nothing is, and for other paths.
  public static func problem(withPath path: String) -> Problem? {
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, components.contains(parts[0]), FlowAttribute(rawValue: path) == nil else { return nil }
    let known = allCases.map(\.rawValue).filter { $0.hasPrefix(parts[0] + ".") }
      .map { String($0.dropFirst(parts[0].count + 1)) }
    return .unknownAttribute(subject: parts[0], attribute: parts[1], known: known)
  }

  /// What is wrong with a value, `number` being the plain or SI number behind it; `nil` when nothing is.
  public func problem(with value: String, number: Double) -> Problem? {
    let name = rawValue.split(separator: ".").map(String.init)
    switch values {
    case .text: return nil
    case .words(let known):
      guard !known.contains(value) else { return nil }
      return .unknownWord(subject: name[0], attribute: name[1], found: value, known: known)
    case .number(let range):
      guard !(Int(value).map(range.contains) ?? false) else { return nil }
      return .outOfRange(
        subject: name[0], attribute: name[1], found: value, expected: "in \(range.lowerBound) ... \(range.upperBound)")
    case .frequency:
      guard !value.hasSuffix("Hz") || !(1e5...1e11).contains(number) else { return nil }
      return .notAQuantity(
        subject: name[0], attribute: name[1], found: value, kind: "frequency from 100kHz to 100GHz", example: "200MHz")
    }
  }
}

/// How the flow's attributes are set; those left out have their usual values.
public typealias FlowSettings = [FlowAttribute: FlowSetting]

/// The value of an attribute of the flow.
public struct FlowSetting: Hashable, Sendable {
  /// As a space writes it.
  public var text: String
  /// The plain or SI number behind it; the place in its list of a word.
  public var number: Double

  /// A value.
  public init(_ text: String, number: Double = 0) {
    self.text = text
    self.number = number
  }

  /// Whether a switch is on.
  public var isYes: Bool { text == "yes" }
}

extension DesignSpace {
  /// Whether designs have to be synthesised: an attribute of the flow is set or varied.
  public var isCrossLayer: Bool {
    fixed.contains { FlowAttribute.setting($0) != nil } || parameters.contains { !$0.flowAttributes.isEmpty }
  }

  /// The cell libraries designs may be made of.
  public var libraries: [String] {
    let varied = parameters.filter { $0.flowAttributes.contains(.library) }.flatMap(\.values)
    let settings = fixed.compactMap(FlowAttribute.setting).filter { $0.attribute == .library }.map(\.value)
    return varied.isEmpty ? (settings.isEmpty ? ["osu018"] : settings) : varied
  }

  /// What the space sets of the flow at a point.
  ///
  /// - Precondition: The space contains the point.
  public func flowSettings(of point: DesignPoint) -> FlowSettings {
    var settings: FlowSettings = [:]
    for text in fixed {
      guard let (attribute, value) = FlowAttribute.setting(text) else { continue }
      settings[attribute] = FlowSetting(value)
    }
    for (index, parameter) in zip(point.indices, parameters) {
      for attribute in parameter.flowAttributes {
        settings[attribute] = FlowSetting(parameter.values[index], number: parameter.numbers[index])
      }
    }
    return settings
  }
}

extension DesignParameter {
  /// The attributes of the flow among those the parameter sets.
  public var flowAttributes: [FlowAttribute] { paths.compactMap(FlowAttribute.init(rawValue:)) }
}

extension FlowAttribute {
  /// Reads `synthesis.library=osu018`; `nil` for what sets no attribute of the flow.
  static func setting(_ text: String) -> (attribute: FlowAttribute, value: String)? {
    let sides = text.split(separator: "=", maxSplits: 1)
    guard sides.count == 2, let attribute = FlowAttribute(rawValue: String(sides[0])) else { return nil }
    return (attribute, String(sides[1]))
  }
}
