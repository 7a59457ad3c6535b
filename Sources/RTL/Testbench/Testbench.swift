import Core
import Sim

/// The files of a self-checking testbench: Verilog, and the words it reads.
package struct Testbench: Sendable {
  /// The testbench's module.
  package static let module = "systole_testbench"

  /// Name and text of each file, the Verilog first.
  package let files: [(name: String, text: String)]

  /// The testbench of a design that runs a stimulus.
  package init(_ design: ArrayDesign, _ stimulus: ArrayStimulus) {
    let width = design.operandBits
    files = [
      (Self.module + ".v", Self.text(design, stimulus)),
      ("folds.hex", Self.folds(stimulus)),
      ("left.hex", Self.hexadecimal(stimulus.left, width)),
      ("top.hex", Self.hexadecimal(stimulus.top, width)),
      ("order.hex", Self.order(stimulus)),
      ("outputs.hex", Self.hexadecimal(stimulus.outputs.map { [$0] }, design.accumulatorBits)),
    ]
  }

  /// Vectors as one number a line, the first element in the lowest bits.
  private static func hexadecimal(_ vectors: [[Int]], _ width: Int) -> String {
    var text = ""
    for vector in vectors {
      var digits: [UInt8] = []
      var pending = 0
      var pendingBits = 0
      for word in vector {
        pending |= (word & (1 << width - 1)) << pendingBits
        pendingBits += width
        while pendingBits >= 4 {
          digits.append(digit(pending & 15))
          pending >>= 4
          pendingBits -= 4
        }
      }
      if pendingBits > 0 { digits.append(digit(pending & 15)) }
      text += String(decoding: digits.reversed(), as: UTF8.self) + "\n"
    }
    return text
  }

  private static func digit(_ value: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: value < 10 ? 48 + value : 87 + value)
  }

  /// A fold a line: rows, columns, cycle of the first streamed word, cycle of the last sum; 32 bits each.
  private static func folds(_ stimulus: ArrayStimulus) -> String {
    hexadecimal(
      stimulus.folds.map { [$0.rows, $0.columns, stimulus.starts[$0.index], stimulus.ends[$0.index]] }, 32)
  }

  /// A sum a line, column after column, padded to the longest: fold, position, whether it adds.
  private static func order(_ stimulus: ArrayStimulus) -> String {
    let longest = stimulus.order.map(\.count).max() ?? 0
    var vectors: [[Int]] = []
    for (column, sums) in stimulus.order.enumerated() {
      for (index, sum) in sums.enumerated() {
        vectors.append([sum.output * 2 + (sum.accumulates ? 1 : 0), stimulus.foldOfSum[column][index]])
      }
      for _ in sums.count..<longest { vectors.append([0, 0]) }
    }
    return hexadecimal(vectors, 32)
  }

  private static func text(_ design: ArrayDesign, _ stimulus: ArrayStimulus) -> String {
    let array = design.array
    let sums = stimulus.order.reduce(0) { $0 + $1.count }
    let longest = stimulus.order.map(\.count).max() ?? 0
    let sum = design.accumulatorBits
    let rowBits = bitsHolding(array.rows)
    let columnBits = bitsHolding(array.columns)
    let added =
      design.overflow == .wrap
      ? "outputs[place] + arrived"
      : "!overflows ? total[SUM-1:0] : total[SUM] ? {1'b1, {SUM-1{1'b0}}} : {1'b0, {SUM-1{1'b1}}}"
    // Partial sums are added up outside; what stands at the top when none is taken must not matter.
    let partial =
      design.sumsStay ? "" : "\n              .partial_take(partial_take), .partial_data(partial_data),"
    let partialWires =
      design.sumsStay
      ? ""
      : """

          wire [COLUMNS-1:0] partial_take;
          wire [COLUMNS*SUM-1:0] partial_data;
          genvar c;
          generate
              for (c = 0; c < COLUMNS; c = c + 1) begin : partials
                  assign partial_data[c*SUM +: SUM] = {SUM{!partial_take[c]}};
              end
          endgenerate

      """
    let wide =
      design.overflow == .wrap
      ? ""
      : """

                  total = {outputs[place][SUM-1], outputs[place]} + {arrived[SUM-1], arrived};
                  overflows = total[SUM] != total[SUM-1];
      """
    return """
      // Runs the product of a \(stimulus.shape.m) x \(stimulus.shape.k) and a \(stimulus.shape.k) x \(stimulus.shape.n) \
      matrix and checks outputs and cycles against the
      // reference array's. With +stall words come late now and then, and only outputs are checked.
      `timescale 1ns / 1ps
      module \(module);
          localparam ROWS = \(array.rows);
          localparam COLUMNS = \(array.columns);
          localparam WORD = \(design.operandBits);
          localparam SUM = \(sum);
          localparam FOLDS = \(stimulus.folds.count);
          localparam STREAMED = \(stimulus.streamed);
          localparam LEFT_VECTORS = \(stimulus.left.count);
          localparam TOP_VECTORS = \(stimulus.top.count);
          localparam OUTPUTS = \(stimulus.outputs.count);
          localparam SUMS = \(sums);
          localparam SUMS_A_COLUMN = \(longest);
          localparam CYCLES = \(stimulus.cycles);
          localparam RESET_CYCLES = \(design.resetCycles);

          reg [127:0] folds [0:FOLDS-1];
          reg [ROWS*WORD-1:0] left_words [0:LEFT_VECTORS-1];
          reg [COLUMNS*WORD-1:0] top_words [0:TOP_VECTORS-1];
          reg [63:0] order [0:COLUMNS*SUMS_A_COLUMN-1];
          reg [SUM-1:0] expected [0:OUTPUTS-1];
          reg [SUM-1:0] outputs [0:OUTPUTS-1];

          reg clock, reset, stalls, left_ready, top_ready;
          integer fold, left_at, top_at;
          wire fold_take, left_take, top_take;
          wire [COLUMNS-1:0] sum_valid;
          wire [COLUMNS*SUM-1:0] sum;
          wire [127:0] fold_now = folds[fold < FOLDS ? fold : 0];
          wire [ROWS*WORD-1:0] left_now = left_words[left_at < LEFT_VECTORS ? left_at : 0];
          wire [COLUMNS*WORD-1:0] top_now = top_words[top_at < TOP_VECTORS ? top_at : 0];
      \(partialWires)
          \(ArrayDesign.topModule) array (
              .clock(clock), .reset(reset),
              .fold_valid(!reset && fold < FOLDS), .fold_take(fold_take),
              .fold_rows(fold_now[\(rowBits - 1):0]), .fold_columns(fold_now[\(32 + columnBits - 1):32]),
              .fold_length(\(ArrayDesign.lengthBits)'d\(stimulus.streamed)),
              .left_valid(left_ready && left_at < LEFT_VECTORS), .left_take(left_take), .left_data(left_now),
              .top_valid(top_ready && top_at < TOP_VECTORS), .top_take(top_take), .top_data(top_now),\(partial)
              .sum_valid(sum_valid), .sum(sum));

          integer cycle, last_cycle, seen, errors, column, place, index, sum_fold, entry;
          integer delivered [0:COLUMNS-1];
          integer last_sum [0:FOLDS-1];
          reg [SUM-1:0] arrived;
          reg [SUM:0] total;
          reg overflows, started, take_fold, take_left, take_top;

          initial begin
              $readmemh("folds.hex", folds);
              $readmemh("left.hex", left_words);
              $readmemh("top.hex", top_words);
              $readmemh("order.hex", order);
              $readmemh("outputs.hex", expected);
              stalls = $test$plusargs("stall");
              clock = 0;
              reset = 1;
              left_ready = 1;
              top_ready = 1;
              fold = 0;
              left_at = 0;
              top_at = 0;
              // The cycle in which the first word is at the array's edge, registered, is cycle 0.
              cycle = -1;
              last_cycle = 0;
              seen = 0;
              errors = 0;
              started = 0;
              for (column = 0; column < COLUMNS; column = column + 1) delivered[column] = 0;
              for (index = 0; index < FOLDS; index = index + 1) last_sum[index] = -1;
              repeat (RESET_CYCLES) tick;
              reset = 0;
              while (seen < SUMS && cycle < 20 * CYCLES + 1000) begin
                  #50 look;
                  #50 clock = 1;
                  #20 step;
                  #30 clock = 0;
              end
              repeat (2 * RESET_CYCLES) begin
                  #50 if (sum_valid !== {COLUMNS{1'b0}}) fail("a sum after the last one");
                  #50 clock = 1;
                  #50 clock = 0;
              end
              finish;
          end

          task tick;
              begin
                  #100 clock = 1;
                  #50 clock = 0;
              end
          endtask

          task fail(input [8*40-1:0] what);
              begin
                  errors = errors + 1;
                  if (errors <= 10) $display("cycle %0d: %0s", cycle, what);
              end
          endtask

          // Everything that is visible in a cycle.
          task look;
              begin
                  take_fold = fold_take;
                  take_left = left_take;
                  take_top = top_take;
                  if (take_left || take_top) started = 1;
                  if ((take_fold | take_left | take_top) === 1'bx) fail("an unknown request");
                  if (take_left && left_at % STREAMED == 0 && !stalls) begin
                      entry = left_at / STREAMED;
                      fold_check = folds[entry];
                      if (fold_check[95:64] != cycle + 1) fail("a fold streams too early or too late");
                  end
                  for (column = 0; column < COLUMNS; column = column + 1) begin
                      if (sum_valid[column] === 1'bx) fail("an unknown sum_valid");
                      if (sum_valid[column] === 1'b1) collect;
                  end
              end
          endtask
          reg [127:0] fold_check;
          reg [63:0] order_entry;

          // Adds a sum to the output it belongs to.
          task collect;
              begin
                  if (delivered[column] >= SUMS_A_COLUMN) fail("more sums than expected");
                  else begin
                      order_entry = order[column * SUMS_A_COLUMN + delivered[column]];
                      place = order_entry[31:1];
                      sum_fold = order_entry[63:32];
                      arrived = sum[column*SUM +: SUM];\(wide)
                      outputs[place] = order_entry[0] ? \(added) : arrived;
                      last_sum[sum_fold] = cycle;
                      delivered[column] = delivered[column] + 1;
                      seen = seen + 1;
                      last_cycle = cycle;
                  end
              end
          endtask

          // The next cycle's words.
          task step;
              begin
                  if (take_fold) fold = fold + 1;
                  if (take_left) left_at = left_at + 1;
                  if (take_top) top_at = top_at + 1;
                  if (started) cycle = cycle + 1;
                  if (stalls) begin
                      left_ready = $random;
                      top_ready = $random;
                  end
              end
          endtask

          task finish;
              begin
                  if (seen != SUMS) fail("sums are missing");
                  for (index = 0; index < OUTPUTS; index = index + 1)
                      if (outputs[index] !== expected[index]) fail("an output differs");
                  if (!stalls) begin
                      if (last_cycle + 1 != CYCLES) fail("the cycles differ");
                      for (index = 0; index < FOLDS; index = index + 1) begin
                          fold_check = folds[index];
                          if (last_sum[index] != fold_check[127:96]) fail("a fold ends too early or too late");
                      end
                  end
                  if (errors == 0) $display("PASS: %0d outputs, %0d cycles", OUTPUTS, last_cycle + 1);
                  else $display("FAIL: %0d errors, %0d cycles, expected %0d", errors, last_cycle + 1, CYCLES);
                  $finish;
              end
          endtask
      endmodule

      """
  }
}
