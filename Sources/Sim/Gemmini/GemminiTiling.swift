package import Core

/// The software's tiling of a layer: a size for every dimension and the order of the tile loops.
package struct GemminiTiling: Hashable, Sendable {
  /// Elements of a tile along N, G, K, C, P, Q, R and S, by the dimension's raw value.
  package private(set) var sizes: [Int]
  /// The tile loops, innermost first; N, C, R, S, K, P and Q once each.
  package private(set) var order: [Dimension]

  /// The order in which loops that a mapping doesn't state are appended, innermost first.
  private static let appended: [Dimension] = [.c, .r, .s, .k, .p, .q, .n]

  /// A tiling with the stated loops innermost.
  package init(sizes: [Dimension: Int], order: [Dimension]) {
    self.sizes = Dimension.allCases.map { max(1, sizes[$0] ?? 1) }
    let stated = order.reduce(into: [Dimension]()) { if !$0.contains($1) { $0.append($1) } }
    self.order = stated + Self.appended.filter { !stated.contains($0) }
  }

  /// The tiling the measurement scripts derive from a mapping (`extract_data_csv.py` of the DOSA artifact).
  ///
  /// Every factor inside the outermost level belongs to the tile; that level's loops, innermost first, are the tile
  /// loops. A level without loops is written `N1`, which makes N the innermost.
  ///
  /// - Parameters:
  ///   - mapping: The mapping.
  ///   - level: The level whose tile a macro-operation takes; temporal loops outside it are tile loops.
  package init(_ mapping: Mapping, tileLevel level: Int = 1) {
    var sizes: [Dimension: Int] = [:]
    for dimension in Dimension.allCases where mapping.levels.count > level {
      sizes[dimension] =
        mapping.levels[1..<level].spatialFactor(of: dimension)
        * mapping.factor(of: dimension, fromLevel: level)
    }
    let outer = mapping.levels.prefix(level).flatMap(\.temporal).reversed().map(\.dimension)
    self.init(sizes: sizes, order: outer.isEmpty ? [.n] : outer)
  }

  /// Elements of a tile along a dimension.
  package subscript(dimension: Dimension) -> Int {
    get { sizes[Int(dimension.rawValue)] }
    set { sizes[Int(dimension.rawValue)] = newValue }
  }

  /// The tiling whose images are the rows of a matrix product.
  func withImagesAsRows() -> GemminiTiling {
    var tiling = self
    tiling[.p] = self[.n]
    tiling[.n] = 1
    tiling.order = order.filter { $0 != .p }.map { $0 == .n ? .p : $0 } + [.n]
    return tiling
  }
}

extension ArraySlice<MappingLevel> {
  /// The product of a dimension's spatial factors.
  fileprivate func spatialFactor(of dimension: Dimension) -> Int {
    flatMap(\.spatial).filter { $0.dimension == dimension }.reduce(1) { $0 * $1.bound }
  }
}
