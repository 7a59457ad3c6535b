import Foundation

/// The command line, for results that say how to make them again.
enum Invocation {
  /// The words that decide the result, quoted where a shell would need it; the binary by its name alone.
  ///
  /// Where the result goes, how much is said meanwhile and how many cores work are left out: they don't change it.
  static var commandLine: String {
    (["systole"] + deciding(Array(CommandLine.arguments.dropFirst()))).map(quoted).joined(separator: " ")
  }

  /// Options with a value that says where something goes or how many cores work.
  private static let silent = [
    "-j", "--jobs", "-o", "--output", "--format", "--trace", "--trace-window", "--results", "--scripts",
  ]

  private static func deciding(_ words: [String]) -> [String] {
    var kept: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case _ where silent.contains(word): rest = rest.dropFirst()
      case "-q", "--quiet", "--all-layers": continue
      case _ where silent.contains { $0.hasPrefix("--") && word.hasPrefix("\($0)=") }: continue
      default: kept.append(word)
      }
    }
    return kept
  }

  /// A word as a shell takes it.
  static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0)) }
    guard word.isEmpty || !plain else { return word }
    return "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
