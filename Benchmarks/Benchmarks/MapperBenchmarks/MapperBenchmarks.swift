import Benchmark
import Core
import Formats
import Mapper

/// The analytical model on one core, on the four levels of Gemmini: mappings, single changes and gradients a second.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.throughput, .cpuTotal], scalingFactor: .one, maxDuration: .seconds(5), maxIterations: 1000)

  let layers: KeyValuePairs<String, Convolution> = [
    "3x3 convolution": Convolution(bounds: LoopBounds(k: 128, c: 128, p: 28, q: 28, r: 3, s: 3)),
    "GEMM": Convolution(form: .gemm, bounds: LoopBounds(k: 3072, c: 768, p: 512)),
  ]
  for (name, layer) in layers {
    Benchmark("1,000 mappings of a \(name)") { benchmark in
      var sample = try MappingSample(
        layer, on: try BuiltinDocument.architecture(named: "gemmini-dosa"), count: 1000, seed: 1)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(sample.scoreAll()) }
      benchmark.stopMeasurement()
    }

    Benchmark("20,000 single changes of a mapping of a \(name)") { benchmark in
      var sample = try MappingSample(
        layer, on: try BuiltinDocument.architecture(named: "gemmini-dosa"), count: 10_000, seed: 1)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(sample.moveAll()) }
      benchmark.stopMeasurement()
    }

    Benchmark("20,000 single changes of a mapping of a \(name), in whole bursts") { benchmark in
      var sample = try MappingSample(
        layer, on: try BuiltinDocument.architecture(named: "gemmini-dosa"), count: 10_000, seed: 1, countsBursts: true)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(sample.moveAll()) }
      benchmark.stopMeasurement()
    }

    Benchmark("64 gradients of a \(name)") { benchmark in
      var sample = try MappingSample(
        layer, on: try BuiltinDocument.architecture(named: "gemmini-dosa"), count: 64, seed: 1)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(sample.differentiateAll()) }
      benchmark.stopMeasurement()
    }
  }
}
