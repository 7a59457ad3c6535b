import Foundation
import Testing

/// Command lines with one mistake each: the exit code of sysexits.h, the words that name the way out, nothing written.
@Suite struct BrokenCommandLineTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var arguments: [String]
    var exitCode: Int32
    var words: String

    var testDescription: String { arguments.joined(separator: " ") }
  }

  private static let usage: Int32 = 64
  private static let badInput: Int32 = 65
  private static let missingInput: Int32 = 66
  private static let cannotWrite: Int32 = 74

  static let cases: [Case] = [
    // Usage.
    Case(arguments: ["simulat"], exitCode: usage, words: "simulat"),
    Case(arguments: ["simulate", "--architectur", "gemmini"], exitCode: usage, words: "--architecture"),
    Case(arguments: ["simulate", "--jobs", "0"], exitCode: usage, words: "--jobs is 0; it must be in 1…1024"),
    Case(arguments: ["simulate", "--jobs", "many"], exitCode: usage, words: "many"),
    Case(arguments: ["simulate", "--jobs", "-3"], exitCode: usage, words: "jobs"),
    Case(arguments: ["simulate", "--format", "yaml"], exitCode: usage, words: "text, json, xml or csv"),
    Case(arguments: ["simulate", "--timing", "guess"], exitCode: usage, words: "'guess'"),
    Case(arguments: ["simulate", "--seed", "-1"], exitCode: usage, words: "seed"),
    Case(arguments: ["simulate", "--ideal", "everything"], exitCode: usage, words: "'everything'"),
    Case(
      arguments: ["simulate", "--gemm", "8x8x8", "--workload", "resnet18"], exitCode: usage, words: "exclude each other"
    ),
    Case(
      arguments: ["simulate", "--gemm", "8x8x8", "--layer", "conv1"], exitCode: usage,
      words: "--layer picks from a workload"),
    Case(arguments: ["simulate", "--gemm", "8x8"], exitCode: usage, words: "write a GEMM such as 512x768x768"),
    Case(arguments: ["simulate", "--gemm", "8x0x8"], exitCode: usage, words: "sizes at least 1"),
    Case(arguments: ["simulate", "--gemm", "8x-1x8"], exitCode: usage, words: "sizes at least 1"),
    Case(arguments: ["simulate", "--gemm", "eight"], exitCode: usage, words: "found 'eight'"),
    Case(
      arguments: ["simulate", "--gemm", "1000000000x1000000000x1000000000"], exitCode: usage, words: "reach 2^60"),
    Case(
      arguments: ["simulate", "--gemm", "99999999999999999999x1x1"], exitCode: usage, words: "found '9999"),
    Case(arguments: ["simulate", "--convolution", "K64 X3"], exitCode: usage, words: "found 'X3'"),
    Case(arguments: ["simulate", "--convolution", "K64 K32"], exitCode: usage, words: "each letter of NGKCPQRS once"),
    Case(arguments: ["simulate", "--convolution", "K64 P0"], exitCode: usage, words: "found 'P0'"),
    Case(
      arguments: ["simulate", "--convolution", "K8 P2 R3", "--padding", "4"], exitCode: usage,
      words: "the padding covers the whole input"),
    Case(
      arguments: ["simulate", "--convolution", "K8 P2", "--stride", "0"], exitCode: usage, words: "stride is 0"),
    Case(
      arguments: ["simulate", "--convolution", "K8 P2", "--stride", "two"], exitCode: usage,
      words: "--stride 'two' is not an extent"),
    Case(
      arguments: ["simulate", "--timing", "scalesim", "--functional"], exitCode: usage, words: "leave out --mapping"),
    Case(
      arguments: ["simulate", "--timing", "scalesim", "--scalesim-bandwidth", "10"], exitCode: usage,
      words: "write e.g. 10:10"),
    Case(
      arguments: ["simulate", "--scalesim-bandwidth", "10:10"], exitCode: usage, words: "goes with --timing scalesim"),
    Case(
      arguments: ["map", "--objective", "speed"], exitCode: usage, words: "'latency', 'energy', 'edp' or 'layer-edp'"),
    Case(arguments: ["map", "--gap", "lots"], exitCode: usage, words: "'lots'"),
    Case(arguments: ["map", "--time-limit", "0s"], exitCode: usage, words: "'0s'"),
    Case(arguments: ["map", "--effort", "0"], exitCode: usage, words: "--effort is 0; it must be at least 1"),
    Case(arguments: ["map", "--refine", "1001"], exitCode: usage, words: "--refine is 1001; it must be in 0…1000"),
    Case(
      arguments: ["map", "--search", "random", "--gap", "1%"], exitCode: usage,
      words: "--gap goes with --search exact: --search random knows no bound; --effort or --time-limit says how far"),
    Case(arguments: ["map", "--jobs", "0"], exitCode: usage, words: "--jobs is 0; it must be in 1…1024"),
    Case(
      arguments: ["simulate", "--map", "edp", "--mapping", "m.xml"], exitCode: usage,
      words: "--map looks for mappings and --mapping gives them; give one of them"),
    Case(arguments: ["validate"], exitCode: usage, words: "file"),
    Case(arguments: ["validate", "scalesim"], exitCode: usage, words: "file"),
    Case(arguments: ["report"], exitCode: usage, words: "results.xml"),

    // Missing input.
    Case(arguments: ["simulate", "-a", "gemini"], exitCode: missingInput, words: "did you mean 'gemmini'?"),
    Case(arguments: ["simulate", "-w", "resnet5"], exitCode: missingInput, words: "did you mean 'resnet50'?"),
    Case(arguments: ["simulate", "-a", "no-such-folder/a.xml"], exitCode: missingInput, words: "a.xml"),
    Case(arguments: ["simulate", "--mapping", "nowhere.xml"], exitCode: missingInput, words: "nowhere.xml"),
    Case(arguments: ["report", "nowhere.xml"], exitCode: missingInput, words: "nowhere.xml"),
    Case(arguments: ["validate", "nowhere.xml"], exitCode: missingInput, words: "nowhere.xml"),
    Case(arguments: ["validate", "scalesim", "nowhere.csv"], exitCode: missingInput, words: "nowhere.csv"),
    Case(arguments: ["validate", "dram", "nowhere.csv"], exitCode: missingInput, words: "nowhere.csv"),

    // Bad input.
    Case(arguments: ["simulate", "--set", "array"], exitCode: badInput, words: "--set array"),
    Case(
      arguments: ["simulate", "--set", "scratchpat.capacity=1KiB"], exitCode: badInput, words: "scratchpat"),
    Case(
      arguments: ["simulate", "--set", "scratchpad.capacty=1KiB"], exitCode: badInput, words: "capacty"),
    Case(
      arguments: ["simulate", "--set", "scratchpad.capacity=24 MB"], exitCode: badInput, words: "24 MB"),
    Case(arguments: ["simulate", "--set", "array.rows=0"], exitCode: badInput, words: "rows"),
    Case(
      arguments: ["simulate", "--set", "scratchpad.fan-out-x=17"], exitCode: badInput, words: "fan-out"),
    Case(
      arguments: ["simulate", "-w", "resnet18", "--layer", "conv99"], exitCode: badInput, words: "'conv99'"),
    Case(
      arguments: ["simulate", "--gemm", "8x8x8", "--mapping", "L3[WIO] K8 - L2[WI] N1"], exitCode: badInput,
      words: "found 'L3[WIO]'"),
    Case(
      arguments: [
        "simulate", "--gemm", "8x8x8", "--mapping", "L3[WIO] P2 - L2[WI] N1 K8X - L1[O] N1 C8X - L0[W] P8",
      ], exitCode: badInput, words: "the factors of P multiply up to 16"),
    Case(
      arguments: [
        "simulate", "--gemm", "8x64x8", "--mapping", "L3[WIO] N1 - L2[WI] N1 K64X - L1[O] N1 C8X - L0[W] P8",
      ], exitCode: badInput, words: "at most 16"),
    Case(
      arguments: [
        "simulate", "--gemm", "4096x16x4096", "--mapping",
        "L3[WIO] N1 - L2[WI] N1 K16X - L1[O] C256 C16X - L0[W] P4096",
      ], exitCode: badInput, words: "the tile in 'scratchpad'"),
    Case(
      arguments: ["simulate", "--workload", "resnet18", "--trace", "t.json"], exitCode: badInput,
      words: "pick one with --layer"),

    Case(
      arguments: ["map", "--gemm", "8x8x8", "-c", "scratchpat K=2", "-c", "dram K"], exitCode: badInput,
      words: """
        --constraint: error: the constraint's level 'scratchpat' is unknown; did you mean 'scratchpad'?
        --constraint: error: the constraint on 'dram' says 'K'; write terms such as K=8, C<=64, KX=16, order=K*PQ or bypass=I
        """),
    Case(
      arguments: [
        "map", "--gemm", "8x8x8", "--evaluate", "L3[WIO] P2 - L2[WI] N1 K8X - L1[O] N1 C8X - L0[W] P8",
      ], exitCode: badInput,
      words: """
        --evaluate: error: layer 'gemm-8x8x8': the factors of P multiply up to 16, but the layer has P = 8 \
        (output width)
        """),
    Case(
      arguments: [
        "map", "-a", "gemmini-dosa", "--gemm", "4096x16x4096", "--evaluate",
        "L3[WIO] N1 - L2[WI] N1 K16X - L1[O] C256 C16X - L0[W] P4096",
      ], exitCode: badInput,
      words: """
        --evaluate: error: layer 'gemm-4096x16x4096': the tile in 'scratchpad' takes 16842752 bytes (weights 65536, \
        inputs 16777216), but 131072 are available; use smaller factors inside that level
        """),

    // Output that can't be written.
    Case(
      arguments: ["simulate", "--gemm", "8x8x8", "-o", "no-such-folder/x.xml"], exitCode: cannotWrite,
      words: "does not exist"),
    Case(arguments: ["simulate", "--gemm", "8x8x8", "-o", "."], exitCode: cannotWrite, words: "is a directory"),
  ]

  @Test(arguments: cases) func saysWhatIsWrong(_ broken: Case) throws {
    let folder = try Folder()
    let outcome = try Command.run(broken.arguments, in: folder.url)
    #expect(outcome.exitCode == broken.exitCode, "\(outcome.errors)")
    #expect(outcome.errors.contains(broken.words), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(try folder.contents().isEmpty)
  }

  @Test func anEarlierResultSurvivesABadRun() throws {
    let folder = try Folder()
    let path = try folder.write("result.xml", "kept")
    let outcome = try Command.run(["simulate", "--set", "array.rows=0", "-o", path])
    #expect(outcome.exitCode == Self.badInput)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "kept")
    #expect(try folder.contents() == ["result.xml"])
  }
}
