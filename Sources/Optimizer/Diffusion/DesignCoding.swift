package import Core

/// Designs as vectors in −1 … 1 to which noise can be added, and the way back.
///
/// A number is one coordinate, its index spread over the range, and is read back as the nearest value; a word is one
/// coordinate for each value, 1 for its own and −1 else, and is read back as the largest ("analog bits": Chen, Zhang and
/// Hinton, "Analog Bits: Generating Discrete Data using Diffusion Models with Self-Conditioning", ICLR 2023).
package struct DesignCoding: Sendable {
  private let parameters: [DesignParameter]
  private let space: DesignSpace

  /// Coordinates of a design.
  package let width: Int

  /// The vectors of a space's designs.
  package init(_ space: DesignSpace) {
    self.space = space
    parameters = space.parameters
    width = space.unitDimensions
  }

  /// The vector of a design.
  package func encoded(_ point: DesignPoint) -> [Float] {
    space.unitCoordinates(of: point).map { Float(2 * $0 - 1) }
  }

  /// The design nearest to a vector; coordinates that are no numbers count as the middle.
  package func decoded(_ vector: ArraySlice<Float>) -> DesignPoint {
    var place = vector.startIndex
    return DesignPoint(
      parameters.map { parameter in
        switch parameter.kind {
        case .ordinal:
          let value = vector[place].isFinite ? (min(max(vector[place], -1), 1) + 1) / 2 : 0.5
          place += 1
          return Int((value * Float(parameter.count - 1)).rounded())
        case .categorical:
          let first = place
          place += parameter.count
          return (first..<place).reduce(first) { vector[$1] > vector[$0] ? $1 : $0 } - first
        }
      })
  }
}
