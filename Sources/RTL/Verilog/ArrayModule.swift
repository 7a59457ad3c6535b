import Sim

extension ArrayDesign {
  /// Controller, skew registers at the edges, and mesh.
  var arrayModule: VerilogModule { arrayModule(skews: true) }

  /// The array; without skew, words and control go through the register at the edge only, for synthesis of that edge.
  func arrayModule(skews: Bool) -> VerilogModule {
    let rowDelay = sumsStay ? 1 : array.partialSumCyclesPerRow
    let rowSkew = skews ? "r / TILE_ROWS * \(rowDelay) + 1" : "1"
    let columnSkew = skews ? "c / TILE_COLUMNS + 1" : "1"
    let streamBit = sumsStay ? 0 : 1
    let columnOutputs = controlNames + (sumsStay ? [] : ["stream"])
    let wires = columnOutputs.map { "    wire \(bits(array.columns)) \($0);" }.joined(separator: "\n")
    let connections = columnOutputs.map { ".\($0)(\($0))" }.joined(separator: ", ")
    let bundle =
      ([sumsStay ? nil : "stream"] + controlNames.reversed()).compactMap { $0 }.map { "\($0)[c]" }
      .joined(separator: ", ")
    let leftWord = sumsStay ? "{row_used[r] && left_take, left_word}" : "left_word"
    let streamWires =
      sumsStay
      ? ""
      : """

          wire [COLUMNS-1:0] stream_skewed;
      """
    let streamAssign =
      sumsStay
      ? ""
      : """

                  assign stream_skewed[c] = skewed[WORD+CONTROL];
      """
    let streamPort = sumsStay ? "" : ".stream(stream_skewed), .partial(partial_data), "
    let partialPorts =
      sumsStay
      ? ""
      : """

          output wire \(bits(array.columns)) partial_take,
          input  wire \(bits(array.columns * accumulatorBits)) partial_data,
      """
    let partialTake =
      sumsStay
      ? ""
      : """

          // The adders of the first row see a column's partial sum when its product does.
          systole_delay #(.WIDTH(COLUMNS), .DEPTH(\(array.pipelineDepth))) partial_delay (
              .clock(clock), .word(stream_skewed), .later(partial_take));
      """
    let partialComment =
      sumsStay
      ? ""
      : """

      // In a cycle with partial_take[c] high, the number at partial_data is added to the sum that starts down column c;
      // zero where there is none.
      """
    return VerilogModule(
      Self.topModule,
      """
      // A systolic array:
      // \(summary).
      //
      // A fold is announced with the rows and columns it uses and the number of words it streams. Words wait at left_data
      // (one for each row) and top_data (one for each column) with valid high, and are taken in the cycles in which
      // take is high; a cycle later they are in the array.\(topOrder)
      // Sums leave at the bottom, each column at its own time.\(partialComment)
      module \(Self.topModule) (
          input  wire clock,
          input  wire reset,
          input  wire fold_valid,
          output wire fold_take,
          input  wire \(bits(bitsHolding(array.rows))) fold_rows,
          input  wire \(bits(bitsHolding(array.columns))) fold_columns,
          input  wire \(bits(Self.lengthBits)) fold_length,
          input  wire left_valid,
          output wire left_take,
          input  wire \(bits(array.rows * operandBits)) left_data,
          input  wire top_valid,
          output wire top_take,
          input  wire \(bits(array.columns * operandBits)) top_data,\(partialPorts)
          output wire \(bits(array.columns)) sum_valid,
          output wire \(bits(array.columns * accumulatorBits)) sum
      );
          localparam ROWS = \(array.rows);
          localparam COLUMNS = \(array.columns);
          localparam TILE_ROWS = \(array.tileRows);
          localparam TILE_COLUMNS = \(array.tileColumns);
          localparam WORD = \(operandBits);
          localparam LEFT = \(leftBits);
          localparam CONTROL = \(controlBits);

          wire [ROWS-1:0] row_used;
      \(wires)
          systole_control controller (
              .clock(clock), .reset(reset),
              .fold_valid(fold_valid), .fold_take(fold_take),
              .fold_rows(fold_rows), .fold_columns(fold_columns), .fold_length(fold_length),
              .left_valid(left_valid), .left_take(left_take), .top_valid(top_valid), .top_take(top_take),
              .row_used(row_used), \(connections));

          // Words and control are registered at the edge. A row of tiles receives its words as much later as control and
          // sums need to get there, a column of tiles as much later as words need.
          wire [ROWS*LEFT-1:0] left_skewed;
          wire [COLUMNS*CONTROL-1:0] control_skewed;
          wire [COLUMNS*WORD-1:0] top_skewed;\(streamWires)
          genvar r, c;
          generate
              for (r = 0; r < ROWS; r = r + 1) begin : row
                  wire [WORD-1:0] left_word = {WORD{row_used[r] && left_take}} & left_data[r*WORD +: WORD];
                  systole_delay #(.WIDTH(LEFT), .DEPTH(\(rowSkew))) skew (
                      .clock(clock), .word(\(leftWord)), .later(left_skewed[r*LEFT +: LEFT]));
              end
              for (c = 0; c < COLUMNS; c = c + 1) begin : column
                  wire [WORD-1:0] top_word = {WORD{top_take}} & top_data[c*WORD +: WORD];
                  wire [WORD+CONTROL+\(streamBit)-1:0] skewed;
                  systole_delay #(.WIDTH(WORD+CONTROL+\(streamBit)), .DEPTH(\(columnSkew))) skew (
                      .clock(clock), .word({\(bundle), top_word}), .later(skewed));
                  assign top_skewed[c*WORD +: WORD] = skewed[WORD-1:0];
                  assign control_skewed[c*CONTROL +: CONTROL] = skewed[WORD +: CONTROL];\(streamAssign)
              end
          endgenerate

      \(partialTake)
          systole_mesh mesh (
              .clock(clock), .left(left_skewed), \(streamPort).control(control_skewed), .top(top_skewed),
              .sum_valid(sum_valid), .sum(sum));
      endmodule
      """)
  }

  private var topOrder: String {
    sumsStay ? "" : "\n// Stationary words come before the fold streams, those of the last row it uses first."
  }
}
