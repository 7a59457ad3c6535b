import Benchmark
import Core
import Evaluation
import Formats
import Validation

/// Whole networks on one core, with the simulated cycles a run covers; divide by the time for cycles a second.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.cpuTotal, .wallClock, .peakMemoryResident], maxDuration: .seconds(60), maxIterations: 5)

  for (architecture, workload) in [
    ("gemmini", "resnet50"), ("gemmini", "llama-7b-prefill"), ("tpu-v1", "bert-base"), ("scalesim-ws", "resnet18"),
  ] {
    Benchmark(
      "\(workload) on \(architecture)",
      configuration: Benchmark.Configuration(
        metrics: [.cpuTotal, .wallClock, .peakMemoryResident, .custom("simulated cycles", polarity: .prefersLarger)])
    ) { benchmark in
      let design = try BuiltinDocument.architecture(named: architecture)
      let network = try BuiltinDocument.workload(named: workload)
      for _ in benchmark.scaledIterations {
        let result = try simulate(network, on: design)
        benchmark.measurement(.custom("simulated cycles", polarity: .prefersLarger), result.cycles)
      }
    }
  }

  for stream in ["seqrd", "seqwr", "rwalt", "str8k", "rndrd", "rndrw", "dnn"] {
    Benchmark("a million DRAM requests, \(stream) on DDR4-2400") { benchmark in
      for _ in benchmark.scaledIterations {
        blackHole(replayedCycles(requests: 1_000_000, of: stream, on: "DDR4-2400"))
      }
    }
  }

  Benchmark("resnet18 on scalesim-ws, all SCALE-Sim report values") { benchmark in
    let design = try BuiltinDocument.architecture(named: "scalesim-ws")
    let network = try BuiltinDocument.workload(named: "resnet18")
    for _ in benchmark.scaledIterations {
      blackHole(try scaleSimTotalCycles(network, on: design))
    }
  }
}
