import Foundation
import Testing

/// `systole map` as a user meets it.
@Suite struct MapCommandTests {
  private struct Report: Decodable {
    struct Certificate: Decodable {
      var isOptimal: Bool
      var gap: Double?
    }
    struct Figures: Decodable {
      var mapping: String
      var cycles: Int
      var picojoules: Double
      var limitedBy: String
      var certificate: Certificate
    }
    struct Layer: Decodable {
      var name: String
      var status: String
      var figures: Figures?
    }
    struct Totals: Decodable {
      var cycles: Int
      var mappedLayers: Int
      var certificate: Certificate?
    }
    var layers: [Layer]
    var totals: Totals
  }

  private func report(_ arguments: [String]) throws -> Report {
    let outcome = try Command.run(["map"] + arguments + ["--format", "json"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
  }

  @Test func sameBytesForAnyNumberOfJobs() throws {
    let folder = try Folder()
    for jobs in ["1", "2"] {
      let outcome = try Command.run([
        "map", "-a", "gemmini-dosa", "-w", "resnet18", "--jobs", jobs, "-o", folder.path("\(jobs).xml"), "--quiet",
      ])
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
    let one = try Data(contentsOf: folder.url.appendingPathComponent("1.xml"))
    #expect(try one == Data(contentsOf: folder.url.appendingPathComponent("2.xml")))
    #expect(one.count > 2_000)
  }

  @Test func simulateRunsWhatMapWrites() throws {
    let folder = try Folder()
    let file = folder.path("mappings.xml")
    let mapped = try Command.run(["map", "-a", "gemmini-dosa", "-w", "resnet18", "-o", file])
    #expect(mapped.exitCode == 0, "\(mapped.errors)")
    #expect(mapped.output.contains("optimal under the analytical model in the constraint set gemmini-dosa:"))
    #expect(try Command.run(["validate", file]).exitCode == 0)
    let simulated = try Command.run(["simulate", "-a", "gemmini-dosa", "-w", "resnet18", "--mapping", file])
    #expect(simulated.exitCode == 0, "\(simulated.errors)")
    #expect(!simulated.output.contains("warning"))
  }

  @Test func simulateMapsByItself() throws {
    let folder = try Folder()
    let layers = ["-a", "gemmini-dosa", "-w", "resnet18", "--layer", "conv2_1.a"]
    let given = ["map"] + layers + ["--objective", "energy", "-o", folder.path("m.xml"), "--quiet"]
    #expect(try Command.run(given).exitCode == 0)
    let mapped = try Command.run(["simulate"] + layers + ["--map", "energy", "--format", "csv"])
    let read = try Command.run(["simulate"] + layers + ["--mapping", folder.path("m.xml"), "--format", "csv"])
    #expect(mapped.exitCode == 0, "\(mapped.errors)")
    #expect(mapped.output == read.output)
    #expect(mapped.output != (try Command.run(["simulate"] + layers + ["--format", "csv"])).output)
  }

  @Test func refiningIsNeverSlowerThanTheDefaultTiling() throws {
    let layer = ["-a", "gemmini-dosa", "--convolution", "K64 C64 P14 Q14 R3 S3"]
    struct Refined: Decodable {
      var simulatedCycles: Int
    }
    struct Document: Decodable {
      struct Layer: Decodable {
        struct Figures: Decodable {
          var refined: [Refined]
        }
        var figures: Figures
      }
      var layers: [Layer]
    }
    let outcome = try Command.run(["map"] + layer + ["--objective", "latency", "--refine", "3", "--format", "json"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let refined = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8)).layers[0].figures.refined
    struct Simulated: Decodable {
      struct Totals: Decodable {
        var cycles: Int
      }
      var totals: Totals
    }
    let tiled = try Command.run(["simulate"] + layer + ["--format", "json"]).output
    let cycles = try JSONDecoder().decode(Simulated.self, from: Data(tiled.utf8)).totals.cycles
    #expect(refined.count >= 3)
    #expect(try #require(refined.first).simulatedCycles <= cycles)
  }

  @Test func evaluatingTheMappingFoundGivesItsFigures() throws {
    let layer = ["--convolution", "K32 C48 P10 Q8 R3 S3"]
    let found = try #require(try report(layer).layers.first?.figures)
    #expect(found.certificate.isOptimal)
    let scored = try #require(try report(layer + ["--evaluate", found.mapping]).layers.first?.figures)
    #expect(scored.mapping == found.mapping)
    #expect(scored.cycles == found.cycles)
    #expect(scored.picojoules == found.picojoules)
    #expect(!scored.certificate.isOptimal)
  }

  /// A 16×16×16 GEMM that passes once through a 16×16 array, by hand.
  ///
  /// Words: 256 of each operand. DRAM moves 768 bytes at 8 a cycle, reads and writes together: 96 cycles. Energies of
  /// `gemmini-dosa.xml`: DRAM 768 bytes at 100 pJ; scratchpad 512 written and 512 read at 3.70664; accumulator 256 sums
  /// of 4 bytes at 0.53525; registers 256 written and 4,096 read at 0.48746; 4,096 MACs at 0.5608.
  @Test func aMappingCountedByHand() throws {
    let figures = try #require(
      try report([
        "-a", "gemmini-dosa", "--gemm", "16x16x16", "--evaluate",
        "L3[WIO] N1 - L2[WI] N1 K16X - L1[O] P16 C16X - L0[W] N1",
      ]).layers.first?.figures)
    #expect(figures.cycles == 96)
    #expect(figures.limitedBy == "dram")
    let accesses: [(count: Double, picojoules: Double)] = [
      (768, 100), (1024, 3.70664), (1024, 0.53525), (4352, 0.48746), (4096, 0.5608),
    ]
    let picojoules = accesses.reduce(0) { $0 + $1.count * $1.picojoules }
    #expect(abs(figures.picojoules - picojoules) < 1e-6 * picojoules)
  }

  @Test func constraintsHold() throws {
    let figures = try #require(
      try report(["--gemm", "64x64x64", "--constraint", "scratchpad KX=8 order=K*", "-c", "dram P=4"]).layers.first?
        .figures)
    #expect(figures.mapping.contains(" K8X "))
    #expect(figures.mapping.contains("P4"))
  }

  @Test(arguments: ["random", "genetic", "annealing"])
  func aHeuristicStopsInTime(_ search: String) throws {
    let found = try report(["--gemm", "96x80x64", "--search", search, "--time-limit", "100ms"]).layers.first?.figures
    #expect(try !#require(found).certificate.isOptimal)
  }

  /// Bypass is free where it is asked for, and a controller that can't do it keeps everything.
  @Test func bypassIsChosenWhereItIsFree() throws {
    let layer = ["-a", "gemmini-dosa", "--gemm", "64x64x64", "--objective", "energy"]
    let kept = try #require(try report(layer).layers.first?.figures)
    #expect(try report(layer + ["--free-bypass"]).layers.first?.figures?.mapping == kept.mapping)
    // Weights that pass the scratchpad by come from DRAM in bursts too long for a register.
    let forced = layer + ["--ignore-controller", "-c", "scratchpad bypass=W"]
    let passing = try #require(try report(forced).layers.first?.figures)
    #expect(passing.mapping.contains("L2[I]"))
    #expect(passing.picojoules > kept.picojoules)
    let freed = try #require(try report(layer + ["--free-bypass", "--ignore-controller"]).layers.first?.figures)
    #expect(freed.picojoules <= kept.picojoules)
    let fixed = try Command.run(["map"] + layer + ["-c", "scratchpad bypass=W"])
    #expect(fixed.exitCode == 1)
    #expect((fixed.output + fixed.errors).contains("controller"))
  }

  @Test(arguments: ["random", "genetic", "annealing"])
  func aHeuristicProvesNothingAndNeverBeatsTheOptimum(_ search: String) throws {
    let layer = ["-a", "gemmini-dosa", "--gemm", "96x80x64", "--objective", "energy"]
    let optimum = try #require(try report(layer).layers.first?.figures)
    let heuristic = try report(layer + ["--search", search, "--effort", "3000", "--seed", "4"])
    let found = try #require(heuristic.layers.first?.figures)
    #expect(optimum.certificate.isOptimal)
    #expect(!found.certificate.isOptimal)
    #expect(heuristic.totals.certificate == nil)
    #expect(found.picojoules >= optimum.picojoules * (1 - 1e-9))
    let again = try report(layer + ["--search", search, "--effort", "3000", "--seed", "4"])
    #expect(again.layers.first?.figures?.mapping == found.mapping)
  }

  @Test func anEarlyStopSaysItsGap() throws {
    let report = try report(["-w", "resnet18", "--objective", "energy", "--effort", "200", "-a", "gemmini-dosa"])
    let certificate = try #require(report.totals.certificate)
    #expect(!certificate.isOptimal)
    #expect(try #require(certificate.gap) > 0)
  }

  @Test func anEmptyMapspaceIsAFailedGoal() throws {
    let folder = try Folder()
    let outcome = try Command.run(
      ["map", "--gemm", "64x64x64", "-c", "registers C=4", "-o", "m.xml"], in: folder.url)
    #expect(outcome.exitCode == 1, "\(outcome.errors)")
    #expect(outcome.output.contains("no mapping"))
    #expect(try folder.contents().isEmpty)
  }

  @Test func theTableNamesVectorLayers() throws {
    let outcome = try Command.run([
      "map", "-a", "gemmini-dosa", "-w", "resnet18", "--layer", "conv1", "--layer", "pool1",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("1 of 2 layers"))
    #expect(outcome.output.split(separator: "\n").contains { $0.hasPrefix("pool1") && $0.contains("vector") })
  }

  @Test func csvHasARowForEachLayer() throws {
    let outcome = try Command.run(["map", "-a", "gemmini-dosa", "-w", "resnet18", "--format", "csv"])
    let rows = outcome.output.split(separator: "\r\n")
    let text = try Command.run(["show", "workload", "resnet18", "--xml"]).output
    #expect(rows.count > 20)
    #expect(text.contains("resnet18"))
    #expect(rows[0].hasPrefix("layer,equalTo,status,mapping,cycles,"))
  }
}
