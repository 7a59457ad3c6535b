import Core
import Optimizer
import Testing

@Suite("Strategies without some of their parts")
struct StrategyVariantTests {
  @Test("Every strategy is read back with each of its parts, and all of them, switched off")
  func texts() throws {
    for name in StrategyName.allCases {
      #expect(StrategyVariant(name.rawValue) == StrategyVariant(name))
      for part in name.parts {
        let variant = try #require(StrategyVariant("\(name.rawValue)-without-\(part.rawValue)"))
        #expect(variant.without == [part])
        #expect(variant.strategy().name == variant.text)
      }
      guard name.parts.count > 1 else { continue }
      let all = "\(name.rawValue)-without-" + name.parts.map(\.rawValue).joined(separator: "+")
      #expect(StrategyVariant(all)?.text == all)
    }
  }

  @Test(
    "What is no strategy, or not a part of it, is not read",
    arguments: [
      "", "fast", "fused-without-", "fused-without-wings", "random-without-looks", "-without-looks",
      "fused-without-looks+looks", "fused-without-looks+", "diffusion-without-gaps",
      "fused-without-looks-without-looks",
    ])
  func mistakes(text: String) { #expect(StrategyVariant(text) == nil) }

  @Test("Each part of fused and diffusion sets its option")
  func options() throws {
    func diffusion(_ text: String) throws -> DiffusionOptions {
      try #require(StrategyVariant(text)?.strategy() as? DiffusionStrategy).options
    }
    #expect(try !diffusion("diffusion-without-guidance").isGuided)
    #expect(try !diffusion("diffusion-without-unlabelled").learnsUnlabelled)
    #expect(try diffusion("diffusion-without-gain").choice == .nearest)
    #expect(try diffusion("diffusion-published").aimsAtGaps)
    #expect(try diffusion("diffusion-published-without-gaps") == diffusion("diffusion"))
    let fused = try #require(
      StrategyVariant("fused-without-looks+diffusion+refinement+surrogate+fidelity")?.strategy() as? FusedStrategy)
    #expect(fused.options.looks == false && fused.options.diffuses == false && fused.options.refines == false)
    #expect(fused.options.models == false && fused.options.choosesFidelity == false)
  }
}
