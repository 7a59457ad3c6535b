public import Core
package import Sim

/// A network as SCALE-Sim v3 would report it, with what the corrected model says beside.
package struct ScaleSimNetwork: Sendable, Encodable {
  /// One multiply–accumulate layer.
  package struct Layer: Sendable, Encodable {
    package var name: String
    /// SCALE-Sim has neither batch nor groups: the layer is reported once and counted this often.
    package var repeats: Int
    package var report: ScaleSimComparedReport
    /// Every report value by its column's name.
    package var values: [String: ScaleSimValue]
  }

  package var layers: [Layer]
  /// Layers SCALE-Sim knows nothing of.
  package var skipped: [String]

  /// Cycles as reported, repeats counted.
  package var totalCycles: Int { layers.reduce(0) { $0 + $1.repeats * $1.report.report.totalCycles } }

  /// Cycles of the corrected model, repeats counted.
  package var correctedTotalCycles: Int { layers.reduce(0) { $0 + $1.repeats * $1.report.correctedTotalCycles } }

  /// Reports every multiply–accumulate layer of a workload.
  ///
  /// The architecture gives the array, its default dataflow and the three SRAM sizes; padding is written into the
  /// input's size, since SCALE-Sim has none.
  ///
  /// - Throws: `InvalidInput` for what SCALE-Sim can't be told: dilation, or an operand without an SRAM.
  package init(
    _ workload: Workload, on architecture: Architecture, interface: ScaleSimConfiguration.Interface, jobs: Int = 1
  ) throws {
    let configuration = try Self.configuration(of: architecture, interface: interface)
    let macLayers = workload.layers.filter { $0.convolution != nil }
    skipped = workload.layers.filter { $0.convolution == nil }.map(\.name)
    layers = try parallelMap(order: Array(macLayers.indices), jobs: jobs) { index in
      try Self.report(macLayers[index], configuration)
    }
  }

  private static func report(_ layer: Core.Layer, _ configuration: ScaleSimConfiguration) throws -> Layer {
    guard let convolution = layer.convolution, convolution.dilation == Extent(square: 1) else {
      throw InvalidInput(
        .other("layer '\(layer.name)' is dilated, which SCALE-Sim can't be told", remedy: "use --timing machine"),
        at: SourceLocation(file: "--timing scalesim"))
    }
    let (bounds, stride, padding) = (convolution.bounds, convolution.stride, convolution.padding)
    let topology =
      convolution.form == .gemm && bounds.r == 1 && bounds.s == 1 && bounds.q == 1
      ? ScaleSimLayer.gemm(m: bounds.p, n: bounds.k, k: bounds.c)
      : ScaleSimLayer(
        ifmapHeight: inputLength(bounds.q, bounds.s, stride.height, padding.top, padding.bottom),
        ifmapWidth: inputLength(bounds.p, bounds.r, stride.width, padding.left, padding.right),
        filterHeight: bounds.s, filterWidth: bounds.r, channels: bounds.c, filters: bounds.k,
        strideHeight: stride.height, strideWidth: stride.width)
    do {
      let report = try scaleSimComparedReport(layer: topology, configuration: configuration)
      let values = ScaleSimColumn.allCases.map { ($0.rawValue, report.report[$0]) }
      return Layer(
        name: layer.name, repeats: bounds.n * bounds.g, report: report,
        values: Dictionary(uniqueKeysWithValues: values))
    } catch {
      throw InvalidInput(
        .other("layer '\(layer.name)': \(error)", remedy: "SCALE-Sim has no report for it; use --timing machine"),
        at: SourceLocation(file: "--timing scalesim"))
    }
  }

  /// The input's height or width with its padding, in which SCALE-Sim finds as many windows.
  ///
  /// Its last window may hang over the input's end, so padding that only lets it is left out (`topology_utils.py`).
  private static func inputLength(_ windows: Int, _ filter: Int, _ stride: Int, _ before: Int, _ after: Int) -> Int {
    (windows - 1) * stride + filter - (before == 0 && after < stride ? after : 0)
  }

  private static func configuration(
    of architecture: Architecture, interface: ScaleSimConfiguration.Interface
  ) throws -> ScaleSimConfiguration {
    func kibibytes(_ operand: Operand) throws -> Int {
      guard let index = architecture.outermostOnChipLevel(keeping: operand),
        let bytes = architecture.levels[index].capacityBytes, bytes >= 1024
      else {
        throw InvalidInput(
          .other(
            "'\(architecture.name)' has no SRAM of a KiB or more for \(operand.name)", remedy: "SCALE-Sim needs one"),
          at: SourceLocation(file: "--timing scalesim"))
      }
      return bytes / 1024
    }
    return ScaleSimConfiguration(
      arrayRows: architecture.array.rows, arrayColumns: architecture.array.columns,
      dataflow: architecture.array.dataflows.first ?? .weightStationary, interface: interface,
      ifmapKiB: try kibibytes(.inputs), filterKiB: try kibibytes(.weights), ofmapKiB: try kibibytes(.outputs))
  }
}

/// Total cycles of a network as SCALE-Sim v3 reports them, with every report value of every layer worked out.
///
/// - Throws: `InvalidInput` for what SCALE-Sim can't be told.
public func scaleSimTotalCycles(_ workload: Workload, on architecture: Architecture) throws -> Int {
  try ScaleSimNetwork(workload, on: architecture, interface: .calculated).totalCycles
}
