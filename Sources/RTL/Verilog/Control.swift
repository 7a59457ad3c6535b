import Sim

extension ArrayDesign {
  private var rowBits: Int { bitsHolding(array.rows) }
  private var columnBits: Int { bitsHolding(array.columns) }

  /// The ports both controllers have.
  private func controlText(_ comment: String, _ outputs: [String], _ body: String) -> VerilogModule {
    let length = bits(Self.lengthBits)
    var ports = [
      "input  wire clock", "input  wire reset", "input  wire fold_valid", "output wire fold_take",
      "input  wire \(bits(rowBits)) fold_rows", "input  wire \(bits(columnBits)) fold_columns",
      "input  wire \(length) fold_length", "input  wire left_valid", "output wire left_take",
      "input  wire top_valid", "output wire top_take", "output wire \(bits(array.rows)) row_used",
    ]
    ports += outputs.map { "output wire \(bits(array.columns)) \($0)" }
    return VerilogModule(
      "systole_control",
      """
      \(comment)
      module systole_control (
      \(ports.map { "    " + $0 }.joined(separator: ",\n"))
      );
          localparam ROWS = \(array.rows);
          localparam COLUMNS = \(array.columns);

      \(body)
      endmodule
      """)
  }

  private var resetNote: String {
    """
    // While reset is high the stationary registers shift and are filled from the top, where zeros enter; hold it for
    // \(resetCycles) cycles.
    """
  }

  /// Cycles of reset that fill every register with zeros.
  package var resetCycles: Int {
    2 * array.rows * (array.partialSumCyclesPerRow + 1) + array.columns + 2 * array.pipelineDepth + 8
  }

  /// Starts folds whose stationary words shift in before they stream.
  var stationaryOperandControl: VerilogModule {
    let length = Self.lengthBits
    let outputs = hasTwoPlanes ? ["stream", "shift_first", "shift_second", "use_second"] : ["stream", "shift"]
    let mayShift = hasTwoPlanes ? "(!waiting || start_stream)" : "!waiting && !streaming"
    let physical = array.preloadExtent == .physicalRows
    let shifts = "start_shift ? \(physical ? "\(rowBits)'d\(array.rows)" : "fold_rows") : shifts_left"
    let padding =
      physical
      ? """
          // Rows the fold does not use take zeros.
          wire padding = shifts_now > shift_rows_now;
          assign top_take = shifts_go_on && !padding && top_valid;
          wire shift_step = shifts_go_on && (padding || top_valid);
      """
      : """
          assign top_take = shifts_go_on && top_valid;
          wire shift_step = top_take;
      """
    let planeRegisters =
      hasTwoPlanes
      ? "    // Folds use the two planes of registers in turn.\n    reg stream_plane;\n    reg shift_plane;\n" : ""
    let planeReset = hasTwoPlanes ? "\n            stream_plane <= 1'b0;\n            shift_plane <= 1'b0;" : ""
    let planeUpdate =
      hasTwoPlanes
      ? "\n            stream_plane <= stream_plane ^ last_step;\n            shift_plane <= shift_plane ^ last_shift;"
      : ""
    let edges =
      hasTwoPlanes
      ? """
          assign shift_first = {COLUMNS{reset}} | ({COLUMNS{shift_step && !shift_plane}} & shift_column_used);
          assign shift_second = {COLUMNS{reset}} | ({COLUMNS{shift_step && shift_plane}} & shift_column_used);
          assign use_second = {COLUMNS{stream_plane}} & stream;
      """
      : "    assign shift = {COLUMNS{reset}} | ({COLUMNS{shift_step}} & shift_column_used);"
    return controlText(
      """
      // The controller: takes folds, lets their stationary words shift in, then streams. Knows no skew.
      \(resetNote)
      """,
      outputs,
      """
          // The fold whose words shift in.
          reg shifting;
          reg \(bits(rowBits)) shifts_left;
          reg \(bits(rowBits)) shift_rows;
          reg \(bits(columnBits)) shift_columns;
          reg \(bits(length)) shift_length;
          // The fold whose words are in place and wait.
          reg waiting;
          reg \(bits(rowBits)) waiting_rows;
          reg \(bits(columnBits)) waiting_columns;
          reg \(bits(length)) waiting_length;
          // The fold that streams.
          reg streaming;
          reg \(bits(length)) steps_left;
          reg \(bits(rowBits)) stream_rows;
          reg \(bits(columnBits)) stream_columns;
      \(planeRegisters)
          wire start_stream = !streaming && waiting && !reset;
          wire \(bits(length)) steps_now = start_stream ? waiting_length : steps_left;
          wire \(bits(rowBits)) stream_rows_now = start_stream ? waiting_rows : stream_rows;
          wire \(bits(columnBits)) stream_columns_now = start_stream ? waiting_columns : stream_columns;
          wire stream_goes_on = (streaming || start_stream) && !reset;
          assign left_take = stream_goes_on && left_valid;
          wire last_step = left_take && steps_now == \(length)'d1;

          wire start_shift = !shifting && fold_valid && \(mayShift) && !reset;
          assign fold_take = start_shift;
          wire \(bits(rowBits)) shifts_now = \(shifts);
          wire \(bits(rowBits)) shift_rows_now = start_shift ? fold_rows : shift_rows;
          wire \(bits(columnBits)) shift_columns_now = start_shift ? fold_columns : shift_columns;
          wire \(bits(length)) shift_length_now = start_shift ? fold_length : shift_length;
          wire shifts_go_on = (shifting || start_shift) && !reset;
      \(padding)
          wire last_shift = shift_step && shifts_now == \(rowBits)'d1;

          always @(posedge clock) begin
              if (reset) begin
                  shifting <= 1'b0;
                  waiting <= 1'b0;
                  streaming <= 1'b0;\(planeReset)
              end else begin
                  shifting <= shifts_go_on && !last_shift;
                  waiting <= last_shift || (waiting && !start_stream);
                  streaming <= stream_goes_on && !last_step;\(planeUpdate)
              end
              shifts_left <= shift_step ? shifts_now - \(rowBits)'d1 : shifts_now;
              shift_rows <= shift_rows_now;
              shift_columns <= shift_columns_now;
              shift_length <= shift_length_now;
              if (last_shift) begin
                  waiting_rows <= shift_rows_now;
                  waiting_columns <= shift_columns_now;
                  waiting_length <= shift_length_now;
              end
              steps_left <= left_take ? steps_now - \(length)'d1 : steps_now;
              stream_rows <= stream_rows_now;
              stream_columns <= stream_columns_now;
          end

          assign row_used = ~({ROWS{1'b1}} << stream_rows_now);
          wire [COLUMNS-1:0] column_used = ~({COLUMNS{1'b1}} << stream_columns_now);
          wire [COLUMNS-1:0] shift_column_used = ~({COLUMNS{1'b1}} << shift_columns_now);
          assign stream = {COLUMNS{left_take}} & column_used;
      \(edges)
      """)
  }

  /// Shifts that empty a column of finished sums, and let the last one out: between two rows lies one register, and
  /// more between two tiles; but there the order to shift, too, takes a cycle.
  private var sumShifts: Int {
    array.rows + (array.meshRows - 1) * (array.partialSumCyclesPerRow - 1)
  }

  /// Starts folds whose finished sums shift out after they have streamed.
  var stationarySumControl: VerilogModule {
    let length = Self.lengthBits
    let outputs =
      hasTwoPlanes
      ? ["shift_first", "shift_second", "add_first", "add_second", "start"] : ["shift", "add", "start"]
    let shiftBits = bitsHolding(sumShifts)
    let mayStart =
      if hasTwoPlanes {
        // Both sides as wide as the wider one.
        shiftBits < length
          ? "{\(length - shiftBits)'d0, shifts_left} <= fold_length"
          : shiftBits == length
            ? "shifts_left <= fold_length" : "shifts_left <= {\(shiftBits - length)'d0, fold_length}"
      } else {
        "shifts_left == \(shiftBits)'d0"
      }
    let edges =
      hasTwoPlanes
      ? """
          assign add_first = {COLUMNS{left_take && !stream_plane}} & column_used;
          assign add_second = {COLUMNS{left_take && stream_plane}} & column_used;
          assign shift_first = {COLUMNS{reset}} | ({COLUMNS{shifting && !shift_plane}} & shift_column_used);
          assign shift_second = {COLUMNS{reset}} | ({COLUMNS{shifting && shift_plane}} & shift_column_used);
      """
      : """
          assign add = {COLUMNS{left_take}} & column_used;
          assign shift = {COLUMNS{reset}} | ({COLUMNS{shifting}} & shift_column_used);
      """
    return controlText(
      """
      // The controller: takes folds, streams them, then lets their finished sums shift out. Knows no skew.
      \(resetNote)
      """,
      outputs,
      """
          // The fold that streams.
          reg streaming;
          reg begun;
          reg \(bits(length)) steps_left;
          reg \(bits(rowBits)) stream_rows;
          reg \(bits(columnBits)) stream_columns;
          // The fold whose sums shift out.
          reg \(bits(shiftBits)) shifts_left;
          reg \(bits(columnBits)) shift_columns;
      \(hasTwoPlanes ? "    // Folds use the two planes of registers in turn.\n    reg stream_plane;\n    reg shift_plane;\n" : "")
          wire shifting = shifts_left != \(shiftBits)'d0;
          wire start_stream = !streaming && fold_valid && \(mayStart) && !reset;
          assign fold_take = start_stream;
          wire \(bits(length)) steps_now = start_stream ? fold_length : steps_left;
          wire \(bits(rowBits)) stream_rows_now = start_stream ? fold_rows : stream_rows;
          wire \(bits(columnBits)) stream_columns_now = start_stream ? fold_columns : stream_columns;
          wire stream_goes_on = (streaming || start_stream) && !reset;
          assign left_take = stream_goes_on && left_valid && top_valid;
          assign top_take = left_take;
          wire last_step = left_take && steps_now == \(length)'d1;

          always @(posedge clock) begin
              if (reset) begin
                  streaming <= 1'b0;
                  begun <= 1'b0;\(hasTwoPlanes ? "\n            stream_plane <= 1'b0;" : "")
                  shifts_left <= \(shiftBits)'d0;
              end else begin
                  streaming <= stream_goes_on && !last_step;
                  begun <= left_take ? !last_step : begun;\(hasTwoPlanes ? "\n            stream_plane <= stream_plane ^ last_step;" : "")
                  if (last_step) shifts_left <= \(shiftBits)'d\(sumShifts);
                  else if (shifting) shifts_left <= shifts_left - \(shiftBits)'d1;
              end
              steps_left <= left_take ? steps_now - \(length)'d1 : steps_now;
              stream_rows <= stream_rows_now;
              stream_columns <= stream_columns_now;
              if (last_step) begin
                  shift_columns <= stream_columns_now;\(hasTwoPlanes ? "\n            shift_plane <= stream_plane;" : "")
              end
          end

          assign row_used = ~({ROWS{1'b1}} << stream_rows_now);
          wire [COLUMNS-1:0] column_used = ~({COLUMNS{1'b1}} << stream_columns_now);
          wire [COLUMNS-1:0] shift_column_used = ~({COLUMNS{1'b1}} << shift_columns);
          assign start = {COLUMNS{left_take && !begun}} & column_used;
      \(edges)
      """)
  }
}
