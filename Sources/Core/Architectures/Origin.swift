/// Where the numbers of one component come from.
public struct Origin: Hashable, Sendable, Codable {
  /// The component's name, or its element's where it has none: `scratchpad`, `array`.
  public var component: String
  /// Places in the sources, each the key of a source and words saying where in it.
  public var places: [String]
  /// The attributes that are guesses rather than figures of a source.
  public var estimated: [String]
  /// The attributes whose values the architecture's cost table gives.
  public var priced: [String]

  /// The origin of a component's numbers.
  public init(component: String, places: [String], estimated: [String] = [], priced: [String] = []) {
    self.component = component
    self.places = places
    self.estimated = estimated
    self.priced = priced
  }
}
