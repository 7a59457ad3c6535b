import Core
import Formats

/// Compares the SRAM table with CACTI runs.
///
/// A row is a run: `size_bytes`, `width_bits`, `tech_nm`, ports (`rw_ports`, `r_ports`, `w_ports`), `banks`, `cell`, and
/// what CACTI said: `read_pJ`, `write_pJ`, `leak_mW_per_bank` with `gate_leak_mW_per_bank`, `area_mm2`, `access_ns`,
/// `cycle_ns`. A run the table holds is predicted from the table's other points; no prediction reads an answer.
///
/// - Throws: `InvalidInput` with everything wrong in the files, `MissingInput` when one can't be read.
package func validateCACTI(files: [String]) throws -> CACTIComparison {
  var problems: [Diagnostic] = []
  var runs: [CACTIRun] = []
  for file in files {
    do {
      let table = try CSVTable(InputFile.read(path: file))
      try table.require(CACTIRun.columns)
      for row in table.rows {
        var fields = CSVFields(table, row)
        let run = CACTIRun(&fields)
        problems += fields.diagnostics
        if fields.diagnostics.isEmpty, let run { runs.append(run) }
      }
    } catch let error as InvalidInput {
      problems += error.diagnostics
    }
  }
  guard problems.isEmpty else { throw InvalidInput(problems) }
  return CACTIComparison(runs)
}

/// One run of CACTI: the array asked about, and the answer.
struct CACTIRun {
  static let columns = [
    "size_bytes", "width_bits", "tech_nm", "rw_ports", "r_ports", "w_ports", "banks", "cell", "read_pJ", "write_pJ",
    "leak_mW_per_bank", "gate_leak_mW_per_bank", "area_mm2", "access_ns", "cycle_ns",
  ]

  var array: SRAMArray
  /// Whether the table's array has the same ports: one for reads and writes, or one for each.
  var isModelled: Bool
  var answer: SRAMFigures

  /// Reads a row; `nil` when a size is none, with the reasons in `fields`.
  init?(_ fields: inout CSVFields) {
    func positive(_ column: String) -> Int {
      let value = fields.integer(column)
      if !(1...(1 << 40)).contains(value) {
        fields.report(
          .outOfRange(
            subject: "column '\(column)'", attribute: "value", found: "\(value)", expected: "1 or more, up to 2^40"))
      }
      return value
    }
    func answered(_ column: String) -> Double {
      let value = fields.number(column)
      if value <= 0 {
        fields.report(
          .outOfRange(subject: "column '\(column)'", attribute: "value", found: "\(value)", expected: "above 0"))
      }
      return value
    }
    let (bytes, bits) = (positive("size_bytes"), positive("width_bits"))
    let (nanometres, banks) = (positive("tech_nm"), positive("banks"))
    let ports = ["rw_ports", "r_ports", "w_ports"].map { fields.integer($0) }
    let cell = fields.word(
      "cell",
      among: [
        "itrs-hp": SRAMCell.highPerformance, "itrs-lop": .lowOperatingPower, "itrs-lstp": .lowStandbyPower,
      ])
    let leakage = answered("leak_mW_per_bank") + fields.number("gate_leak_mW_per_bank")
    answer = SRAMFigures(
      readPicojoules: answered("read_pJ"), writePicojoules: answered("write_pJ"),
      leakageMilliwatts: leakage * Double(banks), areaSquareMillimetres: answered("area_mm2"),
      accessNanoseconds: answered("access_ns"), cycleNanoseconds: answered("cycle_ns"))
    guard let cell else { return nil }
    array = SRAMArray(
      bytes: bytes, widthBytes: max(1, bits / 8), banks: banks, ports: ports == [0, 1, 1] ? 2 : 1, cell: cell,
      nanometres: nanometres)
    isModelled = ports == [1, 0, 0] || ports == [0, 1, 1]
  }

  /// What sets the run apart from the table's arrays.
  var group: CACTIComparison.Group.Kind {
    if array.banks > 1 { return .banks }
    if array.ports > 1 { return .ports }
    return array.cell == .highPerformance ? .table : .cells
  }

  /// The table's point of the run's shape.
  func point(of table: SRAMTable) -> SRAMPoint? {
    guard group == .table else { return nil }
    let wanted = SRAMPoint(
      nanometres: array.nanometres, kibibytes: Double(array.bytes) / 1024, bits: Double(array.widthBytes * 8),
      figures: answer)
    return table.points.first { $0.hasShape(of: wanted) }
  }
}
