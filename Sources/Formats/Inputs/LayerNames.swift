/// Names of layers and tensors a document can hold, each given once.
struct LayerNames {
  private var taken: Set<String> = ["previous"]
  /// The last number tried behind a name that was taken.
  private var numbers: [String: Int] = [:]

  /// The name without what XML can't carry and without white space, numbered when it is taken.
  mutating func own(_ name: String) -> String {
    var word = ""
    for character in name {
      let isPlain = !character.isWhitespace && character.unicodeScalars.allSatisfy { Self.isPlain($0.value) }
      word.append(isPlain ? character : "_")
    }
    let stem = word.isEmpty ? "unnamed" : word
    var candidate = stem
    while !taken.insert(candidate).inserted {
      let number = numbers[stem, default: 1] + 1
      numbers[stem] = number
      candidate = "\(stem).\(number)"
    }
    return candidate
  }

  /// Neither a control character nor one of the two that are none.
  private static func isPlain(_ scalar: UInt32) -> Bool {
    scalar > 32 && !(0x7f...0x9f).contains(scalar) && scalar & 0xfffe != 0xfffe
  }
}
