package import Core

/// A document of what a run found, with everything the run was given.
package struct RunDocument<Result: Hashable & Sendable>: Hashable, Sendable {
  package var result: Result
  package var run: RunRecord

  package init(_ result: Result, _ run: RunRecord = RunRecord()) {
    self.result = result
    self.run = run
  }
}

/// What a simulation found.
package typealias ResultsDocument = RunDocument<SimulationResult>
/// What a search for mappings found.
package typealias MappingResultsDocument = RunDocument<MappingResult>
/// What an exploration found; the command is the one that began the study.
package typealias StudyDocument = RunDocument<StudyRecord>
/// An array as standard cells.
package typealias SynthesisDocument = RunDocument<SynthesisResult>

extension RunInput {
  /// The record of a file that was read.
  package init(role: String, _ file: InputFile) {
    self.init(role: role, name: file.name, sha256: SHA256.hexadecimal(file.bytes))
  }
}
