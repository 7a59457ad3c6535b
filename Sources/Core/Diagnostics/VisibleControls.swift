extension String {
  /// The text with control and direction-changing characters written out, so that a name or a field can neither break
  /// a line, move a terminal's cursor nor turn its surroundings around: `\u{1B}`, `\u{202E}`.
  package var withVisibleControls: String {
    guard unicodeScalars.contains(where: Self.isControl) else { return self }
    var visible = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if Self.isControl(scalar) {
        visible.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
      } else {
        visible.append(scalar)
      }
    }
    return String(visible)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1f, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
    default: false
    }
  }
}
