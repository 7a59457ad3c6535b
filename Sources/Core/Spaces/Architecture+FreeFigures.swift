extension Architecture {
  /// What is known of the design without mapping or simulating anything: area, leakage, and the core clock its
  /// components allow.
  public var freeFigures: FreeFigures {
    let components = componentCosts()
    let core = clocks.first?.name
    return FreeFigures(
      areaSquareMillimetres: components.reduce(0) { $0 + $1.areaSquareMillimetres },
      leakageWatts: leakageMilliwatts * 1e-3, coreHertz: coreHertz,
      highestHertz: components.filter { $0.clock == core }.compactMap(\.highestHertz).min())
  }
}
