/// A value of SCALE-Sim's three reports, named as the reference data name its column.
package enum ScaleSimColumn: String, CaseIterable, Hashable, Sendable, Codable {
  case totalCyclesWithPrefetch = "total_cycles_incl_prefetch"
  case totalCycles = "total_cycles"
  case stallCycles = "stall_cycles"
  case overallUtilization = "overall_util_pct"
  case mappingEfficiency = "mapping_eff_pct"
  case computeUtilization = "compute_util_pct"
  case averageIfmapSRAMBandwidth = "avg_ifmap_sram_bw"
  case averageFilterSRAMBandwidth = "avg_filter_sram_bw"
  case averageOfmapSRAMBandwidth = "avg_ofmap_sram_bw"
  case averageIfmapDRAMBandwidth = "avg_ifmap_dram_bw"
  case averageFilterDRAMBandwidth = "avg_filter_dram_bw"
  case averageOfmapDRAMBandwidth = "avg_ofmap_dram_bw"
  case ifmapSRAMStart = "sram_ifmap_start"
  case ifmapSRAMStop = "sram_ifmap_stop"
  case ifmapSRAMReads = "sram_ifmap_reads"
  case filterSRAMStart = "sram_filter_start"
  case filterSRAMStop = "sram_filter_stop"
  case filterSRAMReads = "sram_filter_reads"
  case ofmapSRAMStart = "sram_ofmap_start"
  case ofmapSRAMStop = "sram_ofmap_stop"
  case ofmapSRAMWrites = "sram_ofmap_writes"
  case ifmapDRAMStart = "dram_ifmap_start"
  case ifmapDRAMStop = "dram_ifmap_stop"
  case ifmapDRAMReads = "dram_ifmap_reads"
  case filterDRAMStart = "dram_filter_start"
  case filterDRAMStop = "dram_filter_stop"
  case filterDRAMReads = "dram_filter_reads"
  case ofmapDRAMStart = "dram_ofmap_start"
  case ofmapDRAMStop = "dram_ofmap_stop"
  case ofmapDRAMWrites = "dram_ofmap_writes"

  /// Whether the value is a whole number of cycles or words; otherwise it is a percentage or a bandwidth.
  package var isCount: Bool {
    switch self {
    case .overallUtilization, .mappingEfficiency, .computeUtilization, .averageIfmapSRAMBandwidth,
      .averageFilterSRAMBandwidth, .averageOfmapSRAMBandwidth, .averageIfmapDRAMBandwidth,
      .averageFilterDRAMBandwidth, .averageOfmapDRAMBandwidth:
      false
    default:
      true
    }
  }
}

/// A value of a report: a count of cycles or words, or a percentage or bandwidth.
package enum ScaleSimValue: Hashable, Sendable {
  case count(Int)
  case ratio(Double)
}

extension ScaleSimValue: CustomStringConvertible {
  package var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .ratio(let ratio): "\(ratio)"
    }
  }
}

extension ScaleSimValue: Encodable {
  /// Writes the bare number.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .count(let count): try container.encode(count)
    case .ratio(let ratio): try container.encode(ratio)
    }
  }
}

extension ScaleSimReport {
  /// The value of a column.
  package subscript(column: ScaleSimColumn) -> ScaleSimValue {
    switch column {
    case .totalCyclesWithPrefetch: .count(totalCyclesWithPrefetch)
    case .totalCycles: .count(totalCycles)
    case .stallCycles: .count(stallCycles)
    case .overallUtilization: .ratio(overallUtilization)
    case .mappingEfficiency: .ratio(mappingEfficiency)
    case .computeUtilization: .ratio(computeUtilization)
    case .averageIfmapSRAMBandwidth: .ratio(averageSRAMBandwidth(ifmapSRAM))
    case .averageFilterSRAMBandwidth: .ratio(averageSRAMBandwidth(filterSRAM))
    case .averageOfmapSRAMBandwidth: .ratio(averageSRAMBandwidth(ofmapSRAM))
    case .averageIfmapDRAMBandwidth: .ratio(averageDRAMBandwidth(ifmapDRAM))
    case .averageFilterDRAMBandwidth: .ratio(averageDRAMBandwidth(filterDRAM))
    case .averageOfmapDRAMBandwidth: .ratio(averageDRAMBandwidth(ofmapDRAM))
    case .ifmapSRAMStart: .count(ifmapSRAM.firstCycle)
    case .ifmapSRAMStop: .count(ifmapSRAM.lastCycle)
    case .ifmapSRAMReads: .count(ifmapSRAM.words)
    case .filterSRAMStart: .count(filterSRAM.firstCycle)
    case .filterSRAMStop: .count(filterSRAM.lastCycle)
    case .filterSRAMReads: .count(filterSRAM.words)
    case .ofmapSRAMStart: .count(ofmapSRAM.firstCycle)
    case .ofmapSRAMStop: .count(ofmapSRAM.lastCycle)
    case .ofmapSRAMWrites: .count(ofmapSRAM.words)
    case .ifmapDRAMStart: .count(ifmapDRAM.firstCycle)
    case .ifmapDRAMStop: .count(ifmapDRAM.lastCycle)
    case .ifmapDRAMReads: .count(ifmapDRAM.words)
    case .filterDRAMStart: .count(filterDRAM.firstCycle)
    case .filterDRAMStop: .count(filterDRAM.lastCycle)
    case .filterDRAMReads: .count(filterDRAM.words)
    case .ofmapDRAMStart: .count(ofmapDRAM.firstCycle)
    case .ofmapDRAMStop: .count(ofmapDRAM.lastCycle)
    case .ofmapDRAMWrites: .count(ofmapDRAM.words)
    }
  }
}
