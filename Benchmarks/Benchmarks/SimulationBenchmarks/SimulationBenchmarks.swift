import Benchmark
import Core

let benchmarks: @Sendable () -> Void = {
  Benchmark("random numbers") { benchmark in
    var random = SeededRandom(seed: 1)
    for _ in benchmark.scaledIterations {
      blackHole(random.next())
    }
  }
}
