import Foundation

/// What may differ between two runs of the same input.
enum Environment {
  /// Name and value of each item.
  static var items: [(name: String, value: String)] {
    let formatter = ISO8601DateFormatter()
    return [
      ("version", systoleVersion),
      ("date", formatter.string(from: Date())),
      ("system", ProcessInfo.processInfo.operatingSystemVersionString),
      ("cores", "\(ProcessInfo.processInfo.activeProcessorCount)"),
    ]
  }
}
