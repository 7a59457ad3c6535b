import Core
import Formats
import Testing

@Suite("SCALE-Sim files")
struct ScaleSimFileTests {
  private static let configuration = """
    [general]
    run_name = "my run"

    [architecture_presets]
    ArrayHeight : 16
    ArrayWidth : 8
    IfmapSramSzkB: 32
    FilterSramSzkB: 64
    OfmapSramSzkB: 128
    IfmapOffset: 0
    Bandwidth : 10
    Dataflow : is
    """

  @Test func oldFilesGiveTheArray() throws {
    let file = try ScaleSimConfigurationFile(InputFile(name: "old.cfg", text: Self.configuration))
    let array = file.architecture.array
    #expect([array.rows, array.columns] == [16, 8])
    #expect(array.dataflows == [.inputStationary])
    #expect(file.architecture.name == "my-run")
    let sizes = Operand.allCases.map { operand in
      file.architecture.outermostOnChipLevel(keeping: operand).flatMap { file.architecture.levels[$0].capacityBytes }
    }
    #expect(sizes == [64 << 10, 32 << 10, 128 << 10])
    #expect(file.bandwidth == nil)
    #expect(file.warnings.isEmpty)
  }

  /// Version 3 reads through the SRAM banks' bandwidth and writes through `Bandwidth`; before, one limit held for both.
  @Test func bandwidthsAreThoseOfTheVersion() throws {
    let user = "\n[run_presets]\nInterfaceBandwidth: USER\n"
    let old = try ScaleSimConfigurationFile(InputFile(name: "a.cfg", text: Self.configuration + user))
    #expect(old.bandwidth?.read == 10 && old.bandwidth?.write == 10)
    let banks = "\n[layout]\nIfmapSRAMBankBandwidth: 4\nFilterSRAMBankBandwidth: 4\n"
    let new = try ScaleSimConfigurationFile(InputFile(name: "b.cfg", text: Self.configuration + banks + user))
    #expect(new.bandwidth?.read == 4 && new.bandwidth?.write == 10)
  }

  @Test func optionsWithoutEffectAreNamed() throws {
    let idle = """

      [layout]
      IfmapCustomLayout: True
      FilterCustomLayout: False
      [sparsity]
      SparsitySupport : true
      [run_presets]
      InterfaceBandwidth: CALC
      UseRamulatorTrace: False
      ArrayHieght: 3
      """
    let file = try ScaleSimConfigurationFile(InputFile(name: "c.cfg", text: Self.configuration + idle))
    let lines = file.warnings.map { "\($0.location.line ?? 0) \($0.problem.message)" }
    #expect(lines.count == 4)
    #expect(lines.contains { $0.hasPrefix("11 'Bandwidth' has no effect in CALC mode") })
    #expect(lines.contains { $0.hasPrefix("14 'IfmapCustomLayout' has no effect") })
    #expect(lines.contains { $0.hasPrefix("17 'SparsitySupport' has no effect") })
    #expect(lines.contains("21 'ArrayHieght' is unknown and has no effect; did you mean 'arrayheight'?"))
  }

  @Test func mistakesAreToldTogether() {
    let broken = Self.configuration.replacing("16", with: "many").replacing("is", with: "rs")
      .replacing("OfmapSramSzkB: 128", with: "")
    let error = #expect(throws: InvalidInput.self) {
      try ScaleSimConfigurationFile(InputFile(name: "d.cfg", text: broken))
    }
    #expect(error?.diagnostics.filter { $0.severity == .error }.count == 3)
  }

  /// Output sizes by walking the input, windows that begin inside and hang over counted (`topology_utils.py`).
  @Test func topologiesAreConvolutions() throws {
    let text = """
      Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,
      Conv1, 224, 220, 7, 5, 3, 64, 2,
      Conv2DP, 56, 56, 3, 3, 64, 1, 1,#dw

      Decoder,
      Sparse, 8, 8, 3, 3, 16, 16, 1, 2:4
      """
    let file = try TopologyFile(InputFile(name: "nets/my net.csv", text: text))
    #expect(file.workload.name == "my-net")
    let convolutions = file.workload.layers.compactMap(\.convolution)
    func windows(_ length: Int, _ filter: Int, _ stride: Int) -> Int {
      var count = 1
      while (count - 1) * stride + filter < length { count += 1 }
      return count
    }
    #expect(convolutions[0].bounds.q == windows(224, 7, 2) && convolutions[0].bounds.p == windows(220, 5, 2))
    #expect(convolutions[1].bounds.g == 64 && convolutions[1].bounds.c == 1 && convolutions[1].bounds.k == 1)
    #expect(convolutions[2].macs == 36 * 9 * 16 * 16)
    #expect(file.warnings.map { $0.location.line } == [3, 5, 6])
  }

  @Test func topologiesAreProducts() throws {
    let text = "Layer, M, N, K,\nA, 5, 6, 7,\nB, 8, 9, 10, 12,\nA, 1, 2, 3, 1:2,\n"
    let file = try TopologyFile(InputFile(name: "gemm.csv", text: text))
    #expect(file.workload.layers.map(\.name) == ["A", "B", "A.2"])
    #expect(
      file.workload.layers.map(\.convolution) == [
        .gemm(m: 5, n: 6, k: 7), .gemm(m: 8, n: 9, k: 10, batch: 12), .gemm(m: 1, n: 2, k: 3),
      ])
  }

  @Test(arguments: [
    ("Conv1, 4, 4, 5, 3, 3, 64, 2,", "t.csv:2: error: layer 'Conv1': the filter is larger than the input"),
    ("Conv1, 4, 4, x, 3, 3, 64, 2,", "t.csv:2: error: layer 'Conv1' has 4, 4, x, 3, 3, 64, 2"),
    ("Conv1, 4, 4,", "t.csv:2: error: the row has 3 fields"),
    ("Conv1, 9, 9, 3, 3, 3, 64, 2, 4:2,", "t.csv:2: error: layer 'Conv1' has the sparsity '4:2'"),
  ])
  func brokenRowsAreNamed(_ row: String, _ message: String) {
    let header = "Layer name, IFMAP Height, IFMAP Width, FH, FW, C, F, S,\n"
    let error = #expect(throws: InvalidInput.self) {
      try TopologyFile(InputFile(name: "t.csv", text: header + row + "\n"))
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }
}

@Suite("Tables of layers")
struct LayerCSVTests {
  @Test func totalsAreDividedAmongGroups() throws {
    let text = """
      name,N,K,C,P,Q,R,S,stride,dilation,groups,count
      a,2,32,64,14,12,3,1,2,1,1,1
      dw,1,64,64,56,56,3,3,2x1,1x2,64,2
      """
    let workload = try LayerCSVFile(InputFile(name: "layers.csv", text: text)).workload
    #expect(workload.layers.map(\.name) == ["a", "dw.1", "dw.2"])
    #expect(workload.macs == 2 * 32 * 64 * 14 * 12 * 3 + 2 * 64 * 56 * 56 * 9)
    let depthwise = try #require(workload.convolution("dw.1"))
    #expect(depthwise.stride == Extent(width: 2, height: 1) && depthwise.dilation == Extent(width: 1, height: 2))
  }

  /// Each layer can be counted, their sum can't.
  @Test func sumsThatCannotBeCountedAreRefused() {
    let row = "1073741824,1048576,512"
    let text = "name,P,K,C\na,\(row)\nb,\(row)\n"
    let error = #expect(throws: InvalidInput.self) { try LayerCSVFile(InputFile(name: "l.csv", text: text)) }
    #expect(error?.description.contains("the number of operations reaches 2^60") == true)
  }

  @Test func mistakesNameTheirLines() {
    let text = "name,K,C,P,groups\na,3,4,5,2\nb,0,1,1,1\nc,1,1,x,1\n"
    let error = #expect(throws: InvalidInput.self) { try LayerCSVFile(InputFile(name: "l.csv", text: text)) }
    #expect(error?.diagnostics.map(\.location.line) == [2, 3, 4, 4])
  }
}
