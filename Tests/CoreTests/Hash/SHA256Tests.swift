import Core
import Testing

@Suite struct SHA256Tests {
  /// FIPS 180-4's examples (NIST, "SHA-256 examples") and the million letters of FIPS 180-2, appendix B.3.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func equalsThePublishedExamples(message: String, digest: String) {
    #expect(SHA256.hexadecimal(Array(message.utf8)) == digest)
  }

  /// Messages around the block boundary, where the padding changes its shape, in any number of pieces.
  @Test(arguments: [1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128])
  func doesNotDependOnThePieces(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for cut in 0...count {
      var hash = SHA256()
      hash.update(bytes[..<cut])
      hash.update(bytes[cut...])
      var whole = SHA256()
      whole.update(bytes)
      #expect(hash.finish() == whole.finish())
    }
  }

  /// sha256sum of GNU coreutils on 55 and 56 zero bytes, the lengths at which the padding spills into another block.
  @Test(arguments: [
    (55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
    (56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
  ])
  func padsAsOthersDo(count: Int, digest: String) {
    #expect(SHA256.hexadecimal([UInt8](repeating: 0, count: count)) == digest)
  }
}
