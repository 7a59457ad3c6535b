import Core
import FoundationEssentials
import Mapper

/// An architecture as `reference/timeloop/archs.json` records it: sizes, bandwidths and the energy of each access.
struct TimeloopArchitecture: Decodable {
  var innerToOuter: [Level]

  enum CodingKeys: String, CodingKey {
    case innerToOuter = "levels_inner_to_outer"
  }

  struct Level: Decodable {
    var name: String
    var instances: Int
    var meshX: Int
    var meshY: Int
    var macEnergy: Double?
    var entries: Double?
    var block: Double?
    var clusterSize: Double?
    var sharedBandwidth: Double?
    var readBandwidth: Double?
    var writeBandwidth: Double?
    var buffering: Double?
    var readEnergy: Double?
    var fillEnergy: Double?
    var updateEnergy: Double?
    var leakage: Double?

    enum CodingKeys: String, CodingKey {
      case name, instances, meshX, meshY
      case macEnergy = "pJ_compute"
      case entries = "entries_words_per_instance"
      case block = "block_size_words"
      case clusterSize = "cluster_size"
      case sharedBandwidth = "bw_shared_words_per_cycle_per_instance"
      case readBandwidth = "bw_read"
      case writeBandwidth = "bw_write"
      case buffering = "multiple_buffering"
      case readEnergy = "pJ_read_per_block"
      case fillEnergy = "pJ_fill_per_block"
      case updateEnergy = "pJ_update_per_block"
      case leakage = "pJ_leak_per_cycle_per_instance"
    }
  }

  /// Storage levels, outermost first.
  var storage: [Level] { innerToOuter.dropFirst().reversed() }

  /// The hierarchy with the operands a mapping keeps at each level; every network passes inputs on between neighbours,
  /// as Timeloop's networks do unless told not to.
  func hierarchy(keeping mapping: Mapping) -> Hierarchy<Double> {
    hierarchy(keeps: mapping.levels.map(\.keeps), neighbourLinks: true)
  }

  /// The hierarchy whose levels keep the given operands.
  func hierarchy(keeps: [OperandSet], neighbourLinks: Bool) -> Hierarchy<Double> {
    let meshes = storage + [innerToOuter[0]]
    let levels = storage.indices.map { index in
      HierarchyLevel(
        keeps: keeps[index], memory: index, fanOutX: meshes[index + 1].meshX / meshes[index].meshX,
        fanOutY: meshes[index + 1].meshY / meshes[index].meshY, neighbourLinks: neighbourLinks)
    }
    return Hierarchy(levels: levels, memories: storage.map(\.cost), macEnergy: innerToOuter[0].macEnergy ?? 0)
  }
}

extension TimeloopArchitecture.Level {
  /// The level's limits and energies, counted in words.
  var cost: MemoryCost<Double> {
    var cost = MemoryCost<Double>()
    cost.capacity = entries.map { ($0 / (buffering ?? 1)).rounded(.down) } ?? .infinity
    cost.block = block ?? 1
    cost.sharedBandwidth = sharedBandwidth ?? .infinity
    cost.readBandwidth = readBandwidth ?? .infinity
    cost.writeBandwidth = writeBandwidth ?? .infinity
    cost.readEnergy = readEnergy ?? 0
    cost.fillEnergy = fillEnergy ?? 0
    cost.updateEnergy = updateEnergy ?? 0
    cost.leakage = leakage ?? 0
    cost.instances = Double(instances)
    cost.clusterSize = clusterSize ?? 1
    return cost
  }
}
