/// Where trained models are kept, so that none is trained twice, and who hears how training goes.
///
/// All methods may be called from any thread. A memory never changes a result: what it doesn't hold is trained anew from
/// the same numbers.
public protocol ModelMemory: Sendable {
  /// The checkpoint kept under a key; `nil` where there is none.
  func checkpoint(for key: String) -> [UInt8]?

  /// Keeps a checkpoint under a key; where that is impossible the model is trained again another time.
  func keep(_ checkpoint: [UInt8], for key: String)

  /// Hears how far a model's training has come.
  ///
  /// - Parameters:
  ///   - model: What the model is called.
  ///   - done: Steps done.
  ///   - steps: Steps in all.
  func training(_ model: String, done: Int, of steps: Int)
}
