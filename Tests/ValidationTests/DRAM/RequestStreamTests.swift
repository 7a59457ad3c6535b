import Foundation
import Testing
import Validation

@Suite("Request streams")
struct RequestStreamTests {
  /// First sixteen requests and a hash of the first hundred thousand, as the anchors' own generator printed them.
  @Test("streams are those of the anchors", .enabled(if: DRAMReference.folder != nil))
  func checks() throws {
    let text = try String(contentsOfFile: DRAMReference.path("check_first16.txt"), encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.count >= 5)
    for line in lines {
      let name = String(line.prefix { $0 != ":" })
      let pattern = try #require(RequestStream.Pattern(rawValue: name))
      let halves = line.dropFirst(name.count + 1).split(separator: "|")
      var stream = RequestStream(pattern)
      for word in halves[0].split(separator: " ") {
        let request = stream.next()
        #expect((request.isWrite ? "W0x" : "R0x") + String(request.address, radix: 16) == word, "\(name)")
      }
      stream = RequestStream(pattern)
      // FNV-1a over whole 64-bit words, from the offset basis without its last digit, as the generator has it.
      var hash: UInt64 = 1_469_598_103_934_665_603
      for _ in 0..<100_000 {
        let request = stream.next()
        hash = (hash ^ (request.address * 2 + (request.isWrite ? 1 : 0))) &* 0x100_0000_01b3
      }
      let expected = try #require(halves[1].split(separator: " ").last?.dropFirst(2))
      #expect(String(hash, radix: 16) == expected, "\(name)")
    }
  }

  @Test("names cover the patterns")
  func names() {
    #expect(RequestStream.Pattern.names.map(\.value) == RequestStream.Pattern.allCases)
    for (name, pattern) in RequestStream.Pattern.names { #expect(name == pattern.rawValue) }
  }
}
