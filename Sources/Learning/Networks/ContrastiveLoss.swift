import Foundation

extension Loss {
  /// Supervised contrastive loss: rows with the same label attract, others repel (Khosla et al., "Supervised Contrastive
  /// Learning", NeurIPS 2020, equation 2; with one positive a row it is InfoNCE).
  ///
  /// Rows are normalised to length one inside. Rows that are alone with their label count nothing.
  ///
  /// - Parameters:
  ///   - outputs: Embeddings, a row each.
  ///   - labels: A label for each row.
  ///   - temperature: What similarities are divided by.
  /// - Returns: The mean over the rows that have company, and its derivative by the embeddings.
  package static func contrastive(
    _ outputs: Matrix<Float>, labels: [Int32], temperature: Float = 0.07
  ) -> Loss {
    let (count, columns) = (outputs.rows, outputs.columns)
    var units = outputs
    var lengths = [Float](repeating: 0, count: count)
    for row in 0..<count {
      var sum: Float = 0
      for column in 0..<columns { sum += outputs[row, column] * outputs[row, column] }
      lengths[row] = max(sum.squareRoot(), 1e-6)
      for column in 0..<columns { units[row, column] /= lengths[row] }
    }
    var similarities = Matrix<Float>(rows: count, columns: count)
    similarities.setProduct(units, units, transposingRight: true, scale: 1 / temperature)
    let companions = (0..<count).map { row in labels.count { $0 == labels[row] } - 1 }
    let anchors = Float(max(1, companions.count { $0 > 0 }))
    var value: Float = 0
    // In place: the derivative by each similarity.
    for row in 0..<count {
      let first = row * count
      guard companions[row] > 0 else {
        for column in 0..<count { similarities.values[first + column] = 0 }
        continue
      }
      var highest = -Float.infinity
      for column in 0..<count where column != row { highest = max(highest, similarities.values[first + column]) }
      var total: Float = 0
      for column in 0..<count where column != row { total += exp(similarities.values[first + column] - highest) }
      let share = 1 / Float(companions[row])
      for column in 0..<count {
        guard column != row else {
          similarities.values[first + column] = 0
          continue
        }
        let logShare = similarities.values[first + column] - highest - log(total)
        let isCompanion = labels[column] == labels[row]
        if isCompanion { value -= share * logShare }
        similarities.values[first + column] = (exp(logShare) - (isCompanion ? share : 0)) / anchors
      }
    }
    var slope = Matrix<Float>(rows: count, columns: columns)
    slope.setProduct(similarities, units, scale: 1 / temperature)
    slope.setProduct(similarities, units, transposingLeft: true, scale: 1 / temperature, keeping: 1)
    // Through the normalisation: what points along the row has no effect.
    for row in 0..<count {
      var along: Float = 0
      for column in 0..<columns { along += slope[row, column] * units[row, column] }
      for column in 0..<columns {
        slope[row, column] = (slope[row, column] - along * units[row, column]) / lengths[row]
      }
    }
    return Loss(value: value / anchors, slope: slope)
  }
}
