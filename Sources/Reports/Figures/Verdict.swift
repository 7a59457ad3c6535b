package import Core

/// The most important thing about a simulation in one sentence: what binds most of its cycles, and how much is lost.
package struct Verdict: Hashable, Sendable {
  /// A complete sentence with its full stop.
  package let sentence: String

  package init(_ result: SimulationResult) {
    guard !result.layers.isEmpty else {
      sentence = "The workload has no layers, so there is nothing to simulate."
      return
    }
    guard result.cycles > 0, let leading = Self.leading(result) else {
      sentence = "Nothing took a cycle: no layer gave any unit work."
      return
    }
    let layers = result.layers.filter { Bottleneck($0) == leading }
    let share = Double(layers.reduce(0) { $0 + $1.cycles }) / Double(result.cycles)
    let all = layers.count == result.layers.count
    let place =
      all
      ? result.layers.count == 1 ? "" : " in all \(result.layers.count) layers"
      : " in \(layers.count) of \(result.layers.count) layers, \(NumberText.percent(share)) of the cycles"
    let phrase = leading.phrase.prefix(1).uppercased() + leading.phrase.dropFirst() + place
    sentence = phrase + "; " + Self.consequence(result) + (Self.remedy(result).map { "; " + $0 } ?? "") + "."
  }

  /// What twice as much of the most helpful resource would bring; `nil` where nobody asked.
  private static func remedy(_ result: SimulationResult) -> String? {
    let ranked = (result.whatIf?.ranking ?? []).lazy.compactMap { result.whatIf?.variant($0, .doubled) }
    guard let best = ranked.first else { return nil }
    guard best.cycles > 0 else { return "\(best.resource.doubledPhrase) would leave no cycle" }
    let speedup = Double(result.cycles) / Double(best.cycles)
    guard speedup >= 1.01 else { return "twice as much of any one resource would gain less than 1 %" }
    return "\(best.resource.doubledPhrase) would give \(NumberText.fixed(speedup, decimals: 2))×"
  }

  /// The bottleneck with the most cycles; of equal ones the first in declaration order.
  private static func leading(_ result: SimulationResult) -> Bottleneck? {
    var cycles: [Bottleneck: Int] = [:]
    for layer in result.layers {
      if let bottleneck = Bottleneck(layer) { cycles[bottleneck, default: 0] += layer.cycles }
    }
    let largest = cycles.values.max()
    return Bottleneck.allCases.first { cycles[$0] != nil && cycles[$0] == largest }
  }

  /// What the array makes of its cycles, and what costs it most.
  private static func consequence(_ result: SimulationResult) -> String {
    let processingElements = result.architecture.processingElements
    let peak = Double(result.cycles) * Double(processingElements)
    let used = "the array reaches \(NumberText.percent(peak > 0 ? Double(result.macs) / peak : 0)) of its peak"
    guard let loss = losses(result).largest else { return used }
    let share = NumberText.percent(Double(loss.cycles) / Double(result.cycles * result.architecture.cores.count))
    return "\(used) and loses most to \(loss.reason.words), \(share) of all cycles"
  }

  private static func losses(_ result: SimulationResult) -> CycleLosses {
    var losses = CycleLosses()
    for layer in result.layers {
      let arrays = layer.units.filter { $0.role == .array }
      if arrays.isEmpty { losses.addAbsence(cycles: layer.cycles) }
      for array in arrays {
        losses.add(
          array, macs: layer.macs / arrays.count, processingElements: result.architecture.array.processingElements)
      }
    }
    return losses
  }
}
