import Formats

/// Runs every row of reference files through SCALE-Sim mode and compares every report value they state.
///
/// A file has a layer run in each row: the columns `df`, `array_h`, `array_w`, `mode`, `rd_bw`, `wr_bw`, `ifmap_kB`,
/// `filter_kB`, `ofmap_kB`, `ifmap_h`, `ifmap_w`, `filt_h`, `filt_w`, `ch`, `nfilt`, `stride_h` and `stride_w` for what
/// ran, any columns of `ScaleSimColumn` for what SCALE-Sim reported, and perhaps `status`. Others (`kind`; `network`,
/// `layer_id`, `layer_name`) are left alone. Empty values are not compared. A row whose status is not `ok` is equal if
/// SCALE-Sim mode has no report either.
///
/// - Parameter files: Paths, in the order of the result.
/// - Returns: Counts and the first mismatches.
/// - Throws: `MissingInput` for a file that can't be read, `InvalidInput` with all mistakes of the first bad file.
package func validateScaleSim(files: [String]) throws -> ScaleSimComparison {
  var comparison = ScaleSimComparison()
  for file in files {
    for row in try ScaleSimReferenceRow.rows(CSVTable(InputFile.read(path: file))) {
      comparison.add(row)
    }
  }
  return comparison
}
