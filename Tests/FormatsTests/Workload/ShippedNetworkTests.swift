import Core
import Formats
import Testing

/// The networks of `Workloads/` against what others have published about them.
@Suite struct ShippedNetworkTests {
  @Test(arguments: PublishedNetwork.all)
  func parametersAreThePublishedOnes(network: PublishedNetwork) throws {
    let workload = try Workload.shipped(network.name)
    let parameters = workload.weightElements + workload.uncounted(network.uncounted)
    #expect(parameters == network.parameters, "\(network.source)")
  }

  @Test(arguments: PublishedNetwork.all.filter { $0.megaMACs != nil })
  func multiplyAccumulatesAreThePublishedOnes(network: PublishedNetwork) throws {
    let published = try #require(network.megaMACs)
    let millions = Double(try Workload.shipped(network.name).macs) / 1e6
    #expect(abs(millions - published) <= network.macTolerance, "\(network.source)")
  }

  @Test(arguments: PublishedNetwork.all)
  func layersAreAsManyAsPublished(network: PublishedNetwork) throws {
    #expect(try Workload.shipped(network.name).macLayers.count == network.macLayers)
  }

  @Test func everyBuiltinNetworkIsNamedAsItsFile() throws {
    let names = BuiltinLibrary.names(of: .workload)
    let lists = ["dosa-bert", "dosa-resnet50", "dosa-retinanet", "dosa-unet"]
    #expect(names == (PublishedNetwork.all.map(\.name) + lists).sorted())
    for name in names {
      let workload = try Workload.shipped(name)
      #expect(workload.name == name)
      #expect(!workload.summary.isEmpty)
      #expect(!workload.sources.isEmpty)
    }
  }

  /// Jiao et al., "TinyBERT" (arXiv 1909.10351), Table 1: BERT-base takes 22.5 billion operations for 128 tokens; two
  /// for each multiply–accumulate, and a percent or so for the rest.
  @Test func bertScalesToThePublishedOperationsOfAShorterSequence() throws {
    let bert = try Workload.shipped("bert-base")
    var macs = 0
    for layer in bert.macLayers {
      guard let product = layer.convolution else { continue }
      let tokens = product.bounds.p == 1 ? 1 : 128
      let other = layer.inputs.count == 2 ? 128 : 512
      macs += product.macs / product.bounds.p * tokens / 512 * other
    }
    #expect(abs(2 * Double(macs) / 1e9 - 22.5) <= 0.25)
  }

  /// Kaplan et al., "Scaling Laws for Neural Language Models" (arXiv 2001.08361), section 2.1: a multiply–accumulate
  /// per token for each of the 12 n_layer d_model² parameters that are no embeddings.
  @Test func gpt2UsesEachParameterOncePerToken() throws {
    let gpt2 = try Workload.shipped("gpt2")
    let inside = gpt2.weightedLayers.filter { $0.name != "logits" }.reduce(0) { $0 + $1.macs }
    let insideOnce = 12 * 12 * 768 * 768
    #expect(inside == 1024 * insideOnce)
  }

  /// Writing one token reads every weight once; attention reads 2048 keys and values of 8 heads in 32 layers.
  @Test func decodingReadsEveryWeightAndTheCacheOnce() throws {
    let decode = try Workload.shipped("llama-7b-decode")
    #expect(decode.weightedLayers.reduce(0) { $0 + $1.macs } == decode.weightElements)
    let attention = decode.macLayers.filter { $0.inputs.count > 1 }
    let cache = attention.reduce(0) { $0 + ($1.convolution?.elements(of: .weights) ?? 0) }
    let keysAndValues = 2 * 2048 * 8 * 128 * 32
    #expect(cache == keysAndValues)
    // Four queries share each key and value: Jiang et al., Table 1, 32 heads over 8.
    #expect(attention.reduce(0) { $0 + $1.macs } == 4 * cache)
    let outside = decode.externalTensors.map(\.elements).reduce(0, +)
    let caches = 2 * 2047 * 8 * 128 * 32
    #expect(outside == 4096 + caches)
  }

  @Test func residualBlocksAreEqualLayers() throws {
    let resnet = try Workload.shipped("resnet50")
    let first = resnet.firstEqualLayer
    let unique = resnet.layers.indices.filter { first[$0] == $0 && resnet.layers[$0].convolution != nil }
    // DOSA's artifact lists ResNet-50 as 24 unique layers (ucb-bar/dosa a7a3239, dataset/workloads/resnet50).
    #expect(unique.count == 24)
    // He et al., Table 1: 3, 4, 6 and 3 blocks; one addition each.
    #expect(resnet.layers.filter { $0.name.hasSuffix(".add") }.count == 16)
  }
}
