package import Core

/// A Timeloop problem: one layer of its convolution shape, or a matrix product of dimensions M, N and K.
///
/// R goes with P and `Wstride`, S with Q and `Hstride`, as in Timeloop's `cnn-layer`; nothing is padded.
package struct TimeloopProblemFile: Hashable, Sendable {
  package var workload: Workload

  /// Reads a problem.
  ///
  /// - Throws: `InvalidInput` with everything wrong with the file.
  package init(_ file: InputFile) throws(InvalidInput) {
    try self.init(try YAMLValue(file), name: file.stem)
  }

  init(_ document: YAMLValue, name: String) throws(InvalidInput) {
    guard let problem = document["problem"] else {
      throw InvalidInput(.other("the file has no problem", remedy: "write problem:"), at: document.location)
    }
    var notes = TimeloopNotes()
    let shape = problem["shape"]
    // Old files state sizes beside the shape, newer ones in a table of their own.
    let instance = problem["instance"] ?? problem
    var sizes: [String: Int] = [:]
    for (key, value) in shape?["coefficients"]?.items.compactMap({ item in
      item["name"]?.text.map { ($0, item["default"]) }
    }) ?? [] {
      sizes[key] = value?.size
    }
    for (key, value) in instance.entries where !["shape", "version", "densities"].contains(key) {
      if let size = value.size {
        sizes[key] = size
      } else {
        notes.note("'\(key)' is \(value.text ?? "no number")", remedy: "write a whole number in 1…2^40", at: value)
      }
    }
    let convolution = Self.convolution(sizes, problem, &notes)
    try notes.check()
    guard let convolution else { throw InvalidInput(notes.diagnostics) }
    if let invalidity = convolution.invalidity {
      throw InvalidInput(
        .other("the problem can't be computed: \(invalidity)", remedy: "check it"), at: instance.location)
    }
    let layer = Layer(name: name, content: LayerContent(operation: .convolution(convolution)))
    workload = Workload(name: name, summary: "Timeloop problem", layers: [layer])
  }

  private static let coefficients = [
    "Wstride", "Hstride", "Wdilation", "Hdilation", "Wpad", "Hpad",
  ]

  private static func convolution(
    _ sizes: [String: Int], _ problem: YAMLValue, _ notes: inout TimeloopNotes
  ) -> Convolution? {
    let dimensions = Set(sizes.keys).subtracting(coefficients)
    if dimensions == ["M", "N", "K"] {
      return .gemm(m: sizes["M"] ?? 1, n: sizes["N"] ?? 1, k: sizes["K"] ?? 1)
    }
    var bounds = LoopBounds()
    for name in dimensions.sorted() {
      guard name.count == 1, let letter = name.first, let dimension = Dimension(timeloop: letter) else {
        notes.note(
          "'\(name)' is no dimension of a convolution or a matrix product",
          remedy: "use N, C, K or M, P, Q, R, S and G, or M, N and K", at: problem)
        continue
      }
      bounds[dimension] = sizes[name] ?? 1
    }
    if dimensions.isSuperset(of: ["M", "K"]) {
      notes.note("the problem has both K and M", remedy: "output channels are one of the two", at: problem)
    }
    if dimensions.isEmpty { notes.note("the problem has no sizes", remedy: "write instance: with them", at: problem) }
    guard notes.diagnostics.isEmpty else { return nil }
    func coefficient(_ name: String) -> Int { sizes[name] ?? 1 }
    return Convolution(
      bounds: bounds, stride: Extent(width: coefficient("Wstride"), height: coefficient("Hstride")),
      dilation: Extent(width: coefficient("Wdilation"), height: coefficient("Hdilation")))
  }
}
