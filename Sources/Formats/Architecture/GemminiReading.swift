import Core

/// What `<gemmini>` and the elements inside it state.
extension ArchitectureReading {
  mutating func gemmini(_ element: XMLElement) -> GemminiParameters {
    enter(element)
    for child in element.children { enter(child) }
    let none = CycleTime(cycles: 0)
    /// A child; one the schema has missed is read from an element without attributes.
    func part(_ name: String) -> XMLElement {
      element.child(name)
        ?? XMLElement(
          name: name, namespace: element.namespace, attributes: [], children: [], text: "", location: element.location)
    }
    let (loads, execute, stores) = (part("loads"), part("execute"), part("stores"))
    return GemminiParameters(
      convolutionHost: host(part("convolution-host")), matmulHost: host(part("matmul-host")),
      loads: GemminiParameters.Loads(
        entries: reader.integer("entries", of: loads, in: 1...Self.deepestQueue),
        trackedBytes: reader.whole("tracked", .size, of: loads, in: 1...(1 << 12)),
        moveBytes: reader.whole("move", .size, of: loads, in: 1...(1 << 12)),
        zeroColumns: reader.integer("zero-columns", of: loads, in: 1...(1 << 12)),
        rowsAhead: reader.integer("rows-ahead", of: loads, in: 1...Self.deepestQueue),
        completionLatency: reader.cycles("completion-latency", of: loads, atLeast: none)),
      execute: GemminiParameters.Execute(
        pairs: reader.integer("pairs", of: execute, in: 1...Self.deepestQueue),
        latency: reader.cycles("latency", of: execute, atLeast: none),
        fewestRows: reader.integer("fewest-rows", of: execute, in: 1...1024),
        taggedBlocks: reader.integer("tagged-blocks", of: execute, in: 1...Self.deepestQueue),
        meshLatency: reader.cycles("mesh-latency", of: execute, atLeast: none)),
      stores: GemminiParameters.Stores(
        entries: reader.integer("entries", of: stores, in: 1...Self.deepestQueue),
        rowsAhead: reader.integer("rows-ahead", of: stores, in: 1...Self.deepestQueue),
        writerLatency: reader.cycles("writer-latency", of: stores, atLeast: none),
        putInterval: reader.cycles("put-interval", of: stores),
        acknowledgeLatency: reader.cycles("acknowledge-latency", of: stores, atLeast: none)),
      kernelEdge: reader.cycles("kernel-edge", of: element, atLeast: none),
      loopLatency: reader.cycles("loop-latency", of: element, atLeast: none),
      commandLatency: reader.cycles("command-latency", of: element, atLeast: none),
      dramLatency: reader.cycles("dram-latency", of: element, atLeast: none),
      pageBytes: reader.whole("page", .size, of: element, in: 64...(1 << 30)),
      pageChange: reader.cycles("page-change", of: element, atLeast: none),
      warmPasses: reader.integer("warm-passes", of: element, in: 0...16),
      victimSeed: reader.integer("victim-seed", of: element, in: 0...(1 << 32)))
  }

  private mutating func host(_ element: XMLElement) -> GemminiParameters.Host {
    let none = CycleTime(cycles: 0)
    return GemminiParameters.Host(
      tile: reader.cycles("tile", of: element), carry: reader.cycles("carry", of: element, atLeast: none),
      store: reader.cycles("store", of: element, atLeast: none),
      slot: reader.cycles("slot", of: element, atLeast: none),
      arrayOffset: reader.whole("array-offset", .size, of: element, in: 0...4095, default: 0))
  }

  /// Gemmini's controller runs square weight-stationary arrays behind two caches.
  mutating func checkGemmini(_ architecture: Architecture) {
    guard architecture.gemmini != nil, let element = root.child("gemmini") else { return }
    var missing: [(what: String, found: String, at: SourceLocation)] = []
    if architecture.controller.kind != .gemmini {
      missing.append(
        (#"controller kind="gemmini""#, "'\(architecture.controller.kind.rawValue)'", map["controller.kind"]))
    }
    let array = architecture.array
    if array.rows != array.columns {
      missing.append(("a square array", "\(array.rows) × \(array.columns)", map["array.columns"]))
    }
    if array.dataflows.first != .weightStationary {
      missing.append(
        ("the dataflow weight-stationary first", array.dataflows.first?.rawValue ?? "none", map["array.dataflows"]))
    }
    if architecture.caches.count != 2 {
      missing.append(
        ("two caches, the last-level cache first", "\(architecture.caches.count)", element.location))
    }
    for cache in architecture.caches where cache.replacement == .leastRecentlyUsed {
      missing.append(
        ("caches that draw their victims (random, empty-then-random)", "lru", map["\(cache.name).replacement"]))
    }
    if architecture.cores.count > 1 { missing.append(("one core", "\(architecture.cores.count)", map["cores.count"])) }
    if architecture.memoryBus == nil { missing.append(("a <bus> behind the caches", "none", element.location)) }
    if architecture.dma.requestsInFlight > Self.deepestQueue {
      missing.append(
        (
          "at most \(Self.deepestQueue) requests in flight", "\(architecture.dma.requestsInFlight)",
          map["dma.requests-in-flight"]
        ))
    }
    for (what, found, location) in missing { note(.gemminiNeeds(what: what, found: found), at: location) }
  }

  /// Entries of a queue whose times the controller remembers.
  private static let deepestQueue = 256
}

extension ArchitectureFile {
  static func writeGemmini(of architecture: Architecture, to writer: inout XMLWriter) {
    guard let gemmini = architecture.gemmini else { return }
    writer.element("gemmini") { writer in
      writer.attribute("kernel-edge", gemmini.kernelEdge.description)
      writer.attribute("loop-latency", gemmini.loopLatency.description)
      writer.attribute("command-latency", gemmini.commandLatency.description)
      writer.attribute("dram-latency", gemmini.dramLatency.description)
      writer.attribute("page", QuantityKind.size.text(gemmini.pageBytes))
      writer.attribute("page-change", gemmini.pageChange.description)
      writer.attribute("warm-passes", gemmini.warmPasses)
      writer.attribute("victim-seed", gemmini.victimSeed)
      writer.origin(of: "gemmini", in: architecture)
      write(gemmini.convolutionHost, "convolution-host", of: architecture, to: &writer)
      write(gemmini.matmulHost, "matmul-host", of: architecture, to: &writer)
      writer.element("loads") { writer in
        writer.attribute("entries", gemmini.loads.entries)
        writer.attribute("tracked", QuantityKind.size.text(gemmini.loads.trackedBytes))
        writer.attribute("move", QuantityKind.size.text(gemmini.loads.moveBytes))
        writer.attribute("zero-columns", gemmini.loads.zeroColumns)
        writer.attribute("rows-ahead", gemmini.loads.rowsAhead)
        writer.attribute("completion-latency", gemmini.loads.completionLatency.description)
        writer.origin(of: "loads", in: architecture)
      }
      writer.element("execute") { writer in
        writer.attribute("pairs", gemmini.execute.pairs)
        writer.attribute("latency", gemmini.execute.latency.description)
        writer.attribute("fewest-rows", gemmini.execute.fewestRows)
        writer.attribute("tagged-blocks", gemmini.execute.taggedBlocks)
        writer.attribute("mesh-latency", gemmini.execute.meshLatency.description)
        writer.origin(of: "execute", in: architecture)
      }
      writer.element("stores") { writer in
        writer.attribute("entries", gemmini.stores.entries)
        writer.attribute("rows-ahead", gemmini.stores.rowsAhead)
        writer.attribute("writer-latency", gemmini.stores.writerLatency.description)
        writer.attribute("put-interval", gemmini.stores.putInterval.description)
        writer.attribute("acknowledge-latency", gemmini.stores.acknowledgeLatency.description)
        writer.origin(of: "stores", in: architecture)
      }
    }
  }

  private static func write(
    _ host: GemminiParameters.Host, _ name: String, of architecture: Architecture, to writer: inout XMLWriter
  ) {
    writer.element(name) { writer in
      writer.attribute("tile", host.tile.description)
      writer.attribute("carry", host.carry.description)
      writer.attribute("store", host.store.description)
      writer.attribute("slot", host.slot.description)
      writer.attribute("array-offset", QuantityKind.size.text(host.arrayOffset))
      writer.origin(of: name, in: architecture)
    }
  }
}
