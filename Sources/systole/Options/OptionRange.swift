import ArgumentParser

/// Checks that a number given as an option is in its range.
///
/// - Parameters:
///   - option: The option's name with its hyphens.
///   - value: What was given; a number that isn't one lies in no range.
///   - range: What is allowed.
///   - unit: The unit both are in, if they have one.
/// - Throws: `ValidationError` that says what was found and what would be right.
func checkOption<Value: Comparable>(
  _ option: String, _ value: Value, in range: ClosedRange<Value>, unit: String? = nil
) throws {
  guard !range.contains(value) else { return }
  let unit = unit.map { " " + $0 } ?? ""
  let bounds = [range.lowerBound, range.upperBound].map { bound in
    let text = "\(bound)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
  throw ValidationError("\(option) is \(value); it must be in \(bounds[0])…\(bounds[1])\(unit)")
}
