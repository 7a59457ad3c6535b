package import Core

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file mapped into memory: only the pages that are looked at are read from disk.
package struct MappedFile: ~Copyable {
  private let bytes: UnsafeRawBufferPointer

  /// Maps a file for reading.
  ///
  /// - Throws: `MissingInput` when it isn't there or can't be read.
  package init(path: String) throws(MissingInput) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw MissingInput(name: path, reason: "this is no file name; give a path")
    }
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw MissingInput(name: path, errorNumber: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw MissingInput(name: path, errorNumber: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw MissingInput(name: path, reason: "it is no plain file; give a file")
    }
    let length = Int(status.st_size)
    guard length > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw MissingInput(name: path, errorNumber: errno)
    }
    bytes = UnsafeRawBufferPointer(start: start, count: length)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }

  /// Calls `body` with the file's bytes, which are gone afterwards.
  package borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(bytes)
  }
}
