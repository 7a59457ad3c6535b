import Core
import Optimizer
import RTL

/// Keeps the best designs of an exploration as cells: area and power by block, the slowest paths, the commands.
struct SynthesisedFinalists {
  var problem: CrossLayerProblem
  var tools: SynthesisTools
  /// Designs of the front, the best of the first objective first.
  var most: Int
  var quiet: Bool

  /// Synthesises what isn't kept yet, from the cache where its parts are there, and keeps it in the study.
  func keep(_ summary: StudySummary, of trials: [Trial], in study: Study) throws {
    let known = Set(try study.syntheses().compactMap(\.trial))
    for design in summary.front.prefix(most) where !known.contains(design.trial) && !Interruption.isRequested {
      guard let point = trials.first(where: { $0.number == design.trial })?.point else { continue }
      do {
        try study.keep(try synthesis(of: design, at: point, study.header), ofTrial: design.trial)
      } catch let failure as ToolFailure {
        if !quiet { Failure.say("trial \(design.trial) by block: \(failure)") }
      }
    }
  }

  private func synthesis(
    of design: StudySummary.Design, at point: DesignPoint, _ header: StudyHeader
  ) throws -> SynthesisResult {
    let hardware = try problem.hardware(at: point)
    let library = hardware.flow[.library]?.text ?? CrossLayerProblem.usualLibrary
    let array = try tools.synthesis(of: hardware.design, SynthesisOptions(flow: hardware.flow), library: library)
    let settings = design.settings.map { " --set \(Invocation.quoted($0))" }.joined()
    return array.result(
      memories: SynthesisResult.Memory.memories(
        of: hardware.architecture, nanometres: CellLibrary.Standard(rawValue: library)?.nanometres),
      commands: ["systole synthesize \(header.inputs)\(settings) --scripts trial-\(design.trial)"])
  }
}
