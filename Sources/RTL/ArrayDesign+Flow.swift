public import Core
import Sim

extension ArrayDesign {
  /// The array of an architecture, built as a space's flow settings say.
  ///
  /// The dataflow may be any: it is the hardware's, whatever the architecture's levels describe.
  ///
  /// - Throws: `UnusableArray` for sizes that don't go together.
  public init(_ architecture: Architecture, flow: FlowSettings) throws {
    let source = architecture.array
    try self.init(
      rows: source.rows, columns: source.columns, preload: source.preload,
      partialSumCyclesPerRow: source.partialSumCyclesPerRow, pipelineDepth: source.pipelineDepth,
      dataflow: source.dataflows.first ?? .weightStationary, flow: flow)
  }

  /// An array of which the flow settings say the rest.
  ///
  /// - Throws: `UnusableArray` for sizes that don't go together.
  package init(
    rows: Int, columns: Int, preload: ProcessingArray.Preload = .overlapped, partialSumCyclesPerRow: Int = 1,
    pipelineDepth: Int, dataflow: Dataflow = .weightStationary, flow: FlowSettings
  ) throws {
    func number(_ attribute: FlowAttribute, else usual: Int) -> Int {
      flow[attribute].flatMap { Int($0.text) } ?? usual
    }
    func word<Word: RawRepresentable<String>>(_ attribute: FlowAttribute, else usual: Word) -> Word {
      flow[attribute].flatMap { Word(rawValue: $0.text) } ?? usual
    }
    try self.init(
      ArrayConfiguration(
        rows: rows, columns: columns, dataflow: word(.dataflow, else: dataflow), preload: preload,
        partialSumCyclesPerRow: partialSumCyclesPerRow, pipelineDepth: pipelineDepth,
        tileRows: number(.tileRows, else: 1), tileColumns: number(.tileColumns, else: 1)),
      operandBits: number(.operandBits, else: 8), accumulatorBits: number(.accumulatorBits, else: 32),
      overflow: word(.overflow, else: .wrap), multiplier: word(.multiplier, else: .inferred),
      adder: word(.adder, else: .inferred))
  }
}

extension SynthesisOptions {
  /// The knobs as a space's flow settings say.
  package init(flow: FlowSettings) {
    self.init()
    take(flow)
  }

  /// Sets the knobs a space's flow settings speak of.
  package mutating func take(_ flow: FlowSettings) {
    if let hertz = flow[.clock]?.number, hertz > 0 { clockPeriod = (1e12 / hertz).rounded() / 1000 }
    mapping = flow[.mapping].flatMap { Mapping(rawValue: $0.text) } ?? mapping
    restructuring = flow[.restructuring].flatMap { Restructuring(rawValue: $0.text) } ?? restructuring
    fanout = flow[.fanout].flatMap { Int($0.text) } ?? fanout
    buffers = flow[.buffers]?.isYes ?? buffers
    sizes = flow[.sizing]?.isYes ?? sizes
    retimes = flow[.retiming]?.isYes ?? retimes
    flattens = flow[.flattening]?.isYes ?? flattens
    shares = flow[.sharing]?.isYes ?? shares
  }

  /// The knobs in a word: equal words, equal scripts.
  ///
  /// Restructuring and fan-out at their defaults aren't named.
  package var code: String {
    let usual = SynthesisOptions()
    let switches = [
      (restructuring != usual.restructuring, restructuring.rawValue), (buffers, "buffers"),
      (buffers && fanout != usual.fanout, "fanout\(fanout)"), (sizes, "sizing"), (retimes, "retiming"),
      (flattens, "flat"), (shares, "sharing"),
    ]
    let picoseconds = Int((clockPeriod * 1000).rounded())
    return (["\(picoseconds)ps", mapping.rawValue] + switches.filter(\.0).map(\.1)).joined(separator: "/")
  }
}
