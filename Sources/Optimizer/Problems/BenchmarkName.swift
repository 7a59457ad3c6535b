/// The problems with a known answer, by name.
public enum BenchmarkName: String, CaseIterable, Hashable, Sendable, Codable {
  case acceleratorTable = "accelerator-table"
  case hartmann6
  case braninCurrin = "branin-currin"
  case zdt1 = "zdt1-mixed"

  /// The problem; `acceleratorTable` takes some tenths of a second to make.
  public var problem: any BenchmarkProblem {
    switch self {
    case .acceleratorTable: AcceleratorTable()
    case .hartmann6: SyntheticProblem(.hartmann6)
    case .braninCurrin: SyntheticProblem(.braninCurrin)
    case .zdt1: SyntheticProblem(.zdt1)
    }
  }
}
