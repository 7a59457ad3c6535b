import Sim

extension ArrayDesign {
  /// Names of the control bits a processing element receives, least significant first.
  ///
  /// With two planes of stationary registers each has bits of its own, so that a reset can clear both at once.
  var controlNames: [String] {
    switch (sumsStay, hasTwoPlanes) {
    case (false, false): ["shift"]
    case (false, true): ["shift_first", "shift_second", "use_second"]
    case (true, false): ["shift", "add", "start"]
    case (true, true): ["shift_first", "shift_second", "add_first", "add_second", "start"]
    }
  }

  /// Bits of the control one column receives.
  var controlBits: Int { controlNames.count }

  /// Bits one row receives from the left: a word, and with stationary sums whether it means anything.
  var leftBits: Int { sumsStay ? operandBits + 1 : operandBits }

  /// Bits of a sum on its way down: its number, and with stationary sums whether it means anything.
  var sumBits: Int { sumsStay ? accumulatorBits + 1 : accumulatorBits }

  private var controlWires: String {
    controlNames.enumerated().map { "    wire \($1) = control[\($0)];" }.joined(separator: "\n")
  }

  /// The multiplier and the registers between operands and adder: one after the multiplier; from two on, one before
  /// it too; every further one after it.
  private func product(of left: String, and right: String) -> String {
    let depth = array.pipelineDepth
    let width = operandBits
    var lines: [String] = []
    var factors = (left, right)
    if depth >= 2 {
      lines.append("reg signed \(bits(width)) left_factor;")
      lines.append("reg signed \(bits(width)) right_factor;")
      lines.append("always @(posedge clock) begin")
      lines.append("    left_factor <= \(left);")
      lines.append("    right_factor <= \(right);")
      lines.append("end")
      factors = ("left_factor", "right_factor")
    }
    lines.append("wire signed \(bits(2 * width)) product;")
    lines.append("systole_multiplier multiplier (.left(\(factors.0)), .held(\(factors.1)), .product(product));")
    var last = "product"
    let after = depth >= 2 ? depth - 1 : depth
    if after > 0 {
      lines.append("wire \(bits(2 * width)) product_later;")
      lines.append("systole_delay #(.WIDTH(\(2 * width)), .DEPTH(\(after))) product_registers (")
      lines.append("    .clock(clock), .word(product), .later(product_later));")
      last = "product_later"
    }
    let spare = accumulatorBits - 2 * width
    let extended = spare > 0 ? "{{\(spare){\(last)[\(2 * width - 1)]}}, \(last)}" : last
    lines.append("wire signed \(bits(accumulatorBits)) addend = \(extended);")
    return lines.map { "    " + $0 }.joined(separator: "\n")
  }

  /// The processing element whose weight (or input) stays.
  var stationaryOperandElement: VerilogModule {
    let word = bits(operandBits)
    let registers =
      hasTwoPlanes
      ? """
          // Two registers: one holds the word in use while the other one's successor shifts in.
          reg signed \(word) first;
          reg signed \(word) second;
          always @(posedge clock) begin
              if (shift_first) first <= chain_in;
              if (shift_second) second <= chain_in;
          end
          assign chain_out = shift_second ? second : first;
          wire signed \(word) held = use_second ? second : first;
      """
      : """
          reg signed \(word) held;
          always @(posedge clock) if (shift) held <= chain_in;
          assign chain_out = held;
      """
    return VerilogModule(
      "systole_pe",
      """
      // A processing element: multiplies the word that passes by the one it holds and adds the sum from above.
      module systole_pe (
          input  wire clock,
          input  wire \(bits(controlBits)) control,
          input  wire signed \(word) left,
          input  wire signed \(word) chain_in,
          input  wire signed \(bits(accumulatorBits)) sum_in,
          output wire signed \(word) chain_out,
          output wire signed \(bits(accumulatorBits)) sum_out
      );
      \(controlWires)

      \(registers)

      \(product(of: "left", and: "held"))
          systole_sum_adder adder (.first(sum_in), .second(addend), .sum(sum_out));
      endmodule
      """)
  }

  /// The processing element whose sum stays.
  var stationarySumElement: VerilogModule {
    let word = bits(operandBits)
    let sum = bits(accumulatorBits)
    let depth = array.pipelineDepth
    let now = hasTwoPlanes ? ("add_first", "shift_first") : ("add", "shift")
    let gated =
      hasTwoPlanes
      ? "{start, add_second && left_valid, add_first && left_valid, shift_second, shift_first}"
      : "{start, add && left_valid, shift}"
    let later = controlNames.map { $0 + "_now" }
    let step =
      depth == 0
      ? "    wire \(bits(controlBits)) step = \(gated);"
      : """
          // Control waits for the product.
          wire \(bits(controlBits)) step;
          systole_delay #(.WIDTH(\(controlBits)), .DEPTH(\(depth))) control_registers (
              .clock(clock), .word(\(gated)), .later(step));
      """
    let stepWires = later.enumerated().map { "    wire \($1) = step[\($0)];" }.joined(separator: "\n")
    func plane(_ name: String, _ add: String, _ shift: String) -> String {
      """
              if (\(add)_now) begin
                  \(name) <= total;
                  \(name)_valid <= 1'b1;
              end else if (\(shift)_now) begin
                  \(name) <= sum_in[\(accumulatorBits - 1):0];
                  \(name)_valid <= sum_in[\(accumulatorBits)];
              end
      """
    }
    let planes =
      hasTwoPlanes
      ? """
          // Two registers: one adds up while the finished sums of the other shift down.
          reg signed \(sum) first;
          reg first_valid;
          reg signed \(sum) second;
          reg second_valid;
          wire signed \(sum) own = add_second_now ? second : first;
      """
      : """
          reg signed \(sum) held;
          reg held_valid;
          wire signed \(sum) own = held;
      """
    let updates =
      hasTwoPlanes
      ? plane("first", now.0, now.1) + "\n" + plane("second", "add_second", "shift_second")
      : plane("held", now.0, now.1)
    let shown =
      hasTwoPlanes
      ? "shift_second_now ? {second_valid, second} : {first_valid && shift_first_now, first}"
      : "{held_valid && shift_now, held}"
    return VerilogModule(
      "systole_pe",
      """
      // A processing element: adds up the products of the words that pass; finished sums shift down.
      module systole_pe (
          input  wire clock,
          input  wire \(bits(controlBits)) control,
          input  wire \(bits(leftBits)) left,
          input  wire signed \(word) top,
          input  wire \(bits(sumBits)) sum_in,
          output wire \(bits(sumBits)) sum_out
      );
      \(controlWires)
          wire left_valid = left[\(operandBits)];
          wire signed \(word) left_word = left[\(operandBits - 1):0];

      \(product(of: "left_word", and: "top"))

      \(step)
      \(stepWires)

      \(planes)
          wire signed \(sum) earlier = start_now ? \(accumulatorBits)'d0 : own;
          wire signed \(sum) total;
          systole_sum_adder adder (.first(earlier), .second(addend), .sum(total));
          always @(posedge clock) begin
      \(updates)
          end
          assign sum_out = \(shown);
      endmodule
      """)
  }
}
