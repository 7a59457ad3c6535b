import Core
import Evaluation

extension DOSAProblem {
  /// DOSA's one-loop search as its authors run it, as far as published.
  ///
  /// Gaps filled: start points are the best of 100 random tilings of each layer on random hardware, since CoSA needs a
  /// commercial solver; a factor is scaled by `DOSADescentRule.scales`; between whole factors the relaxed analytical
  /// model counts, which agrees with DOSA's formulas where factors are whole. Starts more than ten times worse than the
  /// best one are left out, as there.
  ///
  /// - Parameters:
  ///   - rate: Adam's learning rate: 5e-5 for U-Net, 7.5e-5 for ResNet-50 and RetinaNet, 1e-5 for others.
  ///   - starts: Start points.
  ///   - first: How many start points of the seed to pass over.
  ///   - seed: Where the random numbers start.
  ///   - jobs: Starts worked on at once; no influence on the result.
  /// - Returns: The best design at any rounding of any start; `nil` when no random tiling fits.
  /// - Throws: Nothing of its own.
  package func descendAsPublished(
    rate: Double, starts: Int = 7, after first: Int = 0, seed: UInt64, jobs: Int = 1
  ) throws -> DOSADescent? {
    try descend(.published(rate: rate), starts: starts, after: first, seed: seed, jobs: jobs)
  }

  /// DOSA's one-loop search improved, so that hardware really moves.
  ///
  /// Steps are taken in the logarithms of the factors, and a factor of 1 can grow. Every order that matters is tried at a
  /// rounding. In the end the exact mapper takes over: around the best hardware found it searches memories of an eighth to
  /// eight times the size and neighbouring sides of the array, and moves on from there until nothing is better.
  ///
  /// - Parameters:
  ///   - starts: Start points.
  ///   - first: How many start points of the seed to pass over.
  ///   - finishing: Whether the exact mapper takes over in the end.
  ///   - seed: Where the random numbers start.
  ///   - jobs: Starts or layers worked on at once; no influence on the result.
  /// - Returns: The best design; `nil` when no random tiling fits.
  /// - Throws: Nothing of its own.
  package func descend(
    starts: Int = 7, after first: Int = 0, finishing: Bool = true, seed: UInt64, jobs: Int = 1
  ) throws -> DOSADescent? {
    guard var found = try descend(.improved, starts: starts, after: first, seed: seed, jobs: jobs) else { return nil }
    while finishing {
      let here = found.design.cost
      func around(_ size: Int) -> ClosedRange<Int> { max(1, size / 8)...min(8 * size, Self.mostKiB) }
      let region = DOSARegion(
        scratchpadKiB: around(here.scratchpadKiB), accumulatorKiB: around(here.accumulatorKiB))
      guard let proof = try searchHardware(in: region, sides: neighbours(of: here.side), jobs: jobs) else { break }
      found.tilings += proof.tilings
      guard proof.design.cost.edp < here.edp * (1 - 1e-9) else { break }
      found.design = proof.design
    }
    return found
  }

  /// A side, the next ones, and the ones nearest to half and twice as long; longest first.
  private func neighbours(of side: Int) -> [Int] {
    let all = sides
    let place = all.firstIndex { $0 <= side } ?? 0
    var near = Set(all[max(0, place - 1)...min(all.count - 1, place + 1)])
    if let double = all.first(where: { $0 <= 2 * side }) { near.insert(double) }
    if let half = all.first(where: { $0 <= max(2, side / 2) }) { near.insert(half) }
    return near.sorted(by: >)
  }

  /// Runs starts by a rule and takes the best.
  private func descend(
    _ rule: DOSADescentRule, starts: Int, after first: Int, seed: UInt64, jobs: Int
  ) throws -> DOSADescent? {
    var begun: [(sizes: DOSASizes, tilings: [DOSATiling])] = []
    var best = Double.infinity
    for index in first..<(first + Self.draws) where begun.count < starts {
      var random = SeededRandom(seed: seed, stream: UInt64(index))
      guard let start = start(of: 100, &random) else { continue }
      let edp = withBestOrders(start.tilings).edp
      guard edp <= 10 * best else { continue }
      best = min(best, edp)
      begun.append(start)
    }
    let tilings = begun.map(\.tilings)
    let ended = try parallelMap(order: Array(tilings.indices), jobs: jobs) { index in
      var start = DOSAStart(self, tilings[index], rule)
      start.run()
      return start
    }
    guard let winner = ended.indices.min(by: { ended[$0].best.edp < ended[$1].best.edp }) else { return nil }
    return DOSADescent(
      design: ended[winner].best, descended: ended[winner].best,
      evaluations: ended.reduce(0) { $0 + $1.evaluations },
      startSide: design(tilings[winner]).cost.side)
  }

  /// Hardware drawn at most, of which starts are taken (`gen_dataset`'s 30 random designs).
  private static let draws = 30
}
