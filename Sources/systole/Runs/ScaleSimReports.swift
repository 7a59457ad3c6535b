import ArgumentParser
import Evaluation
import Foundation
import Sim

/// SCALE-Sim's three report files, with its names, columns and separators (v3 `simulator.py`).
struct ScaleSimReports {
  private let network: ScaleSimNetwork

  /// More rows than any run has: SCALE-Sim has one for each channel of a depthwise layer.
  private static let rowLimit = 1_000_000

  init(_ network: ScaleSimNetwork) throws {
    self.network = network
    guard network.layers.reduce(0, { $0 + min($1.repeats, Self.rowLimit) }) <= Self.rowLimit else {
      throw ValidationError("--format scalesim would write more than \(Self.rowLimit) rows; choose a --layer")
    }
  }

  /// Writes the files into a folder, which is made when it isn't there.
  func write(to folder: String?) throws {
    guard let folder else { throw ValidationError("--format scalesim writes three files; name their folder with -o") }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw OutputFailure(path: folder, reason: error.localizedDescription)
    }
    for report in Self.reports {
      var text = "LayerID, " + report.columns.map(\.0).joined(separator: ", ") + ",\n"
      var row = 0
      for layer in network.layers {
        for _ in 0..<layer.repeats {
          let values = report.columns.map { layer.report.report[$0.1].description }
          text += "\(row), " + values.joined(separator: ", ") + ",\n"
          row += 1
        }
      }
      try OutputFile.write(text, to: "\(folder)/\(report.file)")
    }
  }

  private static let reports: [(file: String, columns: [(String, ScaleSimColumn)])] = [
    (
      "COMPUTE_REPORT.csv",
      [
        ("Total Cycles (incl. prefetch)", .totalCyclesWithPrefetch), ("Total Cycles", .totalCycles),
        ("Stall Cycles", .stallCycles), ("Overall Util %", .overallUtilization),
        ("Mapping Efficiency %", .mappingEfficiency), ("Compute Util %", .computeUtilization),
      ]
    ),
    (
      "BANDWIDTH_REPORT.csv",
      [
        ("Avg IFMAP SRAM BW", .averageIfmapSRAMBandwidth), ("Avg FILTER SRAM BW", .averageFilterSRAMBandwidth),
        ("Avg OFMAP SRAM BW", .averageOfmapSRAMBandwidth), ("Avg IFMAP DRAM BW", .averageIfmapDRAMBandwidth),
        ("Avg FILTER DRAM BW", .averageFilterDRAMBandwidth), ("Avg OFMAP DRAM BW", .averageOfmapDRAMBandwidth),
      ]
    ),
    (
      "DETAILED_ACCESS_REPORT.csv",
      [
        ("SRAM IFMAP Start Cycle", .ifmapSRAMStart), ("SRAM IFMAP Stop Cycle", .ifmapSRAMStop),
        ("SRAM IFMAP Reads", .ifmapSRAMReads), ("SRAM Filter Start Cycle", .filterSRAMStart),
        ("SRAM Filter Stop Cycle", .filterSRAMStop), ("SRAM Filter Reads", .filterSRAMReads),
        ("SRAM OFMAP Start Cycle", .ofmapSRAMStart), ("SRAM OFMAP Stop Cycle", .ofmapSRAMStop),
        ("SRAM OFMAP Writes", .ofmapSRAMWrites), ("DRAM IFMAP Start Cycle", .ifmapDRAMStart),
        ("DRAM IFMAP Stop Cycle", .ifmapDRAMStop), ("DRAM IFMAP Reads", .ifmapDRAMReads),
        ("DRAM Filter Start Cycle", .filterDRAMStart), ("DRAM Filter Stop Cycle", .filterDRAMStop),
        ("DRAM Filter Reads", .filterDRAMReads), ("DRAM OFMAP Start Cycle", .ofmapDRAMStart),
        ("DRAM OFMAP Stop Cycle", .ofmapDRAMStop), ("DRAM OFMAP Writes", .ofmapDRAMWrites),
      ]
    ),
  ]
}
