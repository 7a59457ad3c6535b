import ArgumentParser
import Core
import Formats
import RTL
import Sim

/// The array of an architecture as hardware: what the architecture doesn't say of it.
struct HardwareOptions: ParsableArguments {
  @OptionGroup var architecture: ArchitectureOptions

  @Option(help: "weight-stationary, output-stationary or input-stationary; the architecture's first unless given.")
  var dataflow: Word<Dataflow>?

  @Option(
    help: ArgumentHelp(
      "Processing elements between two registers, as Gemmini's tileRows and tileColumns.", valueName: "RxC"))
  var tile = "1x1"

  @Option(help: ArgumentHelp("Bits of a word, 2 to 16.", valueName: "bits"))
  var operandBits = 8

  @Option(help: ArgumentHelp("Bits of a sum, at least twice a word's and at most 48.", valueName: "bits"))
  var accumulatorBits = 32

  @Option(help: "How sums leave their range: wrap or saturate.")
  var overflow: Word<ArrayDesign.Overflow> = Word(.wrap)

  @Option(help: "How products are formed: inferred, array or booth.")
  var multiplier: Word<ArrayDesign.Multiplier> = Word(.inferred)

  @Option(help: "How sums are formed: inferred, ripple or lookahead.")
  var adder: Word<ArrayDesign.Adder> = Word(.inferred)

  /// The design, the architecture it is taken from, and what `--set` says of the flow, which goes before the options.
  ///
  /// - Throws: `InvalidInput` for what can't be built.
  func read() throws -> (design: ArrayDesign, architecture: Architecture, flow: FlowSettings) {
    let sides = tile.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let rows = sides[0], let columns = sides[1] else {
      throw ValidationError("--tile '\(tile)' is not a tile; write rows and columns, e.g. 2x2")
    }
    let (architecture, input, flow) = try architecture.readWithFlow()
    do {
      guard !flow.keys.contains(where: { $0.rawValue.hasPrefix("rtl.") }) else {
        return (try ArrayDesign(architecture, flow: settings(rows, columns).merging(flow) { $1 }), architecture, flow)
      }
      let design = try ArrayDesign(
        architecture, dataflow: dataflow?.value, tileRows: rows, tileColumns: columns, operandBits: operandBits,
        accumulatorBits: accumulatorBits, overflow: overflow.value, multiplier: multiplier.value,
        adder: adder.value)
      return (design, architecture, flow)
    } catch let error as UnusableArray {
      throw InvalidInput(error.problem, at: SourceLocation(file: input.name))
    }
  }

  /// The options as settings of the flow.
  private func settings(_ tileRows: Int, _ tileColumns: Int) -> FlowSettings {
    var settings: FlowSettings = [
      .tileRows: FlowSetting("\(tileRows)"), .tileColumns: FlowSetting("\(tileColumns)"),
      .operandBits: FlowSetting("\(operandBits)"), .accumulatorBits: FlowSetting("\(accumulatorBits)"),
      .overflow: FlowSetting(overflow.value.rawValue), .multiplier: FlowSetting(multiplier.value.rawValue),
      .adder: FlowSetting(adder.value.rawValue),
    ]
    settings[.dataflow] = dataflow.map { FlowSetting($0.value.rawValue) }
    return settings
  }
}
