/// One way to map a layer onto an array of a given side, reduced to what the network's product feels.
struct DOSACandidate: BitwiseCopyable, Sendable {
  /// The smallest memories that hold it.
  var scratchpadKiB: Int32
  var accumulatorKiB: Int32
  var cycles: Double
  /// Picojoules apart from the scratchpad's and the accumulators'.
  var baseEnergy: Double
  var scratchpadAccesses: Double
  var accumulatorAccesses: Double
  /// Indices into the layer's divisors and of the order, to find the tiling again.
  var code: DOSACode

  @inline(__always) init(_ counts: DOSACounts, macs: Double, side: Double, code: DOSACode) {
    scratchpadKiB = Int32((counts.scratchpadWords / 1024).rounded(.up))
    accumulatorKiB = Int32((side * counts.accumulatorWords * 4 / 1024).rounded(.up))
    cycles = max(counts.cycles, counts.scratchpadAccesses / (2 * side))
    baseEnergy = 0.5608 * macs + 0.48746172 * counts.registerAccesses + 100 * counts.dramAccesses
    scratchpadAccesses = counts.scratchpadAccesses
    accumulatorAccesses = counts.accumulatorAccesses
    self.code = code
  }

  /// Picojoules at given energies of an access.
  @inline(__always) func energy(_ price: DOSAPrice) -> Double {
    baseEnergy + price.scratchpad * scratchpadAccesses + price.accumulator * accumulatorAccesses
  }
}

/// Indices of a tiling's factors among the divisors of its layer's bounds.
///
/// Those of C and K are what is on chip and over the array together; the array's side says how much is over the array.
struct DOSACode: BitwiseCopyable, Sendable {
  var n: UInt16 = 0
  var k: UInt16 = 0
  var c: UInt16 = 0
  var p: UInt16 = 0
  var q: UInt16 = 0
  var r: UInt16 = 0
  var s: UInt16 = 0
  var order = DOSALoopOrder.pqnrsck
}

/// Picojoules of an access to each memory whose size the mappings decide.
struct DOSAPrice: BitwiseCopyable, Sendable {
  var scratchpad: Double
  var accumulator: Double

  @inline(__always) init(scratchpad: Double, accumulator: Double) {
    self.scratchpad = scratchpad
    self.accumulator = accumulator
  }

  /// The energies of memories of whole KiB beside an array of a given side (`DOSAHardware.hierarchy`).
  @inline(__always) init(scratchpadKiB: Int, accumulatorKiB: Int, side: Double) {
    scratchpad = 0.02513 * Double(scratchpadKiB) + 0.49
    accumulator = 0.1005 * Double(accumulatorKiB) / side + 1.94
  }
}
