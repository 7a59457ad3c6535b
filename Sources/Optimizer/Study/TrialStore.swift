public import Core

/// Where the trials of one exploration are kept; the narrow waist between the loop and what remembers.
///
/// All methods may be called from any thread, and from several processes where the store is a file.
public protocol TrialStore: Sendable {
  /// Every trial, by number.
  ///
  /// - Throws: What keeps the store from being read.
  func trials() throws -> [Trial]

  /// Adds a batch of trials, unless another worker has added it meanwhile.
  ///
  /// - Parameters:
  ///   - proposals: What is to be evaluated; each with its fidelity.
  ///   - batch: The batch they are; the store must hold exactly the ones before.
  ///   - strategy: Who proposed them.
  ///   - cheapLooks: Analytical evaluations the strategy spent on choosing.
  /// - Throws: What keeps the store from being written.
  func ask(_ proposals: [Proposal], batch: Int, strategy: String, cheapLooks: Int) throws

  /// Takes the first trial that is asked and that no living worker has taken.
  ///
  /// - Returns: `nil` when there is none.
  /// - Throws: What keeps the store from being written.
  func claim() throws -> Trial?

  /// Gives a taken trial back undone.
  ///
  /// - Throws: What keeps the store from being written.
  func release(_ number: Int) throws

  /// Keeps the result of a taken trial.
  ///
  /// - Returns: Whether the result was kept: a worker that was taken for dead comes second.
  /// - Throws: What keeps the store from being written.
  @discardableResult
  func tell(_ number: Int, _ outcome: TrialOutcome) throws -> Bool

  /// Analytical evaluations that strategies spent on choosing.
  ///
  /// - Throws: What keeps the store from being read.
  func cheapLooks() throws -> Int

  /// Keeps what generative models drew while a batch was chosen, unless another worker has.
  ///
  /// - Throws: What keeps the store from being written.
  func keep(_ samples: SampleCounts, ofBatch batch: Int) throws

  /// The mappings a trial ran with, by layer name; empty where none was attached or searched for.
  ///
  /// - Throws: What keeps the store from being read.
  func mappings(ofTrial number: Int) throws -> [String: Mapping]

  /// Waits a moment for other workers; a store no one else can reach need not.
  func waitForOthers()
}

extension TrialStore {
  /// No one else can reach the store.
  public func waitForOthers() {}
}
