/// The points of the SRAM table, worked out with CACTI 7.
///
/// Source: CACTI 7.0.3DD (github.com/HewlettPackard/cacti commit 1ffd8df), plain arrays without tags: cache type "ram",
/// associativity 1, one bank with one read–write port, cell and periphery of type itrs-hp, 360 K, no ECC, the
/// organisation with the least energy × delay², semi-global wires, conservative interconnect. Leakage is sub-threshold
/// and gate leakage together. CACTI finds no organisation for arrays of 16 rows or fewer, which are left out.
enum CACTIPoints {
  static let all = nanometres45 + nanometres32 + nanometres22

  /// Reads a node's rows.
  ///
  /// - Parameters:
  ///   - nanometres: The node.
  ///   - rows: A point a line: KiB, bits, read pJ, write pJ, leakage mW, area mm², access ns, cycle ns.
  /// - Returns: The points in the order of the lines.
  static func points(nanometres: Int, _ rows: String) -> [SRAMPoint] {
    rows.split(separator: "\n").map { row in
      let fields = row.split(separator: " ").compactMap { Double($0) }
      precondition(fields.count == 8, "a row of the SRAM table at \(nanometres) nm has \(fields.count) fields")
      return SRAMPoint(
        nanometres: nanometres, kibibytes: fields[0], bits: fields[1],
        figures: SRAMFigures(
          readPicojoules: fields[2], writePicojoules: fields[3], leakageMilliwatts: fields[4],
          areaSquareMillimetres: fields[5], accessNanoseconds: fields[6], cycleNanoseconds: fields[7]))
    }
  }
}
