import Core
import Foundation
import Synchronization

/// The models trained for a study, in a file beside it.
///
/// Little-endian: "SYSTMDL" and a version byte; the length of the tool's version and the version; then of each model, the
/// oldest first, its key of 64 digits, the length of its checkpoint and the checkpoint; last the SHA-256 of all before it.
/// Lengths are 32 bits. The file is read when the first model is asked for and written whole under another name, then
/// moved, so that a kill leaves the one before. A file that can't be used is left aside with a note.
public final class StudyModels: ModelMemory {
  /// Where the models are.
  public let path: String
  private let version: String
  private let note: @Sendable (String) -> Void
  private let progress: @Sendable (String) -> Void
  private let state = Mutex(State())

  private struct State {
    /// The models, the oldest first; `nil` before the file was read.
    var models: [(key: String, checkpoint: [UInt8])]?
    /// Whether the file may be written.
    var isWritable = true
  }

  /// The models of a study.
  ///
  /// - Parameters:
  ///   - study: The study's file.
  ///   - version: The tool's version; models of another one are not used.
  ///   - note: Called with what is wrong with the file.
  ///   - progress: Called from any thread with how training goes.
  public init(
    beside study: String, version: String, note: @escaping @Sendable (String) -> Void = { _ in },
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    path = study + ".models"
    self.version = version
    self.note = note
    self.progress = progress
  }

  /// The checkpoint kept under a key.
  public func checkpoint(for key: String) -> [UInt8]? {
    state.withLock { state in models(&state).last { $0.key == key }?.checkpoint }
  }

  /// Keeps a checkpoint under a key of 64 digits; the oldest models make room.
  public func keep(_ checkpoint: [UInt8], for key: String) {
    state.withLock { state in
      var models = models(&state).filter { $0.key != key } + [(key, checkpoint)]
      models.removeFirst(max(0, models.count - Self.most))
      state.models = models
      guard state.isWritable else { return }
      do {
        try write(models)
      } catch {
        state.isWritable = false
        note("\(path): models are not kept: \(error)")
      }
    }
  }

  /// Says how far a model's training has come.
  public func training(_ model: String, done: Int, of steps: Int) {
    progress("training \(model), \(done) of \(steps) steps")
  }

  /// Models kept: those of some ten batches, a few megabytes.
  private static let most = 64
  private static let mark = Array("SYSTMDL".utf8) + [1]
  private static let keyLength = 64
}

// MARK: - The file

extension StudyModels {
  /// Why a file can't be used.
  private enum Unusable: Error {
    case foreign
    case damaged
    case version(String)
  }

  private func models(_ state: inout State) -> [(key: String, checkpoint: [UInt8])] {
    if let models = state.models { return models }
    var models: [(key: String, checkpoint: [UInt8])] = []
    if let bytes = FileManager.default.contents(atPath: path) {
      do throws(Unusable) {
        models = try decoded([UInt8](bytes))
      } catch {
        switch error {
        case .foreign:
          state.isWritable = false
          note("\(path): this holds no models of a study and is left as it is; models are trained again and not kept")
        case .damaged: note("\(path): the file is damaged; models are trained again")
        case .version(let found): note("\(path): models of version \(found) are trained again")
        }
      }
    }
    state.models = models
    return models
  }

  private func decoded(_ bytes: [UInt8]) throws(Unusable) -> [(key: String, checkpoint: [UInt8])] {
    guard bytes.starts(with: Self.mark.dropLast()) else { throw .foreign }
    guard bytes.count >= Self.mark.count + 4 + 32, Self.digest(bytes.dropLast(32)) == Array(bytes.suffix(32)) else {
      throw .damaged
    }
    guard bytes.starts(with: Self.mark) else { throw .version("\(bytes[Self.mark.count - 1]) of the format") }
    var rest = bytes.dropFirst(Self.mark.count).dropLast(32)
    let found = String(decoding: try Self.text(&rest), as: UTF8.self)
    guard found == version else { throw .version(found) }
    var models: [(key: String, checkpoint: [UInt8])] = []
    while !rest.isEmpty {
      let key = try Self.take(Self.keyLength, of: &rest)
      models.append((String(decoding: key, as: UTF8.self), Array(try Self.text(&rest))))
    }
    return models
  }

  private static func take(_ count: Int, of rest: inout ArraySlice<UInt8>) throws(Unusable) -> ArraySlice<UInt8> {
    guard rest.count >= count else { throw .damaged }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// Bytes after their length.
  private static func text(_ rest: inout ArraySlice<UInt8>) throws(Unusable) -> ArraySlice<UInt8> {
    let length = try take(4, of: &rest).reversed().reduce(0) { $0 << 8 | Int($1) }
    return try take(length, of: &rest)
  }

  private func write(_ models: [(key: String, checkpoint: [UInt8])]) throws {
    var bytes = Self.mark
    func append(_ text: [UInt8]) {
      for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: text.count >> shift)) }
      bytes += text
    }
    append(Array(version.utf8))
    for model in models {
      bytes += Array(model.key.utf8)
      append(model.checkpoint)
    }
    bytes += Self.digest(bytes)
    let temporary = "\(path).\(getpid()).partial"
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: temporary))
      guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}
