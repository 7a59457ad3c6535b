import Core
import Formats
import Testing

@Suite struct StudyDocumentTests {
  @Test func survivesWritingAndReading() throws {
    let document = try SmallStudy.document()
    let written = StudyDocumentFile.write(document)
    let input = InputFile(name: "study.xml", bytes: written)
    #expect(try DocumentCheck.check(input) == .study)
    let read = try StudyDocumentFile.read(input)
    #expect(read == document)
    #expect(StudyDocumentFile.write(read) == written)
  }

  @Test func survivesWithNothingInIt() throws {
    var document = try SmallStudy.document()
    document.run.inputs = []
    document.run.environment = []
    document.result.architecture = nil
    document.result.layers = nil
    document.result.trials = []
    document.result.front = []
    document.result.growth = []
    document.result.base = StudyRecord.Base()
    document.result.objectives = ObjectiveSet([.edp])
    let written = StudyDocumentFile.write(document)
    let read = try StudyDocumentFile.read(InputFile(name: "study.xml", bytes: written))
    #expect(read == document)
    #expect(StudyDocumentFile.write(read) == written)
  }

  /// What stands in the document, read by hand.
  @Test func saysWhatTheTrialsAre() throws {
    let root = try XMLDocument(InputFile(name: "study.xml", text: try SmallStudy.text())).root
    #expect(root.namespace == "urn:systole:study:1")
    let summary = try #require(root.child("summary"))
    #expect(summary["trials"] == "5" && summary["complete"] == "3" && summary["failed"] == "1")
    #expect(summary["simulations"] == "2" && summary["analytical-evaluations"] == "9")
    let trial = try #require(root.children("trial").first { $0["number"] == "2" })
    #expect(trial["values"] == "16 128KiB 1 HBM2-2000")
    #expect(trial.child("metrics")?["joules"] == "0.25")
    #expect(root.child("base")?["values"] == "16 64KiB 1 DDR4-2400")
    #expect(root.children.count { $0.name == "environment" } == 1)
  }

  /// Every space that is built in comes out of a study as it went in, ranges spelt out.
  @Test(arguments: BuiltinLibrary.names(of: .space))
  func spacesSurviveInside(name: String) throws {
    var document = try SmallStudy.document()
    document.result.space = try SpaceFile.read(try InputFile.resolve(name, kind: .space)).space
    document.result.trials = []
    document.result.front = []
    document.result.growth = []
    document.result.base.point = nil
    let written = StudyDocumentFile.write(document)
    #expect(try StudyDocumentFile.read(InputFile(name: "study.xml", bytes: written)) == document)
  }

  /// A streamed document is the whole one, whatever pieces it comes in.
  @Test func isWrittenInPieces() throws {
    var document = try SmallStudy.document()
    let first = document.result.trials[0]
    document.result.trials = (0..<200).map { number in
      var trial = first
      trial.number = number
      return trial
    }
    document.result.front = [7]
    var pieces: [[UInt8]] = []
    StudyDocumentFile.write(document) { pieces.append($0) }
    #expect(pieces.count >= 4)
    #expect(pieces.flatMap { $0 } == StudyDocumentFile.write(document))
    #expect(try StudyDocumentFile.read(InputFile(name: "study.xml", bytes: pieces.flatMap { $0 })) == document)
  }

  @Test(arguments: [
    ("seed=\"18446744073709551615\"", "seed=\"18446744073709551616\"", "2^64 - 1"),
    ("values=\"16 128KiB 1 HBM2-2000\"", "values=\"16 128KB 1 HBM2-2000\"", "128KB"),
    ("values=\"16 128KiB 1 HBM2-2000\"", "values=\"16 128KiB 1\"", "3 values for the 4 parameters"),
    ("<front trial=\"2\"/>", "<front trial=\"1\"/>", "no complete trial 1"),
    ("<rise trial=\"2\"", "<rise trial=\"5\"", "no complete trial 5"),
    ("trial number=\"3\"", "trial number=\"2\"", "trial 2 stands behind trial 2"),
    ("simulations=\"2\"", "simulations=\"3\"", "the summary counts 3 simulations"),
    ("state=\"asked\"", "state=\"complete\"", "complete without metrics"),
    ("state=\"failed\"", "state=\"lost\"", "lost"), ("joules=\"0.25\"", "joules=\"INF\"", "INF"),
    ("<objective metric=\"energy\"/>", "<objective metric=\"latency\"/>", "latency stands twice"),
    ("mapping layer=\"fc\"", "mapping layer=\"conv\"", "conv"), ("K4X - L1", "K4Z - L1", "K4Z"),
    ("core-hertz=\"1000000000\"", "core-hertz=\"9999999999999999999\"", "9999999999999999999"),
    ("rule=\"memory", "rule=\"memories", "memories"), ("most=\"3\"", "least=\"3\"", "least"),
  ])
  func mistakesAreNamed(old: String, new: String, words: String) throws {
    let text = try SmallStudy.text()
    let broken = text.replacing(old, with: new, maxReplacements: 1)
    try #require(broken != text)
    do {
      _ = try StudyDocumentFile.read(InputFile(name: "study.xml", text: broken))
      Issue.record("taken: \(new)")
    } catch {
      #expect(error.diagnostics.contains { $0.location.line != nil && $0.description.contains(words) }, "\(error)")
    }
  }

  @Test func otherKindsAreTold() throws {
    let results = InputFile(name: "results.xml", text: try SmallResults.text())
    let study = InputFile(name: "study.xml", text: try SmallStudy.text())
    do {
      _ = try StudyDocumentFile.read(results)
      Issue.record("taken")
    } catch {
      #expect(error.description.contains("a results document") && error.description.contains("a study document"))
    }
    do {
      _ = try ResultsFile.read(study)
      Issue.record("taken")
    } catch {
      #expect(error.description.contains("a study document"))
    }
  }
}
