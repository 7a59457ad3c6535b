/// How a memory controller queues requests and orders commands.
public struct DRAMControllerPolicy: Hashable, Sendable, Codable {
  /// Which command goes first.
  public enum Scheduler: String, CaseIterable, Hashable, Sendable, Codable {
    /// The oldest request whose next command may issue, but no precharge under an older row hit
    /// (Ramulator 2.1, `FRFCFS-RowHit`).
    case rowHitFirst
    /// The oldest request whose next command may issue, whatever the command (Ramulator 2.1, `FRFCFS`).
    case firstReady
    /// Per-bank command queues served round robin; the write buffer is drained whole (DRAMsim3).
    case drain
  }

  /// Which command goes first.
  public var scheduler: Scheduler
  /// Reads waiting in a channel.
  public var readQueue: Int
  /// Writes waiting in a channel.
  public var writeQueue: Int
  /// Percent of the write queue above which writes are served.
  public var writeHighPercent: Int
  /// Percent of the write queue below which reads are served again.
  public var writeLowPercent: Int
  /// Commands waiting for each bank behind the queues (`drain` only).
  public var bankQueue: Int
  /// Row hits after which a waiting conflict may close the row (`drain` only).
  public var rowHitLimit: Int

  /// The queues and marks of the simulator the scheduler comes from unless stated otherwise.
  public init(
    scheduler: Scheduler, readQueue: Int = 32, writeQueue: Int = 32, writeHighPercent: Int = 80,
    writeLowPercent: Int = 20, bankQueue: Int = 8, rowHitLimit: Int = 4
  ) {
    self.scheduler = scheduler
    self.readQueue = readQueue
    self.writeQueue = writeQueue
    self.writeHighPercent = writeHighPercent
    self.writeLowPercent = writeLowPercent
    self.bankQueue = bankQueue
    self.rowHitLimit = rowHitLimit
  }

  /// Systole's default: Ramulator 2.1's `FRFCFS-RowHit` with its default queues.
  public static let rowHitFirst = Self(scheduler: .rowHitFirst)
  /// Ramulator 2.1's default `FRFCFS`.
  public static let firstReady = Self(scheduler: .firstReady)
  /// DRAMsim3's controller as its DDR4 files set it.
  public static let drain = Self(scheduler: .drain)
}
