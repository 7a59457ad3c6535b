/// What can be wrong between the parts of a results document, all of which a program wrote.
public enum ResultsProblem: Hashable, Sendable, Codable {
  /// There is a result for more or fewer layers than the workload has.
  case layerCount(results: Int, layers: Int)
  /// A result stands where the workload has another layer.
  case layerOrder(found: String, expected: String)
  /// A layer shares the figures of one that isn't simulated before it.
  case equalToNothing(layer: String, reference: String)
  /// A layer with neither figures of its own nor another layer's.
  case noFigures(layer: String)
  /// The summary says other than the layers add up to.
  case summary(attribute: String, stated: Int, sum: Int)
  /// A what-if run has cycles for more or fewer layers than the workload has.
  case variantLayers(variant: String, found: Int, layers: Int)
  /// A what-if run says other than its layers add up to.
  case variantCycles(variant: String, stated: Int, sum: Int)
  /// A series of the activity has not one value for each stretch of its layer.
  case stretches(series: String, found: Int, expected: Int)
  /// The counts of the document add up to more than can be counted.
  case uncountable

  /// The problem in words: what was found and what would be right.
  var message: String {
    switch self {
    case .layerCount(let results, let layers):
      "there are results for \(results) layers, but the workload has \(layers); was the file cut?"
    case .layerOrder(let found, let expected):
      "the result of layer '\(found)' stands where the workload has '\(expected)'; keep the workload's order"
    case .equalToNothing(let layer, let reference):
      "layer '\(layer)' is equal to '\(reference)', which is not simulated before it; name an earlier layer with figures"
    case .noFigures(let layer):
      "layer '\(layer)' has no cycles and macs; only a layer with equal-to can leave them out"
    case .summary(let attribute, let stated, let sum):
      "summary \(attribute) is \(stated), but the layers add up to \(sum); was the file edited?"
    case .variantLayers(let variant, let found, let layers):
      "\(variant) has cycles for \(found) layers, but the workload has \(layers); was the file cut?"
    case .variantCycles(let variant, let stated, let sum):
      "\(variant) cycles is \(stated), but its layers add up to \(sum); was the file edited?"
    case .stretches(let series, let found, let expected):
      "series '\(series)' has \(found) values, but its layer has \(expected) stretches; was the file edited?"
    case .uncountable:
      "the counts add up to 2^62 or more, which no simulation reaches; was the file edited?"
    }
  }
}
