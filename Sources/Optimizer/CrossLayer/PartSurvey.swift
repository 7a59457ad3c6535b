package import Core
package import RTL

/// Everything that has to be synthesised so that every design of a space has figures.
package struct PartSurvey: Sendable {
  /// A part, and how it is to be synthesised.
  package struct Need: Sendable {
    /// The part.
    package var part: DesignPart
    /// The knobs.
    package var options: SynthesisOptions
    /// The cells.
    package var library: String
  }

  /// What is needed, each once, in the order in which machines first need it.
  package private(set) var needs: [Need] = []
  /// How many legal designs the space has.
  package private(set) var designs = 0

  /// Goes through all designs of a space that can be counted.
  ///
  /// - Parameters:
  ///   - space: The space.
  ///   - architectures: The architecture of each point.
  package init(of space: DesignSpace, architectures: @escaping CrossLayerProblem.Architectures) {
    let problem = CrossLayerProblem(space, products: [], source: NoFigures(), architectures: architectures)
    var seen: Set<String> = []
    problem.forEachMachine { machine, choices, legal in
      designs += legal.count
      for part in problem.parts(of: machine.design) {
        for flow in legal where choices.isNew(part.code, with: flow) {
          let (options, library) = (choices.flows[flow].options, choices.flows[flow].library)
          guard seen.insert("\(part.code) \(library)/\(options.code)").inserted else { continue }
          needs.append(Need(part: part, options: options, library: library))
        }
      }
    }
  }

  /// Knows nothing of any part.
  private struct NoFigures: PartSource {
    func figures(of part: DesignPart, _ options: SynthesisOptions, library: String) throws -> BlockResult {
      throw ToolFailure(.yosys, .notUnderstood(part.code))
    }
  }
}
