import Core

/// A layer as a document states it.
struct StatedLayer {
  var name: String
  /// The tensor it writes.
  var tensor: String
  /// What it reads, in the document's words.
  var inputs: [String]
  /// Whether it reads a part of its inputs only.
  var readsPart: Bool
  var count: Int
  /// `nil` when its attributes can't be read.
  var operation: StatedOperation?
  var precision: Precision
  var fusedActivation: VectorFunction?
  var element: XMLElement

  init(_ element: XMLElement, precision document: Precision, reader: inout AttributeReader) {
    self.element = element
    name = reader.ownName(of: element)
    tensor = reader.text("tensor", of: element, default: name)
    if element["tensor"] != nil { reader.checkName(tensor, "tensor", of: element) }
    inputs = element.names("inputs")
    readsPart = reader.choice("reads", of: element, default: ReadingExtent.whole) == .part
    count = reader.integer("count", of: element, default: 1)
    fusedActivation =
      element["activation"] == nil
      ? nil : VectorFunction(rawValue: reader.choice("activation", of: element, default: FusedFunction.relu).rawValue)
    var inherited = document
    // Two activations multiplied: the one in the weights' place is stored as activations are.
    if inputs.count > 1 { inherited.weights = document.inputs }
    self.precision = reader.precision(of: element, default: inherited)
    if element["count"] != nil, !inputs.isEmpty {
      reader.note(.workload(.countedInputs(subject: element.subject)), at: element.location(of: "count"))
    }
    if readsPart, inputs.isEmpty {
      reader.note(.workload(.partOfNothing(subject: element.subject)), at: element.location(of: "reads"))
    }
    operation = nil
    let stated = statedOperation(reader: &reader)
    guard let stated, reader.isClean(element) else { return }
    if let excess = stated.excess(precision) {
      reader.note(.overflow(subject: element.subject, what: excess), at: element.location)
    } else {
      operation = stated
    }
  }

  private func statedOperation(reader: inout AttributeReader) -> StatedOperation? {
    switch element.name {
    case "convolution": reader.convolution(of: element).map { .multiplication($0) }
    case "gemm":
      .multiplication(
        .gemm(
          m: reader.integer("m", of: element), n: reader.integer("n", of: element),
          k: reader.integer("k", of: element), batch: reader.integer("batch", of: element, default: 1)))
    case "pooling": reader.pooling(of: element)
    default: reader.vector(of: element, inputs: inputs.count)
    }
  }
}

private enum ReadingExtent: String, CaseIterable {
  case whole
  case part
}

/// The functions that may be applied to outputs on their way out: those of one element.
private enum FusedFunction: String, CaseIterable {
  case relu
  case relu6
  case gelu
  case silu
  case sigmoid
  case tanh
}

private enum PoolingFunction: String, CaseIterable {
  case maximum = "max-pooling"
  case average = "average-pooling"
}

extension AttributeReader {
  /// Whether nothing was noted at an element's own places.
  func isClean(_ element: XMLElement) -> Bool {
    let places = [element.location] + element.attributes.map(\.location)
    return !diagnostics.contains { places.contains($0.location) }
  }

  /// A convolution; `nil` when what it states can't be one.
  fileprivate mutating func convolution(of element: XMLElement) -> Convolution? {
    let groups = integer("groups", of: element, default: 1)
    let channels = integer("in-channels", of: element)
    let filters = integer("out-channels", of: element)
    var bounds = LoopBounds(
      n: integer("batch", of: element, default: 1), g: groups, k: filters / groups, c: channels / groups)
    checkGroups("in-channels", channels, groups, of: element)
    checkGroups("out-channels", filters, groups, of: element)
    return window(of: element, bounds: &bounds)
  }

  /// Pooling slides its window over each channel like a depthwise filter.
  fileprivate mutating func pooling(of element: XMLElement) -> StatedOperation? {
    let word = choice("function", of: element, default: PoolingFunction.maximum).rawValue
    var bounds = LoopBounds(n: integer("batch", of: element, default: 1), g: integer("channels", of: element))
    guard let window = window(of: element, bounds: &bounds), let function = VectorFunction(rawValue: word) else {
      return nil
    }
    return .pooling(function, window)
  }

  /// A layer of the vector unit told by the sizes of its tensors.
  fileprivate mutating func vector(of element: XMLElement, inputs: Int) -> StatedOperation? {
    let function = choice("function", of: element, default: VectorFunction.add)
    let elements = integer("elements", of: element)
    let window = integer("window", of: element, default: 1)
    var sizes = Array(repeating: elements, count: max(1, inputs))
    if element["input-elements"] != nil {
      sizes = integers("input-elements", of: element)
      if inputs > 0, sizes.count != inputs {
        note(
          .workload(.inputSizes(subject: element.subject, sizes: sizes.count, inputs: inputs)),
          at: element.location(of: "input-elements"))
      }
    }
    let needsTwo = function == .add || function == .multiply
    let takesAny = function == .elementWise || function == .copy
    if inputs > 0, !takesAny, (inputs > 1) != needsTwo {
      note(
        .workload(
          .inputCount(
            subject: element.subject, function: function, found: inputs, expected: needsTwo ? "two or more" : "one")),
        at: element.location(of: "inputs"))
    }
    if window > 1, function != .maxPooling, function != .averagePooling {
      note(.workload(.window(subject: element.subject, function: function)), at: element.location(of: "window"))
    }
    return .vector(
      VectorOperation(function: function, inputElements: sizes, outputElements: elements, window: window))
  }

  /// The largest stride, dilation and padding a layer may have (`Convolution.invalidity`).
  private static let largestStep = 1 << 16

  /// Filter, output, stride, dilation and padding, added to the channels in `bounds`.
  private mutating func window(of element: XMLElement, bounds: inout LoopBounds) -> Convolution? {
    let filter = extent("filter", of: element)
    let output = extent("output", of: element)
    let stride = extent("stride", of: element, in: 1...Self.largestStep, default: Extent(square: 1))
    let dilation = extent("dilation", of: element, in: 1...Self.largestStep, default: Extent(square: 1))
    (bounds.p, bounds.q, bounds.r, bounds.s) = (output.width, output.height, filter.width, filter.height)
    let convolution = Convolution(
      bounds: bounds, stride: stride, dilation: dilation, padding: padding(of: element))
    guard isClean(element) else { return nil }
    guard let axes = convolution.axes else {
      note(.overflow(subject: element.subject, what: "the width of its input"), at: element.location)
      return nil
    }
    for axis in axes where axis.span - axis.before - axis.after < 1 {
      note(
        .workload(.onlyPadding(subject: element.subject, axis: axis.name)), at: element.location(of: "padding"))
    }
    return convolution
  }

  /// One number for all sides, `width x height`, or the four sides `left right top bottom`.
  private mutating func padding(of element: XMLElement) -> Padding {
    let words = element.names("padding")
    let texts =
      words.count == 1 ? words[0].split(separator: "x", omittingEmptySubsequences: false).map(String.init) : words
    let values = texts.compactMap(\.wholeNumber).filter { $0 <= Self.largestStep }
    switch (words.count, values.count) {
    case (0, _) where element["padding"] == nil: return .none
    case (1, texts.count) where values.count <= 2: return Padding(width: values[0], height: values[values.count - 1])
    case (4, 4): return Padding(left: values[0], right: values[1], top: values[2], bottom: values[3])
    default:
      note(
        .notAQuantity(
          subject: element.subject, attribute: "padding", found: element["padding"] ?? "", kind: "padding",
          example: "1, 1x2 or the four sides 0 1 0 1, up to 65536"),
        at: element.location(of: "padding"))
      return .none
    }
  }

  private mutating func checkGroups(_ attribute: String, _ channels: Int, _ groups: Int, of element: XMLElement) {
    guard channels % groups != 0, isClean(element) else { return }
    note(
      .workload(
        .groups(subject: element.subject, attribute: attribute, channels: channels, groups: groups)),
      at: element.location(of: attribute))
  }
}
