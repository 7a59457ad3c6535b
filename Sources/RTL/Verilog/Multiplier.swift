extension ArrayDesign {
  /// The multiplier of two words in the design's style, and the adder it ends in when it has one of its own.
  var multiplierModules: [VerilogModule] {
    let width = operandBits
    switch multiplier {
    case .inferred:
      let extended = { (word: String) in "$signed({{\(width){\(word)[\(width - 1)]}}, \(word)})" }
      return [multiplierModule(["assign product = \(extended("left")) * \(extended("held"));"])]
    case .array:
      let rows = baughWooleyRows
      return [finalAdder, multiplierModule(rows.lines + reduction(rows.names, asTree: false))]
    case .booth:
      let rows = boothRows
      return [finalAdder, multiplierModule(rows.lines + reduction(rows.names, asTree: true))]
    }
  }

  private var finalAdder: VerilogModule {
    adderModule(name: "systole_product_adder", width: 2 * operandBits, saturates: false)
  }

  private func multiplierModule(_ body: [String]) -> VerilogModule {
    VerilogModule(
      "systole_multiplier",
      """
      // The product of two signed words (\(multiplier.rawValue)).
      module systole_multiplier (
          input  wire signed \(bits(operandBits)) left,
          input  wire signed \(bits(operandBits)) held,
          output wire signed \(bits(2 * operandBits)) product
      );
      \(body.map { "    " + $0 }.joined(separator: "\n"))
      endmodule
      """)
  }

  /// Baugh and Wooley's partial products: the signs' products inverted, the correction in the free bits of row 0.
  private var baughWooleyRows: (lines: [String], names: [String]) {
    let width = operandBits
    let top = width - 1
    var lines: [String] = []
    for row in 0..<width {
      let plain = "(left[\(top - 1):0] & {\(top){held[\(row)]}})"
      let sign = "(left[\(top)] & held[\(row)])"
      let own = row == top ? "\(sign), ~\(plain)" : "~\(sign), \(plain)"
      let above =
        row == 0
        ? width > 2 ? "1'b1, {\(width - 2){1'b0}}, 1'b1, " : "1'b1, 1'b1, "
        : "{\(width - row){1'b0}}, "
      let below = row == 0 ? "" : ", {\(row){1'b0}}"
      lines.append("wire \(bits(2 * width)) row_\(row) = {\(above)\(own)\(below)};")
    }
    return (lines, (0..<width).map { "row_\($0)" })
  }

  /// Partial products of the held word's digits, from -2 to 2, and a row of the ones that complete negative digits.
  private var boothRows: (lines: [String], names: [String]) {
    let width = operandBits
    let digits = (width + 1) / 2
    let product = 2 * width
    let top = width - 1
    func held(_ bit: Int) -> String { bit < 0 ? "1'b0" : "held[\(min(bit, top))]" }
    var lines = [
      "wire \(bits(width + 1)) once = {left[\(top)], left};", "wire \(bits(width + 1)) twice = {left, 1'b0};",
    ]
    var ones: [String] = []
    for digit in 0..<digits {
      let (low, middle, high) = (held(2 * digit - 1), held(2 * digit), held(2 * digit + 1))
      let shift = 2 * digit
      lines.append("wire negative_\(digit) = \(high);")
      lines.append("wire one_\(digit) = \(middle) ^ \(low);")
      lines.append("wire two_\(digit) = (\(high) & ~\(middle) & ~\(low)) | (~\(high) & \(middle) & \(low));")
      let magnitude = "({\(width + 1){one_\(digit)}} & once) | ({\(width + 1){two_\(digit)}} & twice)"
      lines.append("wire \(bits(width + 1)) digit_\(digit) = {\(width + 1){negative_\(digit)}} ^ (\(magnitude));")
      let signBits = product - shift - (width + 1)
      let sign = signBits > 0 ? "{\(signBits){digit_\(digit)[\(width)]}}, " : ""
      let zeros = shift > 0 ? ", {\(shift){1'b0}}" : ""
      lines.append("wire \(bits(product)) row_\(digit) = {\(sign)digit_\(digit)\(zeros)};")
      ones = ["1'b0", "negative_\(digit)"] + ones
    }
    let padding = product - 2 * digits
    if padding > 0 { ones = ["{\(padding){1'b0}}"] + ones }
    lines.append("wire \(bits(product)) row_\(digits) = {\(ones.joined(separator: ", "))};")
    return (lines, (0...digits).map { "row_\($0)" })
  }

  /// Rows added up by carry-save adders, three at a time, then by one adder with carries.
  ///
  /// In a tree all rows of a level are taken together; otherwise each row joins the sum of those before.
  private func reduction(_ rows: [String], asTree: Bool) -> [String] {
    let width = 2 * operandBits
    var lines: [String] = []
    var rows = rows
    var count = 0
    func compress(_ a: String, _ b: String, _ c: String) -> [String] {
      let number = count
      count += 1
      let low = "[\(width - 2):0]"
      let majority = "(\(a)\(low) & \(b)\(low)) | (\(a)\(low) & \(c)\(low)) | (\(b)\(low) & \(c)\(low))"
      lines.append("wire \(bits(width)) save_\(number) = \(a) ^ \(b) ^ \(c);")
      lines.append("wire \(bits(width)) carry_\(number) = {\(majority), 1'b0};")
      return ["save_\(number)", "carry_\(number)"]
    }
    while rows.count > 2 {
      guard asTree else {
        rows = compress(rows[0], rows[1], rows[2]) + rows.dropFirst(3)
        continue
      }
      var next: [String] = []
      for start in stride(from: 0, to: rows.count, by: 3) {
        let group = Array(rows[start..<min(start + 3, rows.count)])
        next += group.count == 3 ? compress(group[0], group[1], group[2]) : group
      }
      rows = next
    }
    lines.append("systole_product_adder adder (.first(\(rows[0])), .second(\(rows[1])), .sum(product));")
    return lines
  }
}
