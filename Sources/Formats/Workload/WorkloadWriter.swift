package import Core

extension WorkloadFile {
  /// Writes a workload in full: every layer, no repeats.
  ///
  /// Reading the document gives the same workload back, provided that names hold no white space and paddings are what
  /// the windows reach, as `read` leaves them.
  package static func write(_ workload: Workload, to writer: inout XMLWriter) {
    let precision = workload.layers.first?.precision ?? Precision()
    writer.start("workload", namespace: DocumentKind.workload.namespace)
    writer.attribute("name", workload.name)
    if !workload.summary.isEmpty { writer.attribute("summary", workload.summary) }
    writer.formats(precision, except: Precision())
    for source in workload.sources { writer.source(source) }
    var tensors: [String: KnownTensor] = [:]
    for tensor in workload.externalTensors {
      writer.start("input")
      writer.attribute("name", tensor.name)
      writer.attribute("shape", tensor.elements)
      if tensor.format != precision.inputs { writer.attribute("format", tensor.format.rawValue) }
      writer.end()
      tensors[tensor.name] = KnownTensor(elements: tensor.elements, format: tensor.format)
    }
    for layer in workload.layers {
      writer.layer(layer, document: precision, tensors: tensors)
      let operation = StatedOperation(layer.operation)
      tensors[layer.output] = KnownTensor(
        elements: layer.content.outputElements, format: layer.precision.outputs,
        shape: operation.shape(reading: layer.inputs.compactMap { tensors[$0] }))
    }
    writer.end()
  }

  /// The bytes of a document of its own.
  package static func bytes(of workload: Workload) -> [UInt8] {
    var writer = XMLWriter()
    write(workload, to: &writer)
    return writer.finish()
  }
}

extension XMLWriter {
  fileprivate mutating func layer(_ layer: Layer, document: Precision, tensors: [String: KnownTensor]) {
    switch layer.operation {
    case .convolution(let convolution) where convolution.isPlainProduct: start("gemm")
    case .convolution: start("convolution")
    case .vector: start("vector")
    }
    attribute("name", layer.name)
    if !layer.inputs.isEmpty { attribute("inputs", layer.inputs.joined(separator: " ")) }
    if layer.output != layer.name { attribute("tensor", layer.output) }
    switch layer.operation {
    case .convolution(let convolution) where convolution.isPlainProduct: gemm(convolution.bounds)
    case .convolution(let convolution): self.convolution(convolution)
    case .vector(let vector): self.vector(vector, inputs: layer.inputs.count)
    }
    if readsPart(layer, tensors: tensors) { attribute("reads", "part") }
    if let activation = layer.content.fusedActivation { attribute("activation", activation.rawValue) }
    var inherited = document
    if layer.inputs.count > 1 { inherited.weights = document.inputs }
    formats(layer.precision, except: inherited)
    end()
  }

  private func readsPart(_ layer: Layer, tensors: [String: KnownTensor]) -> Bool {
    let inputs = layer.inputs.compactMap { name in tensors[name].map { NamedTensor(name: name, tensor: $0) } }
    let problems = StatedOperation(layer.operation).problems(
      reading: inputs, part: false, precision: layer.precision, subject: layer.name)
    return problems.contains { problem in
      if case .format = problem.problem { false } else { true }
    }
  }

  private mutating func gemm(_ bounds: LoopBounds) {
    attribute("m", bounds.p)
    attribute("n", bounds.k)
    attribute("k", bounds.c)
    if bounds.g != 1 { attribute("batch", bounds.g) }
  }

  private mutating func convolution(_ convolution: Convolution) {
    let bounds = convolution.bounds
    attribute("in-channels", bounds.g * bounds.c)
    attribute("out-channels", bounds.g * bounds.k)
    attribute("filter", "\(bounds.r)x\(bounds.s)")
    attribute("output", "\(bounds.p)x\(bounds.q)")
    if convolution.stride != Extent(square: 1) { attribute("stride", convolution.stride) }
    if convolution.dilation != Extent(square: 1) { attribute("dilation", convolution.dilation) }
    let padding = convolution.padding
    if padding != .none {
      attribute("padding", "\(padding.left) \(padding.right) \(padding.top) \(padding.bottom)")
    }
    if bounds.g != 1 { attribute("groups", bounds.g) }
    if bounds.n != 1 { attribute("batch", bounds.n) }
  }

  private mutating func vector(_ vector: VectorOperation, inputs: Int) {
    attribute("function", vector.function.rawValue)
    attribute("elements", vector.outputElements)
    if vector.inputElements != Array(repeating: vector.outputElements, count: max(1, inputs)) {
      attribute("input-elements", vector.inputElements.map(String.init).joined(separator: " "))
    }
    if vector.window != 1 { attribute("window", vector.window) }
  }

  fileprivate mutating func formats(_ precision: Precision, except known: Precision) {
    if precision.weights != known.weights { attribute("weight-format", precision.weights.rawValue) }
    if precision.inputs != known.inputs { attribute("input-format", precision.inputs.rawValue) }
    if precision.outputs != known.outputs { attribute("output-format", precision.outputs.rawValue) }
    if precision.partialSums != known.partialSums {
      attribute("partial-sum-format", precision.partialSums.rawValue)
    }
  }

  private mutating func attribute(_ name: String, _ extent: Extent) {
    attribute(name, extent.width == extent.height ? "\(extent.width)" : "\(extent.width)x\(extent.height)")
  }
}

extension Convolution {
  /// Whether `<gemm>` says everything about it.
  fileprivate var isPlainProduct: Bool {
    form == .gemm && self == .gemm(m: bounds.p, n: bounds.k, k: bounds.c, batch: bounds.g)
  }
}
