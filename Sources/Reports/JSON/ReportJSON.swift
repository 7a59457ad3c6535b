import Foundation

/// How every report is written as JSON: full precision, keys sorted, so equal reports give equal bytes.
package enum ReportJSON {
  /// The document's text, ended by a newline.
  ///
  /// - Throws: what `JSONEncoder` throws; figures that are not finite are written as the strings `INF`, `-INF`, `NaN`.
  package static func text(_ report: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy =
      .convertToString(positiveInfinity: "INF", negativeInfinity: "-INF", nan: "NaN")
    return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
  }
}
