import Foundation
import Testing

/// Every document and page comes out with the same bytes from every run and for any number of jobs.
@Suite struct ReproductionCommandTests {
  /// Makes documents and pages of every kind in a folder of their own.
  ///
  /// - Returns: the content of each file that is made anew, by name.
  private static func production(jobs: Int) throws -> [String: Data] {
    let folder = try Folder()
    let runs = [
      ["simulate", "-w", "resnet18", "--layer", "conv1", "--layer", "fc", "--what-if", "-o", "a.xml"],
      ["simulate", "-w", "resnet18", "--layer", "conv1", "--layer", "fc", "--set", "dma.bus-width=32B", "-o", "b.xml"],
      ["map", "-w", "resnet18", "--layer", "conv5_1.a", "--layer", "fc", "--search", "genetic", "--results", "c.xml"],
      [
        "explore", "--gemm", "64x96x64", "--strategy", "nsga2", "--objective", "latency", "--objective", "energy",
        "--budget", "24", "--study", "d.study",
      ],
    ]
    for run in runs { try succeed(run + ["--jobs", "\(jobs)", "--quiet"], in: folder) }
    try succeed(["study", "export", "d.study", "-o", "d.xml"], in: folder)
    try succeed(["compare", "a.xml", "b.xml", "-o", "e.xml"], in: folder)
    for name in ["a", "c", "d", "e"] {
      try succeed(["report", "\(name).xml", "-o", "\(name).html"], in: folder)
      try succeed(["report", "\(name).xml", "-o", "\(name).json"], in: folder)
    }
    try succeed(["report", "d.study", "-o", "straight.html"], in: folder)
    var files: [String: Data] = [:]
    // The study's file itself holds the time of each claim.
    for name in try folder.contents() where name != "d.study" {
      files[name] = try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
    }
    return files
  }

  private static func succeed(_ arguments: [String], in folder: Folder) throws {
    let outcome = try Command.run(arguments, in: folder.url)
    #expect(outcome.exitCode == 0, "\(arguments): \(outcome.errors)")
  }

  @Test func sameBytesInEveryRunAndForAnyNumberOfJobs() throws {
    let first = try Self.production(jobs: 1)
    #expect(first.count == 14)
    for jobs in [1, 2] {
      let again = try Self.production(jobs: jobs)
      #expect(again.keys.sorted() == first.keys.sorted())
      for (name, bytes) in first { #expect(again[name] == bytes, "\(name) with \(jobs) jobs") }
    }
  }

  /// The page made of the exported document is the page made of the study.
  @Test func aStudysDocumentLosesNothing() throws {
    let files = try Self.production(jobs: 2)
    #expect(files["d.html"] == files["straight.html"])
    let document = String(decoding: files["d.xml"] ?? Data(), as: UTF8.self)
    for part in ["urn:systole:space:1", "urn:systole:architecture:1", "urn:systole:workload:1"] {
      #expect(document.ranges(of: part).count == 1)
    }
    #expect(document.ranges(of: "<environment").count == 1)
    #expect(document.ranges(of: "<trial ").count == 24)
    #expect(document.ranges(of: " sha256=").count == 3)
  }

  @Test func aStudyIsNoResultToCompare() throws {
    let folder = try Folder()
    try Self.succeed(
      [
        "explore", "--gemm", "64x96x64", "--fidelity", "analytical", "--strategy", "random", "--budget", "4",
        "--study", "d.study", "--quiet",
      ], in: folder)
    try Self.succeed(["study", "export", "d.study", "-o", "d.xml"], in: folder)
    try Self.succeed(["validate", "d.xml"], in: folder)
    for name in ["d.xml", "d.study"] {
      let outcome = try Command.run(["compare", name, name], in: folder.url)
      #expect(outcome.exitCode == 65)
      #expect(outcome.errors.contains("\(name): error: this is a study"), "\(outcome.errors)")
    }
    let outcome = try Command.run(["study", "show", "d.xml"], in: folder.url)
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains("not a study"), "\(outcome.errors)")
  }
}
