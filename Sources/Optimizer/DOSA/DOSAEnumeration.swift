import Core

/// All tilings of a layer that can be part of a best design on an array of a given side.
///
/// With what is on chip and over the array together given, a longer spatial factor makes nothing worse: tiles over DRAM
/// stay, columns hold fewer outputs, the array computes faster and asks the memories for less. So of C and K the longest
/// factor that fits is spread.
struct DOSAEnumeration: Sendable {
  let bounds: LoopBounds
  let constants: DOSALayerConstants
  let side: Int
  private let divisors: [[Int]]
  /// For each set of dimensions that move over DRAM the ways to order their loops, without repetition.
  private let orders: [[Variant]]

  private struct Variant: Sendable {
    var reuse: DRAMReuse
    var order: DOSALoopOrder
  }

  /// The tilings of a layer.
  init(_ layer: Convolution, side: Int, orders: [DOSALoopOrder]) {
    bounds = layer.bounds
    constants = DOSALayerConstants(layer)
    self.side = side
    divisors = Dimension.allCases.map { dimension in
      let bound = layer.bounds[dimension]
      return (1...bound).filter { bound.isMultiple(of: $0) }
    }
    let sequences = orders.map(\.innermostFirst)
    self.orders = (0...UInt8.max).map { moving in
      var variants: [Variant] = []
      for (order, sequence) in zip(orders, sequences) {
        let reuse = DRAMReuse(sequence, moving: DimensionSet(rawValue: moving))
        if !variants.contains(where: { $0.reuse == reuse }) { variants.append(Variant(reuse: reuse, order: order)) }
      }
      return variants
    }
  }

  /// The tiling a code stands for.
  func tiling(_ code: DOSACode) -> DOSATiling {
    func divisor(_ dimension: Dimension, _ index: UInt16) -> Int { divisors[Int(dimension.rawValue)][Int(index)] }
    let (c, k) = (divisor(.c, code.c), divisor(.k, code.k))
    let (spatialC, spatialK) = (longestSpatial(c), longestSpatial(k))
    return DOSATiling(
      onChip: LoopBounds(
        n: divisor(.n, code.n), k: k / spatialK, c: c / spatialC, p: divisor(.p, code.p), q: divisor(.q, code.q),
        r: divisor(.r, code.r), s: divisor(.s, code.s)),
      spatialC: spatialC, spatialK: spatialK, order: code.order)
  }

  /// The longest divisor the array has room for.
  private func longestSpatial(_ factor: Int) -> Int {
    (1...min(side, factor)).last { factor.isMultiple(of: $0) } ?? 1
  }

  /// Calls `body` with every tiling whose tiles fit.
  ///
  /// - Parameters:
  ///   - scratchpadWords: Words the scratchpad may hold.
  ///   - accumulatorWords: Words a column's accumulator may hold.
  ///   - body: Called with what a tiling holds and moves, and its code.
  @inline(__always) func forEach(
    scratchpadWords: Double, accumulatorWords: Double, _ body: (DOSACounts, DOSACode) -> Void
  ) {
    var code = DOSACode()
    var tile = DOSATile()
    func list(_ dimension: Dimension) -> [Int] { divisors[Int(dimension.rawValue)] }
    func moves(_ factor: Int, _ dimension: Dimension) -> DimensionSet {
      factor < bounds[dimension] ? DimensionSet(dimension) : []
    }
    let (listP, listQ, listR, listS, listN) = (list(.p), list(.q), list(.r), list(.s), list(.n))
    for (indexC, c) in list(.c).enumerated() {
      let spatialC = longestSpatial(c)
      tile.spatialC = Double(spatialC)
      tile.c = Double(c / spatialC)
      code.c = UInt16(indexC)
      for (indexK, k) in list(.k).enumerated() {
        let spatialK = longestSpatial(k)
        tile.spatialK = Double(spatialK)
        tile.k = Double(k / spatialK)
        code.k = UInt16(indexK)
        for (indexR, r) in listR.enumerated() {
          tile.r = Double(r)
          code.r = UInt16(indexR)
          for (indexS, s) in listS.enumerated() {
            tile.s = Double(s)
            code.s = UInt16(indexS)
            if Double(r * s * c) * Double(k) > scratchpadWords { break }
            let filterMoves = moves(c, .c).union(moves(k, .k)).union(moves(r, .r)).union(moves(s, .s))
            for (indexN, n) in listN.enumerated() {
              tile.n = Double(n)
              code.n = UInt16(indexN)
              for (indexP, p) in listP.enumerated() {
                tile.p = Double(p)
                code.p = UInt16(indexP)
                let outerMoves = filterMoves.union(moves(n, .n)).union(moves(p, .p))
                for (indexQ, q) in listQ.enumerated() {
                  tile.q = Double(q)
                  code.q = UInt16(indexQ)
                  if tile.n * tile.p * tile.q * tile.k > accumulatorWords { break }
                  for variant in orders[Int(outerMoves.union(moves(q, .q)).rawValue)] {
                    let counts = DOSACounts(tile, constants, variant.reuse)
                    if counts.scratchpadWords > scratchpadWords { break }
                    code.order = variant.order
                    body(counts, code)
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
