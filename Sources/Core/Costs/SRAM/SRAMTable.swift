/// Figures of SRAM arrays, interpolated in log capacity, log width and log feature size.
///
/// Within a node the table is bilinear on logarithmic axes; a point the table lacks is the mean of the straight lines
/// through its neighbours along each axis. Beyond the table's capacities and widths the line through the outermost
/// point and the second from it goes on, and the answer says that it is extrapolated; beyond its nodes the nearest
/// node answers, and `SRAMArray` scales.
public struct SRAMTable: Sendable {
  /// The points the table was made of.
  public let points: [SRAMPoint]
  /// The nodes, the smallest first.
  private let planes: [Plane]

  /// The table the tool ships.
  public static let cacti = SRAMTable(CACTIPoints.all)

  /// A table of points; each node has at least one.
  public init(_ points: [SRAMPoint]) {
    self.points = points
    planes = Set(points.map(\.nanometres)).sorted().map { node in
      Plane(node, points.filter { $0.nanometres == node })
    }
  }

  /// The smallest and the largest node the table interpolates between.
  public var nodes: ClosedRange<Int> {
    guard let first = planes.first, let last = planes.last else { return 0...0 }
    return first.nanometres...last.nanometres
  }

  /// The figures of an array of one bank with one read–write port.
  ///
  /// - Parameters:
  ///   - kibibytes: Capacity in KiB, above zero.
  ///   - bits: Bits of one access, above zero.
  ///   - nanometres: The node, taken to the nearest of the table's when outside.
  /// - Returns: The figures, and whether capacity or width lie where the table has no neighbours on both sides.
  public func figures(
    kibibytes: Double, bits: Double, nanometres: Int
  ) -> (figures: SRAMFigures, isExtrapolated: Bool) {
    let place = Bracket(Double(nanometres), on: planes.map { Double($0.nanometres) }, clamped: true)
    let low = planes[place.low].figures(kibibytes: kibibytes, bits: bits)
    let high = planes[place.high].figures(kibibytes: kibibytes, bits: bits)
    return (low.figures.toward(high.figures, place.position), low.isExtrapolated || high.isExtrapolated)
  }
}

/// The points of one node on a grid, what is missing filled in.
private struct Plane: Sendable {
  let nanometres: Int
  private let sizes: [Double]
  private let widths: [Double]
  /// Row by row of equal size.
  private var cells: [Cell]

  private struct Cell: Sendable {
    var figures: SRAMFigures
    var isExtrapolated: Bool
  }

  init(_ nanometres: Int, _ points: [SRAMPoint]) {
    self.nanometres = nanometres
    sizes = Set(points.map(\.kibibytes)).sorted()
    widths = Set(points.map(\.bits)).sorted()
    var known: [SRAMFigures?] = Array(repeating: nil, count: sizes.count * widths.count)
    for point in points {
      guard let row = sizes.firstIndex(of: point.kibibytes), let column = widths.firstIndex(of: point.bits) else {
        continue
      }
      known[row * widths.count + column] = point.figures
    }
    let first = points[0].figures
    cells = []
    for row in sizes.indices {
      for column in widths.indices {
        let lines = [
          Line(sizes, row) { [widths] in known[$0 * widths.count + column] },
          Line(widths, column) { [widths] in known[row * widths.count + $0] },
        ].compactMap(\.self)
        cells.append(Self.cell(known[row * widths.count + column], lines, otherwise: first))
      }
    }
  }

  /// A point as it is, or what its neighbours along the two axes make of it.
  private static func cell(_ known: SRAMFigures?, _ lines: [Line], otherwise: SRAMFigures) -> Cell {
    if let known { return Cell(figures: known, isExtrapolated: false) }
    let between = lines.filter { !$0.isExtrapolated }
    let used = between.isEmpty ? lines : between
    guard let first = used.first else { return Cell(figures: otherwise, isExtrapolated: true) }
    let figures = used.count > 1 ? first.figures.toward(used[1].figures, 0.5) : first.figures
    return Cell(figures: figures, isExtrapolated: between.isEmpty)
  }

  func figures(kibibytes: Double, bits: Double) -> (figures: SRAMFigures, isExtrapolated: Bool) {
    let row = Bracket(kibibytes, on: sizes)
    let column = Bracket(bits, on: widths)
    let low = along(row.low, column)
    let high = along(row.high, column)
    let isInside = row.isInside && column.isInside
    let doubtful = (row.position < 1 && low.isExtrapolated) || (row.position > 0 && high.isExtrapolated)
    return (low.figures.toward(high.figures, row.position), !isInside || doubtful)
  }

  /// The figures at a capacity of the grid and any width.
  private func along(_ row: Int, _ column: Bracket) -> Cell {
    let low = cells[row * widths.count + column.low]
    let high = cells[row * widths.count + column.high]
    let doubtful = (column.position < 1 && low.isExtrapolated) || (column.position > 0 && high.isExtrapolated)
    return Cell(figures: low.figures.toward(high.figures, column.position), isExtrapolated: doubtful)
  }
}

/// What the known points along one axis say of a missing one: the nearest on both sides, else a line through the
/// nearest two on one side, two steps apart where there are three.
private struct Line {
  var figures: SRAMFigures
  var isExtrapolated: Bool

  init?(_ axis: [Double], _ index: Int, _ known: (Int) -> SRAMFigures?) {
    let below = axis[..<index].indices.reversed().filter { known($0) != nil }
    let above = axis[(index + 1)...].indices.filter { known($0) != nil }
    let pair: (Int, Int)
    if let low = below.first, let high = above.first {
      pair = (low, high)
      isExtrapolated = false
    } else {
      let side = below.isEmpty ? above : Array(below)
      guard side.count > 1 else { return nil }
      pair = (side[0], side[min(2, side.count - 1)])
      isExtrapolated = true
    }
    guard let first = known(pair.0), let second = known(pair.1) else { return nil }
    figures = first.toward(
      second, Logarithm.position(axis[index], from: axis[pair.0], to: axis[pair.1]))
  }
}

/// The two places of an axis a value is interpolated between.
private struct Bracket {
  var low: Int
  var high: Int
  /// 0 at the low place, 1 at the high one.
  var position: Double
  var isInside: Bool

  init(_ value: Double, on axis: [Double], clamped: Bool = false) {
    let last = axis.count - 1
    isInside = value >= axis[0] && value <= axis[last]
    guard last > 0, isInside || !clamped else {
      (low, high, position) = value < axis[0] ? (0, 0, 0) : (last, last, 0)
      return
    }
    if isInside {
      high = max(1, axis.firstIndex { $0 >= value } ?? last)
      low = high - 1
    } else {
      (low, high) = value < axis[0] ? (0, min(2, last)) : (max(last - 2, 0), last)
    }
    position = Logarithm.position(value, from: axis[low], to: axis[high])
  }
}
