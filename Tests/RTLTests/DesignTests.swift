import Core
import RTL
import Sim
import Testing

@Suite struct DesignTests {
  private static func array(_ dataflow: Dataflow = .weightStationary) throws -> ArrayConfiguration {
    try ArrayConfiguration(rows: 3, columns: 2, dataflow: dataflow)
  }

  @Test func refusesWhatCannotBeBuilt() throws {
    let array = try Self.array()
    func words(_ build: () throws -> ArrayDesign) -> String {
      do {
        _ = try build()
        return "built"
      } catch {
        return "\(error)"
      }
    }
    #expect(words { try ArrayDesign(array, operandBits: 1) }.contains("operand bits is 1"))
    #expect(words { try ArrayDesign(array, operandBits: 8, accumulatorBits: 15) }.contains("in 16 ... 48"))
    let waiting = try ArrayConfiguration(rows: 2, columns: 2, dataflow: .weightStationary, foldIssue: .afterDrain)
    #expect(words { try ArrayDesign(waiting) }.contains("back-to-back"))
    let large = try ArrayConfiguration(rows: 257, columns: 2, dataflow: .weightStationary)
    #expect(words { try ArrayDesign(large) }.contains("rows is 257"))
  }

  @Test func modulesComeBeforeTheirUsers() throws {
    for dataflow in Dataflow.allCases {
      let design = try ArrayDesign(Self.array(dataflow), multiplier: .booth)
      let modules = design.modules
      #expect(modules.last?.name == ArrayDesign.topModule)
      for (index, module) in modules.enumerated() {
        for later in modules[(index + 1)...] {
          #expect(!module.text.contains("\(later.name) "), "\(module.name) uses \(later.name)")
        }
      }
    }
  }

  /// Sums that stay within their range equal plain arithmetic; the widths are chosen so that they do.
  @Test(arguments: Dataflow.allCases)
  func stimulusExpectsPlainProducts(_ dataflow: Dataflow) throws {
    let shape = try GEMMShape(m: 5, n: 4, k: 7)
    let stimuli = try [ArrayDesign.Overflow.wrap, .saturate].map { overflow in
      let design = try ArrayDesign(Self.array(dataflow), operandBits: 4, accumulatorBits: 16, overflow: overflow)
      return try ArrayStimulus(design, shape: shape, seed: 3)
    }
    #expect(stimuli[0].cycles == stimuli[1].cycles)
    #expect(stimuli[0].outputs == stimuli[1].outputs)
    // Seven products of two four-bit words lie within 7 · 64.
    #expect(stimuli[0].outputs.allSatisfy { abs($0) <= 448 })
    let configuration = try Self.array(dataflow)
    #expect(stimuli[0].cycles == (try FastArray(configuration).run(shape).cycles))
  }
}
