import Core
import Sim

/// Equal parts of a design that are synthesised once.
package struct DesignPart: Sendable {
  /// What it is.
  package let name: String
  /// How many of them the design has.
  package let count: Int
  /// Everything its figures depend on beside library and flow, in a word: equal words, equal Verilog.
  package let code: String
  /// What is synthesised for it.
  let block: SynthesisBlock
  /// Registers around it that are synthesised with it and belong to other parts, in bits.
  let frame: Int
}

extension ArrayDesign {
  /// The parts the design is composed of: tiles, registers, the edge.
  package var parts: [DesignPart] {
    let arithmetic = "\(operandBits).\(accumulatorBits).\(overflow.rawValue)"
    let kind = [array.dataflow.rawValue, array.preload.rawValue, arithmetic]
    let inside =
      kind + ["d\(array.pipelineDepth)", multiplier.rawValue, adder.rawValue, "\(array.tileRows)x\(array.tileColumns)"]
    let framed = framedTile()
    let tile = DesignPart(
      name: "tile", count: array.meshRows * array.meshColumns, code: (["tile"] + inside).joined(separator: "/"),
      block: framed.block, frame: framed.registers)
    let registers = DesignPart(
      name: "registers between tiles, skew registers", count: meshRegisters + skewRegisters, code: "register",
      block: registerBlock, frame: 0)
    var outside = kind + ["\(array.rows)x\(array.columns)", array.preloadExtent.rawValue]
    if array.partialSumCyclesPerRow > 1 {
      outside += ["s\(array.partialSumCyclesPerRow)", "\(array.tileRows)x\(array.tileColumns)"]
    }
    let edge = DesignPart(
      name: "controller, edge", count: 1, code: (["edge"] + outside).joined(separator: "/"), block: edgeBlock, frame: 0)
    return [tile, registers, edge]
  }

  /// The parts of an array whose tiles are dissolved in what is around them: equal registers of a tile and its
  /// surroundings are one, and tiles at the mesh's edges, which add nothing or pass nothing on, are parts of their own.
  var dissolvedParts: [DesignPart] {
    var places: [(place: TilePlace, count: Int)] = []
    for row in 0..<array.meshRows {
      for column in 0..<array.meshColumns {
        let place = TilePlace(
          isInFirstRow: row == 0, isInLastRow: row == array.meshRows - 1,
          isInLastColumn: column == array.meshColumns - 1)
        if let known = places.firstIndex(where: { $0.place == place }) {
          places[known].count += 1
        } else {
          places.append((place, 1))
        }
      }
    }
    let tiles = places.map { place, count in
      let framed = framedTile(at: place, isDissolved: true)
      return DesignPart(
        name: (["tile"] + place.words).joined(separator: " "), count: count, code: framed.block.top,
        block: framed.block, frame: framed.registers)
    }
    return tiles + parts.dropFirst()
  }
}

extension [DesignPart] {
  /// The parts with their figures, those of the registers around a part taken off again.
  ///
  /// - Parameter figures: What the tools say of a part.
  /// - Returns: A block for each part.
  /// - Throws: What `figures` throws.
  package func composed(
    _ figures: (DesignPart) throws -> BlockResult
  ) rethrows -> [ArraySynthesis.Block] {
    let register = try first { $0.code == "register" }.map(figures)
    return try map { part in
      var each = try figures(part)
      if let register {
        let frame = Double(part.frame)
        each.area = Swift.max(0, each.area - frame * register.area)
        each.picojoulesPerCycle = Swift.max(0, each.picojoulesPerCycle - frame * register.picojoulesPerCycle)
        each.leakageMilliwatts = Swift.max(0, each.leakageMilliwatts - frame * register.leakageMilliwatts)
      }
      return ArraySynthesis.Block(name: part.name, top: part.block.top, count: part.count, each: each)
    }
  }
}
