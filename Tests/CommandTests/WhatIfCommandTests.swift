import Foundation
import Testing

/// `--what-if` and memories from files, as a user meets them.
@Suite struct WhatIfCommandTests {
  @Test func whatIfAddsToTheResultAndChangesNothing() throws {
    let folder = try Folder()
    let layer = ["simulate", "--gemm", "64x96x80", "--quiet"]
    let plain = try Command.run(layer + ["--format", "csv"])
    let asked = try Command.run(layer + ["--format", "csv", "--what-if"])
    #expect(asked.exitCode == 0, "\(asked.errors)")
    let (before, after) = (plain.output.split(separator: "\r\n"), asked.output.split(separator: "\r\n"))
    try #require(before.count == 2 && after.count == 2)
    for (line, longer) in zip(before, after) { #expect(longer.hasPrefix(line) && longer.count > line.count) }
    for jobs in ["1", "2"] {
      let outcome = try Command.run(layer + ["--what-if", "--jobs", jobs, "-o", folder.path("\(jobs).xml")])
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }
    let one = try Data(contentsOf: folder.url.appendingPathComponent("1.xml"))
    #expect(try Data(contentsOf: folder.url.appendingPathComponent("2.xml")) == one)
    #expect(String(decoding: one, as: UTF8.self).contains("<variant resource=\"array\" change=\"doubled\""))
    #expect(try Command.run(["report", folder.path("1.xml"), "-o", folder.path("1.html")]).exitCode == 0)
    let page = try String(contentsOfFile: folder.path("1.html"), encoding: .utf8)
    #expect(page.contains("What would help"))
  }

  @Test func scalesimTimingHasNoWhatIf() throws {
    let outcome = try Command.run([
      "simulate", "-a", "scalesim-ws", "--gemm", "8x8x8", "--timing", "scalesim", "--what-if",
    ])
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("--what-if"))
  }

  @Test func memoryFilesAreReadWarnedAboutAndCarried() throws {
    let folder = try Folder()
    let memory = try folder.write(
      "part.ini",
      """
      [dram_structure]
      protocol = DDR4
      bankgroups = 4
      banks_per_group = 4
      device_width = 8
      [timing]
      tREFI = 7800
      tFAQ = 3
      [system]
      channel_size = 8192
      address_mapping = rochrababgco
      """)
    let results = folder.path("gemm.xml")
    let run = ["simulate", "--gemm", "64x48x40", "-o", results, "--set"]
    var outcome = try Command.run(run + ["dram.standard=\(memory)"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("\(memory):8: warning: section [timing] has no key 'tFAQ'"))
    try FileManager.default.removeItem(atPath: memory)
    outcome = try Command.run(["report", results, "-o", folder.path("gemm.html")])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    outcome = try Command.run(run + ["dram.standard=\(memory)"])
    #expect(outcome.exitCode == 65 && outcome.errors.contains("there is no such file"))
    let broken = try folder.write("broken.ini", "[system]\naddress_mapping = roroba\n")
    outcome = try Command.run(run + ["dram.standard=\(broken)"])
    #expect(outcome.exitCode == 65 && outcome.errors.contains("broken.ini:2: error:"))
  }
}
