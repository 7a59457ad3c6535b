import Foundation

/// The command line as it was given, for results that say how to make them again.
enum Invocation {
  /// The words, quoted where a shell would need it; the binary by its name alone.
  static var commandLine: String {
    (["systole"] + CommandLine.arguments.dropFirst()).map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0)) }
    guard word.isEmpty || !plain else { return word }
    return "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
