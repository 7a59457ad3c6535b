import ArgumentParser
import Core
import Foundation
import RTL
import Reports
import Sim

struct WriteRTL: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rtl",
    abstract: "Write an architecture's systolic array as synthesizable Verilog, with a self-checking testbench.",
    discussion: """
      The folder receives the array module by module (processing element, tile, mesh, controller, skew registers), a \
      testbench whose words, outputs and cycles come from the register-by-register model, a Makefile and a README.

      Examples:
        systole rtl -a gemmini --set array.rows=4 --set array.columns=4 -o array4x4
        systole rtl --dataflow output-stationary --set 'array.dataflows=output-stationary' --overflow saturate -o os
        make -C array4x4 simulate
      """)

  @OptionGroup var hardware: HardwareOptions

  @Option(
    help: ArgumentHelp(
      "The product the testbench computes; by default one with full and partial folds.", valueName: "MxNxK"))
  var gemm: String?

  @Option(help: "Seed of the testbench's words.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder; made if it isn't there.", valueName: "folder"))
  var output: String

  func run() throws {
    let (design, _, _) = try hardware.read()
    let stimulus: ArrayStimulus
    do {
      stimulus = try ArrayStimulus(
        design, shape: try shape() ?? ArrayStimulus.defaultShape(for: design.array), seed: seed)
    } catch let error as UnusableArray {
      throw InvalidInput(error.problem, at: SourceLocation(file: "the testbench"))
    }
    do {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    } catch {
      throw OutputFailure(path: output, reason: error.localizedDescription)
    }
    let package = DesignPackage(design, stimulus)
    for file in package.files {
      try OutputFile.write(file.text, to: "\(output)/\(file.name)")
    }
    try OutputFile.write(
      """
      \(design.summary)
      \(NumberText.integer(package.files.count)) files in \(output); top module \(ArrayDesign.topModule)
      The testbench expects \(NumberText.integer(stimulus.outputs.count)) outputs in \
      \(NumberText.integer(stimulus.cycles)) cycles: make -C \(output) simulate

      """, to: nil)
  }

  private func shape() throws -> GEMMShape? {
    guard let gemm else { return nil }
    let sides = gemm.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 3, let m = sides[0], let n = sides[1], let k = sides[2] else {
      throw ValidationError("--gemm '\(gemm)' is not a product; write e.g. 16x8x32")
    }
    return try GEMMShape(m: m, n: n, k: k)
  }
}
