import Core
import Formats
import Testing

/// Shipped documents with random damage: each is refused with places, or read and written like any other.
@Suite struct MutatedWorkloadTests {
  @Test(arguments: BuiltinLibrary.names(of: .workload))
  func damageIsRefusedOrRead(name: String) throws {
    let original = try InputFile.resolve(name, kind: .workload)
    let stream = UInt64(BuiltinLibrary.names(of: .workload).firstIndex(of: name) ?? 0)
    var random = SeededRandom(seed: 5, stream: stream)
    var refused = 0
    for _ in 0..<60 {
      let input = InputFile(name: "mutated.xml", bytes: damaged(original.bytes, &random))
      do {
        let workload = try WorkloadFile.read(input).workload
        let written = InputFile(name: "written.xml", bytes: WorkloadFile.bytes(of: workload))
        #expect(try WorkloadFile.read(written).workload == workload)
      } catch {
        refused += 1
        #expect(!error.diagnostics.isEmpty)
        #expect(error.diagnostics.allSatisfy { $0.location.file == "mutated.xml" })
      }
    }
    // Most damage breaks the XML or a size; a run in which none did damaged nothing.
    #expect(refused > 20)
  }

  /// One to three bytes, numbers or lines changed.
  private func damaged(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var damaged = bytes
    for _ in 0..<random.within(1...3) {
      switch random.below(4) {
      case 0: damaged[random.below(damaged.count)] = UInt8(random.below(256))
      case 1: damaged.remove(at: random.below(damaged.count))
      case 2: damaged = numberReplaced(damaged, &random)
      default: damaged = lineMoved(damaged, &random)
      }
    }
    return damaged
  }

  private static let numbers = ["0", "1", "-1", "7", "65537", "1099511627775", "9223372036854775808", "x", ""]

  private func numberReplaced(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    let isDigit = bytes.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let starts = bytes.indices.filter { isDigit[$0] && ($0 == 0 || !isDigit[$0 - 1]) }
    guard !starts.isEmpty else { return bytes }
    let start = starts[random.below(starts.count)]
    let end = bytes[start...].indices.first { !isDigit[$0] } ?? bytes.endIndex
    let number = Self.numbers[random.below(Self.numbers.count)]
    return bytes[..<start] + Array(number.utf8) + bytes[end...]
  }

  /// Takes a line out and puts it, or a copy of it, somewhere else.
  private func lineMoved(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let source = random.below(lines.count)
    let line = random.below(2) == 0 ? lines.remove(at: source) : lines[source]
    lines.insert(line, at: random.below(lines.count + 1))
    return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }
}
