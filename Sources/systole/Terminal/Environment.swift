import Core
import Formats
import Foundation

/// What may differ between two machines that run the same input; the same on one machine, so that files can be compared.
enum Environment {
  /// Name and value of each item.
  static var items: [RunFact] {
    [
      RunFact("version", systoleVersion),
      RunFact("system", ProcessInfo.processInfo.operatingSystemVersionString),
      RunFact("cores", "\(ProcessInfo.processInfo.activeProcessorCount)"),
    ]
  }
}
