/// How a memory controller queues requests and orders commands.
public struct DRAMControllerPolicy: Hashable, Sendable, Codable {
  /// Which command goes first.
  public enum Scheduler: String, CaseIterable, Hashable, Sendable, Codable {
    /// The oldest request whose next command may issue, but no precharge under an older row hit
    /// (Ramulator 2.1, `FRFCFS-RowHit`).
    case rowHitFirst = "row-hit-first"
    /// The oldest request whose next command may issue, whatever the command (Ramulator 2.1, `FRFCFS`).
    case firstReady = "first-ready"
    /// Per-bank command queues served round robin; the write buffer is drained whole (DRAMsim3).
    case drain
  }

  /// What becomes of a row after a read or write.
  public enum RowPolicy: String, CaseIterable, Hashable, Sendable, Codable {
    /// It stays open for the next request.
    case open
    /// The access closes it.
    case closed
  }

  /// How the `drain` scheduler's command queues are cut.
  public enum CommandQueues: String, CaseIterable, Hashable, Sendable, Codable {
    /// One queue for each bank, served round robin.
    case perBank
    /// One queue for each rank, served round robin, the oldest ready command of a rank first.
    case perRank
  }

  /// Which command goes first.
  public var scheduler: Scheduler
  /// What becomes of a row after a read or write.
  public var rowPolicy: RowPolicy
  /// Reads waiting in a channel.
  public var readQueue: Int
  /// Writes waiting in a channel.
  public var writeQueue: Int
  /// Percent of the write queue above which writes are served.
  public var writeHighPercent: Int
  /// Percent of the write queue below which reads are served again.
  public var writeLowPercent: Int
  /// How the command queues behind the read and write queues are cut (`drain` only).
  public var commandQueues: CommandQueues
  /// Commands waiting in each of them (`drain` only).
  public var commandQueue: Int
  /// Row hits after which a waiting conflict may close the row (`drain` only).
  public var rowHitLimit: Int

  /// The queues and marks of the simulator the scheduler comes from unless stated otherwise.
  public init(
    scheduler: Scheduler, rowPolicy: RowPolicy = .open, readQueue: Int = 32, writeQueue: Int = 32,
    writeHighPercent: Int = 80,
    writeLowPercent: Int = 20, commandQueues: CommandQueues = .perBank, commandQueue: Int = 8, rowHitLimit: Int = 4
  ) {
    self.scheduler = scheduler
    self.rowPolicy = rowPolicy
    self.readQueue = readQueue
    self.writeQueue = writeQueue
    self.writeHighPercent = writeHighPercent
    self.writeLowPercent = writeLowPercent
    self.commandQueues = commandQueues
    self.commandQueue = commandQueue
    self.rowHitLimit = rowHitLimit
  }

  /// Systole's default: Ramulator 2.1's `FRFCFS-RowHit` with its default queues.
  public static let rowHitFirst = Self(scheduler: .rowHitFirst)
  /// Ramulator 2.1's default `FRFCFS`.
  public static let firstReady = Self(scheduler: .firstReady)
  /// DRAMsim3's controller as its DDR4 files set it.
  public static let drain = Self(scheduler: .drain)
}
