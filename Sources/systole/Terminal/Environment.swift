import Formats
import Foundation

/// What may differ between two machines that run the same input; the same on one machine, so that files can be compared.
enum Environment {
  /// Name and value of each item.
  static var items: [ResultsDocument.Item] {
    [
      ResultsDocument.Item("version", systoleVersion),
      ResultsDocument.Item("system", ProcessInfo.processInfo.operatingSystemVersionString),
      ResultsDocument.Item("cores", "\(ProcessInfo.processInfo.activeProcessorCount)"),
    ]
  }
}
