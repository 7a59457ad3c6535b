extension ArrayDesign {
  /// An adder of two signed numbers in the design's style.
  func adderModule(name: String, width: Int, saturates: Bool) -> VerilogModule {
    let last = width - 1
    var body: [String]
    var carries: (into: String, out: String)?
    switch adder {
    case .inferred:
      body = [saturates ? "wire \(bits(width)) total = first + second;" : "assign sum = first + second;"]
      if saturates {
        // The signs tell: two numbers of one sign whose sum has the other.
        return VerilogModule(
          name,
          Self.adderText(
            name, width,
            body + [
              "wire overflows = first[\(last)] == second[\(last)] && total[\(last)] != first[\(last)];",
              Self.clamped(width),
            ], saturates: true))
      }
    case .ripple:
      (body, carries) = Self.rippleCarries(width, needsOut: saturates)
    case .lookahead:
      (body, carries) = Self.prefixCarries(width, needsOut: saturates)
    }
    if let carries {
      let total = "(first ^ second) ^ \(carries.into)"
      if saturates {
        body += [
          "wire \(bits(width)) total = \(total);",
          "wire overflows = \(carries.into)[\(last)] != \(carries.out);", Self.clamped(width),
        ]
      } else {
        body.append("assign sum = \(total);")
      }
    }
    return VerilogModule(name, Self.adderText(name, width, body, saturates: saturates))
  }

  private static func clamped(_ width: Int) -> String {
    "assign sum = overflows ? {first[\(width - 1)], {\(width - 1){!first[\(width - 1)]}}} : total;"
  }

  private static func adderText(_ name: String, _ width: Int, _ body: [String], saturates: Bool) -> String {
    """
    // The sum of two signed numbers, \(saturates ? "at most the largest and at least the smallest there is" : "modulo 2^\(width)").
    module \(name) (
        input  wire signed \(bits(width)) first,
        input  wire signed \(bits(width)) second,
        output wire signed \(bits(width)) sum
    );
    \(body.map { "    " + $0 }.joined(separator: "\n"))
    endmodule
    """
  }

  /// A carry from each bit to the next.
  private static func rippleCarries(
    _ width: Int, needsOut: Bool
  ) -> ([String], (into: String, out: String)?) {
    var lines: [String] = []
    let highest = needsOut ? width : width - 1
    for bit in 1..<(highest + 1) {
      let below = bit - 1
      let generated = "(first[\(below)] & second[\(below)])"
      lines.append(
        bit == 1
          ? "wire carry_1 = first[0] & second[0];"
          : "wire carry_\(bit) = \(generated) | ((first[\(below)] ^ second[\(below)]) & carry_\(below));")
    }
    let into = stride(from: width - 1, to: 0, by: -1).map { "carry_\($0)" } + ["1'b0"]
    lines.append("wire \(bits(width)) carries = {\(into.joined(separator: ", "))};")
    return (lines, ("carries", "carry_\(width)"))
  }

  /// Kogge and Stone's tree: level l knows the carries out of groups of 2^l bits.
  private static func prefixCarries(
    _ width: Int, needsOut: Bool
  ) -> ([String], (into: String, out: String)?) {
    let used = needsOut ? width : width - 1
    let slice = "[\(used - 1):0]"
    var lines = ["wire \(bits(used)) generate_0 = first\(slice) & second\(slice);"]
    var level = 0
    var reach = 1
    if used > 1 { lines.append("wire \(bits(used)) propagate_0 = first\(slice) ^ second\(slice);") }
    while reach < used {
      let shifted = "{generate_\(level)[\(used - 1 - reach):0], {\(reach){1'b0}}}"
      lines.append("wire \(bits(used)) generate_\(level + 1) = generate_\(level) | (propagate_\(level) & \(shifted));")
      if reach * 2 < used {
        let alike = "{propagate_\(level)[\(used - 1 - reach):0], {\(reach){1'b0}}}"
        lines.append("wire \(bits(used)) propagate_\(level + 1) = propagate_\(level) & \(alike);")
      }
      level += 1
      reach *= 2
    }
    lines.append("wire \(bits(width)) carries = {generate_\(level)[\(width - 2):0], 1'b0};")
    return (lines, ("carries", "generate_\(level)[\(width - 1)]"))
  }
}
