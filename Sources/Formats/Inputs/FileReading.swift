package import Core

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension InputFile {
  /// Larger files are refused: no description of a network or an accelerator comes near.
  private static let byteLimit = 256 << 20

  /// Reads a file whole.
  ///
  /// - Throws: `MissingInput` when it isn't there, is a directory, can't be read or is larger than 256 MiB.
  package static func read(path: String) throws(MissingInput) -> InputFile {
    guard !path.isEmpty else {
      throw MissingInput(name: "''", reason: "the name is empty; give a built-in name or a path")
    }
    guard !path.utf8.contains(0) else {
      throw MissingInput(name: path.replacing("\0", with: "\u{FFFD}"), reason: "the name holds a NUL character")
    }
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw MissingInput(name: path, errorNumber: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw MissingInput(name: path, errorNumber: errno) }
    guard status.st_size <= byteLimit else { throw MissingInput(tooLarge: path) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = piece.withUnsafeMutableBytes { unsafe in Int(Self.readPiece(descriptor, unsafe)) }
      if count == 0 { return InputFile(name: path, bytes: bytes) }
      guard count > 0 else { throw MissingInput(name: path, errorNumber: errno) }
      bytes.append(contentsOf: piece[..<count])
      guard bytes.count <= byteLimit else { throw MissingInput(tooLarge: path) }
    }
  }

  /// read(2), begun again when a signal interrupts it.
  private static func readPiece(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = Int(unistdRead(descriptor, buffer.baseAddress, buffer.count))
      if count >= 0 || errno != EINTR { return count }
    }
  }
}

/// read(2) by a name `InputFile.read(path:)` doesn't hide.
private func unistdRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}

extension MissingInput {
  /// A file the system refuses, in words.
  init(name: String, errorNumber: Int32) {
    let reason =
      switch errorNumber {
      case ENOENT: Self.absentReason
      case EISDIR: "it is a directory; give a file inside it"
      case EACCES, EPERM: "it may not be read; check its permissions"
      default: "it can't be read: \(String(cString: strerror(errorNumber)))"
      }
    self.init(name: name, reason: reason)
  }

  fileprivate init(tooLarge name: String) {
    self.init(name: name, reason: "the file is larger than 256 MiB; is it an input of Systole?")
  }

  private static let absentReason = "there is no such file"

  /// Whether the file isn't there, rather than there and unreadable.
  var isAbsent: Bool { reason == Self.absentReason }
}
