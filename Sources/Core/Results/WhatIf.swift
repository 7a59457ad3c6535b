/// What a workload would cost with one resource of the accelerator made better, and everything else as it is.
public struct WhatIf: Hashable, Sendable, Codable {
  /// A part of the accelerator that may be what the others wait for.
  public enum Resource: String, CaseIterable, Hashable, Sendable, Codable {
    case array
    case dma
    case scratchpadBandwidth = "scratchpad-bandwidth"
    case scratchpadCapacity = "scratchpad-capacity"
    case dram
    case dramBandwidth = "dram-bandwidth"
    case dramLatency = "dram-latency"
    case vectorUnit = "vector-unit"
    case controller
  }

  /// How much better the resource is made.
  public enum Change: String, CaseIterable, Hashable, Sendable, Codable {
    /// Twice as much of it, or half of it where less is better.
    case doubled
    /// So much of it that it costs no time.
    case ideal
  }

  /// The workload run with one resource changed.
  public struct Variant: Hashable, Sendable, Codable {
    /// The resource that was changed.
    public var resource: Resource
    /// How much better it was made.
    public var change: Change
    /// Core cycles of each layer, in the workload's order.
    public var layerCycles: [Int]

    /// A run with one resource changed.
    public init(resource: Resource, change: Change, layerCycles: [Int]) {
      self.resource = resource
      self.change = change
      self.layerCycles = layerCycles
    }

    /// Core cycles of all layers, one after the other.
    public var cycles: Int { layerCycles.reduce(0, +) }
  }

  /// The runs: resources in their declared order, `doubled` before `ideal`.
  public var variants: [Variant]

  /// What was found.
  public init(variants: [Variant]) {
    self.variants = variants
  }

  /// The run of a resource with a change; `nil` where there was none.
  public func variant(_ resource: Resource, _ change: Change) -> Variant? {
    variants.first { $0.resource == resource && $0.change == change }
  }

  /// The resources that were changed, the one that helps most first.
  ///
  /// What twice as much of it brings decides, then what an ideal one brings, then the declared order; resources that
  /// can't be doubled come after the others.
  public var ranking: [Resource] {
    func cycles(_ resource: Resource, _ change: Change) -> Int { variant(resource, change)?.cycles ?? .max }
    let known = Resource.allCases.enumerated().filter { _, resource in variants.contains { $0.resource == resource } }
    return known.sorted { left, right in
      (cycles(left.element, .doubled), cycles(left.element, .ideal), left.offset)
        < (cycles(right.element, .doubled), cycles(right.element, .ideal), right.offset)
    }.map(\.element)
  }
}

extension WhatIf.Resource {
  /// The resource's name in words.
  public var words: String {
    switch self {
    case .array: "array"
    case .dma: "DMA"
    case .scratchpadBandwidth: "scratchpad bandwidth"
    case .scratchpadCapacity: "scratchpad capacity"
    case .dram: "DRAM"
    case .dramBandwidth: "DRAM bandwidth"
    case .dramLatency: "DRAM latency"
    case .vectorUnit: "vector unit"
    case .controller: "controller"
    }
  }

  /// What was done to double the resource, or to halve what is better small; `nil` where nothing was.
  public var doubling: String? {
    switch self {
    case .array: "twice the array's clock"
    case .dma: "twice the bus width and the requests in flight"
    case .scratchpadBandwidth: "twice the ports of every on-chip memory"
    case .scratchpadCapacity: "twice the bytes of every on-chip memory, tiled anew"
    case .dramBandwidth: "twice the channels"
    case .dramLatency: "half the latencies of the memory and of the way to it"
    case .vectorUnit: "twice the lanes"
    case .dram, .controller: nil
    }
  }

  /// The doubled resource as the subject of a sentence: `twice the DRAM bandwidth`.
  public var doubledPhrase: String {
    switch self {
    case .array: "an array twice as fast"
    case .dma: "a DMA twice as wide"
    case .dramLatency: "half the DRAM latency"
    case .vectorUnit: "a vector unit twice as wide"
    case .scratchpadBandwidth, .scratchpadCapacity, .dram, .dramBandwidth, .controller: "twice the \(words)"
    }
  }
}
