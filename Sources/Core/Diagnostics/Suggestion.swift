/// The known name nearest to a mistyped one, or `nil` when none is near.
///
/// Near means within a third of the name's length in Damerau's optimal string alignment distance (insertions,
/// deletions, substitutions and swaps of neighbours), case aside; one or two letters are only near themselves. Ties go
/// to the first in `known`.
public func nearestName(to name: String, among known: [String]) -> String? {
  guard name.count <= 64 else { return nil }
  let wanted = Array(name.lowercased())
  let limit = wanted.count / 3
  var best: (name: String, distance: Int)?
  for candidate in known {
    let distance = alignmentDistance(wanted, Array(candidate.lowercased()))
    if distance <= limit, distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.name
}

/// Optimal string alignment distance; costs the product of both lengths.
///
/// Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964.
private func alignmentDistance(_ left: [Character], _ right: [Character]) -> Int {
  var rows = [Array(0...right.count)]
  for i in left.indices {
    var row = [i + 1]
    for j in right.indices {
      let substituted = rows[i][j] + (left[i] == right[j] ? 0 : 1)
      var cost = min(substituted, rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        cost = min(cost, rows[i - 1][j - 1] + 1)
      }
      row.append(cost)
    }
    rows.append(row)
  }
  return rows[left.count][right.count]
}
