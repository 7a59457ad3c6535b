import Core
import Formats
import Testing

@Suite struct ComparisonFileTests {
  private static func comparison() -> Comparison {
    func subject(_ name: String, dram: Int?) -> Comparison.Subject {
      Comparison.Subject(
        name: name, sha256: String(repeating: "0a", count: 32), kind: dram == nil ? .mapping : .simulation,
        model: "machine", architecture: "a <b> \"c\"", workload: "w", cycles: 1_234, seconds: 1.234e-6, macs: 99,
        picojoules: 0.1 + 0.2, utilization: 0.5, dramBytes: dram, squareMillimetres: dram.map { _ in 1.5 },
        command: "systole simulate -w 'w'")
    }
    func entry(_ subject: Int, _ match: Comparison.Match) -> Comparison.Entry {
      Comparison.Entry(
        subject: subject, match: match, name: "layer \(subject)", operation: "conv", cycles: 1_234, macs: 99,
        picojoules: 0.3, dramBytes: subject == 0 ? 7 : nil, boundBy: subject == 0 ? "compute" : nil,
        mapping: subject == 0 ? "L1[WIO] N1 - L0[W] N1" : nil)
    }
    var stalls = StallCycles()
    stalls[.bankConflict] = 5
    return Comparison(
      subjects: [subject("a.xml", dram: 7), subject("b & c.xml", dram: nil)],
      changes: [Comparison.Change(part: .architecture, path: "array.rows", values: ["16", nil])],
      layers: [
        Comparison.Layer(entries: [entry(0, .first), entry(1, .content)]),
        Comparison.Layer(entries: [entry(1, .first)]),
      ],
      units: [
        Comparison.Unit(
          name: "array", activities: [UnitActivity(unit: "array", work: 3, stalls: stalls, idle: 4), nil])
      ], energy: [Comparison.Energy(component: "dram", picojoules: [nil, 12.5])])
  }

  @Test func survivesWritingAndReading() throws {
    let comparison = Self.comparison()
    let run = RunRecord(command: "systole compare", environment: [RunFact("host", "here")])
    let written = ComparisonFile.write(comparison, run)
    let input = InputFile(name: "comparison.xml", bytes: written)
    #expect(try DocumentCheck.check(input) == .comparison)
    let read = try ComparisonFile.read(input)
    #expect(read == comparison)
    #expect(ComparisonFile.write(read, run) == written)
  }

  @Test(arguments: [
    ("cycles=\"1234\"", "cycles=\"many\"", "many"), ("match=\"content\"", "match=\"luck\"", "luck"),
    ("subject=\"1\"", "subject=\"2\"", "2"), ("picojoules=\"12.5\"", "picojoules=\"NaN\"", "NaN"),
    ("macs=\"99\"", "macs=\"9999999999999999999\"", "9999999999999999999"),
    ("cause=\"bank-conflict\"", "cause=\"bank\"", "bank"), ("path=\"array.rows\"", "paths=\"array.rows\"", "paths"),
  ])
  func mistakesAreNamed(old: String, new: String, words: String) throws {
    let text = String(decoding: ComparisonFile.write(Self.comparison()), as: UTF8.self)
    let broken = text.replacing(old, with: new)
    try #require(broken != text)
    do {
      _ = try ComparisonFile.read(InputFile(name: "comparison.xml", text: broken))
      Issue.record("taken: \(new)")
    } catch {
      #expect(error.diagnostics.contains { $0.location.line != nil && $0.description.contains(words) }, "\(error)")
    }
  }

  @Test func attributesAreNamedAsSettingsNameThem() throws {
    let small = InputFile(name: "small.xml", text: SmallDocuments.architecture)
    let (before, _) = try ArchitectureFile.read(small)
    let attributes = try ArchitectureFile.attributes(of: before)
    #expect(Set(attributes.map(\.path)).count == attributes.count)
    let rows = try #require(attributes.first { $0.path == "array.rows" })
    let (after, _) = try ArchitectureFile.read(small, settings: [Setting(parsing: "array.pipeline-depth=2")])
    let changed = zip(attributes, try ArchitectureFile.attributes(of: after)).filter { $0.0.value != $0.1.value }
    #expect(changed.contains { $0.0.path == "array.pipeline-depth" && $0.1.value == "2" })
    #expect(rows.value == String(before.array.rows))
  }
}
