import Foundation
import Testing

/// `compare`, `map --results` and `report` of both, as a user meets them.
@Suite struct CompareCommandTests {
  private static func simulated(_ name: String, _ arguments: [String], in folder: Folder) throws -> String {
    let outcome = try Command.run(["simulate", "--quiet", "-o", folder.path(name)] + arguments)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return folder.path(name)
  }

  @Test func saysWhatChangedAndByHowMuch() throws {
    let folder = try Folder()
    let base = try Self.simulated("a.xml", ["--gemm", "256x256x256"], in: folder)
    let other = try Self.simulated("b.xml", ["--gemm", "256x256x256", "--set", "dma.bus-width=32B"], in: folder)
    let text = try Command.run(["compare", base, other])
    #expect(text.exitCode == 0, "\(text.errors)")
    #expect(text.output.contains("architecture dma.bus-width") && text.output.contains("32B"))
    #expect(try Command.run(["compare", base, base]).output.contains("B costs exactly what A does."))
    for ending in ["html", "json", "csv", "xml"] {
      let file = folder.path("ab.\(ending)")
      #expect(try Command.run(["compare", base, other, "-o", file]).exitCode == 0)
    }
    let checked = try Command.run(["validate", folder.path("ab.xml")])
    #expect(checked.exitCode == 0, "\(checked.errors)")
    for format in ["html", "text", "json", "csv"] {
      #expect(try Command.run(["report", folder.path("ab.xml"), "--format", format]).exitCode == 0)
    }
    let json = try String(contentsOfFile: folder.path("ab.json"), encoding: .utf8)
    let again = try Command.run(["report", folder.path("ab.xml"), "--format", "json"])
    #expect(json == again.output)
  }

  @Test func differentWorkloadsAreToldApart() throws {
    let folder = try Folder()
    let base = try Self.simulated("a.xml", ["-w", "resnet18", "--layer", "conv1"], in: folder)
    let other = try Self.simulated("b.xml", ["--gemm", "64x64x64"], in: folder)
    let outcome = try Command.run(["compare", base, other])
    #expect(outcome.exitCode == 0)
    let words = outcome.output.replacing("\n", with: " ")
    #expect(words.contains("The workloads are not the same") && words.contains("no layer in common"))
  }

  @Test func mappingsHaveResultsAndAPage() throws {
    let folder = try Folder()
    let found = folder.path("found.xml")
    let outcome = try Command.run(["map", "--gemm", "64x64x64", "--quiet", "--results", found])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try Command.run(["validate", found]).exitCode == 0)
    let page = try Command.run(["report", found])
    #expect(page.exitCode == 0 && page.output.contains("The mappings of least energy-delay product"))
    let base = try Self.simulated("a.xml", ["--gemm", "64x64x64"], in: folder)
    let compared = try Command.run(["compare", base, found])
    #expect(compared.exitCode == 0 && compared.output.contains("Different models"))
  }

  @Test func whatIsNoResultIsRefused() throws {
    let folder = try Folder()
    let base = try Self.simulated("a.xml", ["--gemm", "8x8x8"], in: folder)
    #expect(try Command.run(["compare", base]).exitCode == 64)
    #expect(try Command.run(["compare", base, folder.path("none.xml")]).exitCode == 66)
    #expect(try Command.run(["compare", base, try folder.write("b.xml", "<a/>")]).exitCode == 65)
    #expect(try Command.run(["compare", base, base, "-o", folder.path("c.xml")]).exitCode == 0)
    #expect(try Command.run(["compare", base, folder.path("c.xml")]).exitCode == 65)
  }
}
