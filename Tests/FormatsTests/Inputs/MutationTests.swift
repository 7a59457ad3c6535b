import Core
import Formats
import Testing

/// Damaged documents of every kind fed to every reader: refused with reasons, or read like any other, never a crash.
@Suite struct MutationTests {
  /// A document to damage and how many times.
  struct Victim: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var count: Int
    var testDescription: String { name }
  }

  static let victims: [Victim] = {
    var victims: [Victim] = []
    for kind in [DocumentKind.architecture, .workload] {
      for name in BuiltinLibrary.names(of: kind) {
        guard let input = InputFile.builtin(name, kind: kind) else { continue }
        victims.append(Victim(name: name, bytes: input.bytes, count: kind == .architecture ? 250 : 60))
      }
    }
    victims.append(Victim(name: "mapping", bytes: Array(SmallDocuments.mapping.utf8), count: 500))
    victims.append(Victim(name: "architecture", bytes: Array(SmallDocuments.architecture.utf8), count: 500))
    victims.append(Victim(name: "results", bytes: Array(((try? SmallResults.text()) ?? "").utf8), count: 500))
    victims.append(Victim(name: "study", bytes: Array(((try? SmallStudy.text()) ?? "").utf8), count: 500))
    let synthesis = SynthesisFile.write(SynthesisFileTests.document)
    victims.append(Victim(name: "synthesis", bytes: synthesis, count: 300))
    victims.append(Victim(name: "space", bytes: Array(SpaceFileTests.valid.utf8), count: 100))
    victims.append(Victim(name: "memory", bytes: Array(SmallDocuments.memory.utf8), count: 1000))
    victims.append(Victim(name: "table", bytes: Array("a,b,c\n1,\"2\",3\n\"x\"\"y\",,z\r\n".utf8), count: 1000))
    return victims
  }()

  @Test(arguments: victims)
  func damageIsRefusedOrRead(_ victim: Victim) throws {
    let stream = UInt64(Self.victims.firstIndex { $0.name == victim.name } ?? 0)
    var mutation = Mutation(seed: 20_251_121, stream: stream, donors: Self.victims.map(\.bytes))
    var refused = 0
    for _ in 0..<victim.count {
      let input = InputFile(name: "damaged", bytes: mutation.damaged(victim.bytes))
      do {
        try survives(input)
      } catch let error as InvalidInput {
        refused += 1
        #expect(!error.diagnostics.isEmpty)
        #expect(!error.description.contains("\n\n"))
      } catch is MissingInput {
        refused += 1
      }
      _ = try? CSVTable(input)
      _ = try? DRAMIniFile(input)
    }
    // Most damage breaks a document; a run in which little did would test nothing.
    #expect(refused > victim.count / 2, "\(refused) of \(victim.count) refused")
  }

  /// Reads a document of whatever kind it has become; what is accepted must survive being written.
  private func survives(_ input: InputFile) throws {
    switch try DocumentCheck.check(input) {
    case .architecture:
      let (architecture, _) = try ArchitectureFile.read(input)
      let (again, _) = try ArchitectureFile.read(
        InputFile(name: "again", bytes: ArchitectureFile.write(architecture)))
      #expect(again == architecture)
    case .workload:
      _ = try WorkloadFile.read(input)
    case .mapping:
      let file = try MappingFile.read(input)
      let again = try MappingFile.read(InputFile(name: "again", bytes: file.write()))
      #expect(again.entries.map(\.mapping) == file.entries.map(\.mapping))
      let document = try SmallResults.document()
      _ = try file.mappings(of: document.result.workload, on: document.result.architecture)
    case .results:
      let document = try ResultsFile.read(input)
      let again = try ResultsFile.read(InputFile(name: "again", bytes: ResultsFile.write(document)))
      #expect(again == document)
    case .space:
      _ = try SpaceFile.read(input)
    case .mappingResults:
      _ = try MappingResultsFile.read(input)
    case .comparison:
      _ = try ComparisonFile.read(input)
    case .study:
      let document = try StudyDocumentFile.read(input)
      let again = try StudyDocumentFile.read(InputFile(name: "again", bytes: StudyDocumentFile.write(document)))
      #expect(again == document)
    case .synthesis:
      let document = try SynthesisFile.read(input)
      let again = try SynthesisFile.read(InputFile(name: "again", bytes: SynthesisFile.write(document)))
      #expect(again == document)
    }
  }

  @Test func mappingTextsAreRefusedOrRead() {
    let text = Array("L3[WIO] K48 Q28,3 - L2[WI] N1 K4X - L1[O] C48 P16 C16X R3Y - L0[W] P8".utf8)
    var mutation = Mutation(seed: 20_251_122, stream: 0, donors: [text])
    var read = 0
    for _ in 0..<5000 {
      let damaged = String(decoding: mutation.damaged(text), as: UTF8.self)
      guard let mapping = try? Mapping(parsing: damaged) else { continue }
      read += 1
      #expect((try? Mapping(parsing: mapping.description)) == mapping, "\(damaged)")
    }
    #expect(read > 100)
  }

  @Test func settingsAreRefusedOrApplied() {
    let input = InputFile(name: "small.xml", text: SmallDocuments.architecture)
    let text = Array(#"scratchpad.capacity="128KiB""#.utf8)
    var mutation = Mutation(seed: 20_251_123, stream: 0, donors: [Array("array.rows=8".utf8)])
    for _ in 0..<300 {
      let damaged = String(decoding: mutation.damaged(text), as: UTF8.self).replacing("\"", with: "")
      do {
        _ = try ArchitectureFile.read(input, settings: [Setting(parsing: damaged)])
      } catch {
        #expect(!error.diagnostics.isEmpty)
      }
    }
  }
}
