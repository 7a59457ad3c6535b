import Core

/// Gemmini running tile after tile: two macro-operations in flight, each with half of both memories.
struct GemminiMachine: Sendable {
  let layer: GemminiLayer
  let side: Int
  let timing: GemminiTiming
  let arrays: GemminiArrays
  var memory: GemminiMemory
  var loads: LoadStream
  var execute: ExecuteStream
  var stores: StoreStream
  /// Accumulator rows a matmul's first inner blocks wrote without adding.
  var rowsOverwritten = 0
  /// When the newest macro-operation was configured.
  private(set) var configured = 0
  /// When the macro-operations before were free and had their outputs; the older one first.
  private var slotFree = (0, 0)
  private var outputs = (0, 0)
  private var hasStarted = false
  private let host: GemminiTiming.Host
  /// When the operands and outputs of the tile at hand are ready and issued; kept to save allocation.
  var scratch = TileTimes()
  /// Where the arrays of the tile's image and group begin.
  private(set) var origins = Origins()

  typealias Dependency = ExecuteStream.Dependency

  /// Addresses of three arrays.
  struct Origins: Hashable, Sendable {
    var weights = 0
    var input = 0
    var output = 0
  }

  /// Times within one tile, by rows or blocks.
  struct TileTimes: Sendable {
    var inputReady: [Int] = []
    var inputIssued: [Int] = []
    var weightReady: [Int] = []
    var weightIssued: [Int] = []
    var outputReady: [Int] = []
    var outputIssued: [Int] = []
  }

  init(_ program: GemminiProgram, _ timing: GemminiTiming, caches: GemminiProgram.Caches) {
    self.init(program, timing) { GemminiMemory(timing, $0, caches) }
  }

  /// A machine whose caches hold what another program left.
  init(_ program: GemminiProgram, _ timing: GemminiTiming, after previous: GemminiMachine) {
    self.init(program, timing) { _ in GemminiMemory(after: previous.memory) }
  }

  private init(_ program: GemminiProgram, _ timing: GemminiTiming, memory: (GemminiArrays) -> GemminiMemory) {
    layer = program.layer
    side = program.side
    self.timing = timing
    host = timing.host(of: program.layer.kernel)
    arrays = GemminiArrays(program.layer, side: program.side, offset: host.arrayOffset)
    self.memory = memory(arrays)
    loads = LoadStream(timing, side: program.side)
    execute = ExecuteStream(timing, side: program.side)
    stores = StoreStream(timing, side: program.side)
  }

  /// Runs one tile; loads, execution and stores of neighbouring tiles overlap.
  mutating func run(_ tile: GemminiTile) {
    place(tile)
    var begin = Dependency(time: timing.kernelEdge, cause: .issue)
    if hasStarted {
      begin.time = configured + issueTime(of: tile)
      begin = begin.later(Dependency(time: slotFree.0 + host.slot, cause: .space))
    }
    hasStarted = true
    configured = begin.time
    begin.time += timing.loopLatency
    let loadsBegin = max(max(begin.time, loads.issued), outputs.0)
    loads.waits(until: begin.time, for: begin.cause)
    loads.waits(until: loadsBegin, for: .space)
    switch layer.kernel {
    case .convolution: runConvolution(tile, from: begin, loadsFrom: loadsBegin)
    case .matmul: runMatmul(tile, from: begin, loadsFrom: loadsBegin)
    }
    slotFree = (slotFree.1, tile.isLast ? max(execute.issued, stores.issued) : execute.issued)
    outputs = (outputs.1, execute.output)
  }

  private mutating func place(_ tile: GemminiTile) {
    let weights = layer.filterWidth * layer.filterHeight * layer.inputChannels * layer.outputChannels
    let inputs = layer.inputWidth * layer.inputHeight * layer.inputChannels
    let outputs = layer.outputWidth * layer.outputHeight * layer.outputChannels
    // Groups of a convolution lie side by side in every pixel, those of a matmul one after the other.
    let isInterleaved = layer.kernel == .convolution
    origins = Origins(
      weights: arrays.weights.lowerBound + tile.group * weights,
      input: arrays.input.lowerBound + tile.image * layer.groups * inputs
        + tile.group * (isInterleaved ? layer.inputChannels : inputs),
      output: arrays.output.lowerBound + tile.image * layer.groups * outputs
        + tile.group * (isInterleaved ? layer.outputChannels : outputs))
  }

  /// The host's time for a tile; ticks.
  func issueTime(of tile: GemminiTile) -> Int {
    host.tile + tile.carries * host.carry + (tile.isLast ? host.store : 0)
  }

  /// When everything issued so far is done; ticks.
  var drained: Int {
    max(max(execute.output, stores.acknowledged), max(loads.completed, configured))
  }
}
