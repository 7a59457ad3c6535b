import Evaluation
import Optimizer
import Synchronization

/// Layers simulated earlier: in the study that is written, once it is open, and in others.
final class StudyMemories: LayerMemory {
  private let studies: Mutex<[Study]>

  /// The studies to ask.
  init(_ others: [Study]) {
    studies = Mutex(others)
  }

  /// Asks a study before the others from now on.
  func begin(with study: Study) {
    studies.withLock { $0.insert(study, at: 0) }
  }

  /// What the first study that knows the layer says of it.
  func figures(for key: String) throws -> LayerFigures? {
    for study in studies.withLock({ $0 }) {
      if let figures = try study.figures(for: key) { return figures }
    }
    return nil
  }
}
