import Foundation

/// Python's html5lib, where it is installed.
enum HTML5Library {
  static let isInstalled = (try? run("import html5lib")) != nil

  /// The parser's complaints about a page as Python prints a list; `[]` for none.
  static func errors(in page: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(component: "systole-page-\(UUID().uuidString).html")
    try page.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try run(
      """
      import html5lib
      parser = html5lib.HTMLParser()
      parser.parse(open(\"\(file.path)\", 'rb').read())
      print(parser.errors)
      """)
  }

  private struct Failed: Error {
    var status: Int32
  }

  private static func run(_ program: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
