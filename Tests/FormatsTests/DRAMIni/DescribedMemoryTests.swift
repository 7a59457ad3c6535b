import Core
import Formats
import Foundation
import Testing

@Suite("Memories described by a file")
struct DescribedMemoryTests {
  /// A folder with an architecture, and a memory file below it.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "memory-\(UUID().uuidString)")

    init(memory: String, standard: String = "parts/memory.ini", more: String = "") throws {
      try FileManager.default.createDirectory(at: url.appending(path: "parts"), withIntermediateDirectories: true)
      try Data(memory.utf8).write(to: url.appending(path: "parts/memory.ini"))
      let document = SmallDocuments.architecture.replacing(
        "standard=\"DDR4-2400\" mapping=\"rorabacobgch\"", with: "standard=\"\(standard)\"\(more)")
      try Data(document.utf8).write(to: url.appending(path: "small.xml"))
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func read(_ settings: [String] = []) throws -> (Architecture, SourceMap) {
      try ArchitectureFile.read(
        InputFile.read(path: path("small.xml")), settings: settings.map { try Setting(parsing: $0) })
    }

    func errors(_ settings: [String] = []) -> [String] {
      do {
        _ = try read(settings)
        return []
      } catch let error as InvalidInput {
        return error.diagnostics.map(\.description)
      } catch {
        return ["\(error)"]
      }
    }
  }

  @Test("a file is found beside the architecture, and read")
  func relative() throws {
    let folder = try Folder(memory: SmallDocuments.memory)
    let memory = try #require(try folder.read().0.externalMemory.configuration())
    let alone = try DRAMIniFile(InputFile(name: "parts/memory.ini", text: SmallDocuments.memory)).configuration
    #expect(memory == alone)
    #expect(memory.controller.scheduler == .drain && memory.addressMapping.description == "rochrababgco")
  }

  @Test("what the architecture states goes before what the file says")
  func stated() throws {
    let folder = try Folder(
      memory: SmallDocuments.memory.replacing("channels = 1", with: "channels = 2"),
      more: " mapping=\"rorabacobgch\" scheduler=\"first-ready\"")
    var memory = try #require(try folder.read().0.externalMemory.configuration())
    #expect(memory.organization.channels == 2)
    #expect(memory.addressMapping == .bankGroupInterleaved)
    #expect(memory.controller == .firstReady)
    memory = try #require(
      try folder.read(["dram.channels=4", "dram.ranks=4"]).0.externalMemory.configuration())
    #expect(memory.organization.channels == 4 && memory.organization.ranks == 4)
  }

  @Test("unknown keys are warned about with their file and line")
  func warnings() throws {
    let folder = try Folder(memory: SmallDocuments.memory.replacing("tRFC = 420", with: "tRFC = 420\ntRFC9 = 1"))
    let warnings = try folder.read().1.warnings.map(\.description)
    #expect(warnings.count == 2)
    #expect(warnings[0].hasPrefix(folder.path("parts/memory.ini") + ":12: warning: a period of 0.83 ns"))
    #expect(
      warnings[1].hasPrefix(folder.path("parts/memory.ini") + ":19: warning: section [timing] has no key 'tRFC9'"))
  }

  @Test("mistakes in the file and in the architecture are told together")
  func mistakes() throws {
    let folder = try Folder(
      memory: SmallDocuments.memory.replacing("CL = 17", with: "CL = soon").replacing("BL = 8", with: "BL ="),
      more: " channels=\"none\"")
    let errors = folder.errors()
    #expect(errors.contains { $0.hasPrefix(folder.path("parts/memory.ini") + ":13: error: key 'CL' value 'soon'") })
    #expect(errors.contains { $0.hasPrefix(folder.path("parts/memory.ini") + ":9: error:") })
    #expect(errors.contains { $0.hasPrefix(folder.path("small.xml") + ":5:") && $0.contains("channels") })
  }

  @Test("sizes that don't go together, and files that aren't there, are errors of the architecture")
  func refused() throws {
    let folder = try Folder(memory: SmallDocuments.memory)
    for setting in ["dram.channels=3", "dram.ranks=64", "dram.scheduler=lottery", "dram.mapping=rora"] {
      #expect(folder.errors([setting]).count == 1, "\(setting)")
    }
    let missing = folder.errors(["dram.standard=/nowhere/memory.ini"])
    #expect(missing.count == 1)
    #expect(missing.first?.hasPrefix("--set dram.standard=/nowhere/memory.ini: error:") == true)
    let lost = try Folder(memory: SmallDocuments.memory, standard: "lost.ini")
    #expect(lost.errors().first?.hasPrefix(lost.path("small.xml") + ":5:") == true)
    #expect(lost.errors(["dram.standard=\(lost.path("parts/memory.ini"))"]).isEmpty)
    #expect(folder.errors(["dram.standard=DDR9-9000"]).first?.contains("standard 'DDR9-9000' is unknown") == true)
  }

  @Test("a resolved document carries the file", arguments: ["\n", "\r\n"])
  func resolved(lineEnd: String) throws {
    let folder = try Folder(memory: SmallDocuments.memory.replacing("\n", with: lineEnd) + "; é < & \u{1}\r")
    let (architecture, _) = try folder.read()
    let written = InputFile(name: "/elsewhere/resolved.xml", bytes: ArchitectureFile.write(architecture))
    let (again, map) = try ArchitectureFile.read(written)
    #expect(again == architecture)
    #expect(map.warnings.count == 1)
    let (preset, _) = try ArchitectureFile.read(written, settings: [Setting(parsing: "dram.standard=DDR4-3200")])
    #expect(try preset.externalMemory.configuration()?.clockHertz == 1_600_000_000)
  }
}
