import Core
import FoundationEssentials

/// One `timeloop-model` run as `reference/timeloop/*.jsonl` records it: the problem, the mapping and what came out.
struct TimeloopRow: Decodable {
  var id: String
  var arch: String
  var problem: TimeloopProblem
  var loops: [LoopBlock]
  var keep: [String: [String]]
  var out: Output

  /// The temporal or spatial loops of one level, outermost first.
  struct LoopBlock: Decodable {
    var level: String
    var type: String
    var loops: [NamedLoop]?
    var x: [NamedLoop]?
    var y: [NamedLoop]?
  }

  /// `["K", 16]`.
  struct NamedLoop: Decodable {
    var dimension: String
    var bound: Int

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      dimension = try list.decode(String.self)
      bound = try list.decode(Int.self)
    }
  }

  struct Output: Decodable {
    var cycles: Int
    var energy: Double
    var levels: [String: Level]

    enum CodingKeys: String, CodingKey {
      case cycles
      case energy = "energy_pJ"
      case levels
    }
  }

  struct Level: Decodable {
    var cycles: Int
    /// Picojoules leaked.
    var leak: Double?
    /// Picojoules of the multipliers.
    var energy: Double?
    var tensors: [String: Counts]?

    enum CodingKeys: String, CodingKey {
      case cycles, leak, energy
      case tensors = "t"
    }
  }

  /// Partition, tile, instances, clusters, reads, fills, updates, temporal reductions, energy.
  struct Counts: Decodable {
    var words: [Int]
    var energy: Double

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      words = []
      while words.count < 8 { words.append(try list.decode(Int.self)) }
      energy = try list.decode(Double.self)
    }

    var partition: Int { words[0] }
    var tile: Int { words[1] }
    var instances: Int { words[2] }
    var clusters: Int { words[3] }
    var reads: Int { words[4] }
    var fills: Int { words[5] }
    var updates: Int { words[6] }
    var temporalReductions: Int { words[7] }
  }
}

/// A problem of Timeloop's `cnn-layer` shape.
struct TimeloopProblem: Decodable {
  var sizes: [String: Int]

  init(from decoder: any Decoder) throws {
    sizes = try decoder.singleValueContainer().decode([String: Int].self)
  }

  /// The layer: R pairs with P and the width, S with Q and the height.
  var convolution: Convolution {
    func size(_ name: String) -> Int { sizes[name] ?? 1 }
    return Convolution(
      bounds: LoopBounds(
        n: size("N"), k: size("K"), c: size("C"), p: size("P"), q: size("Q"), r: size("R"), s: size("S")),
      stride: Extent(width: size("Wstride"), height: size("Hstride")),
      dilation: Extent(width: size("Wdilation"), height: size("Hdilation")))
  }
}

extension TimeloopRow {
  /// The mapping, with one level for each storage level named, outermost first.
  func mapping(levels names: [String]) throws -> Mapping {
    var mapping = Mapping(levels: names.map { MappingLevel(keeps: operands(keep[$0] ?? [])) })
    for block in loops {
      guard let level = names.firstIndex(of: block.level) else {
        throw MissingInput(name: id, reason: "the mapping names level '\(block.level)', which \(arch) doesn't have")
      }
      for loop in block.loops ?? [] where loop.bound > 1 {
        mapping.levels[level].temporal.append(TemporalLoop(try dimension(loop.dimension), loop.bound))
      }
      for (axis, loops) in [(SpatialLoop.Axis.x, block.x ?? []), (.y, block.y ?? [])] {
        for loop in loops where loop.bound > 1 {
          mapping.levels[level].spatial.append(SpatialLoop(try dimension(loop.dimension), loop.bound, axis: axis))
        }
      }
    }
    return mapping
  }

  private func dimension(_ letter: String) throws -> Dimension {
    guard let character = letter.first, letter.count == 1, let dimension = Dimension(letter: character) else {
      throw MissingInput(name: id, reason: "'\(letter)' is not a dimension")
    }
    return dimension
  }

  private func operands(_ names: [String]) -> OperandSet {
    OperandSet(Operand.allCases.filter { names.contains($0.timeloopName) }.map { OperandSet($0) })
  }
}

extension Operand {
  /// The data space's name in Timeloop's files.
  var timeloopName: String {
    switch self {
    case .weights: "Weights"
    case .inputs: "Inputs"
    case .outputs: "Outputs"
    }
  }
}
