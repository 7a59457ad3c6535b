import Core
import Reports
import Testing

/// What `show` prints of an architecture, a workload and a mapping.
@Suite struct DescriptionTextTests {
  @Test func aMappingIsALoopNest() throws {
    let mapping = try Mapping(parsing: "L2[WIO] K8 Q28 - L1[WI] N1 K4X - L0[O] P16,9")
    #expect(
      LoopNestText.text(mapping) == """
        L2 holds weights, inputs, outputs
        for K in 0..<8
          for Q in 0..<28
            L1 holds weights, inputs
            parallel for K in 0..<4 on X
              L0 holds outputs
              for P in 0..<16, last trip 9
                multiply–accumulate

        """)
  }

  @Test func levelsAreNamedAsTheArchitectureNamesThem() throws {
    let four = try Mapping(parsing: "L3[WIO] K2 - L2[WI] N1 - L1[O] N1 - L0[W] N1")
    let text = LoopNestText.text(four, architecture: SampleResult.architecture)
    #expect(text.contains("L2 scratchpad holds weights, inputs\n"))
    let two = try Mapping(parsing: "L1[WIO] K2 - L0[W] N1")
    #expect(LoopNestText.text(two, architecture: SampleResult.architecture).hasPrefix("L1 holds"))
  }

  @Test func anArchitectureShowsCapacityAndBandwidth() throws {
    let lines = ArchitectureText.text(SampleResult.architecture).split(separator: "\n")
    let scratchpad = try #require(lines.first { $0.hasPrefix("scratchpad") })
    let words = scratchpad.split(separator: " ").joined(separator: " ")
    #expect(words == "scratchpad sram WI 256 KiB /2 1 4 16 B 64 B/cycle 1 1.5 pJ, 1.7 pJ /B")
    #expect(lines.contains { $0.contains("16×16 processing elements, weight-stationary") })
    #expect(lines.allSatisfy { TerminalText.width(String($0)) <= 110 })
  }

  @Test func aWorkloadFoldsEqualLayers() throws {
    let workload = SampleResult.network.workload
    let text = WorkloadText.text(workload)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("conv2_1b") })
    let words = line.split(separator: " ").joined(separator: " ")
    #expect(words == "conv2_1b 3 conv 3×3, 64 → 64 channels, 56×56 out 115,605,504 36.0 KiB 196 KiB 196 KiB")
    #expect(!text.contains("conv2_2b"))
    #expect(WorkloadText.text(workload, allLayers: true).contains("conv2_2b"))
  }

  @Test(arguments: [
    (Convolution.gemm(m: 128, n: 768, k: 64, batch: 12), "12 × GEMM 128×768×64"),
    (Convolution.gemm(m: 1, n: 1000, k: 2048), "GEMM 1×1000×2048"),
    (
      Convolution(bounds: LoopBounds(g: 32, p: 112, q: 56, r: 3, s: 3), stride: Extent(width: 2, height: 1)),
      "depthwise 3×3, 32 channels, 112×56 out, stride 2×1"
    ),
    (
      Convolution(bounds: LoopBounds(n: 2, g: 4, k: 8, c: 16, p: 7, q: 7, r: 3, s: 1), dilation: Extent(square: 2)),
      "conv 3×1, 16 → 8 channels, 4 groups, 7×7 out, batch 2, dilation 2"
    ),
  ])
  func operationsInWords(convolution: Convolution, words: String) {
    #expect(OperationText.summary(.convolution(convolution)) == words)
  }
}
