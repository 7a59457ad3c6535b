import Core
import Foundation
import Learning
import Optimizer
import Testing

/// Arrays and buffers with closed-form costs, so that the best of them is known.
private enum Bench {
  static let space = DesignSpace(
    name: "bench", architecture: "",
    parameters: [
      DesignParameter(name: "side", paths: ["array.rows"], values: ["8", "16", "32", "64"], numbers: [8, 16, 32, 64]),
      DesignParameter(
        name: "buffer", paths: ["buffer.capacity"], values: ["1KiB", "4KiB", "16KiB"], numbers: [1, 4, 16]),
    ])

  static var catalogue: DesignCatalogue {
    let points = (0..<12).compactMap { space.point(at: $0) }
    return DesignCatalogue(
      space: space, points: points, areas: points.map { value("side", $0) / 8 + value("buffer", $0) / 2 })
  }

  static func value(_ name: String, _ point: DesignPoint) -> Double { space.value(named: name, of: point) ?? 0 }

  /// Compute falls with the side as far as channels fill it, traffic with the buffer; a larger side and buffer cost energy.
  static func costs(of layer: Layer) -> LayerCosts {
    let bytes = Double(Operand.allCases.reduce(0) { $0 + layer.bytes(of: $1) })
    let points = catalogue.points
    let work = Double(max(1, layer.macs))
    let channels = layer.convolution.map { Double(min($0.bounds.k, $0.bounds.c)) } ?? 1
    let seconds = points.map { point in
      let side = value("side", point)
      return work / pow(min(side, channels), 2) + bytes * 4 / value("buffer", point).squareRoot()
    }
    let joules = points.map { point in
      let (side, buffer) = (value("side", point), value("buffer", point))
      return work * (1 + 0.05 * side) + bytes * (20 + buffer)
    }
    return LayerCosts(seconds: seconds, joules: joules)
  }

  static func layers(_ numbers: Range<Int>) -> [Layer] { numbers.map { LayerSampler.layer($0, seed: 7) } }

  static func recommender(seed: UInt64 = 1, layers count: Int = 220, epochs: Int = 60) -> DesignRecommender {
    var options = DesignRecommender.Options()
    options.contrastiveEpochs = 5
    options.epochs = epochs
    options.members = 2
    let layers = layers(0..<count)
    return DesignRecommender(catalogue, layers: layers, costs: layers.map(costs), options: options, seed: seed)
  }
}

@Suite struct DesignRecommenderTests {
  /// Layers never seen, budgets of all sizes: right far more often than the most frequent answer, and wrong cheaply.
  @Test func findsBestDesignsOfUnseenLayers() throws {
    let recommender = Bench.recommender()
    let catalogue = Bench.catalogue
    var random = SeededRandom(seed: 3)
    var (right, logRegret, questions) = (0, 0.0, 0)
    var labels: [Int: Int] = [:]
    for layer in Bench.layers(1000..<1100) {
      let budget = catalogue.areas[random.below(catalogue.areas.count)]
      let values = Bench.costs(of: layer).logarithms(of: .edp)
      let best = try #require(
        catalogue.points.indices.filter { catalogue.areas[$0] <= budget }.min { values[$0] < values[$1] })
      let answer = try #require(
        recommender.recommend(for: [layer], counts: [1], objective: .edp, budget: budget).first)
      #expect(answer.area <= budget)
      let place = try #require(catalogue.points.firstIndex(of: answer.point))
      questions += 1
      right += place == best ? 1 : 0
      logRegret += values[place] - values[best]
      labels[best, default: 0] += 1
    }
    #expect(right > 2 * (labels.values.max() ?? 0) || right > 75, "\(right) of \(questions)")
    #expect(exp(logRegret / Double(questions)) < 1.05)
  }

  /// The figures of a network are the sums over its layers.
  @Test func addsLayersUp() throws {
    let recommender = Bench.recommender(layers: 60, epochs: 5)
    let layers = Bench.layers(2000..<2002)
    func seconds(_ layers: [Layer], _ counts: [Int]) -> [DesignPoint: Double] {
      let all = recommender.recommend(
        for: layers, counts: counts, objective: .latency, budget: .infinity, count: .max)
      return Dictionary(all.map { ($0.point, $0.seconds) }) { first, _ in first }
    }
    let (first, second) = (seconds([layers[0]], [1]), seconds([layers[1]], [1]))
    let both = seconds(layers, [3, 2])
    #expect(both.count == 12)
    for (point, sum) in both {
      let parts = 3 * (try #require(first[point])) + 2 * (try #require(second[point]))
      #expect(abs(sum / parts - 1) < 1e-4)
    }
  }

  @Test func noDesignBelowTheSmallest() {
    let recommender = Bench.recommender(layers: 40, epochs: 1)
    let layer = Bench.layers(0..<1)
    #expect(recommender.recommend(for: layer, counts: [1], objective: .edp, budget: 1).isEmpty)
  }

  /// What is read back answers alike; any changed byte is noticed.
  @Test func keepsWhatItLearnt() throws {
    let recommender = Bench.recommender(layers: 60, epochs: 3)
    let bytes = try recommender.bytes()
    let read = try DesignRecommender(bytes: bytes)
    for layer in Bench.layers(3000..<3010) {
      let answers = [recommender, read].map {
        $0.recommend(for: [layer], counts: [1], objective: .energy, budget: 9, count: 3)
      }
      #expect(answers[0] == answers[1])
    }
    for place in stride(from: 0, to: bytes.count, by: bytes.count / 40) {
      var damaged = bytes
      damaged[place] ^= 0x10
      #expect(throws: Checkpoint.Failure.self, "byte \(place)") { try DesignRecommender(bytes: damaged) }
    }
    #expect(throws: Checkpoint.Failure.damaged) { try DesignRecommender(bytes: Array(bytes.prefix(20))) }
  }

  @Test func sameSeedSameAnswers() throws {
    let first = try Bench.recommender(layers: 40, epochs: 2).bytes()
    #expect(try Bench.recommender(layers: 40, epochs: 2).bytes() == first)
    #expect(try Bench.recommender(seed: 2, layers: 40, epochs: 2).bytes() != first)
  }
}

@Suite struct DesignCatalogueTests {
  /// Against the definition, with ties among values and areas.
  @Test func bestIsTheLeastWithinTheBudget() {
    var random = SeededRandom(seed: 5)
    let points = (0..<8).map { DesignPoint([$0]) }
    for _ in 0..<500 {
      let areas = points.map { _ in Double(1 + random.below(4)) }
      let values = points.map { _ in random.below(6) == 0 ? Double.infinity : Double(random.below(4)) }
      let budget = Double(random.below(5))
      let slack = Double(random.below(2))
      let catalogue = DesignCatalogue(space: Bench.space, points: points, areas: areas)
      let allowed = points.indices.filter { areas[$0] <= budget && values[$0].isFinite }
      let near = allowed.filter { place in allowed.allSatisfy { values[place] <= values[$0] + slack } }
      let expected = near.min { (areas[$0], values[$0], $0) < (areas[$1], values[$1], $1) }
      #expect(catalogue.best(by: values, within: budget, slack: slack) == expected)
    }
  }

  @Test func pointsOfOneSpaceAreFoundInAnother() throws {
    var large = Bench.space
    large.parameters.append(
      DesignParameter(name: "clock", paths: ["core.frequency"], values: ["1GHz", "2GHz"], numbers: [1e9, 2e9]))
    var small = Bench.space
    let point = DesignPoint([2, 1])
    #expect(large.point(with: small.settings(of: point)) == nil)
    small.fixed = ["core.frequency=2GHz"]
    #expect(large.point(with: small.settings(of: point)) == DesignPoint([2, 1, 1]))
  }
}

@Suite struct LayerSamplerTests {
  @Test func layersAreWholeAndDescribed() {
    var kinds: Set<String> = []
    for number in 0..<2000 {
      let layer = LayerSampler.layer(number, seed: 11)
      #expect(layer == LayerSampler.layer(number, seed: 11))
      let numbers = LayerDescription.numbers(of: layer)
      #expect(numbers.count == LayerDescription.count)
      #expect(numbers.allSatisfy { $0.isFinite && abs($0) < 8 })
      switch layer.operation {
      case .convolution(let convolution):
        #expect(convolution.bounds.checkedProduct != nil)
        #expect(convolution.inputWidth > 0 && convolution.inputHeight > 0)
        kinds.insert(convolution.form == .gemm ? "gemm" : convolution.bounds.g > 1 ? "depthwise" : "convolution")
      case .vector(let vector):
        #expect(vector.outputElements > 0)
        kinds.insert("vector")
      }
    }
    #expect(kinds.count == 4)
  }
}
