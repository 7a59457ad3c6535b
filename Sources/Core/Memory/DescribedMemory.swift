/// A memory a file describes instead of a preset.
public struct DescribedMemory: Hashable, Sendable, Codable {
  /// The file's text.
  public var text: String
  /// The memory as read from it.
  public var configuration: DRAMConfiguration

  /// A memory with the text it was read from.
  public init(text: String, configuration: DRAMConfiguration) {
    self.text = text
    self.configuration = configuration
  }
}

extension ExternalMemory {
  /// The part as its file or its preset has it; `nil` when nothing describes it.
  public var part: DRAMConfiguration? { described?.configuration ?? .preset(named: standard) }

  /// The memory in full: the one described or the preset, with what the architecture states of its own instead.
  ///
  /// - Returns: `nil` when nothing describes the memory and no preset has its name.
  /// - Throws: `DRAMMappingError` when the stated address mapping is none.
  public func configuration() throws(DRAMMappingError) -> DRAMConfiguration? {
    guard var memory = part else { return nil }
    memory.organization.channels = channels
    if let ranks { memory.organization.ranks = ranks }
    if let scheduler, scheduler != memory.controller.scheduler {
      memory.controller = DRAMControllerPolicy(scheduler: scheduler)
    }
    if let addressMapping { memory.addressMapping = try DRAMAddressMapping(addressMapping) }
    return memory
  }

  /// Bytes a second of all channels together, at most; `nil` where nothing describes the memory.
  public var peakBytesPerSecond: Double? {
    guard let memory = try? configuration() else { return nil }
    return memory.peakBytesPerSecond
  }
}
