import Core

/// The accelerator DOSA derives from mappings: the smallest that holds them all, with its named cost table.
///
/// Four levels: DRAM, a scratchpad for weights and inputs, an accumulator a column for outputs, one weight register a PE.
/// Energies are a linear fit to Accelergy and CACTI at 40 nm in picojoules a word; bandwidths are words a cycle. Sizes
/// are scalars of the model, so that derivatives flow from the tiles through the sizes into the energies.
///
/// Source: ucb-bar/dosa at a7a3239, `dse/latency_model.py` (`gen_rooflines`), `dse/energy_model.py` (`predict_coeff`) and
/// `dse/mapping_driven_hw_search.py` (`min_hw`).
package struct DOSAHardware<Scalar: ModelScalar>: Sendable {
  /// PEs along each side of the array.
  package var side: Scalar
  /// Words of the scratchpad, 8 bits each.
  package var scratchpadWords: Scalar
  /// Words of one column's accumulator, 32 bits each.
  package var accumulatorWords: Scalar

  /// The smallest array DOSA considers, without buffers.
  package init() {
    side = Scalar(2)
    scratchpadWords = .zero
    accumulatorWords = .zero
  }

  /// Hardware of given sizes.
  package init(side: Scalar, scratchpadWords: Scalar, accumulatorWords: Scalar) {
    self.side = side
    self.scratchpadWords = scratchpadWords
    self.accumulatorWords = accumulatorWords
  }

  /// Grows where the mapping of a model's last evaluation needs more.
  ///
  /// - Parameter model: A model of a layer on a hierarchy of this type.
  package mutating func grow(toHold model: borrowing AnalyticalModel<Scalar>) {
    scratchpadWords = .maximum(scratchpadWords, model.occupancy[1])
    accumulatorWords = .maximum(accumulatorWords, model.occupancy[2])
    for level in 1...2 { side = .maximum(side, model.instances[level + 1] / model.instances[level]) }
  }

  /// Sizes in whole PEs and whole KiB, as a design is scored in the end.
  package var rounded: DOSAHardware {
    let words = Scalar(1024)
    let side = side.ceiling
    let accumulatorKiB = (accumulatorWords * side * Scalar(4) / words).ceiling
    return DOSAHardware(
      side: side, scratchpadWords: (scratchpadWords / words).ceiling * words,
      accumulatorWords: accumulatorKiB * words / (side * Scalar(4)))
  }

  /// KiB of the scratchpad and of all accumulators.
  package var scratchpadKiB: Scalar { scratchpadWords / Scalar(1024) }
  package var accumulatorKiB: Scalar { accumulatorWords * side * Scalar(4) / Scalar(1024) }

  /// The hardware in the form the model computes with.
  ///
  /// - Parameter elements: PEs in use, which share the registers' bandwidth of 10,000 words a cycle.
  /// - Returns: Levels with capacities, bandwidths and energies in words.
  package func hierarchy(elements: Scalar) -> Hierarchy<Scalar> {
    func memory(energy: Scalar, bandwidth: Scalar, capacity: Scalar = Scalar(.infinity)) -> MemoryCost<Scalar> {
      var memory = MemoryCost<Scalar>()
      memory.capacity = capacity
      memory.sharedBandwidth = bandwidth
      memory.readEnergy = energy
      memory.fillEnergy = energy
      memory.updateEnergy = energy
      // Only copies in use cost anything, and the mapping says how many those are.
      memory.instances = .infinity
      return memory
    }
    let scratchpad = Scalar(0.02513) * scratchpadKiB + Scalar(0.49)
    let accumulator = Scalar(0.1005) * accumulatorKiB / side + Scalar(1.94)
    let copies = Int(side.ceiling.primal)
    return Hierarchy(
      levels: [
        HierarchyLevel(keeps: .all, memory: 0), HierarchyLevel(keeps: [.weights, .inputs], memory: 1, fanOutX: copies),
        HierarchyLevel(keeps: .outputs, memory: 2, fanOutX: copies), HierarchyLevel(keeps: .weights, memory: 3),
      ],
      memories: [
        memory(energy: Scalar(100), bandwidth: Scalar(8)),
        memory(energy: scratchpad, bandwidth: Scalar(2) * side, capacity: scratchpadWords),
        memory(energy: accumulator, bandwidth: Scalar(2), capacity: accumulatorWords),
        memory(energy: Scalar(0.48746172), bandwidth: Scalar(10_000) / elements),
      ], macEnergy: Scalar(0.5608))
  }
}
