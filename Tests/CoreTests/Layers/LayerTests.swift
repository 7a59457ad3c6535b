import Core
import Testing

@Suite struct LayerTests {
  /// ResNet-50's first convolution (He et al., CVPR 2016, table 1) on a 224×224 image padded by 3.
  @Test func countsAConvolution() {
    let conv1 = Convolution(
      bounds: LoopBounds(k: 64, c: 3, p: 112, q: 112, r: 7, s: 7), stride: Extent(square: 2),
      padding: Padding(left: 3, right: 2, top: 3, bottom: 2))
    #expect(conv1.macs == 118_013_952)
    #expect(conv1.inputWidth == 224 && conv1.inputHeight == 224)
    #expect(conv1.elements(of: .weights) == 9408)
    #expect(conv1.elements(of: .inputs) == 3 * 224 * 224)
    #expect(conv1.elements(of: .outputs) == 64 * 112 * 112)
    #expect(conv1.invalidity == nil)
  }

  @Test func gemmIsAConvolution() {
    let gemm = Convolution.gemm(m: 5, n: 7, k: 11, batch: 3)
    #expect(gemm.macs == 5 * 7 * 11 * 3)
    #expect(gemm.elements(of: .weights) == 7 * 11 * 3)
    #expect(gemm.elements(of: .inputs) == 5 * 11 * 3)
    #expect(gemm.elements(of: .outputs) == 5 * 7 * 3)
  }

  @Test func packsNarrowNumbers() {
    #expect(NumberFormat.int4.bytes(3) == 2)
    #expect(NumberFormat.int8.bytes(3) == 3)
    #expect(NumberFormat.bf16.bytes(3) == 6)
  }

  @Test func findsEqualLayersByContent() {
    let small = LayerContent(operation: .convolution(.gemm(m: 1, n: 2, k: 3)))
    let large = LayerContent(operation: .convolution(.gemm(m: 1, n: 2, k: 4)))
    var wide = small
    wide.precision.inputs = .int16
    let layers = [small, large, small, wide, large].enumerated().map {
      Layer(name: "\($0.offset)", content: $0.element)
    }
    #expect(Workload(name: "w", layers: layers).firstEqualLayer == [0, 1, 0, 3, 1])
  }

  @Test(arguments: [
    (Convolution(bounds: LoopBounds(k: 0)), "output channels (K) is 0"),
    (Convolution(bounds: LoopBounds(p: -4)), "output width (P) is -4"),
    (Convolution(bounds: LoopBounds(k: 1 << 30, c: 1 << 31)), "reach 2^60"),
    (Convolution(bounds: LoopBounds(p: 4), stride: Extent(square: 0)), "stride is 0"),
    (Convolution(bounds: LoopBounds(p: 4), padding: Padding(width: -1, height: 0)), "padding is -1"),
    (Convolution(bounds: LoopBounds(p: 2, r: 3), padding: Padding(width: 2, height: 0)), "covers the whole input"),
  ])
  func saysWhyALayerIsImpossible(_ convolution: Convolution, _ reason: String) {
    #expect(convolution.invalidity?.contains(reason) == true)
  }
}
