import ArgumentParser
import Optimizer

/// A strategy as it is written on the command line, such as `fused-without-looks`.
struct StrategyWord: ExpressibleByArgument, Sendable {
  var value: StrategyVariant

  init(_ value: StrategyVariant) {
    self.value = value
  }

  init?(argument: String) {
    guard let value = StrategyVariant(argument) else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { value.text }

  /// The strategies as they are; the parts they can do without are left to the help.
  static var allValueStrings: [String] { StrategyName.allCases.map(\.rawValue) }

  /// The parts each strategy can do without.
  static var helpOnParts: String {
    let lists = StrategyName.allCases.filter { !$0.parts.isEmpty }.map { name in
      "\(name.rawValue): \(name.parts.map(\.rawValue).joined(separator: ", "))"
    }
    return "Parts of " + lists.joined(separator: "; of ") + "."
  }
}
