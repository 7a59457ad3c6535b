import Core
import Formats

/// A network of `Workloads/` and what others have published about it.
///
/// Parameters are compared exactly: those a workload has no place for (biases, normalisations, embeddings) are added
/// from the network's dimensions in `uncounted`.
struct PublishedNetwork: Sendable, CustomStringConvertible {
  var name: String
  /// Parameters, and what of them is not in the workload.
  var parameters: Int
  var uncounted: Uncounted
  /// Multiply–accumulates of one run, in millions, and half a unit of the published figure's last digit.
  var megaMACs: Double?
  var macTolerance = 0.0
  /// Convolutions and matrix products, attention's included.
  var macLayers: Int
  var source: String

  var description: String { name }

  /// Parameters a workload has no place for.
  enum Uncounted: Sendable {
    /// Scale and shift of a batch normalisation behind each convolution; a bias for each output of the classifier.
    case batchNormalised
    /// A bias for each output channel.
    case biases
    /// So many, from the dimensions of the network.
    case number(Int)
  }
}

extension PublishedNetwork {
  /// A layer of a transformer with biases: query, key, value and output projections, both products of the
  /// feed-forward network, scale and shift of two normalisations.
  static func transformerLayer(_ width: Int) -> Int { 4 * width + 5 * width + 2 * 2 * width }

  /// `torchvision` figures are `num_params` and `_ops` (in 10^9) of `torchvision/models/*.py`, IMAGENET1K_V1 weights.
  static let all: [PublishedNetwork] = [
    PublishedNetwork(
      name: "alexnet", parameters: 61_100_840, uncounted: .biases, megaMACs: 714, macTolerance: 0.5, macLayers: 8,
      source: "torchvision alexnet"),
    PublishedNetwork(
      name: "vgg16", parameters: 138_357_544, uncounted: .biases, megaMACs: 15_470, macTolerance: 5, macLayers: 16,
      source: "torchvision vgg16"),
    // 17 convolutions, 3 shortcuts and the classifier (He et al., Table 1 and section 3.3, option B).
    PublishedNetwork(
      name: "resnet18", parameters: 11_689_512, uncounted: .batchNormalised, megaMACs: 1814, macTolerance: 0.5,
      macLayers: 21, source: "torchvision resnet18"),
    // 49 convolutions, 4 shortcuts and the classifier.
    PublishedNetwork(
      name: "resnet50", parameters: 25_557_032, uncounted: .batchNormalised, megaMACs: 4089, macTolerance: 0.5,
      macLayers: 54, source: "torchvision resnet50"),
    // 28 layers "counting depthwise and pointwise convolutions as separate layers" (Howard et al., section 3.1) and 569
    // million multiply-accumulates (Table 4, which rounds the parameters to 4.2 million); Keras counts 4,231,976
    // trainable ones.
    PublishedNetwork(
      name: "mobilenet-v1", parameters: 4_231_976, uncounted: .batchNormalised, megaMACs: 569, macTolerance: 0.5,
      macLayers: 28, source: "Howard et al., Table 4; keras.applications.MobileNet"),
    PublishedNetwork(
      name: "mobilenet-v2", parameters: 3_504_872, uncounted: .batchNormalised, megaMACs: 301, macTolerance: 0.5,
      macLayers: 53, source: "torchvision mobilenet_v2"),
    // Uncounted: the biases of the patches and the classifier, the class token, 197 positions, the last normalisation.
    PublishedNetwork(
      name: "vit-b", parameters: 86_567_656,
      uncounted: .number(12 * transformerLayer(768) + 768 + 1000 + 768 + 197 * 768 + 2 * 768), megaMACs: 17_564,
      macTolerance: 0.5, macLayers: 1 + 12 * 6 + 1, source: "torchvision vit_b_16"),
    // Operations: Liu et al., "Swin Transformer" (arXiv 2103.14030), Table 1a, row DeiT-S.
    PublishedNetwork(
      name: "vit-s", parameters: 22_050_664,
      uncounted: .number(12 * transformerLayer(384) + 384 + 1000 + 384 + 197 * 384 + 2 * 384), megaMACs: 4600,
      macTolerance: 50, macLayers: 1 + 12 * 6 + 1, source: "timm vit_small_patch16_224; Liu et al., Table 1a"),
    // Uncounted: 30522 words, 512 positions, 2 segments and their normalisation; the pooler's bias.
    PublishedNetwork(
      name: "bert-base", parameters: 109_482_240,
      uncounted: .number(12 * transformerLayer(768) + (30_522 + 512 + 2) * 768 + 2 * 768 + 768),
      macLayers: 12 * 8 + 1, source: "transformers BertModel, bert-base-uncased"),
    PublishedNetwork(
      name: "bert-large", parameters: 335_141_888,
      uncounted: .number(24 * transformerLayer(1024) + (30_522 + 512 + 2) * 1024 + 2 * 1024 + 1024),
      macLayers: 24 * 8 + 1, source: "transformers BertModel, bert-large-uncased"),
    // The words' embedding is the last product's matrix. Uncounted: 1024 positions, the last normalisation.
    PublishedNetwork(
      name: "gpt2", parameters: 124_439_808, uncounted: .number(12 * transformerLayer(768) + 1024 * 768 + 2 * 768),
      macLayers: 12 * 6 + 1, source: "transformers GPT2LMHeadModel, gpt2"),
    // No biases. Uncounted: 32000 words, 65 normalisations without shift.
    PublishedNetwork(
      name: "llama-7b-prefill", parameters: 7_241_732_096, uncounted: .number(32_000 * 4096 + 65 * 4096),
      macLayers: 32 * 9 + 1, source: "transformers MistralForCausalLM, mistralai/Mistral-7B-v0.1"),
    PublishedNetwork(
      name: "llama-7b-decode", parameters: 7_241_732_096, uncounted: .number(32_000 * 4096 + 65 * 4096),
      macLayers: 32 * 9 + 1, source: "transformers MistralForCausalLM, mistralai/Mistral-7B-v0.1"),
  ]
}

extension Workload {
  /// A built-in network.
  static func shipped(_ name: String) throws -> Workload {
    try WorkloadFile.read(InputFile.resolve(name, kind: .workload)).workload
  }

  /// The layers that multiply and accumulate.
  var macLayers: [Layer] {
    layers.filter { $0.convolution != nil }
  }

  /// The layers that multiply an activation by weights.
  var weightedLayers: [Layer] {
    macLayers.filter { $0.inputs.count < 2 }
  }

  /// Weights of all layers, in elements.
  var weightElements: Int {
    weightedLayers.reduce(0) { $0 + ($1.convolution?.elements(of: .weights) ?? 0) }
  }

  /// Parameters the workload has no place for.
  func uncounted(_ kind: PublishedNetwork.Uncounted) -> Int {
    switch kind {
    case .number(let number): return number
    case .biases, .batchNormalised:
      return weightedLayers.reduce(0) { sum, layer in
        guard let convolution = layer.convolution else { return sum }
        let channels = convolution.bounds.g * convolution.bounds.k
        guard case .batchNormalised = kind, convolution.form == .convolution else { return sum + channels }
        return sum + 2 * channels
      }
    }
  }
}
