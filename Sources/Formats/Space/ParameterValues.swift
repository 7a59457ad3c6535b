import Core

/// The values of a parameter as a space states them: a list, or a range with a step.
struct ParameterValues {
  /// As an architecture file writes them.
  var texts: [String]
  /// Bytes, hertz or plain numbers; the index of words.
  var numbers: [Double]
  /// Whether the values are whole numbers without a unit.
  var arePlain = false

  /// Reads a parameter's values; `nil` when something is wrong with them, which is noted.
  init?(_ element: XMLElement, kind: DesignParameter.Kind, _ reader: inout AttributeReader) {
    let hasRange = ["from", "to", "step"].contains { element[$0] != nil }
    guard (element["values"] != nil) != hasRange else {
      reader.note(
        .other(
          hasRange ? "\(element.subject) states values and a range" : "\(element.subject) states no values",
          remedy: "write either values, or from, to and step"), at: element.location(of: "values"))
      return nil
    }
    if kind == .categorical {
      guard !hasRange else {
        reader.note(
          .other("\(element.subject) has a range of words", remedy: "list them in values"),
          at: element.location(of: "from"))
        return nil
      }
      self.init(words: element, &reader)
    } else if hasRange {
      self.init(range: element, &reader)
    } else {
      self.init(list: element, &reader)
    }
  }

  /// Values of the largest parameter; points are indices, so more would only cost memory.
  private static let most = 1 << 14

  private init?(words element: XMLElement, _ reader: inout AttributeReader) {
    texts = Self.words(of: element)
    numbers = texts.indices.map(Double.init)
    if texts.isEmpty {
      reader.note(
        .emptyList(subject: element.subject, attribute: "values", known: ["one", "another"]),
        at: element.location(of: "values"))
      return nil
    }
    for (index, word) in texts.enumerated() where texts[..<index].contains(word) {
      reader.note(
        .repeatedWord(subject: element.subject, attribute: "values", word: word), at: element.location(of: "values"))
      return nil
    }
  }

  private init?(list element: XMLElement, _ reader: inout AttributeReader) {
    let words = Self.words(of: element)
    guard !words.isEmpty, words.count <= Self.most else {
      reader.note(
        .outOfRange(
          subject: element.subject, attribute: "values", found: "\(words.count) values",
          expected: "1 to \(Self.most) values"), at: element.location(of: "values"))
      return nil
    }
    var numbers: [Int] = []
    var unit: NumberUnit?
    for word in words {
      guard let number = Self.number(word, "values", of: element, &reader) else { return nil }
      if number.unit != unit ?? number.unit {
        reader.note(
          .other("\(element.subject) mixes \(word) with numbers of another kind", remedy: "give all the same unit"),
          at: element.location(of: "values"))
        return nil
      }
      if let last = numbers.last, number.value <= last {
        reader.note(
          .other("\(element.subject) values don't ascend at \(word)", remedy: "sort them, each once"),
          at: element.location(of: "values"))
        return nil
      }
      unit = number.unit
      numbers.append(number.value)
    }
    texts = words
    self.numbers = numbers.map(Double.init)
    arePlain = unit == .plain
  }

  private init?(range element: XMLElement, _ reader: inout AttributeReader) {
    func end(_ name: String, _ reader: inout AttributeReader) -> (value: Int, unit: NumberUnit)? {
      let text = reader.text(name, of: element)
      return element[name] == nil ? nil : Self.number(text, name, of: element, &reader)
    }
    let (from, to) = (end("from", &reader), end("to", &reader))
    let stepText = reader.text("step", of: element)
    guard let from, let to, element["step"] != nil else { return nil }
    let multiplies = stepText.hasPrefix("x")
    let step = Self.number(multiplies ? String(stepText.dropFirst()) : stepText, "step", of: element, &reader)
    guard let step else { return nil }
    guard from.unit == to.unit, multiplies ? step.unit == .plain : step.unit == from.unit else {
      reader.note(
        .other("\(element.subject) goes from \(from.unit) to other units", remedy: "give from, to and step the same"),
        at: element.location(of: "from"))
      return nil
    }
    guard step.value > (multiplies ? 1 : 0), from.value > 0 || !multiplies, from.value <= to.value else {
      reader.note(
        .other("\(element.subject) never comes to its end", remedy: "let from be at most to, and step go upwards"),
        at: element.location(of: "step"))
      return nil
    }
    var values = [from.value]
    while let last = values.last, last < to.value, values.count <= Self.most {
      let (next, overflow) =
        multiplies ? last.multipliedReportingOverflow(by: step.value) : last.addingReportingOverflow(step.value)
      values.append(overflow ? .max : next)
    }
    guard values.last == to.value, values.count <= Self.most else {
      reader.note(
        .other(
          values.count > Self.most
            ? "\(element.subject) has more than \(Self.most) values"
            : "\(element.subject) steps over its end, \(element["to"] ?? "")",
          remedy: "change to or step"), at: element.location(of: "to"))
      return nil
    }
    texts = values.map { from.unit.text($0) }
    numbers = values.map(Double.init)
    arePlain = from.unit == .plain
  }

  private static func words(of element: XMLElement) -> [String] {
    (element["values"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private static func number(
    _ text: String, _ attribute: String, of element: XMLElement, _ reader: inout AttributeReader
  ) -> (value: Int, unit: NumberUnit)? {
    for unit in NumberUnit.allCases {
      if let value = unit.value(of: text) { return (value, unit) }
    }
    reader.note(
      .notAQuantity(
        subject: element.subject, attribute: attribute, found: text,
        kind: "number" + (attribute == "step" ? " or a factor such as x2" : ", size or frequency"),
        example: "16, 64KiB or 500MHz"),
      at: element.location(of: attribute))
    return nil
  }
}

/// What a parameter's numbers count.
private enum NumberUnit: CaseIterable {
  case plain
  case size
  case frequency
  case bandwidth

  func value(of text: String) -> Int? {
    switch self {
    case .plain:
      !text.isEmpty && text.utf8.count <= 12 && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    case .size: try? QuantityKind.size.whole(text)
    case .frequency: try? QuantityKind.frequency.whole(text)
    case .bandwidth: try? QuantityKind.bandwidth.whole(text)
    }
  }

  func text(_ value: Int) -> String {
    switch self {
    case .plain: "\(value)"
    case .size: QuantityKind.size.text(value)
    case .frequency: QuantityKind.frequency.text(value)
    case .bandwidth: QuantityKind.bandwidth.text(value)
    }
  }
}

extension NumberUnit: CustomStringConvertible {
  var description: String {
    switch self {
    case .plain: "plain numbers"
    case .size: "bytes"
    case .frequency: "hertz"
    case .bandwidth: "bytes a cycle"
    }
  }
}
