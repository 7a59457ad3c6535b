/// How Gemmini's controller runs macro-operations, beyond what any architecture states: issue times of the host core,
/// queues and latencies of the load, execute and store controllers.
///
/// The generator's sources are gemmini commit 67ca2f9; the file is named with each value. None depends on the array's
/// side or on a layer. Shipped values stand in `Architectures/gemmini-firesim.xml`.
public struct GemminiParameters: Hashable, Sendable, Codable {
  /// What the host core spends on issuing the macro-operations of one software kernel.
  public struct Host: Hashable, Sendable, Codable {
    /// For every tile.
    public var tile: CycleTime
    /// For every tile loop, counted from the innermost, whose index returned to 0.
    public var carry: CycleTime
    /// More for a tile that stores its outputs.
    public var store: CycleTime
    /// From the end of the macro-operation two before to this one's start, when the machine was full.
    public var slot: CycleTime
    /// Where the kernel's arrays begin, modulo a cache line; bytes.
    public var arrayOffset: Int

    /// Times of one kernel.
    public init(tile: CycleTime, carry: CycleTime, store: CycleTime, slot: CycleTime, arrayOffset: Int) {
      self.tile = tile
      self.carry = carry
      self.store = store
      self.slot = slot
      self.arrayOffset = arrayOffset
    }
  }

  /// The load controller and its DMA reader.
  public struct Loads: Hashable, Sendable, Codable {
    /// Reservation-station entries (`GemminiConfigs.scala`, `reservation_station_entries_ld`).
    public var entries: Int
    /// Bytes of rows from which the limit of tracked moves follows: bytes / D + 1 (`LoadController.scala`, `nCmds`).
    public var trackedBytes: Int
    /// Bytes of one row of a move into the scratchpad (`LoopConv.scala`, `max_block_len`).
    public var moveBytes: Int
    /// Columns one command that zeroes the accumulator covers (`LoopConv.scala`, `max_block_len_acc`).
    public var zeroColumns: Int
    /// Rows handed over but not yet requested (`Scratchpad.scala`, read issue queue).
    public var rowsAhead: Int
    /// From the last beat of a move to its completion (`DMA.scala`, `XactTracker.scala`, `LoadController.scala`).
    public var completionLatency: CycleTime

    /// A load controller.
    public init(
      entries: Int, trackedBytes: Int, moveBytes: Int, zeroColumns: Int, rowsAhead: Int, completionLatency: CycleTime
    ) {
      self.entries = entries
      self.trackedBytes = trackedBytes
      self.moveBytes = moveBytes
      self.zeroColumns = zeroColumns
      self.rowsAhead = rowsAhead
      self.completionLatency = completionLatency
    }
  }

  /// The execute controller and the mesh.
  public struct Execute: Hashable, Sendable, Codable {
    /// Preload–compute pairs that wait in the reservation station and the queue behind it (`ReservationStation.scala`).
    public var pairs: Int
    /// From a pair's issue to its first row at the mesh.
    public var latency: CycleTime
    /// Rows the mesh takes at least for one block (`ExecuteController.scala`).
    public var fewestRows: Int
    /// Blocks in the mesh before the tag queue holds the next one back (`MeshWithDelays.scala`).
    public var taggedBlocks: Int
    /// The mesh's way beyond twice its side (`MeshWithDelays.scala`).
    public var meshLatency: CycleTime

    /// An execute controller.
    public init(pairs: Int, latency: CycleTime, fewestRows: Int, taggedBlocks: Int, meshLatency: CycleTime) {
      self.pairs = pairs
      self.latency = latency
      self.fewestRows = fewestRows
      self.taggedBlocks = taggedBlocks
      self.meshLatency = meshLatency
    }
  }

  /// The store controller and its DMA writer.
  public struct Stores: Hashable, Sendable, Codable {
    /// Reservation-station entries (`GemminiConfigs.scala`, `reservation_station_entries_st`).
    public var entries: Int
    /// Rows dispatched but not yet written (`Scratchpad.scala`, write queues).
    public var rowsAhead: Int
    /// From an accumulator row's dispatch through scaling to the writer (`Scratchpad.scala`, `AccumulatorScale.scala`).
    public var writerLatency: CycleTime
    /// Least time between two Puts (`DMA.scala`).
    public var putInterval: CycleTime
    /// From a Put's service to its acknowledgement.
    public var acknowledgeLatency: CycleTime

    /// A store controller.
    public init(
      entries: Int, rowsAhead: Int, writerLatency: CycleTime, putInterval: CycleTime, acknowledgeLatency: CycleTime
    ) {
      self.entries = entries
      self.rowsAhead = rowsAhead
      self.writerLatency = writerLatency
      self.putInterval = putInterval
      self.acknowledgeLatency = acknowledgeLatency
    }
  }

  /// `gemmini_loop_conv_ws` tile by tile.
  public var convolutionHost: Host
  /// `gemmini_loop_ws` tile by tile.
  public var matmulHost: Host
  /// The load controller.
  public var loads: Loads
  /// The execute controller.
  public var execute: Execute
  /// The store controller.
  public var stores: Stores
  /// From the kernel's call to the first macro-operation, and from the last acknowledgement to the fence's return.
  public var kernelEdge: CycleTime
  /// From a macro-operation's configuration to the first command of its loops (`LoopConv.scala`).
  public var loopLatency: CycleTime
  /// From a command's generation to its start, for loads and stores (`ReservationStation.scala`).
  public var commandLatency: CycleTime
  /// A line's way from the DRAM, beyond the bus.
  public var dramLatency: CycleTime
  /// Bytes of a page.
  public var pageBytes: Int
  /// What a stream pays for going to another page (`FrontendTLB.scala`).
  public var pageChange: CycleTime
  /// Passes over weights, inputs and outputs that have gone through the caches before a warm run.
  public var warmPasses: Int
  /// Seed of the victims the caches draw.
  public var victimSeed: Int

  /// Parameters of the given units.
  public init(
    convolutionHost: Host, matmulHost: Host, loads: Loads, execute: Execute, stores: Stores, kernelEdge: CycleTime,
    loopLatency: CycleTime, commandLatency: CycleTime, dramLatency: CycleTime, pageBytes: Int, pageChange: CycleTime,
    warmPasses: Int, victimSeed: Int
  ) {
    self.convolutionHost = convolutionHost
    self.matmulHost = matmulHost
    self.loads = loads
    self.execute = execute
    self.stores = stores
    self.kernelEdge = kernelEdge
    self.loopLatency = loopLatency
    self.commandLatency = commandLatency
    self.dramLatency = dramLatency
    self.pageBytes = pageBytes
    self.pageChange = pageChange
    self.warmPasses = warmPasses
    self.victimSeed = victimSeed
  }
}
