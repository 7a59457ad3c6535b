import Core

extension Workload {
  /// The workload cut down to some of its layers; what they read from the others now comes from outside.
  func keeping(_ names: [String]) -> Workload {
    var cut = self
    cut.layers = layers.filter { names.contains($0.name) }
    let written = Set(cut.layers.map(\.output))
    var known = Set(externalTensors.map(\.name))
    for layer in cut.layers {
      for name in layer.inputs where !written.contains(name) && known.insert(name).inserted {
        guard let writer = layers.last(where: { $0.output == name }) else { continue }
        cut.externalTensors.append(
          Tensor(name: name, elements: writer.content.outputElements, format: writer.precision.outputs))
      }
    }
    return cut
  }
}
