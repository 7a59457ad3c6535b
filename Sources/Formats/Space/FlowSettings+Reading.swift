package import Core

extension FlowSettings {
  /// Reads what settings such as `synthesis.clock=285MHz` say of the flow.
  ///
  /// - Parameter settings: Settings of the components `rtl` and `synthesis`.
  /// - Throws: `InvalidInput` with every attribute there isn't and every value it can't have.
  package init(reading settings: [Setting]) throws(InvalidInput) {
    self.init()
    var diagnostics: [Diagnostic] = []
    for setting in settings {
      let path = "\(setting.component).\(setting.attribute)"
      guard let attribute = FlowAttribute(rawValue: path) else {
        if let problem = FlowAttribute.problem(withPath: path) {
          diagnostics.append(Diagnostic(problem, at: setting.location))
        }
        continue
      }
      let hertz = attribute.values == .frequency ? try? QuantityKind.frequency.whole(setting.value) : nil
      let number = Double(hertz ?? 0)
      if let problem = attribute.problem(with: setting.value, number: number) {
        diagnostics.append(Diagnostic(problem, at: setting.location))
      }
      self[attribute] = FlowSetting(setting.value, number: number)
    }
    guard diagnostics.isEmpty else { throw InvalidInput(diagnostics) }
  }
}
