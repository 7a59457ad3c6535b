import Core

/// What is known of a tensor when a layer reads it.
struct KnownTensor {
  /// `nil` when the layer that writes it can't be read.
  var elements: Int?
  var format: NumberFormat
  /// Width and height, where the tensor is an image.
  var shape: ImageShape?

  init(elements: Int?, format: NumberFormat, shape: ImageShape? = nil) {
    self.elements = elements
    self.format = format
    self.shape = shape
  }
}

/// A batch of images.
struct ImageShape: Hashable {
  var batch: Int
  var channels: Int
  var width: Int
  var height: Int

  init(batch: Int, channels: Int, width: Int, height: Int) {
    self.batch = batch
    self.channels = channels
    self.width = width
    self.height = height
  }

  /// The shape frameworks write `batch x channels x height x width`, the batch left out when it is 1.
  init?(lengths: [Int]) {
    guard lengths.count == 3 || lengths.count == 4 else { return nil }
    let count = lengths.count
    self.init(
      batch: count == 4 ? lengths[0] : 1, channels: lengths[count - 3], width: lengths[count - 1],
      height: lengths[count - 2])
  }
}

/// A name a layer reads and the tensor behind it.
struct NamedTensor {
  var name: String
  var tensor: KnownTensor
}

/// A problem and the attribute it is about.
struct GraphProblem {
  var attribute: String
  var problem: WorkloadProblem
}

extension StatedOperation {
  /// The shape of the result: a window's own; an element-wise result keeps the shape of an input of its size.
  func shape(reading inputs: [KnownTensor]) -> ImageShape? {
    if let window {
      let bounds = window.bounds
      return ImageShape(batch: bounds.n, channels: bounds.g * bounds.k, width: bounds.p, height: bounds.q)
    }
    guard case .vector(let vector) = self else { return nil }
    return inputs.first { $0.shape != nil && $0.elements == vector.outputElements }?.shape
  }

  /// What doesn't fit between a layer and the tensors it reads, in order; none when it reads one of its own.
  ///
  /// With `part` it may read less than they hold. `subject` is what messages call the layer.
  func problems(
    reading inputs: [NamedTensor], part: Bool, precision: Precision, subject: String
  ) -> [GraphProblem] {
    guard let first = inputs.first else { return [] }
    let rest = Array(inputs.dropFirst())
    var found: [GraphProblem?] = []
    switch self {
    case .multiplication(let convolution):
      found += problems(window ?? convolution, reading: first, part: part, subject: subject)
      found.append(Self.sizeProblem(convolution.elements(of: .weights), rest, part: part, subject: subject))
      found += rest.map { Self.formatProblem($0, precision.weights, subject: subject) }
      found.append(Self.formatProblem(first, precision.inputs, subject: subject))
    case .pooling(_, let window):
      found += problems(window, reading: first, part: part, subject: subject)
      found.append(Self.formatProblem(first, precision.inputs, subject: subject))
    case .vector(let vector):
      for (input, elements) in zip(inputs, vector.inputElements) {
        found.append(Self.sizeProblem(elements, [input], part: part, subject: subject))
        found.append(Self.formatProblem(input, precision.inputs, subject: subject))
      }
    }
    return found.compactMap { $0 }
  }

  private func problems(
    _ window: Convolution, reading input: NamedTensor, part: Bool, subject: String
  ) -> [GraphProblem] {
    guard self.window != nil, !part, let shape = input.tensor.shape, let axes = window.axes else {
      // Without a shape a strided window may leave elements at the edge unread.
      let mayLeave = part || self.window != nil
      return [
        Self.sizeProblem(window.elements(of: .inputs), [input], part: mayLeave, subject: subject)
      ].compactMap { $0 }
    }
    let depths = [
      (isPooling ? "channels" : "in-channels", window.bounds.g * window.bounds.c, shape.channels),
      ("batch", window.bounds.n, shape.batch),
    ]
    for (attribute, reads, holds) in depths where reads != holds {
      let problem = WorkloadProblem.depth(
        subject: subject, attribute: attribute, tensor: input.name, reads: reads, holds: holds)
      return [GraphProblem(attribute: attribute, problem: problem)]
    }
    return zip(axes, [shape.width, shape.height]).compactMap { axis, length in
      guard axis.outputs(over: length) != axis.outputs else { return nil }
      let problem = WorkloadProblem.output(
        subject: subject, axis: axis.name, stated: axis.outputs, possible: axis.outputs(over: length),
        window: axis.text(over: length))
      return GraphProblem(attribute: "output", problem: problem)
    }
  }

  private var isPooling: Bool {
    guard case .pooling = self else { return false }
    return true
  }

  /// Tensors joined end to end against the elements read of them.
  private static func sizeProblem(
    _ reads: Int, _ tensors: [NamedTensor], part: Bool, subject: String
  ) -> GraphProblem? {
    var holds = 0
    for tensor in tensors {
      guard let elements = tensor.tensor.elements else { return nil }
      holds += elements
    }
    guard !tensors.isEmpty, reads > holds || (reads < holds && !part) else { return nil }
    let problem = WorkloadProblem.elements(
      subject: subject, tensors: tensors.map(\.name), reads: reads, holds: holds)
    return GraphProblem(attribute: "inputs", problem: problem)
  }

  private static func formatProblem(
    _ tensor: NamedTensor, _ format: NumberFormat, subject: String
  ) -> GraphProblem? {
    guard tensor.tensor.elements != nil, tensor.tensor.format != format else { return nil }
    return GraphProblem(
      attribute: "inputs",
      problem: .format(subject: subject, tensor: tensor.name, reads: format, holds: tensor.tensor.format))
  }
}
