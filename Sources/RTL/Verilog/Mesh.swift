import Sim

extension ArrayDesign {
  private var meshParameters: String {
    """
        localparam MESH_ROWS = \(array.meshRows);
        localparam MESH_COLUMNS = \(array.meshColumns);
        localparam TILE_ROWS = \(array.tileRows);
        localparam TILE_COLUMNS = \(array.tileColumns);
        localparam COLUMNS = MESH_COLUMNS * TILE_COLUMNS;
        localparam WORD = \(operandBits);
        localparam LEFT = \(leftBits);
        localparam CONTROL = \(controlBits);
        localparam SUM = \(sumBits);
        localparam ROW_CYCLES = \(array.partialSumCyclesPerRow);
        localparam DEPTH = \(array.pipelineDepth);
    """
  }

  /// The mesh's ports as Verilog declares them.
  var meshPorts: [String] {
    let moving = [
      "input  wire \(bits(array.columns)) stream", "input  wire \(bits(array.columns * accumulatorBits)) partial",
    ]
    return ["input  wire clock", "input  wire \(bits(array.rows * leftBits)) left"] + (sumsStay ? [] : moving) + [
      "input  wire \(bits(array.columns * controlBits)) control",
      "input  wire \(bits(array.columns * operandBits)) top",
      "output wire \(bits(array.columns)) sum_valid",
      "output wire \(bits(array.columns * accumulatorBits)) sum",
    ]
  }

  private var leftRegisters: String {
    """
                    wire [TILE_ROWS*LEFT-1:0] left_here;
                    if (c == 0) begin : edge_of_array
                        assign left_here = left[r*TILE_ROWS*LEFT +: TILE_ROWS*LEFT];
                    end else begin : behind_tile
                        systole_delay #(.WIDTH(TILE_ROWS*LEFT), .DEPTH(1)) left_registers (
                            .clock(clock), .word(left_at[(r*MESH_COLUMNS+c-1)*TILE_ROWS*LEFT +: TILE_ROWS*LEFT]),
                            .later(left_here));
                    end
                    assign left_at[(r*MESH_COLUMNS+c)*TILE_ROWS*LEFT +: TILE_ROWS*LEFT] = left_here;
    """
  }

  private var unusedLeft: String {
    """
        // What leaves the last column of tiles goes nowhere.
        wire unused_left = ^left_at;
    """
  }

  /// Registers of a signal between two rows of tiles.
  private func between(_ name: String, _ width: String, _ depth: String) -> String {
    """
                    systole_delay #(.WIDTH(COLUMNS*\(width)), .DEPTH(\(depth))) \(name)_registers (
                        .clock(clock), .word(\(name)_below[(r-1)*COLUMNS*\(width) +: COLUMNS*\(width)]),
                        .later(\(name)_above[r*COLUMNS*\(width) +: COLUMNS*\(width)]));
    """
  }

  /// Tiles and the registers between them, where words stay and sums move.
  var stationaryOperandMesh: VerilogModule {
    VerilogModule(
      "systole_mesh",
      """
      // The mesh: words move right, one register a tile; control, stationary words and sums move down, ROW_CYCLES
      // registers a row of tiles; a register below the last row shows the sums.
      module systole_mesh (
          \(meshPorts.joined(separator: ",\n    "))
      );
      \(meshParameters)

          wire [MESH_ROWS*MESH_COLUMNS*TILE_ROWS*LEFT-1:0] left_at;
          wire [MESH_ROWS*COLUMNS-1:0] stream_above;
          wire [MESH_ROWS*COLUMNS*CONTROL-1:0] control_above;
          wire [MESH_ROWS*COLUMNS*WORD-1:0] chain_above;
          wire [MESH_ROWS*COLUMNS*WORD-1:0] chain_below;
          wire [MESH_ROWS*COLUMNS*SUM-1:0] sum_above;
          wire [MESH_ROWS*COLUMNS*SUM-1:0] sum_below;

          genvar r, c;
          generate
              for (r = 0; r < MESH_ROWS; r = r + 1) begin : row
                  if (r == 0) begin : top_edge
                      assign stream_above[0 +: COLUMNS] = stream;
                      assign control_above[0 +: COLUMNS*CONTROL] = control;
                      assign chain_above[0 +: COLUMNS*WORD] = top;
                      assign sum_above[0 +: COLUMNS*SUM] = partial;
                  end else begin : between_rows
                      systole_delay #(.WIDTH(COLUMNS), .DEPTH(ROW_CYCLES)) stream_registers (
                          .clock(clock), .word(stream_above[(r-1)*COLUMNS +: COLUMNS]),
                          .later(stream_above[r*COLUMNS +: COLUMNS]));
                      systole_delay #(.WIDTH(COLUMNS*CONTROL), .DEPTH(ROW_CYCLES)) control_registers (
                          .clock(clock), .word(control_above[(r-1)*COLUMNS*CONTROL +: COLUMNS*CONTROL]),
                          .later(control_above[r*COLUMNS*CONTROL +: COLUMNS*CONTROL]));
      \(between("chain", "WORD", "ROW_CYCLES"))
      \(between("sum", "SUM", "ROW_CYCLES"))
                  end
                  for (c = 0; c < MESH_COLUMNS; c = c + 1) begin : column
      \(leftRegisters)
                      systole_tile tile (
                          .clock(clock),
                          .control(control_above[(r*COLUMNS+c*TILE_COLUMNS)*CONTROL +: TILE_COLUMNS*CONTROL]),
                          .left(left_here),
                          .chain_in(chain_above[(r*COLUMNS+c*TILE_COLUMNS)*WORD +: TILE_COLUMNS*WORD]),
                          .sum_in(sum_above[(r*COLUMNS+c*TILE_COLUMNS)*SUM +: TILE_COLUMNS*SUM]),
                          .chain_out(chain_below[(r*COLUMNS+c*TILE_COLUMNS)*WORD +: TILE_COLUMNS*WORD]),
                          .sum_out(sum_below[(r*COLUMNS+c*TILE_COLUMNS)*SUM +: TILE_COLUMNS*SUM]));
                  end
              end
          endgenerate

          // A sum is there DEPTH cycles after its last word came to the last row, and shown one later.
          systole_delay #(.WIDTH(COLUMNS*SUM), .DEPTH(1)) result (
              .clock(clock), .word(sum_below[(MESH_ROWS-1)*COLUMNS*SUM +: COLUMNS*SUM]), .later(sum));
          systole_delay #(.WIDTH(COLUMNS), .DEPTH(DEPTH + 1)) result_valid (
              .clock(clock), .word(stream_above[(MESH_ROWS-1)*COLUMNS +: COLUMNS]), .later(sum_valid));

      \(unusedLeft)
          wire unused_chain = ^chain_below[(MESH_ROWS-1)*COLUMNS*WORD +: COLUMNS*WORD];
      endmodule
      """)
  }

  /// Tiles and the registers between them, where sums stay.
  var stationarySumMesh: VerilogModule {
    VerilogModule(
      "systole_mesh",
      """
      // The mesh: words move right and down with their control, one register a tile; finished sums move down,
      // ROW_CYCLES registers a row of tiles beside those of the processing elements.
      module systole_mesh (
          \(meshPorts.joined(separator: ",\n    "))
      );
      \(meshParameters)

          wire [MESH_ROWS*MESH_COLUMNS*TILE_ROWS*LEFT-1:0] left_at;
          wire [MESH_ROWS*COLUMNS*CONTROL-1:0] control_above;
          wire [MESH_ROWS*COLUMNS*WORD-1:0] top_above;
          wire [MESH_ROWS*COLUMNS*SUM-1:0] sum_above;
          wire [MESH_ROWS*COLUMNS*SUM-1:0] sum_below;

          genvar r, c;
          generate
              for (r = 0; r < MESH_ROWS; r = r + 1) begin : row
                  if (r == 0) begin : top_edge
                      assign control_above[0 +: COLUMNS*CONTROL] = control;
                      assign top_above[0 +: COLUMNS*WORD] = top;
                      assign sum_above[0 +: COLUMNS*SUM] = {COLUMNS*SUM{1'b0}};
                  end else begin : between_rows
                      systole_delay #(.WIDTH(COLUMNS*CONTROL), .DEPTH(1)) control_registers (
                          .clock(clock), .word(control_above[(r-1)*COLUMNS*CONTROL +: COLUMNS*CONTROL]),
                          .later(control_above[r*COLUMNS*CONTROL +: COLUMNS*CONTROL]));
                      systole_delay #(.WIDTH(COLUMNS*WORD), .DEPTH(1)) top_registers (
                          .clock(clock), .word(top_above[(r-1)*COLUMNS*WORD +: COLUMNS*WORD]),
                          .later(top_above[r*COLUMNS*WORD +: COLUMNS*WORD]));
      \(between("sum", "SUM", "ROW_CYCLES"))
                  end
                  for (c = 0; c < MESH_COLUMNS; c = c + 1) begin : column
      \(leftRegisters)
                      systole_tile tile (
                          .clock(clock),
                          .control(control_above[(r*COLUMNS+c*TILE_COLUMNS)*CONTROL +: TILE_COLUMNS*CONTROL]),
                          .left(left_here),
                          .top(top_above[(r*COLUMNS+c*TILE_COLUMNS)*WORD +: TILE_COLUMNS*WORD]),
                          .sum_in(sum_above[(r*COLUMNS+c*TILE_COLUMNS)*SUM +: TILE_COLUMNS*SUM]),
                          .sum_out(sum_below[(r*COLUMNS+c*TILE_COLUMNS)*SUM +: TILE_COLUMNS*SUM]));
                  end
              end
              for (c = 0; c < COLUMNS; c = c + 1) begin : bottom
                  assign sum_valid[c] = sum_below[((MESH_ROWS-1)*COLUMNS+c+1)*SUM-1];
                  assign sum[c*(SUM-1) +: SUM-1] = sum_below[((MESH_ROWS-1)*COLUMNS+c)*SUM +: SUM-1];
              end
          endgenerate

      \(unusedLeft)
      endmodule
      """.replacing("    localparam DEPTH = \(array.pipelineDepth);\n", with: ""))
  }
}
