// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "systole", path: ".."),
    // Without its traits the package measures time, memory and counts without replacing the allocator.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "SimulationBenchmarks",
      dependencies: [
        .product(name: "Systole", package: "systole"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/SimulationBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "MapperBenchmarks",
      dependencies: [
        .product(name: "Systole", package: "systole"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/MapperBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
