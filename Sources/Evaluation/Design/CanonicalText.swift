import Core
import Foundation

/// A value as JSON with keys in order: equal values, equal text.
func canonicalText(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  // A value of this kind that can't be encoded, such as one with an infinite energy, equals only itself.
  guard let data = try? encoder.encode(value) else { return "\(value)" }
  return String(decoding: data, as: UTF8.self)
}

extension Architecture {
  /// The architecture without what its costs don't depend on: names, sources, origins.
  var stripped: Architecture {
    var stripped = self
    stripped.name = ""
    stripped.summary = ""
    stripped.sources = []
    stripped.origins = []
    return stripped
  }
}
