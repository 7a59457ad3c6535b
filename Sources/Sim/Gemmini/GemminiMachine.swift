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
  /// When the newest macro-operation was configured.
  private(set) var configured = 0
  /// When the macro-operations before were free and had their outputs; the older one first.
  private var slotFree = (0, 0)
  private var outputs = (0, 0)
  private var hasStarted = false
  private let host: GemminiTiming.Host
  /// When the operands and outputs of the tile at hand are ready and issued; kept to save allocation.
  var scratch = TileTimes()

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
    layer = program.layer
    side = program.side
    self.timing = timing
    arrays = GemminiArrays(program.layer, side: program.side)
    memory = GemminiMemory(timing, arrays, caches)
    loads = LoadStream(timing, side: program.side)
    execute = ExecuteStream(timing, side: program.side)
    stores = StoreStream(timing, side: program.side)
    host = layer.kernel == .convolution ? timing.convolutionHost : timing.matmulHost
  }

  /// Runs one tile; loads, execution and stores of neighbouring tiles overlap.
  mutating func run(_ tile: GemminiTile) {
    if hasStarted {
      configured = max(configured + issueTime(of: tile), slotFree.0 + host.slot)
    } else {
      configured = timing.kernelEdge
      hasStarted = true
    }
    let begin = configured + timing.loopLatency
    let loadsBegin = max(max(begin, loads.issued), outputs.0)
    switch layer.kernel {
    case .convolution: runConvolution(tile, from: begin, loadsFrom: loadsBegin)
    case .matmul: runMatmul(tile, from: begin, loadsFrom: loadsBegin)
    }
    slotFree = (slotFree.1, tile.isLast ? max(execute.issued, stores.issued) : execute.issued)
    outputs = (outputs.1, execute.output)
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
