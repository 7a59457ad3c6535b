package import Core
import Evaluation
package import Formats
import Sim
import Synchronization

/// Simulates the runs of FireSim result files and compares cycles.
///
/// A file has the columns `point_id`, `R` … `K`, `stride`, `rtl_pe_dim` and `mapping`, of which alone the prediction is
/// made, and `rtl_cycles`, which may be empty (`reference/firesim/README.md`). Where the file has
/// `gemmini_default_tiling_R_S_P_Q_C_K_N`, that tiling is simulated too, and its cycles are compared with
/// `rtl_cycles_gemmini_default_tiling` if that isn't empty. Rows are taken as the runs of one program in the order of
/// the file: the first run of a layer on an array finds cold caches, or what the row's default tiling left in them.
/// The whole random set takes minutes on two cores.
///
/// The machine is the architecture `gemmini-firesim`, with an array of the row's side.
///
/// - Parameters:
///   - files: Result files, one after the other.
///   - architecture: The machine, if not the one as measured.
///   - jobs: Points simulated at once; it doesn't change the result.
///   - progress: Called after each point, on any thread, with the number of points done and of all.
/// - Returns: The points with their cycles, and how far they are from the measurements.
/// - Throws: `InvalidInput` with everything wrong in the files.
package func validateFireSim(
  files: [InputFile], on architecture: Architecture? = nil, jobs: Int,
  progress: @Sendable (Int, Int) -> Void = { _, _ in }
) throws -> FireSimComparison {
  let timing = try GemminiTiming(try architecture ?? BuiltinDocument.architecture(named: "gemmini-firesim"))
  let points = try readFireSimRuns(files) { point, _, _ in point }
  let done = Mutex(0)
  let simulated = try parallelMap(order: Array(points.indices), jobs: jobs) { index in
    let point = points[index]
    let (own, defaultTiling) = point.simulate(timing)
    let count = done.withLock { count in
      count += 1
      return count
    }
    progress(count, points.count)
    return (own, defaultTiling)
  }
  var effort = FireSimComparison.Effort()
  for runs in simulated {
    effort.add(runs.0)
    if let run = runs.1 { effort.add(run) }
  }
  return FireSimComparison(
    zip(points, simulated).map { point, runs in
      FireSimComparison.Point(
        id: point.id, measured: point.measured, simulated: runs.0.cycles, measuredDefault: point.measuredDefault,
        simulatedDefault: runs.1?.cycles, layer: point.layerName, groups: point.groups,
        isNonSquare: point.isNonSquare)
    }, effort)
}

/// What is made of each run of result files, in their order.
///
/// - Parameters:
///   - files: Result files, one after the other.
///   - make: Makes something of a run, its table and row.
/// - Returns: What was made.
/// - Throws: `InvalidInput` with everything wrong in the files.
func readFireSimRuns<Value>(
  _ files: [InputFile], _ make: (FireSimPoint, CSVTable, CSVTable.Row) throws(InvalidInput) -> Value
) throws(InvalidInput) -> [Value] {
  var values: [Value] = []
  var problems: [Diagnostic] = []
  for file in files {
    do throws(InvalidInput) {
      let table = try CSVTable(file)
      try table.require(FireSimPoint.columns)
      var warm: Set<String> = []
      for row in table.rows {
        do throws(InvalidInput) {
          var point = try FireSimPoint(table, row)
          let isFirst = warm.insert("\(point.layerName) \(point.program.side)").inserted
          if isFirst && point.defaultProgram == nil { point.caches = .cold }
          values.append(try make(point, table, row))
        } catch {
          problems += error.diagnostics
        }
      }
    } catch {
      problems += error.diagnostics
    }
  }
  guard problems.isEmpty else { throw InvalidInput(problems) }
  return values
}

extension FireSimPoint {
  /// The groups whose figures the point enters.
  fileprivate var groups: [FireSimComparison.Group] {
    guard !isNonSquare else { return [.nonSquare] }
    let kernel = program.layer.kernel
    let order = kernel == .convolution ? 0 : 1
    let size = Self.tileLimits.firstIndex { program.tileCount <= $0 } ?? Self.tileLimits.count
    let least = size == 0 ? 1 : Self.tileLimits[size - 1] + 1
    let most = size == Self.tileLimits.count ? "" : String(Self.tileLimits[size])
    return [
      .init(name: kernel.rawValue, rank: order),
      .init(name: "\(kernel.rawValue) \(program.side)x\(program.side)", rank: (order + 1) * 1000 + program.side),
      .init(name: "\(least)-\(most) tiles", rank: 3000 + size),
      program.hasWrappedWindow ? .wrapped : .unwrapped,
    ]
  }

  private static let tileLimits = [10, 100, 1000, 10_000, 100_000]
}
