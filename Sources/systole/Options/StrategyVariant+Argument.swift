import ArgumentParser
import Optimizer

extension StrategyVariant: @retroactive ExpressibleByArgument {
  /// A strategy as it is written on the command line.
  public init?(argument: String) { self.init(argument) }

  /// How a usual setting is shown.
  public var defaultValueDescription: String { text }

  /// The strategies as they are; their parts are left to the help.
  public static var allValueStrings: [String] { StrategyName.allCases.map(\.rawValue) }

  /// The parts each strategy can do without.
  static var helpOnParts: String {
    let lists = StrategyName.allCases.filter { !$0.parts.isEmpty }.map { name in
      "\(name.rawValue): \(name.parts.map(\.rawValue).joined(separator: ", "))"
    }
    return "Parts of " + lists.joined(separator: "; of ") + "."
  }
}
