package import Core

/// The machine SCALE-Sim is told to simulate: one array with three operand SRAMs, words of one byte.
///
/// Source of the keys: SCALE-Sim v3 `scale_config.py`.
package struct ScaleSimConfiguration: Hashable, Sendable, Codable {
  /// Where the DRAM bandwidth comes from.
  package enum Interface: Hashable, Sendable, Codable {
    /// SCALE-Sim's `CALC`: nothing ever stalls, and the bandwidth that would have been needed is reported.
    case calculated
    /// SCALE-Sim's `USER`, in words per cycle.
    ///
    /// `read` is `[layout] IfmapSRAMBankBandwidth` and `FilterSRAMBankBandwidth`, which each operand has for itself;
    /// `write` is `[architecture_presets] Bandwidth`.
    case user(read: Int, write: Int)
  }

  package var arrayRows: Int
  package var arrayColumns: Int
  package var dataflow: Dataflow
  package var interface: Interface
  /// SRAM capacities in KiB, half of which works while the other half is filled or drained.
  package var ifmapKiB: Int
  package var filterKiB: Int
  package var ofmapKiB: Int

  package init(
    arrayRows: Int, arrayColumns: Int, dataflow: Dataflow, interface: Interface = .calculated,
    ifmapKiB: Int, filterKiB: Int, ofmapKiB: Int
  ) {
    self.arrayRows = arrayRows
    self.arrayColumns = arrayColumns
    self.dataflow = dataflow
    self.interface = interface
    self.ifmapKiB = ifmapKiB
    self.filterKiB = filterKiB
    self.ofmapKiB = ofmapKiB
  }

  /// Checks that every number is at least 1 and small enough to compute with.
  ///
  /// - Throws: ``ScaleSimError/outOfRange(name:value:)``.
  package func validate() throws(ScaleSimError) {
    var sizes = [
      ("array rows", arrayRows), ("array columns", arrayColumns), ("ifmap SRAM", ifmapKiB),
      ("filter SRAM", filterKiB), ("ofmap SRAM", ofmapKiB),
    ]
    if case .user(let read, let write) = interface {
      sizes += [("read bandwidth", read), ("write bandwidth", write)]
    }
    for (name, size) in sizes { try ScaleSimError.check(name, size) }
  }
}

/// Why there is no report: an impossible input, or a run that ends SCALE-Sim itself with an exception.
package enum ScaleSimError: Error, Hashable, Sendable {
  /// A size is below 1 or above 2^30.
  case outOfRange(name: String, value: Int)
  /// A product of sizes reaches 2^60, or a table for it would not fit into memory.
  case tooLarge(what: String)
  /// SCALE-Sim refuses filters larger than their input (`topology_utils.py`, issue #9).
  case filterLargerThanIfmap(axis: String, filter: Int, ifmap: Int)
  /// The run is one cycle long, so SCALE-Sim calls it zero and divides by it (`single_layer_sim.py`).
  case zeroTotalCycles
  /// CALC: half a buffer is read twice within one cycle, so SCALE-Sim divides by an interval of zero cycles
  /// (`read_buffer_estimate_bw.py`).
  case refilledTwiceInOneCycle(operand: String, cycle: Int)

  static func check(_ name: String, _ value: Int) throws(ScaleSimError) {
    guard (1...(1 << 30)).contains(value) else { throw .outOfRange(name: name, value: value) }
  }

  /// The product of positive factors, if it stays below 2^60.
  static func product(_ what: String, _ factors: [Int]) throws(ScaleSimError) -> Int {
    var result = 1
    for factor in factors {
      let (product, overflow) = result.multipliedReportingOverflow(by: factor)
      guard !overflow && product < 1 << 60 else { throw .tooLarge(what: what) }
      result = product
    }
    return result
  }
}

extension ScaleSimError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .outOfRange(let name, let value):
      "\(name) is \(value); it must be between 1 and 2^30"
    case .tooLarge(let what):
      "the number of \(what) is too large to compute with; check the sizes"
    case .filterLargerThanIfmap(let axis, let filter, let ifmap):
      "the filter's \(axis) \(filter) exceeds the ifmap's \(ifmap); SCALE-Sim knows no padding, enlarge the ifmap by it"
    case .zeroTotalCycles:
      "SCALE-Sim counts this one-cycle run as 0 cycles and divides by them; use a larger layer or array"
    case .refilledTwiceInOneCycle(let operand, let cycle):
      "cycle \(cycle) reads enough to refill half of the \(operand) SRAM twice, where SCALE-Sim divides by zero; "
        + "use a larger \(operand) SRAM"
    }
  }
}
