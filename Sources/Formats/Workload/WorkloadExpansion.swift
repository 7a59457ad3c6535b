import Core

/// Expands a stated workload into its layers: repeats and counts are multiplied out, names looked up, sizes compared.
struct WorkloadExpansion {
  private(set) var workload: Workload
  private(set) var map: SourceMap
  private let stated: StatedWorkload
  private var tensors: [String: KnownTensor] = [:]
  /// Repeats by name, with the tensor their last iteration wrote; empty when that can't be told.
  private var repeatOutputs: [String: String] = [:]
  private var layerNames: Set<String> = []
  private var totals = WorkloadTotals()

  /// More layers than any network has; a larger count is a slip.
  private static let layerLimit = 100_000

  init(of stated: StatedWorkload, file: String) {
    self.stated = stated
    map = SourceMap(file: file)
    workload = Workload(name: stated.name, summary: stated.summary, sources: stated.sources, layers: [])
  }

  /// Expands everything, noting what doesn't fit.
  mutating func run(reader: inout AttributeReader) {
    guard layerCount(of: stated.items, inside: stated.element, reader: &reader) != nil else { return }
    expand(stated.items, in: [Scope(stated.items)], reader: &reader)
  }

  /// The number of layers; `nil`, with a note, when there is none or there are too many.
  private func layerCount(
    of items: [StatedItem], inside parent: XMLElement, reader: inout AttributeReader
  ) -> Int? {
    var total = 0
    for item in items {
      let (count, inside, element): (Int, Int, XMLElement)
      switch item {
      case .input: continue
      case .layer(let layer): (count, inside, element) = (layer.count, 1, layer.element)
      case .repetition(let repetition):
        guard let layers = layerCount(of: repetition.items, inside: repetition.element, reader: &reader) else {
          return nil
        }
        (count, inside, element) = (repetition.count, layers, repetition.element)
      }
      let product = checkedMultiply(count, inside) ?? .max
      guard product <= Self.layerLimit - total else {
        reader.note(
          .workload(.tooManyLayers(subject: element.subject, limit: Self.layerLimit)),
          at: element.location(of: "count"))
        return nil
      }
      total += product
    }
    if total == 0 {
      // A misspelt element has been told already.
      if reader.isClean {
        reader.note(
          .missingElement(subject: parent.subject, expected: ["convolution", "gemm", "pooling", "vector"]),
          at: parent.location)
      }
      return nil
    }
    return total
  }

  /// Expands the items of one scope; returns the tensor the last layer wrote.
  @discardableResult
  private mutating func expand(
    _ items: [StatedItem], in scopes: [Scope], reader: inout AttributeReader
  ) -> String? {
    var last: String?
    for item in items {
      switch item {
      case .input(let input): declare(input, prefix: scopes.prefix, reader: &reader)
      case .layer(let layer): last = expand(layer, in: scopes, reader: &reader)
      case .repetition(let repetition): last = expand(repetition, in: scopes, reader: &reader)
      }
    }
    return last
  }

  private mutating func expand(
    _ repetition: StatedRepeat, in scopes: [Scope], reader: inout AttributeReader
  ) -> String? {
    let name = scopes.prefix + repetition.name
    var previous = repetition.input.flatMap { input in
      look(up: input, in: scopes, for: repetition.element, reader: &reader)
    }
    for index in repetition.first..<(repetition.first + repetition.count) {
      let scope = Scope(
        repetition.items, prefix: "\(name)\(index).", repetition: repetition.name, previous: previous,
        lacksInput: repetition.input == nil)
      previous = expand(repetition.items, in: scopes + [scope], reader: &reader)
    }
    if isTaken(name) {
      reader.note(.duplicate(kind: "name", name: name), at: repetition.element.location(of: "name"))
    } else {
      repeatOutputs[name] = previous ?? ""
    }
    return previous
  }

  private mutating func declare(_ input: StatedInput, prefix: String, reader: inout AttributeReader) {
    let name = prefix + input.name
    guard !isTaken(name) else {
      reader.note(.duplicate(kind: "name", name: name), at: input.element.location(of: "name"))
      return
    }
    tensors[name] = input.tensor
    workload.externalTensors.append(
      Tensor(name: name, elements: input.tensor.elements ?? 1, format: input.tensor.format))
  }

  private func isTaken(_ name: String) -> Bool {
    tensors[name] != nil || repeatOutputs[name] != nil || layerNames.contains(name)
  }
}

// MARK: - Layers

extension WorkloadExpansion {
  private mutating func expand(
    _ layer: StatedLayer, in scopes: [Scope], reader: inout AttributeReader
  ) -> String? {
    var inputs: [NamedTensor] = []
    var names: [String] = []
    for word in layer.inputs {
      guard let name = look(up: word, in: scopes, for: layer.element, reader: &reader) else { continue }
      names.append(name)
      inputs.append(
        NamedTensor(name: word, tensor: tensors[name] ?? KnownTensor(elements: nil, format: layer.precision.inputs)))
    }
    guard let operation = layer.operation, inputs.count == layer.inputs.count else {
      return append(layer, nil, inputs: names, prefix: scopes.prefix, suffix: "", reader: &reader)
    }
    let problems = operation.problems(
      reading: inputs, part: layer.readsPart, precision: layer.precision, subject: layer.element.subject)
    for problem in problems {
      reader.note(.workload(problem.problem), at: layer.element.location(of: problem.attribute))
    }
    let shape = layer.readsPart ? nil : inputs.first?.tensor.shape
    let clipped = shape.map { operation.clipped(to: $0) } ?? operation
    var output: String?
    for index in 1...layer.count {
      output = append(
        layer, problems.isEmpty ? clipped : nil, inputs: names, prefix: scopes.prefix,
        suffix: layer.count > 1 ? ".\(index)" : "", shape: clipped.shape(reading: inputs.map(\.tensor)),
        reader: &reader)
    }
    return output
  }

  /// Appends a layer and the tensor it writes; returns the tensor's name.
  private mutating func append(
    _ layer: StatedLayer, _ operation: StatedOperation?, inputs: [String], prefix: String, suffix: String,
    shape: ImageShape? = nil, reader: inout AttributeReader
  ) -> String {
    let name = prefix + layer.name + suffix
    let tensor = prefix + layer.tensor + suffix
    if isTaken(name) {
      reader.note(.duplicate(kind: "name", name: name), at: layer.element.location(of: "name"))
    } else if tensor != name, isTaken(tensor) {
      reader.note(.duplicate(kind: "name", name: tensor), at: layer.element.location(of: "tensor"))
    }
    layerNames.insert(name)
    let content = operation.map {
      LayerContent(operation: $0.operation, precision: layer.precision, fusedActivation: layer.fusedActivation)
    }
    tensors[tensor] = KnownTensor(
      elements: content.map(\.outputElements), format: layer.precision.outputs, shape: shape)
    guard let content else { return tensor }
    let appended = Layer(name: name, content: content, inputs: inputs, output: tensor)
    workload.layers.append(appended)
    map.add(layer.element, as: name)
    count(appended, reader: &reader)
    return tensor
  }

  /// Adds a layer to the totals, so that sums over the workload need no checks later.
  private mutating func count(_ layer: Layer, reader: inout AttributeReader) {
    for what in totals.add(layer) {
      reader.note(.overflow(subject: stated.element.subject, what: what), at: stated.element.location)
    }
  }
}

// MARK: - Names

/// The names one iteration of a repeat, or the document itself, can use.
private struct Scope {
  /// What its names begin with in the expanded workload: `block3.`.
  var prefix = ""
  /// The repeat's name in the document; `nil` for the document itself.
  var repetition: String?
  /// The tensor `previous` stands for.
  var previous: String?
  var lacksInput = true
  /// Everything the scope names, above or below the reader.
  var names: Set<String>

  init(
    _ items: [StatedItem], prefix: String = "", repetition: String? = nil, previous: String? = nil,
    lacksInput: Bool = true
  ) {
    self.prefix = prefix
    self.repetition = repetition
    self.previous = previous
    self.lacksInput = lacksInput
    names = Set(items.map(\.tensor))
  }
}

extension [Scope] {
  fileprivate var prefix: String { last?.prefix ?? "" }
}

extension WorkloadExpansion {
  /// The tensor a word stands for, from the innermost scope outwards; notes a word that stands for none.
  private func look(
    up word: String, in scopes: [Scope], for element: XMLElement, reader: inout AttributeReader
  ) -> String? {
    if word == "previous" { return previous(in: scopes, for: element, reader: &reader) }
    for scope in scopes.reversed() {
      let name = scope.prefix + word
      if tensors[name] != nil { return name }
      if let output = repeatOutputs[name] { return output.isEmpty ? nil : output }
    }
    let problem: Problem =
      if word == (element["tensor"] ?? element["name"]) {
        .workload(.readsItself(subject: element.subject))
      } else if scopes.contains(where: { $0.names.contains(word) }) {
        .workload(.readBeforeWritten(subject: element.subject, tensor: word))
      } else {
        .dangling(subject: element.subject, reference: word, kind: "tensor", known: known(near: word, in: scopes))
      }
    reader.note(problem, at: element.location(of: "inputs"))
    return nil
  }

  private func previous(in scopes: [Scope], for element: XMLElement, reader: inout AttributeReader) -> String? {
    guard let scope = scopes.last, let repetition = scope.repetition else {
      reader.note(
        .workload(.noPrevious(subject: element.subject, repetition: nil)), at: element.location(of: "inputs"))
      return nil
    }
    if scope.previous == nil, scope.lacksInput {
      reader.note(
        .workload(.noPrevious(subject: element.subject, repetition: repetition)), at: element.location(of: "inputs"))
    }
    return scope.previous
  }

  /// The nearest name that could have been meant, or the last few written, in the words of the innermost scope.
  private func known(near word: String, in scopes: [Scope]) -> [String] {
    let prefix = scopes.prefix
    let local = tensors.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    let names = Set(local + tensors.keys + repeatOutputs.keys).sorted()
    if let near = nearestName(to: word, among: names) { return [near] }
    let written = scopes.last?.names.filter { tensors[prefix + $0] != nil }.sorted() ?? []
    return Array(written.prefix(8))
  }
}
