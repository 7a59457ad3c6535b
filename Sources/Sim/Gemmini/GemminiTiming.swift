/// Everything the time of a Gemmini program depends on besides the program and the array's side.
///
/// Two kinds of values stand here: facts read in the hardware's sources (gemmini commit 67ca2f9 and SiFive's inclusive
/// cache; the file is named with each), and twelve constants that no source gives, calibrated on FireSim cycle counts
/// of the DOSA artifact. None of them depends on the array's side or on a layer.
///
/// Times are integers in ticks of 1/64 cycle, so that a rate such as one request in 1.25 cycles is exact.
package struct GemminiTiming: Hashable, Sendable {
  /// Ticks of one cycle.
  package static let ticksPerCycle = 64

  /// A duration of whole and 64th cycles.
  package static func cycles(_ whole: Int, and ticks: Int = 0) -> Int { whole * ticksPerCycle + ticks }

  /// What the host core spends on issuing macro-operations of one kernel, in ticks.
  package struct Host: Hashable, Sendable {
    /// For every tile.
    package var tile: Int
    /// For every loop level, counted from the innermost, whose index returned to 0.
    package var carry: Int
    /// More for a tile that stores its outputs.
    package var store: Int
    /// From the end of the macro-operation two before to this one's start, when the machine was full.
    package var slot: Int
  }

  // MARK: Calibrated

  /// Rocket's instructions around `gemmini_loop_conv_ws` (calibrated: 3 constants, the slot time is insensitive).
  ///
  /// The loop body computes addresses and bounds and writes six RoCC commands; no trace of it is published.
  package var convolutionHost = Host(tile: cycles(253), carry: cycles(67), store: cycles(53), slot: cycles(30))
  /// Rocket's instructions around `gemmini_loop_ws` (calibrated: 3 constants).
  package var matmulHost = Host(tile: cycles(125), carry: cycles(40), store: cycles(31), slot: cycles(30))
  /// From the clock's start to the first macro-operation, and from the last acknowledgement to the fence's return.
  ///
  /// Calibrated as one constant that counts at both ends: call overhead and cold instruction fetches of the kernel.
  package var kernelEdge = cycles(345)
  /// Service of one request by the L2's single pipeline (calibrated; 1 in the RTL, more by arbitration and replays).
  package var cacheService = cycles(1, and: 15)
  /// From service to the data of a hit, across the system bus (calibrated; crossings and buffers are unpublished).
  package var cacheHit = cycles(12, and: 26)
  /// More for a line that comes from the last-level cache model (calibrated).
  package var lastLevelHit = cycles(14)
  /// More for a line from DRAM (calibrated; one number stands for the DDR3 model behind the last-level cache, and for
  /// what its write-backs take from the reads).
  package var memory = cycles(144)
  /// Time on the 8-byte memory bus of one 64-byte line, and again of a dirty line it drives out (calibrated; 8 beats and
  /// the gap between bursts).
  package var busLine = cycles(9, and: 6)

  // MARK: From the sources

  /// Reservation-station entries of the load queue (`GemminiConfigs.scala`, `reservation_station_entries_ld`).
  package var loadEntries = 8
  /// Reservation-station entries of the store queue.
  package var storeEntries = 4
  /// Preload–compute pairs that wait in the 16 execute entries and the queue behind them (`ReservationStation.scala`).
  package var executePairs = 6
  /// Cycles from a command's generation to its start, for loads and stores.
  package var commandLatency = cycles(2)
  /// Cycles from a macro-operation's configuration to the first command of its loops (`LoopConv.scala`).
  package var loopLatency = cycles(3)
  /// Cycles from an execute pair's issue to its first row at the mesh.
  package var executeLatency = cycles(4)
  /// Bytes of rows from which the limit of tracked moves follows: 16/D + 1 (`LoadController.scala`, `nCmds`).
  package var trackedBytes = 16
  /// TileLink requests in flight in each direction (`GemminiConfigs.scala`, `max_in_flight_mem_reqs`).
  package var requestsInFlight = 16
  /// Rows handed over but not yet requested (`Scratchpad.scala`, read issue queue).
  package var rowsAhead = 5
  /// Rows dispatched by the store controller but not yet written (`Scratchpad.scala`, write queues).
  package var storeRowsAhead = 6
  /// Cycles from the last beat of a move to its completion (`DMA.scala`, `XactTracker.scala`, `LoadController.scala`).
  package var completionLatency = cycles(2)
  /// A stream's cost of going to another 4 KiB page: the filter register misses, the TLB hits (`FrontendTLB.scala`).
  package var pageChange = cycles(2)
  /// Bytes of a page.
  package var pageBytes = 4096
  /// Bytes of one row of a move into the scratchpad (`LoopConv.scala`, `max_block_len`).
  package var moveBytes = 64
  /// Bytes of one accumulator row's worth of columns that one zeroing command covers: 64 / 4 sums.
  package var zeroColumns = 16
  /// Rows the mesh takes at least for one block (`ExecuteController.scala`).
  package var fewestRows = 4
  /// Blocks in the mesh before the tag queue holds the next one back (`MeshWithDelays.scala`).
  package var taggedBlocks = 5
  /// Cycles of the mesh's way beyond twice its side.
  package var meshLatency = cycles(4)
  /// From an accumulator row's dispatch through scaling to the writer (`Scratchpad.scala`, `AccumulatorScale.scala`).
  package var writerLatency = cycles(8)
  /// Least time between two Puts of the writer (`DMA.scala`).
  package var putInterval = cycles(2)
  /// From a Put's service to its acknowledgement.
  package var putAcknowledge = cycles(18)
  /// Misses outstanding in each direction: one less than the FPGA's 8 last-level miss registers.
  package var missesInFlight = 7
  /// Passes over the arrays that the runs before made: the layer's own tiling, and one more run in the same process.
  package var warmPasses = 2
  /// Sets of the 512 KiB 8-way L2 with 64-byte lines (Chipyard's inclusive cache).
  package var cacheSets = 1024
  /// Sets of the 4 MiB 8-way last-level cache with 128-byte lines (FASED, `llc4mb`).
  package var lastLevelSets = 4096
  /// Seed of the victims drawn by both caches.
  package var victimSeed: UInt64 = 1

  /// The measured machine.
  package init() {}

  /// Moves tracked at once for an array of a side.
  func movesInFlight(side: Int) -> Int { trackedBytes / side + 1 }
}
