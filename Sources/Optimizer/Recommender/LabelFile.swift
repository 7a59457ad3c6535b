package import Core
import Foundation
import Synchronization

/// What layers cost on the designs of a list, kept as it is worked out, so that an interruption loses nothing.
///
/// Little-endian: "SYSTLBL" and a version byte, the SHA-256 of what costs depend on beside the layer, the number of
/// designs in 32 bits; then of each layer the SHA-256 of its content, seconds and joules on each design in IEEE 754 double
/// precision, and the first 8 bytes of the SHA-256 of all that. Records are appended one by one; reading stops at the
/// first that isn't whole, and the file is cut there. A file of another kind is left as it is.
package final class LabelFile: Sendable {
  /// Where the costs are.
  package let path: String
  private let designs: Int
  private let note: @Sendable (String) -> Void
  private let state: Mutex<State>

  private struct State {
    var known: [[UInt8]: LayerCosts] = [:]
    /// `nil` where nothing can be kept.
    var handle: FileHandle?
  }

  /// The costs kept at a path; those of another list of designs are left aside and overwritten.
  ///
  /// - Parameters:
  ///   - path: The file, in a folder that exists.
  ///   - content: Everything costs depend on beside the layer.
  ///   - designs: How many designs there are.
  ///   - note: Called with what is wrong with the file.
  package init(
    at path: String, content: some Collection<UInt8>, designs: Int,
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.path = path
    self.designs = designs
    self.note = note
    let head = Self.mark + Self.digest(content) + Self.number(designs)
    state = Mutex(Self.opened(path, head: head, designs: designs, note))
  }

  private static func opened(
    _ path: String, head: [UInt8], designs: Int, _ note: @Sendable (String) -> Void
  ) -> State {
    var state = State()
    let bytes = FileManager.default.contents(atPath: path).map { [UInt8]($0) } ?? []
    guard bytes.isEmpty || bytes.starts(with: mark) else {
      note("\(path): this holds no costs of layers and is left as it is; nothing is kept")
      return state
    }
    var end = head.count
    if bytes.starts(with: head) {
      while let (key, costs) = record(bytes[end...], designs) {
        state.known[key] = costs
        end += recordLength(designs)
      }
      if end < bytes.count {
        note("\(path): the file is damaged after \(state.known.count) layers; the rest is redone")
      }
    }
    do {
      if !bytes.starts(with: head) { try Data(head).write(to: URL(fileURLWithPath: path)) }
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: UInt64(end))
      try handle.seekToEnd()
      state.handle = handle
    } catch {
      note("\(path): costs are not kept: \(error.localizedDescription)")
    }
    return state
  }

  /// How many layers are known.
  package var count: Int { state.withLock { $0.known.count } }

  /// What a layer costs on each design; `nil` where that isn't known.
  package func costs(of layer: Layer) -> LayerCosts? {
    guard let key = Self.key(of: layer) else { return nil }
    return state.withLock { $0.known[key] }
  }

  /// Keeps what a layer costs.
  package func keep(_ costs: LayerCosts, of layer: Layer) {
    guard let key = Self.key(of: layer), costs.seconds.count == designs, costs.joules.count == designs else { return }
    var record = key
    for value in costs.seconds + costs.joules {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { record += $0 }
    }
    record += Self.digest(record).prefix(8)
    state.withLock { state in
      guard state.known.updateValue(costs, forKey: key) == nil, let handle = state.handle else { return }
      do {
        try handle.write(contentsOf: Data(record))
      } catch {
        state.handle = nil
        note("\(path): further costs are not kept: \(error.localizedDescription)")
      }
    }
  }

  private static let mark = Array("SYSTLBL".utf8) + [1]

  private static func recordLength(_ designs: Int) -> Int { 32 + 16 * designs + 8 }

  /// The record that bytes begin with; `nil` where it isn't whole.
  private static func record(_ bytes: ArraySlice<UInt8>, _ designs: Int) -> (key: [UInt8], costs: LayerCosts)? {
    let length = recordLength(designs)
    guard bytes.count >= length else { return nil }
    let body = bytes.prefix(length - 8)
    guard digest(body).prefix(8).elementsEqual(bytes.prefix(length).suffix(8)) else { return nil }
    let values = (0..<2 * designs).map { place -> Double in
      let first = body.startIndex + 32 + 8 * place
      return Double(bitPattern: body[first..<first + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    return (
      Array(body.prefix(32)), LayerCosts(seconds: Array(values[..<designs]), joules: Array(values[designs...]))
    )
  }

  private static func key(of layer: Layer) -> [UInt8]? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(layer.content)).map { digest($0) }
  }

  private static func number(_ count: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } }

  private static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}
