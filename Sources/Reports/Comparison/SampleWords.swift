package import Core

extension SampleCounts {
  /// How many samples there were and what share of them was legal, for people.
  package var words: String {
    func percent(_ count: Int) -> String { NumberText.percent(drawn > 0 ? Double(count) / Double(drawn) : 0) }
    return
      "\(NumberText.integer(drawn)) samples, \(percent(legal)) of them legal before repair, \(percent(repaired)) repaired"
  }
}
