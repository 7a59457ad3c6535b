import Core
import Sim

/// SCALE-Sim v3 the slow way: every line of the demand matrices written out, every address looked up in sets.
///
/// Follows the tool's own structure (`compute/systolic_compute_*.py`, `memory/double_buffered_scratchpad_mem.py`) and
/// shares no arithmetic with the code it checks: no wavefronts, no keys, no intervals. For layers of a few thousand lines.
struct NaiveScaleSim {
  typealias Matrix = [[Int]]
  /// No demand in this place.
  static let null = -1

  let layer: ScaleSimLayer
  let configuration: ScaleSimConfiguration
  private var rows: Int { configuration.arrayRows }
  private var columns: Int { configuration.arrayColumns }

  private(set) var ifmapReads = 0
  private(set) var filterReads = 0
  private(set) var ofmapWrites = 0
  private var mappingEfficiencies: [Double] = []
  private var computeUtilizations: [Double] = []
  private var ifmapLines: Matrix = []
  private var filterLines: Matrix = []
  private var ofmapLines: Matrix = []

  init(_ layer: ScaleSimLayer, _ configuration: ScaleSimConfiguration) {
    self.layer = layer
    self.configuration = configuration
  }

  // MARK: Operand matrices

  /// Windows by window elements: addresses, null where the window hangs over the edge.
  private func ifmapMatrix() -> Matrix {
    func starts(_ size: Int, _ filter: Int, _ stride: Int) -> [Int] {
      let count = Int((Double(size - filter + stride) / Double(stride)).rounded(.up))
      return (0..<count).map { $0 * stride }
    }
    return starts(layer.ifmapHeight, layer.filterHeight, layer.strideHeight).flatMap { y in
      starts(layer.ifmapWidth, layer.filterWidth, layer.strideWidth).map { x in
        (0..<layer.filterHeight).flatMap { dy in
          (0..<layer.filterWidth).flatMap { dx in
            (0..<layer.channels).map { channel in
              y + dy < layer.ifmapHeight && x + dx < layer.ifmapWidth
                ? ((y + dy) * layer.ifmapWidth + x + dx) * layer.channels + channel : Self.null
            }
          }
        }
      }
    }
  }

  /// Window elements by filters.
  private func filterMatrix() -> Matrix {
    let elements = layer.filterHeight * layer.filterWidth * layer.channels
    return (0..<elements).map { element in (0..<layer.filters).map { $0 * elements + element } }
  }

  // MARK: Demand matrices

  private static func transposed(_ matrix: Matrix) -> Matrix {
    (0..<matrix[0].count).map { column in matrix.map { $0[column] } }
  }

  private static func cut(_ matrix: Matrix, columns: Range<Int>, to width: Int) -> Matrix {
    matrix.map { Array($0[columns]) + Array(repeating: null, count: width - columns.count) }
  }

  private static func nulls(_ lines: Int, _ width: Int) -> Matrix {
    Array(repeating: Array(repeating: null, count: width), count: lines)
  }

  private static func skewed(_ matrix: Matrix) -> Matrix {
    let width = matrix[0].count
    var result = nulls(matrix.count + width - 1, width)
    for (line, values) in matrix.enumerated() {
      for (lane, value) in values.enumerated() { result[line + lane][lane] = value }
    }
    return result
  }

  private static func folds(_ count: Int, _ size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  private mutating func demand() {
    let (ifmap, filter) = (ifmapMatrix(), filterMatrix())
    let (pixels, elements, filters) = (ifmap.count, filter.count, layer.filters)
    func present(_ lines: Int, _ lanes: Int) -> Matrix {
      Array(repeating: Array(repeating: 1, count: lanes), count: lines)
    }
    switch configuration.dataflow {
    case .outputStationary:
      for fold in Self.folds(filters, columns) {
        for part in Self.folds(pixels, rows) {
          let inputs = Self.cut(Self.transposed(ifmap), columns: part, to: rows)
          let weights = Self.cut(filter, columns: fold, to: columns)
          let outputs = Self.cut(present(part.count, filters), columns: fold, to: columns)
          ifmapLines += Self.skewed(inputs + Self.nulls(columns - 1, rows))
          filterLines += Self.skewed(weights + Self.nulls(rows - 1, columns))
          ofmapLines += Self.skewed(
            Self.nulls(elements - 1, columns) + Self.nulls(rows - part.count, columns) + outputs.reversed())
          ifmapReads += elements * part.count
          filterReads += elements * fold.count
          ofmapWrites += part.count * fold.count + rows + columns
          account(used: part.count * fold.count, steps: elements, lines: elements - 1 + rows + columns - 1)
        }
      }
    case .weightStationary, .inputStationary:
      let weightsStay = configuration.dataflow == .weightStationary
      let stationary = weightsStay ? filter : Self.transposed(ifmap)
      let streamed = weightsStay ? ifmap : Self.transposed(filter)
      var (stationaryLines, streamedLines): (Matrix, Matrix) = ([], [])
      for fold in Self.folds(stationary[0].count, columns) {
        for part in Self.folds(elements, rows) {
          let held = Self.cut(Array(stationary[part]), columns: fold, to: columns)
          stationaryLines += Self.nulls(rows - part.count, columns) + held.reversed()
          stationaryLines += Self.nulls(rows + columns + streamed.count - 2, columns)
          streamedLines += Self.skewed(
            Self.nulls(rows, rows) + Self.cut(streamed, columns: part, to: rows) + Self.nulls(columns - 1, rows))
          ofmapLines += Self.skewed(
            Self.nulls(2 * rows - 1, columns)
              + Self.cut(present(streamed.count, stationary[0].count), columns: fold, to: columns))
          let (stationaryReads, streamedReads) = (part.count * fold.count, streamed.count * part.count)
          ifmapReads += weightsStay ? streamedReads : stationaryReads
          filterReads += weightsStay ? stationaryReads : streamedReads
          ofmapWrites += streamed.count * fold.count
          account(
            used: part.count * fold.count, steps: streamed.count,
            lines: rows + rows + columns + streamed.count - 2 + columns - 1)
        }
      }
      (ifmapLines, filterLines) = weightsStay ? (streamedLines, stationaryLines) : (stationaryLines, streamedLines)
    }
  }

  private mutating func account(used: Int, steps: Int, lines: Int) {
    let offered = Double(rows * columns)
    mappingEfficiencies.append(Double(used) / offered)
    computeUtilizations.append(Double(used * steps) / (offered * Double(lines)))
  }

  // MARK: Prefetch lists

  /// The order in which USER mode fetches an operand: stacked folds, unrolled along the anti-diagonals if streamed.
  private func prefetchList(_ name: String) -> [Int] {
    let (ifmap, filter) = (ifmapMatrix(), filterMatrix())
    let matrix: Matrix
    let width: Int
    switch (configuration.dataflow, name) {
    case (.outputStationary, "ifmap"): (matrix, width) = (Self.transposed(ifmap), rows)
    case (.outputStationary, _): (matrix, width) = (filter, columns)
    case (.weightStationary, "ifmap"): (matrix, width) = (ifmap, rows)
    case (.weightStationary, _): (matrix, width) = (filter, columns)
    case (.inputStationary, "ifmap"): (matrix, width) = (Self.transposed(ifmap), columns)
    case (.inputStationary, _): (matrix, width) = (Self.transposed(filter), rows)
    }
    let stacked = Self.folds(matrix[0].count, width).flatMap { Self.cut(matrix, columns: $0, to: width) }
    let isHeld = name == (configuration.dataflow == .weightStationary ? "filter" : "ifmap")
    if isHeld && configuration.dataflow != .outputStationary { return stacked.flatMap { $0 } }
    return (0..<stacked.count + width).flatMap { diagonal in
      (0..<width).filter { (0..<stacked.count).contains(diagonal - $0) }.map { stacked[diagonal - $0][$0] }
    }
  }

  // MARK: The run

  /// Every value of the reports; nil where the tool would divide by zero.
  mutating func report() -> [ScaleSimColumn: Double]? {
    demand()
    var buffers: [NaiveReadBuffer]
    let writeBandwidth: Int
    switch configuration.interface {
    case .calculated:
      buffers = [configuration.ifmapKiB, configuration.filterKiB].map { .estimating(NaiveEstimate(bytes: 1024 * $0)) }
      writeBandwidth = columns
    case .user(let read, let write):
      buffers = [("ifmap", configuration.ifmapKiB), ("filter", configuration.filterKiB)].map {
        .stalling(NaiveWindow(bytes: 1024 * $1, bandwidth: read, list: prefetchList($0)))
      }
      writeBandwidth = write
    }
    var writes = NaiveWriteBuffer(bytes: 1024 * configuration.ofmapKiB, bandwidth: writeBandwidth)
    var stalls = 0
    var served: [[Int]] = [[], [], []]
    for line in ofmapLines.indices {
      let cycle = line + stalls
      let ifmapCycle = buffers[0].serve(ifmapLines[line], cycle: cycle)
      let filterCycle = buffers[1].serve(filterLines[line], cycle: cycle)
      let ofmapCycle = writes.serve(ofmapLines[line], cycle: cycle)
      for (index, done) in [ifmapCycle, filterCycle, ofmapCycle].enumerated() { served[index].append(done) }
      stalls += max(ifmapCycle - cycle - 1, filterCycle - cycle - 1, ofmapCycle - cycle)
    }
    guard let total = served[2].max(), total > 0 else { return nil }
    writes.finish(cycle: served[2][served[2].count - 1])
    guard let ifmapDRAM = buffers[0].finish(), let filterDRAM = buffers[1].finish() else { return nil }
    let macs = Double(ifmapMatrix().count * filterMatrix().count * layer.filters)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func firstLast(_ lines: Matrix, _ cycles: [Int]) -> (Int, Int) {
      let used = lines.indices.filter { lines[$0].contains { $0 != Self.null } }
      return (cycles[used[0]], cycles[used[used.count - 1]])
    }
    var values: [ScaleSimColumn: Double] = [
      .totalCyclesWithPrefetch: Double(writes.lastCycle - min(ifmapDRAM.first, filterDRAM.first)),
      .totalCycles: Double(total), .stallCycles: Double(stalls),
      .overallUtilization: 100 * macs / Double(total * rows * columns),
      .mappingEfficiency: 100 * mean(mappingEfficiencies), .computeUtilization: 100 * mean(computeUtilizations),
    ]
    func enter(_ columns: [ScaleSimColumn], _ span: (Int, Int), _ words: Int, over cycles: Int? = nil) {
      values[columns[0]] = Double(span.0)
      values[columns[1]] = Double(span.1)
      values[columns[2]] = Double(words)
      values[columns[3]] = Double(words) / Double(cycles ?? span.1 - span.0 + 1)
    }
    enter(
      [.ifmapSRAMStart, .ifmapSRAMStop, .ifmapSRAMReads, .averageIfmapSRAMBandwidth], firstLast(ifmapLines, served[0]),
      ifmapReads, over: total)
    enter(
      [.filterSRAMStart, .filterSRAMStop, .filterSRAMReads, .averageFilterSRAMBandwidth],
      firstLast(filterLines, served[1]), filterReads, over: total)
    enter(
      [.ofmapSRAMStart, .ofmapSRAMStop, .ofmapSRAMWrites, .averageOfmapSRAMBandwidth], firstLast(ofmapLines, served[2]),
      ofmapWrites, over: total)
    enter(
      [.ifmapDRAMStart, .ifmapDRAMStop, .ifmapDRAMReads, .averageIfmapDRAMBandwidth], (ifmapDRAM.first, ifmapDRAM.last),
      ifmapDRAM.words)
    enter(
      [.filterDRAMStart, .filterDRAMStop, .filterDRAMReads, .averageFilterDRAMBandwidth],
      (filterDRAM.first, filterDRAM.last), filterDRAM.words)
    enter(
      [.ofmapDRAMStart, .ofmapDRAMStop, .ofmapDRAMWrites, .averageOfmapDRAMBandwidth],
      (writes.firstCycle, writes.lastCycle), writes.words)
    return values
  }
}
