import Builtins
import Core
import Formats
import Foundation
import Testing

@Suite struct InputFileTests {
  @Test func findsABuiltinByItsName() throws {
    let input = try InputFile.resolve("gemmini", kind: .architecture)
    #expect(input.name == "gemmini.xml")
    #expect(input.isBuiltin)
    #expect(!input.bytes.isEmpty)
  }

  @Test func findsAFileByItsPath() throws {
    try Self.withFile("<a/>") { path in
      let input = try InputFile.resolve(path, kind: .architecture)
      #expect(input.name == path)
      #expect(!input.isBuiltin)
      #expect(input.bytes == Array("<a/>".utf8))
    }
  }

  @Test func readsFilesLargerThanAPiece() throws {
    let text = String(repeating: "0123456789abcdef", count: 20_000)
    try Self.withFile(text) { path in
      let input = try InputFile.read(path: path)
      #expect(input.bytes == Array(text.utf8))
    }
  }

  @Test(arguments: [
    (
      "gemini", DocumentKind.architecture,
      "gemini: error: there is no such file and no built-in architecture of that name; did you mean 'gemmini'?"
    ),
    (
      "gemmini.xlm", .architecture,
      "gemmini.xlm: error: there is no such file and no built-in architecture of that name; did you mean 'gemmini'?"
    ),
    (
      "models/tpu-v2.xml", .architecture,
      "models/tpu-v2.xml: error: there is no such file and no built-in architecture of that name; did you mean 'tpu-v1'?"
    ),
    (
      "resnet5", .workload,
      "resnet5: error: there is no such file and no built-in workload of that name; did you mean 'resnet50'?"
    ),
    ("nowhere.xml", .mapping, "nowhere.xml: error: there is no such file"),
    ("", .mapping, "'': error: the name is empty; give a built-in name or a path"),
    ("/", .mapping, "/: error: it is a directory; give a file inside it"),
    ("a\u{0}b", .mapping, "a\u{FFFD}b: error: the name holds a NUL character"),
    ("/dev/null/a.xml", .mapping, "/dev/null/a.xml: error: it can't be read: Not a directory"),
  ])
  func saysWhyAFileCannotBeHad(name: String, kind: DocumentKind, message: String) {
    let error = #expect(throws: MissingInput.self) { try InputFile.resolve(name, kind: kind) }
    #expect(error?.description == message)
  }

  @Test func listsTheBuiltinsWhenNoneIsNear() throws {
    let names = BuiltinLibrary.names(of: .architecture).joined(separator: ", ")
    let error = #expect(throws: MissingInput.self) { try InputFile.resolve("eyeriss", kind: .architecture) }
    #expect(error?.description.hasSuffix("built in: \(names)") == true)
  }

  @Test func refusesAFileOfAnotherOrderOfMagnitude() throws {
    try Self.withFile("") { path in
      // Only the length is set; nothing that size is written.
      try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 257 << 20)
      let error = #expect(throws: MissingInput.self) { try InputFile.read(path: path) }
      #expect(error?.reason == "the file is larger than 256 MiB; is it an input of Systole?")
    }
  }

  @Test func saysThatALinkRunsInACircle() throws {
    let path = NSTemporaryDirectory() + "systole-\(UUID().uuidString)"
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = #expect(throws: MissingInput.self) { try InputFile.read(path: path) }
    #expect(error?.reason.hasPrefix("it can't be read: ") == true)
  }

  /// Root reads everything, so this says nothing when run as root.
  @Test(.enabled(if: geteuid() != 0)) func saysThatAFileMayNotBeRead() throws {
    try Self.withFile("<a/>") { path in
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      let error = #expect(throws: MissingInput.self) { try InputFile.read(path: path) }
      #expect(error?.reason == "it may not be read; check its permissions")
    }
  }

  static func withFile(_ text: String, _ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "systole-\(UUID().uuidString).xml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }
}

@Suite struct BuiltinLibraryTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The carried files are the folder's, byte for byte and in order; a file added to the folder must be added here.
  @Test(arguments: [
    ("Architectures", "Architectures", "xml"), ("Workloads", "Workloads", "xml"),
    ("Spaces", "Spaces", "xml"), ("Tables", "Spaces/Tables", "csv"),
    ("Schemas", "Sources/Formats/Schemas", "xsd"),
  ])
  func carriesTheFilesOfTheFolder(shelf: String, folder: String, ending: String) throws {
    let directory = Self.root.appending(path: folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      .filter { $0.hasSuffix(".\(ending)") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(BuiltinLibrary.fileNames(in: shelf) == files)
    for file in files {
      let bytes = try Data(contentsOf: directory.appending(path: file))
      #expect(BuiltinLibrary.bytes(of: file, in: shelf) == Array(bytes), "\(file)")
    }
  }

  @Test func knowsNothingElse() {
    #expect(BuiltinLibrary.fileNames(in: "Elsewhere").isEmpty)
    #expect(BuiltinLibrary.bytes(of: "eyeriss.xml", in: "Architectures") == nil)
    #expect(BuiltinLibrary.names(of: .results).isEmpty)
  }
}
