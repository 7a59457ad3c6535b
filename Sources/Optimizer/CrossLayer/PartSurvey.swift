package import Core
package import RTL
import Synchronization

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

  /// What is needed, each once, in the order in which designs first need it.
  package private(set) var needs: [Need] = []
  /// How many legal designs the space has.
  package private(set) var designs = 0

  /// Goes through all designs of a space that can be counted.
  ///
  /// - Parameters:
  ///   - space: The space.
  ///   - architectures: The architecture of each point.
  /// - Throws: Nothing that noting can give rise to.
  package init(of space: DesignSpace, architectures: @escaping CrossLayerProblem.Architectures) throws {
    let notes = Notes()
    let problem = CrossLayerProblem(space, products: [], source: notes, architectures: architectures)
    for place in 0..<(space.size < 1e9 ? Int(space.size) : 0) {
      guard let point = space.point(at: place), problem.isLegal(point) else { continue }
      designs += 1
      _ = try problem.evaluate(Proposal(point), at: .synthesized)
    }
    needs = notes.needs
  }

  /// Notes what is asked for.
  private final class Notes: PartSource {
    private struct State {
      var seen: Set<String> = []
      var needs: [Need] = []
    }

    private let state = Mutex(State())

    var needs: [Need] { state.withLock { $0.needs } }

    func figures(of part: DesignPart, _ options: SynthesisOptions, library: String) -> BlockResult {
      let key = "\(part.code) \(library)/\(options.code)"
      state.withLock { state in
        guard state.seen.insert(key).inserted else { return }
        state.needs.append(Need(part: part, options: options, library: library))
      }
      return BlockResult(area: 0, nanoseconds: 1, picojoulesPerCycle: 0, leakageMilliwatts: 0)
    }
  }
}
