package import Core

/// A Timeloop architecture: its storage levels and multipliers, sizes in words, energies of an access in picojoules.
///
/// Nested (0.3) and flattened (0.4) files are read alike: the copies of a component are those of the trees around it
/// times its own range. Constraints in the same file say what levels keep and which dimensions spread below them; an
/// `ERT` gives energies.
package struct TimeloopDesign: Hashable, Sendable {
  /// A storage level, or the multipliers.
  package struct Level: Hashable, Sendable {
    package var name: String
    package var isDRAM = false
    package var isCompute = false
    /// Copies in the whole design, and how many of them lie along X.
    package var instances: Int
    package var meshX: Int
    package var wordBits = 16
    /// Words of one copy; `nil` for DRAM.
    package var entries: Int?
    /// Words of one access.
    package var block = 1
    package var clusterSize = 1
    package var buffering = 1
    /// Words a cycle of one copy.
    package var sharedBandwidth: Double?
    package var readBandwidth: Double?
    package var writeBandwidth: Double?
    package var readEnergy = 0.0
    package var fillEnergy = 0.0
    package var updateEnergy = 0.0
    package var leakage = 0.0
    /// Picojoules of one multiply–accumulate.
    package var macEnergy = 0.0
    package var keeps = OperandSet.all
    /// Dimensions that may spread over the copies below; all that aren't held at 1.
    package var spatial = DimensionSet.all

    /// Copies along Y.
    package var meshY: Int { max(1, instances / max(1, meshX)) }
  }

  /// The levels, outermost first, multipliers last.
  package var levels: [Level]
  /// What has no effect here.
  package var warnings: [Diagnostic]
  var place: SourceLocation

  /// Reads an architecture.
  ///
  /// - Parameters:
  ///   - file: The file with the architecture.
  ///   - others: Files with constraints and energies that belong to it.
  /// - Throws: `InvalidInput` with everything wrong with them.
  package init(_ file: InputFile, with others: [InputFile] = []) throws(InvalidInput) {
    try self.init(try YAMLValue(file), with: others)
  }

  init(_ document: YAMLValue, with others: [InputFile] = []) throws(InvalidInput) {
    var documents = [document]
    for other in others { documents.append(try YAMLValue(other)) }
    try self.init(documents)
  }

  private init(_ documents: [YAMLValue]) throws(InvalidInput) {
    var notes = TimeloopNotes()
    place = documents[0].location
    warnings = []
    guard let root = documents[0]["architecture"] else {
      throw InvalidInput(.other("the file has no architecture", remedy: "write architecture:"), at: place)
    }
    var reading = TimeloopTree()
    reading.read(root, copies: 1, inherited: [:], &notes)
    if reading.components.isEmpty {
      notes.note("the architecture has no components", remedy: "write local: with a list of them", at: root)
    }
    if reading.components.filter(\.isCompute).count != 1 {
      notes.note(
        "the architecture has \(reading.components.filter(\.isCompute).count) kinds of multipliers",
        remedy: "write one component of class intmac or fpmac", at: root)
    }
    // Local components of a tree are listed from the outside in, multipliers last.
    levels = reading.components.filter { !$0.isCompute } + reading.components.filter(\.isCompute)
    for document in documents {
      apply(
        document["architecture_constraints", "constraints"]?["targets"] ?? document["architecture_constraints"], &notes)
      apply(document["mapspace_constraints"]?["targets"] ?? document["mapspace_constraints", "mapspace"], &notes)
      price(document["ERT"], &notes)
    }
    try notes.check()
    warnings = notes.diagnostics
  }

  /// Takes what levels keep and spread from constraints.
  private mutating func apply(_ targets: YAMLValue?, _ notes: inout TimeloopNotes) {
    for target in targets?.items ?? [] {
      guard let name = target["target"]?.text, let index = levels.firstIndex(where: { $0.name == name }) else {
        notes.note(
          "a constraint names the level '\(target["target"]?.text ?? "")'",
          remedy: "levels are \(levels.map(\.name).joined(separator: ", "))", at: target)
        continue
      }
      switch target["type"]?.text {
      case "bypass", "datatype", "dataspace":
        levels[index].keeps = TimeloopMappingFile.keeps(target, &notes)
      case "spatial":
        for word in target["factors"]?.words ?? [] {
          let letters = word.filter { $0.isLetter }
          if word.hasSuffix("=1") || word == "\(letters)1", letters.count == 1, let letter = letters.first,
            let dimension = Dimension(timeloop: letter)
          {
            levels[index].spatial.remove(DimensionSet(dimension))
          }
        }
      default: break
      }
    }
  }

  /// Takes energies from an energy reference table (Accelergy's `ERT`): the largest of each action's.
  private mutating func price(_ table: YAMLValue?, _ notes: inout TimeloopNotes) {
    for component in table?["tables"]?.items ?? table?["table"]?.items ?? [] {
      let path = component["name"]?.text ?? ""
      // A path such as `System.PE[0..15].Buffer[0..3]`: what stands behind the last dot outside a range.
      let name = TimeloopTree.lastName(of: path)
      guard let index = levels.firstIndex(where: { $0.name == name }) else { continue }
      for action in component["actions"]?.items ?? [] {
        guard let energy = action["energy"]?.amount else {
          notes.note("an energy of '\(name)' is no number", remedy: "write picojoules", at: action)
          continue
        }
        switch action["name"]?.text ?? "" {
        case "read": levels[index].readEnergy = max(levels[index].readEnergy, energy)
        case "write": levels[index].fillEnergy = max(levels[index].fillEnergy, energy)
        case "update": levels[index].updateEnergy = max(levels[index].updateEnergy, energy)
        case "leak": levels[index].leakage = max(levels[index].leakage, energy)
        case "compute", "mac_random", "mac": levels[index].macEnergy = max(levels[index].macEnergy, energy)
        default: break
        }
      }
      if levels[index].updateEnergy == 0 { levels[index].updateEnergy = levels[index].fillEnergy }
    }
  }
}

/// The components of an architecture's trees, in their order.
struct TimeloopTree {
  private(set) var components: [TimeloopDesign.Level] = []

  /// A name and the number of copies its range `[0..15]` or `[1..16]` gives; 1 without.
  static func split(_ word: String) -> (name: String, copies: Int) {
    guard let open = word.firstIndex(of: "["), word.hasSuffix("]") else { return (word, 1) }
    let name = String(word[..<open])
    let ends = word[word.index(after: open)...].dropLast().split(separator: ".").map { Int($0) ?? -1 }
    guard let first = ends.first, let last = ends.last, first >= 0, last >= first, last - first < 1 << 30 else {
      return (name, 0)
    }
    return (name, last - first + 1)
  }

  /// The last component's name in a path, ranges left out.
  static func lastName(of path: String) -> String {
    var name = ""
    var isRange = false
    for character in path {
      switch character {
      case "[": isRange = true
      case "]": isRange = false
      case "." where !isRange: name = ""
      default: if !isRange { name.append(character) }
      }
    }
    return name
  }

  mutating func read(
    _ tree: YAMLValue, copies: Int, inherited: [String: YAMLValue], _ notes: inout TimeloopNotes
  ) {
    var attributes = inherited
    for (key, value) in tree["attributes"]?.entries ?? [] { attributes[key] = value }
    for component in tree["local"]?.items ?? [] { add(component, copies: copies, inherited: attributes, &notes) }
    for inner in tree["subtree"]?.items ?? [] {
      let range = Self.split(inner["name"]?.text ?? "")
      guard range.copies > 0, let product = checkedMultiply(copies, range.copies), product <= 1 << 30 else {
        notes.note(
          "the range of '\(inner["name"]?.text ?? "")' can't be read", remedy: "write e.g. PE[0..15]", at: inner)
        continue
      }
      read(inner, copies: product, inherited: attributes, &notes)
    }
  }

  private mutating func add(
    _ component: YAMLValue, copies: Int, inherited: [String: YAMLValue], _ notes: inout TimeloopNotes
  ) {
    let range = Self.split(component["name"]?.text ?? "")
    guard !range.name.isEmpty, range.copies > 0, let product = checkedMultiply(copies, range.copies), product <= 1 << 30
    else {
      return notes.note(
        "a component has no name, or a range that can't be read", remedy: "write e.g. MAC[0..3]", at: component)
    }
    let kind = (component["class"]?.text ?? "").lowercased()
    let word = kind + " " + (component["subclass"]?.text ?? "").lowercased()
    if ["wire", "network", "adder", "address_generator", "addr_gen"].contains(where: word.contains) { return }
    guard !components.contains(where: { $0.name == range.name }) else {
      return notes.note("two components are called '\(range.name)'", remedy: "give each its own name", at: component)
    }
    var attributes = inherited
    for (key, value) in component["attributes"]?.entries ?? [] { attributes[key] = value }
    func number(_ keys: String...) -> Int? { keys.lazy.compactMap { attributes[$0]?.size }.first }
    func amount(_ keys: String...) -> Double? { keys.lazy.compactMap { attributes[$0]?.amount }.first }
    var level = TimeloopDesign.Level(
      name: range.name, isDRAM: kind == "dram", isCompute: word.contains("mac") || kind == "compute",
      instances: product,
      meshX: 1)
    level.meshX = min(product, number("meshX", "mesh-X", "mesh_x") ?? product)
    level.wordBits = min(1024, number("word-bits", "word_bits", "datawidth", "data-width") ?? 16)
    level.clusterSize = number("cluster_size", "cluster-size") ?? 1
    level.buffering = number("multiple_buffering", "multiple-buffering") ?? 1
    let width = number("width", "memory_width") ?? level.wordBits
    level.block = number("block-size", "block_size") ?? max(1, width / level.wordBits / level.clusterSize)
    level.entries =
      level.isDRAM || level.isCompute
      ? nil
      : number("entries")
        ?? number("depth", "memory_depth").map { depth in
          checkedMultiply(depth, level.block) ?? 1 << 40
        }
    level.sharedBandwidth = amount("shared_bandwidth")
    level.readBandwidth = amount("read_bandwidth")
    level.writeBandwidth = amount("write_bandwidth")
    // By convention such levels only spread copies.
    if word.contains("dummy") { level.keeps = [] }
    if !level.isDRAM, !level.isCompute, level.entries == nil {
      notes.note("'\(level.name)' has no size", remedy: "write entries, or depth and width", at: component)
    }
    components.append(level)
  }
}
