import Foundation
import Testing

@Suite struct StudyModelsCommandTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func explore(_ study: String, _ more: String...) throws -> Command.Outcome {
    try Command.run(
      [
        "explore", "--gemm", "64x96x64", "--fidelity", "analytical", "--objective", "edp", "--objective", "area",
        "--space", "gemmini-small", "--budget", "16", "--proofs", "0", "--strategy", "bayesian", "--study",
        folder.path(study),
      ] + more)
  }

  private func export(_ study: String) throws -> String {
    try Command.run(["study", "export", folder.path(study)]).output
  }

  /// The study document of a run with models beside it, without, and with a damaged file is the same to the byte; only
  /// without -q is anything said of it.
  @Test func modelsChangeNoTrial() throws {
    let first = try explore("a.study", "-q")
    #expect(first.exitCode == 0 && first.errors.isEmpty, "\(first.errors)")
    let models = URL(fileURLWithPath: folder.path("a.study.models"))
    let kept = try Data(contentsOf: models)
    #expect(kept.starts(with: Data("SYSTMDL".utf8)))
    let document = try export("a.study")

    // Another study whose models are those of the first: none is trained, so the file stays as it is.
    try kept.write(to: URL(fileURLWithPath: folder.path("b.study.models")))
    #expect(try explore("b.study", "-q").exitCode == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("b.study.models"))) == kept)
    #expect(try export("b.study") == document)

    try kept.dropLast(9).write(to: URL(fileURLWithPath: folder.path("c.study.models")))
    let noted = try explore("c.study")
    #expect(noted.exitCode == 0 && noted.errors.contains("the file is damaged; models are trained again"))
    #expect(try export("c.study") == document)
    try kept.dropLast(9).write(to: URL(fileURLWithPath: folder.path("d.study.models")))
    #expect(try explore("d.study", "-q").errors.isEmpty)
  }

  /// A part that a strategy doesn't have is refused with the parts it has.
  @Test func unknownParts() throws {
    let outcome = try Command.run(["compare-strategies", "--strategy", "fused-without-wings"])
    #expect(outcome.exitCode == 64)
    let help = try Command.run(["explore", "--help"]).output.split(whereSeparator: \.isWhitespace)
    #expect(help.joined(separator: " ").contains("fused: looks, diffusion"))
  }
}
