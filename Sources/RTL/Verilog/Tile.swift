import Sim

extension ArrayDesign {
  /// Processing elements without registers between them.
  var tileModule: VerilogModule {
    let (rows, columns) = (array.tileRows, array.tileColumns)
    var lines: [String] = []
    for row in 0..<rows where row > 0 {
      lines.append("// Between rows \(row - 1) and \(row).")
      if !sumsStay { lines.append("wire \(bits(columns * operandBits)) chain_\(row);") }
      lines.append("wire \(bits(columns * sumBits)) sum_\(row);")
    }
    for row in 0..<rows {
      for column in 0..<columns {
        lines += instance(row: row, column: column)
      }
    }
    let ports =
      sumsStay
      ? """
          input  wire \(bits(columns * operandBits)) top,
          input  wire \(bits(columns * sumBits)) sum_in,
          output wire \(bits(columns * sumBits)) sum_out
      """
      : """
          input  wire \(bits(columns * operandBits)) chain_in,
          input  wire \(bits(columns * sumBits)) sum_in,
          output wire \(bits(columns * operandBits)) chain_out,
          output wire \(bits(columns * sumBits)) sum_out
      """
    return VerilogModule(
      "systole_tile",
      """
      // A tile: \(rows) x \(columns) processing elements, combinational among themselves.
      module systole_tile (
          input  wire clock,
          input  wire \(bits(columns * controlBits)) control,
          input  wire \(bits(rows * leftBits)) left,
      \(ports)
      );
      \(lines.map { "    " + $0 }.joined(separator: "\n"))
      endmodule
      """)
  }

  private func instance(row: Int, column: Int) -> [String] {
    func part(_ name: String, _ index: Int, _ width: Int) -> String {
      "\(name)[\((index + 1) * width - 1):\(index * width)]"
    }
    let isFirst = row == 0
    let isLast = row == array.tileRows - 1
    var connections = [
      ".clock(clock)", ".control(\(part("control", column, controlBits)))", ".left(\(part("left", row, leftBits)))",
    ]
    if sumsStay {
      connections.append(".top(\(part("top", column, operandBits)))")
    } else {
      connections.append(".chain_in(\(part(isFirst ? "chain_in" : "chain_\(row)", column, operandBits)))")
      connections.append(".chain_out(\(part(isLast ? "chain_out" : "chain_\(row + 1)", column, operandBits)))")
    }
    connections.append(".sum_in(\(part(isFirst ? "sum_in" : "sum_\(row)", column, sumBits)))")
    connections.append(".sum_out(\(part(isLast ? "sum_out" : "sum_\(row + 1)", column, sumBits)))")
    return ["systole_pe pe_\(row)_\(column) (", "    " + connections.joined(separator: ", ") + ");"]
  }
}
