import Core
import Testing

/// The distance some standard demands between two commands, as a literal from outside.
struct ExpectedDistance: CustomTestStringConvertible {
  /// Where the second command goes, seen from the first.
  enum Place: Int, CaseIterable {
    case otherRank
    case otherGroup
    case sameGroup
    case sameBank
  }

  var preset: String
  var preceding: DRAMCommand
  var following: DRAMCommand
  var place: Place
  var cycles: Int64

  var testDescription: String { "\(preset): \(preceding) to \(following), \(place): \(cycles)" }

  /// All tables, read.
  static let all = tables.flatMap { preset, table in
    table.split(separator: "\n").flatMap { line in distances(preset, line.split(separator: " ")) }
  }

  private static func distances(_ preset: String, _ words: [Substring]) -> [ExpectedDistance] {
    guard let preceding = command(words[0]), let following = command(words[1]) else { return [] }
    return Place.allCases.compactMap { place in
      Int64(words[2 + place.rawValue]).map {
        ExpectedDistance(preset: preset, preceding: preceding, following: following, place: place, cycles: $0)
      }
    }
  }

  private static func command(_ word: Substring) -> DRAMCommand? {
    switch word {
    case "ACT": .activate
    case "PRE": .precharge
    case "PREA": .prechargeAll
    case "RD": .read
    case "WR": .write
    case "RDA": .readPrecharge
    case "WRA": .writePrecharge
    case "REF": .refresh
    default: nil
    }
  }

  // Columns: other rank, other bank group of the rank, same bank group, same bank; a dash where nothing is demanded.
  //
  // DDR3-1600, DDR4, DDR5, LPDDR5 and HBM: what Ramulator 2.1's `to_config()` (python/ramulator/dram/spec.py) resolves
  // for the part the preset names, with refresh to refresh and, for DDR3, to precharge added
  // where it leaves them to its controller. HBM3: its half
  // cycles rounded up; DDR5: tRFC 295 ns and LPDDR5: tRPab to refresh, write to read in another rank, by hand.
  // DDR3-2133: JESD79-3F by hand. LPDDR4-2400: DRAMsim3 src/timing.cc by hand. LPDDR4-3200: Ramulator 1 LPDDR4.cpp.
  private static let tables: KeyValuePairs = [
    "DDR3-1600": """
    ACT  ACT      -     5     5    39
    ACT  RD       -     -     -    11
    ACT  WR       -     -     -    11
    ACT  PRE      -     -     -    28
    ACT  PREA     -    28    28    28
    ACT  REF      -    39    39    39
    PRE  ACT      -     -     -    11
    PRE  REF      -    11    11    11
    PREA ACT      -    11    11    11
    PREA REF      -    11    11    11
    RD   RD       6     4     4     4
    RD   WR       6     9     9     9
    RD   PRE      -     -     -     6
    RD   PREA     -     6     6     6
    WR   RD       3    18    18    18
    WR   WR       4     4     4     4
    WR   PRE      -     -     -    24
    WR   PREA     -    24    24    24
    REF  ACT      -   208   208   208
    REF  PREA     -   208   208   208
    REF  REF      -   208   208   208
    RDA  ACT      -     -     -    17
    WRA  ACT      -     -     -    35
    RDA  REF      -    17    17    17
    WRA  REF      -    35    35    35
    """,
    "DDR3-2133": """
    ACT  ACT      -     6     6    50
    ACT  RD       -     -     -    14
    ACT  WR       -     -     -    14
    ACT  PRE      -     -     -    36
    ACT  PREA     -    36    36    36
    ACT  REF      -    50    50    50
    PRE  ACT      -     -     -    14
    PRE  REF      -    14    14    14
    PREA ACT      -    14    14    14
    PREA REF      -    14    14    14
    RD   RD       6     4     4     4
    RD   WR       6    10    10    10
    RD   PRE      -     -     -     8
    RD   PREA     -     8     8     8
    WR   RD       2    22    22    22
    WR   WR       4     4     4     4
    WR   PRE      -     -     -    30
    WR   PREA     -    30    30    30
    REF  ACT      -   278   278   278
    REF  PREA     -   278   278   278
    REF  REF      -   278   278   278
    RDA  ACT      -     -     -    22
    WRA  ACT      -     -     -    44
    RDA  REF      -    22    22    22
    WRA  REF      -    44    44    44
    """,
    "DDR4-2400": """
    ACT  ACT      -     4     6    56
    ACT  RD       -     -     -    17
    ACT  WR       -     -     -    17
    ACT  PRE      -     -     -    39
    ACT  PREA     -    39    39    39
    ACT  REF      -    56    56    56
    PRE  ACT      -     -     -    17
    PRE  REF      -    17    17    17
    PREA ACT      -    17    17    17
    PREA REF      -    17    17    17
    RD   RD       6     4     6     6
    RD   WR       6    11    11    11
    RD   PRE      -     -     -     9
    RD   PREA     -     9     9     9
    WR   RD       1    19    25    25
    WR   WR       4     4     6     6
    WR   PRE      -     -     -    34
    WR   PREA     -    34    34    34
    REF  ACT      -   420   420   420
    REF  PREA     -   420   420   420
    REF  REF      -   420   420   420
    RDA  ACT      -     -     -    26
    WRA  ACT      -     -     -    51
    RDA  REF      -    26    26    26
    WRA  REF      -    51    51    51
    """,
    "DDR4-3200": """
    ACT  ACT      -     4     8    74
    ACT  RD       -     -     -    22
    ACT  WR       -     -     -    22
    ACT  PRE      -     -     -    52
    ACT  PREA     -    52    52    52
    ACT  REF      -    74    74    74
    PRE  ACT      -     -     -    22
    PRE  REF      -    22    22    22
    PREA ACT      -    22    22    22
    PREA REF      -    22    22    22
    RD   RD       6     4     8     8
    RD   WR       6    12    12    12
    RD   PRE      -     -     -    12
    RD   PREA     -    12    12    12
    WR   RD       0    24    32    32
    WR   WR       4     4     8     8
    WR   PRE      -     -     -    44
    WR   PREA     -    44    44    44
    REF  ACT      -   560   560   560
    REF  PREA     -   560   560   560
    REF  REF      -   560   560   560
    RDA  ACT      -     -     -    34
    WRA  ACT      -     -     -    66
    RDA  REF      -    34    34    34
    WRA  REF      -    66    66    66
    """,
    "DDR5-4800": """
    ACT  ACT      -     8    12   113
    ACT  RD       -     -     -    36
    ACT  WR       -     -     -    36
    ACT  PRE      -     -     -    78
    ACT  PREA     -    78    78    78
    ACT  REF      -   114   114   114
    PRE  ACT      -     -     -    35
    PRE  PRE      -     2     2     2
    PRE  PREA     -     2     2     2
    PRE  REF      -    36    36    36
    PREA ACT      -    35    35    35
    PREA PRE      -     2     2     2
    PREA PREA     -     2     2     2
    PREA REF      -    36    36    36
    RD   RD      10     8    12    12
    RD   WR      10    14    14    14
    RD   PRE      -     -     -    19
    RD   PREA     -    19    19    19
    WR   RD       8    48    66    66
    WR   WR       8     8    48    48
    WR   PRE      -     -     -   115
    WR   PREA     -   115   115   115
    REF  ACT      -   707   707   707
    REF  PREA     -   708   708   708
    REF  REF      -   708   708   708
    RDA  ACT      -     -     -    54
    WRA  ACT      -     -     -   150
    RDA  REF      -    55    55    55
    WRA  REF      -   151   151   151
    """,
    "LPDDR4-2400": """
    ACT  ACT      -     8     8    47
    ACT  RD       -     -     -    15
    ACT  WR       -     -     -    15
    ACT  PRE      -     -     -    32
    ACT  PREA     -    32    32    32
    ACT  REF      -    47    47    47
    PRE  ACT      -     -     -    15
    PRE  PRE      -     2     2     2
    PRE  PREA     -     2     2     2
    PRE  REF      -    15    15    15
    PREA ACT      -    15    15    15
    PREA PRE      -     2     2     2
    PREA PREA     -     2     2     2
    PREA REF      -    15    15    15
    RD   RD       9     8     8     8
    RD   WR      12    12    12    12
    RD   PRE      -     -     -    12
    RD   PREA     -    12    12    12
    WR   RD       6    30    38    38
    WR   WR       8     8     8     8
    WR   PRE      -     -     -    52
    WR   PREA     -    52    52    52
    REF  ACT      -   392   392   392
    REF  PREA     -   392   392   392
    REF  REF      -   392   392   392
    RDA  ACT      -     -     -    27
    WRA  ACT      -     -     -    67
    RDA  REF      -    27    27    27
    WRA  REF      -    67    67    67
    """,
    "LPDDR4-3200": """
    ACT  ACT      -    16    16    95
    ACT  RD       -     -     -    29
    ACT  WR       -     -     -    29
    ACT  PRE      -     -     -    68
    ACT  PREA     -    68    68    68
    ACT  REF      -    95    95    95
    PRE  ACT      -     -     -    27
    PRE  PRE      -     4     4     4
    PRE  PREA     -     4     4     4
    PRE  REF      -    27    27    27
    PREA ACT      -    32    32    32
    PREA PRE      -     4     4     4
    PREA PREA     -     4     4     4
    PREA REF      -    32    32    32
    RD   RD      10     8     8     8
    RD   WR      28    26    26    26
    RD   PRE      -     -     -    14
    RD   PREA     -    14    14    14
    WR   RD      -7    43    43    43
    WR   WR       8     8     8     8
    WR   PRE      -     -     -    54
    WR   PREA     -    54    54    54
    REF  ACT      -   288   288   288
    REF  PREA     -   288   288   288
    REF  REF      -   288   288   288
    RDA  ACT      -     -     -    41
    WRA  ACT      -     -     -    81
    RDA  REF      -    41    41    41
    WRA  REF      -    81    81    81
    """,
    "LPDDR5-6400": """
    ACT  ACT      -     4     4    49
    ACT  RD       -     -     -    15
    ACT  WR       -     -     -    15
    ACT  PRE      -     -     -    34
    ACT  PREA     -    34    34    34
    ACT  REF      -    49    49    49
    PRE  ACT      -     -     -    15
    PRE  PRE      -     2     2     2
    PRE  PREA     -     2     2     2
    PRE  REF      -    15    15    15
    PREA ACT      -    17    17    17
    PREA PRE      -     2     2     2
    PREA PREA     -     2     2     2
    PREA REF      -    17    17    17
    RD   RD       4     2     4     4
    RD   WR       4    12    12    12
    RD   PRE      -     -     -     8
    RD   PREA     -     8     8     8
    WR   RD      -4    16    23    23
    WR   WR       2     2     4     4
    WR   PRE      -     -     -    39
    WR   PREA     -    39    39    39
    REF  ACT      -   168   168   168
    REF  PREA     -   168   168   168
    REF  REF      -   168   168   168
    RDA  ACT      -     -     -    23
    WRA  ACT      -     -     -    54
    RDA  REF      -    23    23    23
    WRA  REF      -    54    54    54
    """,
    "HBM2-2000": """
    ACT  ACT      -     4     4    48
    ACT  RD       -     -     -    15
    ACT  WR       -     -     -    13
    ACT  PRE      -     -     -    35
    ACT  PREA     -    35    35    35
    ACT  REF      -    49    49    49
    PRE  ACT      -     -     -    13
    PRE  REF      -    14    14    14
    PREA ACT      -    13    13    13
    PREA REF      -    14    14    14
    RD   RD       -     2     4     4
    RD   WR       -    13    13    13
    RD   PRE      -     -     -     5
    RD   PREA     -     5     5     5
    WR   RD       -    13    15    15
    WR   WR       -     2     4     4
    WR   PRE      -     -     -    23
    WR   PREA     -    23    23    23
    REF  ACT      -   259   259   259
    REF  PREA     -   260   260   260
    REF  REF      -   260   260   260
    RDA  ACT      -     -     -    18
    WRA  ACT      -     -     -    36
    RDA  REF      -    19    19    19
    WRA  REF      -    37    37    37
    """,
    "HBM3-6400": """
    ACT  ACT      -     4     5    72
    ACT  RD       -     -     -    32
    ACT  WR       -     -     -    16
    ACT  PRE      -     -     -    46
    ACT  PREA     -    46    46    46
    ACT  REF      -    73    73    73
    PRE  ACT      -     -     -    25
    PRE  PRE      -     2     2     2
    PRE  PREA     -     2     2     2
    PRE  REF      -    26    26    26
    PREA ACT      -    25    25    25
    PREA PRE      -     2     2     2
    PREA PREA     -     2     2     2
    PREA REF      -    26    26    26
    RD   RD       -     2     4     4
    RD   WR       -    20    20    20
    RD   PRE      -     -     -    10
    RD   PREA     -    10    10    10
    WR   RD       -    19    22    22
    WR   WR       -     2     4     4
    WR   PRE      -     -     -    46
    WR   PREA     -    46    46    46
    REF  ACT      -   415   415   415
    REF  PREA     -   416   416   416
    REF  REF      -   416   416   416
    RDA  ACT      -     -     -    35
    WRA  ACT      -     -     -    71
    RDA  REF      -    36    36    36
    WRA  REF      -    72    72    72
    """,
  ]
}
