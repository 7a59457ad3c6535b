import Core

/// Turns the nodes of an ONNX graph into layers, in the graph's order.
///
/// Shapes are worked out on the way. Nodes that only rename extents become views, nodes all of whose inputs are constant
/// are part of the weights, and scales, biases and rectifiers join the layer before them when nothing else reads it.
struct GraphLowering {
  /// Values by the graph's names; a name whose node failed is in `failed` instead.
  private var values: [String: GraphValue] = [:]
  private var failed: Set<String> = []
  /// How many nodes, and results of the graph, read a value.
  private var readers: [String: Int] = [:]
  private var names = LayerNames()
  private var errors = 0
  private var declared: [String: String] = [:]
  private var operations = 0
  private var bytes = 0
  private(set) var layers: [Layer] = []
  private(set) var externalTensors: [Tensor] = []
  private(set) var diagnostics: [Diagnostic] = []
  let options: ONNXOptions
  private let location: SourceLocation
  private let graph: ONNXGraph
  /// What the file says about tensors in between, where it does.
  private let statedTypes: [String: ONNXValueType]
  /// The program that wrote the model.
  let producer: String
  private let opset: Int
  /// The node being lowered.
  private var current = ""

  private static let layerLimit = 100_000

  init(_ model: ONNXModel, options: ONNXOptions, file: String) {
    nodeCount = model.graph.node.count
    var simplified = model.graph
    simplified.node = GraphPatterns.simplified(model.graph)
    graph = simplified
    let stated = (model.graph.valueInfo + model.graph.output).map { ($0.name, $0) }
    statedTypes = Dictionary(stated) { first, _ in first }
    producer = String(model.producerName.filter { ("!"..."~").contains($0) }.prefix(40))
    self.options = options
    location = SourceLocation(file: file)
    opset = model.opsetImport.first { Self.isStandard($0.domain) }.map { Int($0.version) } ?? 1
  }

  /// Lowers the whole graph; what went wrong is in `diagnostics`.
  mutating func run() {
    guard !graph.node.isEmpty else {
      return report("the model's graph has no nodes", remedy: "is it an ONNX model of a network?")
    }
    for node in graph.node { for name in node.input { readers[name, default: 0] += 1 } }
    for output in graph.output { readers[output.name, default: 0] += 1 }
    readInitializers()
    readInputs()
    guard diagnostics.isEmpty else { return }
    for node in graph.node where errors < 100 { lower(node) }
    if layers.isEmpty, errors == 0 {
      report("no node computes or moves anything", remedy: "is it an ONNX model of a network?")
    }
  }

  /// Nodes of the graph as the file has it.
  let nodeCount: Int

  static func isStandard(_ domain: String) -> Bool { domain.isEmpty || domain == "ai.onnx" }

  /// How a type is stored, `--number-format` considered.
  func format(of type: ElementType) -> NumberFormat {
    type.isReal ? options.numberFormat ?? type.format : type.format
  }

  mutating func report(_ statement: String, remedy: String, severity: Diagnostic.Severity = .error) {
    if severity == .error { errors += 1 }
    diagnostics.append(
      Diagnostic(.other(XMLText.oneLine(statement), remedy: XMLText.oneLine(remedy)), at: location, severity: severity))
  }
}

// MARK: - What the graph starts from

extension GraphLowering {
  private mutating func readInitializers() {
    for tensor in graph.initializer {
      do throws(NodeProblem) {
        values[tensor.name] = try constant(tensor, name: tensor.name)
      } catch {
        report("initializer '\(tensor.name)' \(error.statement)", remedy: error.remedy)
      }
    }
  }

  /// The value of a constant tensor.
  func constant(_ tensor: ONNXTensor, name: String) throws(NodeProblem) -> GraphValue {
    guard let type = tensor.elementType else {
      throw NodeProblem("has elements of the unknown type \(tensor.dataType)")
    }
    let shape = tensor.dims.map { Int($0) }
    let elements = try Self.elements(of: shape)
    return GraphValue(
      shape: shape, type: type, format: format(of: type), numbers: tensor.numbers(elements: elements),
      constantName: name)
  }

  private mutating func readInputs() {
    var unbound: [String] = []
    var symbols: Set<String> = []
    for input in graph.input where values[input.name] == nil {
      guard input.hasType, input.type.hasTensorType, input.type.tensorType.hasShape,
        let type = ElementType(rawValue: input.type.tensorType.elemType)
      else {
        report(
          "input '\(input.name)' is no tensor of a known type and rank", remedy: "export the model with its shapes")
        continue
      }
      var shape: [Int] = []
      for (axis, extent) in input.type.tensorType.shape.dim.enumerated() {
        let symbol =
          if case .dimParam(let name) = extent.value, !name.isEmpty { name } else { "\(input.name).\(axis)" }
        if case .dimValue(let value) = extent.value, value > 0 {
          shape.append(Int(value))
        } else {
          symbols.insert(symbol)
          if options.bindings[symbol] == nil, !unbound.contains(symbol) { unbound.append(symbol) }
          shape.append(options.bindings[symbol] ?? 1)
        }
      }
      do throws(NodeProblem) {
        _ = try Self.elements(of: shape)
        declareInput(input.name, shape: shape, type: type)
      } catch {
        report("input '\(input.name)' \(error.statement)", remedy: error.remedy)
      }
    }
    for symbol in unbound {
      report("the extent '\(symbol)' of an input is open", remedy: "bind it with --bind \(symbol)=1 or another number")
    }
    for name in options.bindings.keys.sorted() where !symbols.contains(name) {
      let known =
        symbols.isEmpty ? "all its inputs have fixed extents" : "open: \(symbols.sorted().joined(separator: ", "))"
      report("--bind \(name): no input of the model has an extent of that name", remedy: known)
    }
  }

  private mutating func declareInput(_ name: String, shape: [Int], type: ElementType) {
    var value = GraphValue(shape: shape, type: type, format: format(of: type))
    value.tensor = declare(name, elements: value.elements, format: value.format)
    value.isShared = readers[name, default: 0] > 1
    values[name] = value
  }

  /// A tensor from outside, under a name of its own.
  private mutating func declare(_ name: String, elements: Int, format: NumberFormat) -> String {
    let tensor = names.own(name)
    externalTensors.append(Tensor(name: tensor, elements: elements, format: format))
    return tensor
  }

  /// The product of extents.
  ///
  /// - Throws: `NodeProblem` for a negative extent and a product, zeros left out, of 2^54 or more.
  static func elements(of shape: [Int]) throws(NodeProblem) -> Int {
    guard shape.count <= 64, !shape.contains(where: { $0 < 0 }),
      let product = checkedProduct(shape.filter { $0 > 0 }), product < 1 << 54
    else {
      throw NodeProblem("has the extents \(shape.prefix(64)), which no tensor has")
    }
    return shape.contains(0) ? 0 : product
  }
}

// MARK: - Nodes

extension GraphLowering {
  private mutating func lower(_ proto: ONNXNode) {
    let inputs = proto.input.map { values[$0] }
    let node = GraphNode(proto: proto, inputs: inputs, opset: opset)
    let missing = zip(proto.input, inputs).filter { !$0.0.isEmpty && $0.1 == nil }.map(\.0)
    if missing.contains(where: failed.contains) { return failed.formUnion(proto.output) }
    if let name = missing.first {
      report(
        "\(node.subject) reads '\(name)', which nothing writes before it", remedy: "is the file whole and in order?")
      return failed.formUnion(proto.output)
    }
    current = proto.name.isEmpty ? proto.output.first { !$0.isEmpty } ?? proto.opType : proto.name
    do throws(NodeProblem) {
      let outputs = try lowered(node)
      for (index, name) in proto.output.enumerated() where !name.isEmpty {
        // Outputs an importer has no use for (masks, indices) are as large as the first one at most.
        guard var value = index < outputs.count ? outputs[index] : outputs.first else { continue }
        _ = try Self.elements(of: value.shape)
        value.isShared = value.isShared || readers[name, default: 0] > 1
        if value.isConstant { value.constantName = name }
        values[name] = value
      }
    } catch {
      report("\(node.subject) \(error.statement)", remedy: error.remedy)
      failed.formUnion(proto.output)
    }
  }

  /// The node's results, by operator; constants are worked out as far as shapes need them.
  private mutating func lowered(_ node: GraphNode) throws(NodeProblem) -> [GraphValue] {
    guard Self.isStandard(node.proto.domain) else { return [try unknown(node)] }
    if let outputs = try products(node) { return outputs }
    if let outputs = try poolings(node) { return outputs }
    if let outputs = try elementWise(node) { return outputs }
    if let outputs = try constants(node) { return outputs }
    if let outputs = try views(node) { return outputs }
    if let outputs = try moves(node) { return outputs }
    return [try unknown(node)]
  }

  /// What `--allow-unknown` makes of an operator: its tensors are read and written once.
  private mutating func unknown(_ node: GraphNode) throws(NodeProblem) -> GraphValue {
    let domain = Self.isStandard(node.proto.domain) ? "" : " of \(node.proto.domain)"
    guard options.allowsUnknown else {
      throw NodeProblem(
        "is an operator\(domain) Systole doesn't know",
        remedy: "--allow-unknown counts it as reading and writing its tensors")
    }
    guard let first = node.present.first else {
      throw NodeProblem("is an unknown operator\(domain) without inputs, whose size can't be told")
    }
    var shape = first.shape
    var type = first.type
    var origin = "taken from its first input"
    if let known = statedTypes[node.proto.output.first ?? ""], known.type.tensorType.hasShape {
      let extents = known.type.tensorType.shape.dim.map { extent -> Int? in
        switch extent.value {
        case .dimValue(let value): Int(value)
        case .dimParam(let name): options.bindings[name]
        case nil: nil
        }
      }
      if !extents.contains(nil) { (shape, origin) = (extents.compactMap { $0 }, "as the file states it") }
      type = ElementType(rawValue: known.type.tensorType.elemType) ?? type
    }
    report(
      "\(node.subject) is unknown\(domain) and counts as reading and writing its tensors once",
      remedy: "the shape of its result is \(origin)", severity: .warning)
    return try move(node, reading: node.present, shape: shape, type: type, function: .elementWise)
  }
}

// MARK: - Layers

extension GraphLowering {
  /// Appends a layer.
  ///
  /// - Parameters:
  ///   - operation: What the layer computes.
  ///   - reading: The values it reads; constants in a multiply–accumulate layer are its weights and not listed.
  ///   - weights: The value in the weights' place.
  ///   - shape: Extents of the result.
  ///   - type: What the graph computes the result in.
  ///   - suffix: Tells a node's layers apart.
  /// - Returns: The tensor the layer writes.
  /// - Throws: `NodeProblem` for a layer that can't be computed with, or one too many.
  mutating func append(
    _ operation: Operation, reading: [GraphValue], weights: NumberFormat? = nil, shape: [Int], type: ElementType,
    suffix: String = ""
  ) throws(NodeProblem) -> GraphValue {
    _ = try Self.elements(of: shape)
    guard layers.count < Self.layerLimit else { throw NodeProblem("is beyond the \(Self.layerLimit)th layer") }
    let inputFormat = reading.first?.format ?? format(of: type)
    let outputFormat = format(of: type)
    let isInteger =
      switch inputFormat {
      case .int4, .int8, .int16, .int32: true
      case .fp8, .bf16, .fp16, .fp32: false
      }
    let precision = Precision(
      weights: weights ?? inputFormat, inputs: inputFormat, outputs: outputFormat,
      partialSums: isInteger ? .int32 : .fp32)
    let name = names.own(current + suffix)
    let layer = Layer(
      name: name, content: LayerContent(operation: operation, precision: precision),
      inputs: reading.compactMap(\.tensor))
    try count(layer)
    layers.append(layer)
    return GraphValue(shape: shape, type: type, format: outputFormat, tensor: name, producer: layers.count - 1)
  }

  /// Adds a layer to the totals, so that sums over the workload need no checks later.
  private mutating func count(_ layer: Layer) throws(NodeProblem) {
    switch layer.operation {
    case .convolution(let convolution):
      if let invalidity = convolution.invalidity { throw NodeProblem("can't be computed: \(invalidity)") }
      operations += convolution.macs
    case .vector(let vector):
      guard vector.outputElements > 0, vector.inputElements.allSatisfy({ $0 > 0 }), vector.window > 0,
        let done = checkedMultiply(vector.outputElements, vector.window, vector.function.passes)
      else { throw NodeProblem("has a tensor without elements, or more work than can be counted") }
      operations += done
    }
    bytes += Operand.allCases.reduce(0) { $0 + layer.bytes(of: $1) }
    guard operations < 1 << 60, bytes < 1 << 59 else {
      (operations, bytes) = (0, 0)
      throw NodeProblem("makes the whole network larger than can be counted")
    }
  }

  /// A layer that reads values of any kind once, its result constant when all of them are.
  ///
  /// Values of one element are instructions rather than tensors. A constant becomes a tensor from outside; what is
  /// stored in another format than the first activation is converted by a layer of its own.
  mutating func move(
    _ node: GraphNode, reading values: [GraphValue], elements: [Int]? = nil, shape: [Int], type: ElementType? = nil,
    function: VectorFunction = .copy, window: Int = 1, suffix: String = ""
  ) throws(NodeProblem) -> GraphValue {
    let type = type ?? values.first?.type ?? .float
    guard let leading = values.first(where: { !$0.isConstant }) else {
      return GraphValue(shape: shape, type: type, format: format(of: type))
    }
    let sizes = elements ?? values.map(\.elements)
    var pairs = Array(zip(values, sizes)).filter { $0.1 > 1 }
    if pairs.isEmpty { pairs = [(leading, leading.elements)] }
    var operands: [GraphValue] = []
    for (value, _) in pairs { operands.append(try operand(value, as: leading.format)) }
    let operation = VectorOperation(
      function: operands.count > 1 ? function : function.unary, inputElements: pairs.map(\.1),
      outputElements: try Self.elements(of: shape), window: window)
    return try append(.vector(operation), reading: operands, shape: shape, type: type, suffix: suffix)
  }

  /// A value as a layer's operand in a format: declared when it is constant, converted when it is stored otherwise.
  mutating func operand(_ value: GraphValue, as format: NumberFormat) throws(NodeProblem) -> GraphValue {
    var operand = value
    if value.isConstant {
      let name = value.constantName ?? current
      let key = "\(name) \(format.rawValue)"
      if declared[key] == nil { declared[key] = declare(name, elements: value.elements, format: format) }
      operand.tensor = declared[key]
      operand.format = format
    } else if value.format != format {
      let copy = VectorOperation(
        function: .elementWise, inputElements: [value.elements], outputElements: value.elements)
      operand = try append(
        .vector(copy), reading: [value], shape: value.shape, type: value.type, suffix: ".convert")
      operand.format = format
      layers[layers.count - 1].content.precision.outputs = format
    }
    return operand
  }

  /// The layer a function can join on its way out: the one that wrote the value, when nothing else reads it.
  func joinable(_ value: GraphValue) -> Int? {
    guard let producer = value.producer, !value.isShared, layers[producer].content.fusedActivation == nil else {
      return nil
    }
    return producer
  }

  /// Has the producer of a value apply a rectifier to its results.
  mutating func join(_ function: VectorFunction, to producer: Int) {
    layers[producer].content.fusedActivation = function
  }

  /// Has the producer of a value store its results in another format.
  mutating func store(_ producer: Int, as format: NumberFormat) {
    layers[producer].content.precision.outputs = format
  }
}

extension VectorFunction {
  /// The function when all operands but one are single numbers or parameters.
  fileprivate var unary: VectorFunction { self == .add || self == .multiply ? .elementWise : self }
}
