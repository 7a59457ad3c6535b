/// The cores of an accelerator: equal, each with its own array, DMA and on-chip memories, sharing caches and DRAM.
public struct Cores: Hashable, Sendable, Codable {
  /// What a layer is divided by.
  public enum Split: String, CaseIterable, Hashable, Sendable, Codable {
    /// Output channels, or groups where there are several.
    case channels
    /// Rows of the output; of a matrix product, its rows.
    case rows
  }

  /// How many there are.
  public var count: Int
  /// What a layer is divided by.
  public var split: Split

  /// The most cores an accelerator may have.
  public static let limit = 32

  /// One core.
  public static let one = Cores(count: 1)

  /// Cores that divide a layer among them.
  public init(count: Int, split: Split = .channels) {
    self.count = count
    self.split = split
  }
}
