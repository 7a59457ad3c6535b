extension FireSimComparison: CustomStringConvertible {
  /// The figures as aligned text, one line for each group.
  package var description: String {
    var rows = [["points", "n", "MAPE %", "median %", "p90 %", "ratio", "Spearman", "Kendall", "R² log", "within"]]
    rows.append(["all"] + overall.cells)
    for group in groups { rows.append([group.name] + group.figures.cells) }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var text = rows.map { row in
      row.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + blanks : blanks + row[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
    text += "\n\nwithin: Kendall's τ-b within a layer, mean over the layers with at least six points"
    if let median = overall.medianWithinLayerKendall {
      text += " (\(overall.layers) of all points; their median is \(decimal(median, 3)))"
    }
    if overall.pairs.count > 1 {
      let known = points.filter { !$0.isNonSquare && $0.measured != nil }
      let trust = KendallTrust(
        predicted: known.map { Double($0.simulated) }, measured: known.compactMap { $0.measured.map(Double.init) })
      text += """
        .
        Kendall: 90 % of \(KendallTrust.resamples) bootstrap resamples lie from \(decimal(trust.low, 3)) to \
        \(decimal(trust.high, 3)); \(trust.discordant) pairs are ranked against the measurement, \
        \(trust.discordantAndClose) of them within \(decimal(100 * KendallTrust.closeness, 1)) % of each other there; \(trust.tied) are predicted equal
        """
    }
    if let speedup {
      text += """
        .
        Gemmini's default tiling against the mapping, \(speedup.count) points: the ratio of cycles is off by \
        \(decimal(speedup.mape, 2)) % on average, \(decimal(speedup.medianError, 2)) % in the median; \
        Kendall \(decimal(speedup.kendall, 3))
        """
    }
    return text + ".\n"
  }
}

extension FireSimComparison.Figures {
  fileprivate var cells: [String] {
    [
      String(pairs.count), decimal(pairs.mape, 2), decimal(pairs.medianError, 2), decimal(pairs.p90Error, 1),
      decimal(pairs.geometricMeanRatio, 3), decimal(pairs.spearman, 4), decimal(pairs.kendall, 4),
      decimal(pairs.r2Log, 4), withinLayerKendall.map { decimal($0, 3) } ?? "–",
    ]
  }
}

/// A number with a fixed count of decimals, at least one; magnitudes above 10^12 keep none.
private func decimal(_ value: Double, _ places: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  let scale = (0..<places).reduce(1) { power, _ in power * 10 }
  let scaled = Int((abs(value) * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  let zeros = String(repeating: "0", count: places - fraction.count)
  return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / scale).\(zeros)\(fraction)"
}
