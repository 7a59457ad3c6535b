/// What can be wrong with the layers of a workload and the tensors that join them.
///
/// A subject is the element at fault as messages call it, e.g. `gemm 'fc'`.
public enum WorkloadProblem: Hashable, Sendable, Codable {
  /// A tensor is read above the layer that writes it.
  case readBeforeWritten(subject: String, tensor: String)
  /// A layer reads the tensor it writes.
  case readsItself(subject: String)
  /// `previous` where no iteration came before: outside a repeat, or in one that names no input to begin with.
  case noPrevious(subject: String, repetition: String?)
  /// `previous` as the name of something.
  case reservedName(subject: String)
  /// A name with white space, which lists of names could not tell apart.
  case spacedName(subject: String)
  /// A layer reads more or fewer elements than its input tensors hold.
  case elements(subject: String, tensors: [String], reads: Int, holds: Int)
  /// A layer's input has another number of channels or images than the tensor.
  case depth(subject: String, attribute: String, tensor: String, reads: Int, holds: Int)
  /// The stated output is not what sliding the filter over the input gives.
  case output(subject: String, axis: String, stated: Int, possible: Int, window: WindowText)
  /// The filter lies in the padding alone.
  case onlyPadding(subject: String, axis: String)
  /// Channels that can't be divided among the groups.
  case groups(subject: String, attribute: String, channels: Int, groups: Int)
  /// A layer reads a tensor as another number format than it was written in.
  case format(subject: String, tensor: String, reads: NumberFormat, holds: NumberFormat)
  /// A function with the wrong number of inputs.
  case inputCount(subject: String, function: VectorFunction, found: Int, expected: String)
  /// Sizes are given for more or fewer inputs than there are.
  case inputSizes(subject: String, sizes: Int, inputs: Int)
  /// A counted layer that is part of a graph.
  case countedInputs(subject: String)
  /// A layer reads a part of a tensor but names none.
  case partOfNothing(subject: String)
  /// A repeat's input is not one name.
  case repeatInputs(subject: String, found: Int)
  /// A window on a function that doesn't pool.
  case window(subject: String, function: VectorFunction)
  /// Repeats and counts expand to too many layers.
  case tooManyLayers(subject: String, limit: Int)

  /// The problem in words: what was found and what would be right.
  public var message: String {
    switch self {
    case .readBeforeWritten(let subject, let tensor):
      "\(subject) reads '\(tensor)', which is only written further down; move it above this one"
    case .readsItself(let subject):
      "\(subject) reads what it writes itself; in a repeat, 'previous' is what the iteration before wrote"
    case .noPrevious(let subject, let repetition?):
      "\(subject) reads 'previous', but repeat '\(repetition)' doesn't say what the first iteration reads; "
        + "give the repeat inputs=\"…\""
    case .noPrevious(let subject, nil):
      "\(subject) reads 'previous' outside a repeat; name the tensor it reads"
    case .reservedName(let subject):
      "\(subject): 'previous' stands for the iteration before; choose another name"
    case .spacedName(let subject):
      "\(subject): a name can't hold white space; write e.g. a-b"
    case .elements(let subject, let tensors, let reads, let holds):
      elementsMessage(subject, tensors, reads: reads, holds: holds)
    case .depth(let subject, let attribute, let tensor, let reads, let holds):
      "\(subject) \(attribute) is \(reads), but '\(tensor)' has \(holds); both must be equal"
    case .output(let subject, let axis, let stated, let possible, let window):
      "\(subject) output \(axis) is \(stated), but \(window.description) give \(possible)"
    case .onlyPadding(let subject, let axis):
      "\(subject) padding covers the whole \(axis) the filter reads; check filter, stride and padding"
    case .groups(let subject, let attribute, let channels, let groups):
      "\(subject) \(attribute) is \(channels), which \(groups) groups don't divide; channels are totals over all groups"
    case .format(let subject, let tensor, let reads, let holds):
      "\(subject) reads '\(tensor)' as \(reads.rawValue), but it holds \(holds.rawValue); give both the same format"
    case .inputCount(let subject, let function, let found, let expected):
      "\(subject) inputs: '\(function.rawValue)' takes \(expected), found \(found)"
    case .inputSizes(let subject, let sizes, let inputs):
      "\(subject) input-elements: found \(sizes), inputs: \(inputs); write one size for each input"
    case .countedInputs(let subject):
      "\(subject) has a count and inputs; a count is for lists without a graph, write a <repeat> instead"
    case .partOfNothing(let subject):
      "\(subject) reads a part of its inputs but has none; name them in inputs=\"…\""
    case .repeatInputs(let subject, let found):
      "\(subject) has \(found) inputs; name the one tensor its first iteration reads as 'previous'"
    case .window(let subject, let function):
      "\(subject) has a window, but '\(function.rawValue)' doesn't pool; remove the window"
    case .tooManyLayers(let subject, let limit):
      "\(subject) expands the workload to more than \(limit) layers; check the counts"
    }
  }

  private func elementsMessage(_ subject: String, _ tensors: [String], reads: Int, holds: Int) -> String {
    let names = tensors.map { "'\($0)'" }.joined(separator: " and ")
    let verb = tensors.count == 1 ? "holds" : "together hold"
    let remedy = reads < holds ? "; check the sizes, or write reads=\"part\"" : "; check the sizes"
    return "\(subject) reads \(reads) elements, but \(names) \(verb) \(holds)\(remedy)"
  }
}

/// A filter sliding over one axis of an input, in words.
public struct WindowText: Hashable, Sendable, Codable {
  /// Elements of the filter.
  public var filter: Int
  /// Input elements from one window to the next.
  public var stride: Int
  /// Input elements from one element of the filter to the next.
  public var dilation: Int
  /// Zeros on the left or on top.
  public var before: Int
  /// Zeros on the right or below.
  public var after: Int
  /// Input elements.
  public var input: Int

  /// A filter with everything that decides how often it fits.
  public init(filter: Int, stride: Int, dilation: Int, before: Int, after: Int, input: Int) {
    self.filter = filter
    self.stride = stride
    self.dilation = dilation
    self.before = before
    self.after = after
    self.input = input
  }
}

extension WindowText: CustomStringConvertible {
  /// The parts that matter: `an input of 224, a padding of 3 and 3, a filter of 7 and a stride of 2`.
  public var description: String {
    var parts = ["an input of \(input)"]
    if before > 0 || after > 0 { parts.append("a padding of \(before) and \(after)") }
    if dilation > 1 { parts.append("a dilation of \(dilation)") }
    parts.append("a filter of \(filter)")
    return parts.joined(separator: ", ") + " and a stride of \(stride)"
  }
}
