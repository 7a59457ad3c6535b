import Core

extension Layer {
  /// What the analytical model says of a vector layer: lanes, or the DRAM's traffic, whichever takes longer.
  ///
  /// - Parameters:
  ///   - architecture: The accelerator.
  ///   - bytesPerCycle: What bus and DRAM move in a core cycle, at most.
  /// - Returns: Cycles, and picojoules without leakage.
  func vectorEstimate(on architecture: Architecture, bytesPerCycle: Double) -> (cycles: Double, picojoules: Double) {
    guard case .vector(let vector) = operation else { return (0, 0) }
    let operations = Double(vector.elementOperations)
    let (read, written) = (Double(bytes(of: .inputs)), Double(bytes(of: .outputs)))
    let lanes = architecture.vectorUnit.map { Double($0.lanes * architecture.cores.count) } ?? .infinity
    let dram = architecture.levels.first { $0.kind == .dram }
    let energy =
      operations * (architecture.vectorUnit?.energyPerOperation ?? 0)
      + read * (dram?.readEnergy ?? 0) + written * (dram?.writeEnergy ?? 0)
      + (read + written) * architecture.dma.energyPerByte
    return (max((operations / lanes).rounded(.up), ((read + written) / bytesPerCycle).rounded(.up)), energy)
  }
}
