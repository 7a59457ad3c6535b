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

  /// The trials of the study's own fidelity, with their front and how its hypervolume grew.
  ///
  /// - Throws: `StudyError` when the file is no study.
  static func record(_ path: String) throws -> StudyRecord {
    let study = try Study.read(at: path)
    let header = study.header
    let all = try study.trials()
    let trials = all.filter { $0.fidelity == header.fidelity }
    let summary = StudySummary(of: trials, header)
    var record = StudyRecord(
      name: URL(fileURLWithPath: path).lastPathComponent, workload: header.workload, space: header.space,
      objectives: header.objectives, trials: trials, front: summary.front.map(\.trial), seed: header.seed,
      command: "systole report \(Invocation.quoted(path))",
      environment: [ReportProvenance.Item("made by version", header.version)])
    record.inputs = [
      .init(role: "base architecture", name: header.space.architecture, sha256: header.architectureHash),
      .init(role: "workload's layers", name: header.workload, sha256: header.workloadHash),
    ]
    record.facts = [
      (name: "figures", value: "\(header.fidelity.name), mapper \(header.policy)"),
      (name: "trials of other fidelities, not shown", value: String(all.count - trials.count)),
    ]
    if header.objectives.metrics.count > 1 {
      record.hypervolumes = volumes(trials, header)
      record.hypervolumeScale =
        "in natural logarithms of the objectives, up to ten times the base architecture's under the analytical model"
    }
    addBase(to: &record, header)
    return record
  }

  /// The hypervolume of the trials within the limits up to each one.
  private static func volumes(_ trials: [Trial], _ header: StudyHeader) -> [Double] {
    let scale = QualityScale(reference: header.reference)
    var front: [[Double]] = []
    var volume = 0.0
    return trials.map { trial in
      guard let metrics = trial.metrics, header.objectives.allows(metrics) else { return volume }
      let with = front + [header.objectives.values(of: metrics)]
      let places = paretoFront(of: with)
      if places.contains(front.count) {
        front = places.map { with[$0] }
        volume = scale.volume(of: front)
      }
      return volume
    }
  }

  /// The base architecture as it stands: its point and its figures, from its own trial or from the study's head.
  private static func addBase(to record: inout StudyRecord, _ header: StudyHeader) {
    record.basePoint = basePoint(of: header.space)
    let own = record.trials.first { $0.point == record.basePoint && $0.metrics != nil }
    if let metrics = own?.metrics {
      record.base = Dictionary(uniqueKeysWithValues: Metric.allCases.map { ($0, metrics[$0]) })
      record.baseNote = header.fidelity.name
    } else {
      // The head keeps ten times the analytical model's figures as the worst corner of the hypervolume.
      record.base = Dictionary(
        zip(header.objectives.metrics, header.reference.map { $0 / 10 }), uniquingKeysWith: { first, _ in first })
      record.baseNote = "analytical model"
    }
  }

  /// The point whose values are those of the base architecture; `nil` where there is none or the base is gone.
  private static func basePoint(of space: DesignSpace) -> DesignPoint? {
    guard let input = try? InputFile.resolve(space.architecture, kind: .architecture),
      let settings = try? space.fixed.map({ try Setting(parsing: $0) }),
      let architecture = try? ArchitectureFile.read(input, settings: settings).0,
      let attributes = try? ArchitectureFile.attributes(of: architecture)
    else { return nil }
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
