package import Core

/// A SCALE-Sim topology: a network as a table of convolutions, or of matrix products with `-i gemm`.
///
/// Convolutions: name, IFMAP height and width, filter height and width, channels, filters, stride, and a ratio `N:M` of
/// non-zero weights. Products: name, M, N, K, then a batch or a ratio. Lines may end with a comma; a title without sizes
/// and a remark `#…` are passed over with a warning. (SCALE-Sim v3 `topology_utils.py` and shipped topologies.)
package struct TopologyFile: Hashable, Sendable {
  package var workload: Workload
  package var warnings: [Diagnostic]

  /// Reads a topology; the header tells which of the two it is.
  ///
  /// - Throws: `InvalidInput` with every row that is no layer.
  package init(_ file: InputFile) throws(InvalidInput) {
    var reader = TopologyReader(file)
    workload = Workload(name: file.stem, summary: "SCALE-Sim topology", layers: reader.layers())
    guard !reader.diagnostics.contains(where: { $0.severity == .error }) else {
      throw InvalidInput(reader.diagnostics)
    }
    warnings = reader.diagnostics
  }

  /// Whether a table's header is a topology's: IFMAP columns, or M, N and K.
  static func isHeader(_ fields: [String]) -> Bool {
    let words = fields.map { $0.lowercased().filter { !$0.isWhitespace } }
    return words.contains { $0.hasPrefix("ifmap") } || isProduct(words)
  }

  fileprivate static func isProduct(_ words: [String]) -> Bool {
    ["m", "n", "k"].allSatisfy(words.contains) && !words.contains("c")
  }
}

extension InputFile {
  /// The file's name without folders and endings; what no name can hold becomes hyphens.
  var stem: String {
    let stem = file.prefix { $0 != "." }
    let word = String(stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
    return word.isEmpty || word == "previous" ? "imported" : word
  }

  /// The file's name without folders.
  var file: String { name.split(separator: "/").last.map(String.init) ?? name }
}

private struct TopologyReader {
  private let file: String
  private var scanner: CSVScanner
  private(set) var diagnostics: [Diagnostic] = []
  private var names = LayerNames()

  init(_ file: InputFile) {
    self.file = file.name
    scanner = CSVScanner(file)
  }

  mutating func layers() -> [Layer] {
    guard let header = scanner.nextRecord() else {
      diagnostics.append(Diagnostic(.emptyFile, at: SourceLocation(file: file)))
      return []
    }
    let words = header.fields.map { $0.lowercased().filter { !$0.isWhitespace } }
    let isProduct = TopologyFile.isProduct(words)
    var layers: [Layer] = []
    while let row = scanner.nextRecord(), layers.count < 100_000, diagnostics.count < 100 {
      if row.fields.allSatisfy(\.isEmpty) { continue }
      let fields = row.fields.last == "" ? Array(row.fields.dropLast()) : row.fields
      if fields.count == 1 {
        note("'\(fields[0])' has no sizes", "a title is passed over", row.line, severity: .warning)
        continue
      }
      guard let convolution = isProduct ? product(fields, row.line) : convolution(fields, row.line) else { continue }
      if let invalidity = convolution.invalidity {
        note("layer '\(fields[0])': \(invalidity)", "check the row's sizes", row.line)
        continue
      }
      layers.append(
        Layer(name: names.own(fields[0]), content: LayerContent(operation: .convolution(convolution))))
    }
    diagnostics += scanner.diagnostics + WorkloadTotals.problems(of: layers, in: file)
    if layers.isEmpty, !diagnostics.contains(where: { $0.severity == .error }) {
      note("the topology has no layers", "add rows below the header", header.line)
    }
    return layers
  }

  private mutating func note(
    _ statement: String, _ remedy: String, _ line: Int, severity: Diagnostic.Severity = .error
  ) {
    diagnostics.append(
      Diagnostic(
        .other(XMLText.oneLine(statement), remedy: remedy), at: SourceLocation(file: file, line: line),
        severity: severity))
  }

  /// Whole numbers of a row; `nil` and a note when one isn't.
  private mutating func numbers(_ fields: [String], _ count: Int, _ columns: String, _ line: Int) -> [Int]? {
    guard fields.count > count else {
      note("the row has \(fields.count) fields", "write \(columns)", line)
      return nil
    }
    let numbers = fields[1...count].map { Int($0) ?? 0 }
    guard numbers.allSatisfy({ (1...1 << 40).contains($0) }) else {
      note("layer '\(fields[0])' has \(fields[1...count].joined(separator: ", "))", "write \(columns)", line)
      return nil
    }
    return numbers
  }

  private mutating func ratio(_ field: String, _ name: String, _ line: Int) {
    let sides = field.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard sides.count == 2, sides[0] > 0, sides[1] >= sides[0] else {
      return note("layer '\(name)' has the sparsity '\(field)'", "write N:M with N up to M, such as 2:4", line)
    }
    if sides[0] < sides[1] {
      note("layer '\(name)': sparsity \(field) has no effect", "its weights count as dense", line, severity: .warning)
    }
  }

  private mutating func product(_ fields: [String], _ line: Int) -> Convolution? {
    guard let sizes = numbers(fields, 3, "name, M, N, K", line) else { return nil }
    var batch = 1
    for field in fields.dropFirst(4) where !field.isEmpty {
      if field.contains(":") {
        ratio(field, fields[0], line)
      } else if let count = Int(field), (1...1 << 40).contains(count) {
        batch = count
      } else {
        note("layer '\(fields[0])' has '\(field)' after K", "write a batch, or a sparsity such as 2:4", line)
      }
    }
    return .gemm(m: sizes[0], n: sizes[1], k: sizes[2], batch: batch)
  }

  private mutating func convolution(_ fields: [String], _ line: Int) -> Convolution? {
    let columns = "name, IFMAP height, IFMAP width, filter height, filter width, channels, filters, stride"
    guard let sizes = numbers(fields, 7, columns, line) else { return nil }
    var strides = Extent(square: sizes[6])
    for field in fields.dropFirst(8) where !field.isEmpty {
      if field.contains(":") {
        ratio(field, fields[0], line)
      } else if let width = Int(field), (1...1 << 16).contains(width) {
        strides.width = width
      } else if field.hasPrefix("#") {
        note("layer '\(fields[0])': '\(field)' has no effect", "a remark is passed over", line, severity: .warning)
      } else {
        note("layer '\(fields[0])' has '\(field)' after its stride", "write a sparsity such as 2:4", line)
      }
    }
    let (height, width, filterHeight, filterWidth) = (sizes[0], sizes[1], sizes[2], sizes[3])
    guard filterHeight <= height, filterWidth <= width else {
      note(
        "layer '\(fields[0])': the filter is larger than the input",
        "SCALE-Sim knows no padding; enlarge the input by it", line)
      return nil
    }
    guard strides.height <= 1 << 16 else {
      note("layer '\(fields[0])' has a stride of \(strides.height)", "strides go up to 65536", line)
      return nil
    }
    // A layer whose name holds DP is run once for each channel, with all its filters.
    let isDepthwise = fields[0].contains("DP")
    var bounds = LoopBounds(
      g: isDepthwise ? sizes[4] : 1, k: sizes[5], c: isDepthwise ? 1 : sizes[4], r: filterWidth, s: filterHeight)
    // Windows may hang over the edge: ceil((H - F + stride) / stride) of them.
    bounds.p = ceilingDivide(width - filterWidth, strides.width) + 1
    bounds.q = ceilingDivide(height - filterHeight, strides.height) + 1
    let overhang = Padding(
      left: 0, right: (bounds.p - 1) * strides.width + filterWidth - width, top: 0,
      bottom: (bounds.q - 1) * strides.height + filterHeight - height)
    return Convolution(bounds: bounds, stride: strides, padding: overhang)
  }
}
