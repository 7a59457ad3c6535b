import Core
import Testing

@Suite struct DesignSpaceTests {
  private let space = DesignSpace(
    name: "small", architecture: "gemmini",
    parameters: [
      DesignParameter(name: "side", paths: ["array.rows", "array.columns"], values: ["8", "16"], numbers: [8, 16]),
      DesignParameter(
        name: "memory", paths: ["scratchpad.capacity"], values: ["64KiB", "128KiB", "1MiB"],
        numbers: [65536, 131072, 1_048_576]),
      DesignParameter(
        name: "standard", paths: ["dram.standard"], kind: .categorical, values: ["DDR4-2400", "HBM2-2000"],
        numbers: [0, 1]),
    ])

  @Test func placesCountEveryPointOnce() throws {
    #expect(space.size == 12)
    let points = (0..<12).compactMap { space.point(at: $0) }
    #expect(points == points.sorted())
    #expect(Set(points).count == 12)
    #expect(points.map { space.place(of: $0) } == (0..<12).map { $0 })
    #expect(space.point(at: 12) == nil)
    #expect(space.point(at: -1) == nil)
  }

  @Test func settingsAreThoseOfTheCommandLine() {
    #expect(
      space.settings(of: DesignPoint([1, 2, 0])) == [
        "array.rows=16", "array.columns=16", "scratchpad.capacity=1MiB", "dram.standard=DDR4-2400",
      ])
  }

  @Test func unitCoordinates() {
    #expect(space.unitDimensions == 4)
    #expect(space.unitCoordinates(of: DesignPoint([1, 1, 1])) == [1, 0.5, 0, 1])
  }

  @Test(arguments: [
    ("memory >= 64KiB", true), ("memory / (side * side) > 512", false), ("memory - 65536 == 64KiB", true),
    ("2 * side + 1 < 33", false), ("1GHz < 2e9", true), ("0.5MiB >= memory", true), ("1 / 0 > 0", nil),
    ("area <= 20", nil),
  ])
  func rules(text: String, expected: Bool?) throws {
    let rule = try DesignConstraint(parsing: text)
    #expect(rule.holds { space.value(named: $0, of: DesignPoint([1, 1, 0])) } == expected)
  }

  @Test(arguments: ["", "side", "side <=", "side <= 4 4", "(side < 3", "side ** 2 < 3", "4KB < side", "a < b < c"])
  func badRules(text: String) {
    #expect(throws: DesignExpression.SyntaxError.self) { try DesignConstraint(parsing: text) }
  }
}
