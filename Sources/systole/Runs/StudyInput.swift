import Core
import Formats
import Foundation
import Optimizer
import Reports

/// A study as a report takes it.
enum StudyInput {
  /// Whether the file is a database; what kind of one, reading it tells.
  static func isStudy(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 16)) == Data("SQLite format 3\0".utf8)
  }

  /// The study with the documents it began with, its front and how its hypervolume grew.
  ///
  /// - Throws: `StudyError` when the file is no study; `InvalidInput` when a document in it is damaged.
  static func document(_ path: String) throws -> StudyDocument {
    let study = try Study.read(at: path)
    let header = study.header
    var record = StudyRecord(
      URL(fileURLWithPath: path).lastPathComponent, header, trials: try study.trials(),
      cheapLooks: try study.cheapLooks())
    var inputs = [
      RunInput(
        role: "architecture", name: header.space.architecture, sha256: header.architectureHash),
      RunInput(role: "workload's layers", name: header.workload, sha256: header.workloadHash),
    ]
    if let origin = header.origin {
      record.architecture = try ArchitectureFile.read(InputFile(name: path, text: origin.architecture)).0
      record.layers = try WorkloadFile.read(InputFile(name: path, text: origin.workload)).workload
      inputs = origin.files
    }
    record.syntheses = try study.syntheses()
    record.place(base: record.architecture.flatMap { point(of: $0, in: header.space) })
    return StudyDocument(
      record,
      RunRecord(
        inputs: inputs, command: header.origin?.command ?? "systole report \(Invocation.quoted(path))",
        environment: [RunFact("made by version", header.version)]))
  }

  /// The point whose values are those of an architecture; `nil` where there is none.
  private static func point(of architecture: Architecture, in space: DesignSpace) -> DesignPoint? {
    guard let attributes = try? ArchitectureFile.attributes(of: architecture) else { return nil }
    let values = Dictionary(attributes.map { ("\($0.path)", $0.value) }, uniquingKeysWith: { first, _ in first })
    let indices = space.parameters.map { parameter in
      parameter.values.indices.first { index in
        parameter.settings(at: index).allSatisfy { setting in
          let sides = setting.split(separator: "=", maxSplits: 1).map(String.init)
          return sides.count == 2 && values[sides[0]] == sides[1]
        }
      }
    }
    return indices.contains(nil) ? nil : DesignPoint(indices.compactMap { $0 })
  }
}
