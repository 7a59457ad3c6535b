import Core

extension ResultsReading {
  /// What the units did over time during one layer.
  mutating func activity() -> LayerActivity? {
    guard let element = root.child("activity") else { return nil }
    let stretch = reader.integer("stretch-cycles", of: element, in: 1...AttributeReader.largestCount)
    let series = element.children("series").map { child in
      LayerActivity.Series(
        unit: reader.text("unit", of: child), part: reader.text("part", of: child, default: ""),
        quantity: reader.choice("quantity", of: child, default: .workCycles),
        values: reader.integers("values", of: child, in: 0...AttributeReader.largestCount))
    }
    for (child, one) in zip(element.children("series"), series) {
      for value in one.values { reader.add(value, to: &total, at: child) }
    }
    return LayerActivity(layer: reader.text("layer", of: element), stretchCycles: stretch, series: series)
  }

  /// What the activity says about itself and the layers.
  mutating func check(_ activity: LayerActivity?, layers: [LayerResult]) {
    guard let activity, let element = root.child("activity") else { return }
    guard let layer = layers.first(where: { $0.name == activity.layer }) else {
      reader.note(
        .dangling(
          subject: "activity", reference: activity.layer, kind: "layer", known: layers.prefix(20).map(\.name)),
        at: element.location(of: "layer"))
      return
    }
    let stretches = ceilingDivide(layer.cycles, activity.stretchCycles)
    for (child, series) in zip(element.children("series"), activity.series) where series.values.count != stretches {
      reader.note(
        .results(
          .stretches(series: "\(series.unit) \(series.part)", found: series.values.count, expected: stretches)),
        at: child.location(of: "values"))
    }
  }
}

extension XMLWriter {
  mutating func activity(_ activity: LayerActivity) {
    element("activity") { writer in
      writer.attribute("layer", activity.layer)
      writer.attribute("stretch-cycles", activity.stretchCycles)
      for series in activity.series {
        writer.element("series") { writer in
          writer.attribute("unit", series.unit)
          if !series.part.isEmpty { writer.attribute("part", series.part) }
          writer.attribute("quantity", series.quantity.rawValue)
          writer.attribute("values", series.values.map(String.init).joined(separator: " "))
        }
      }
    }
  }
}
