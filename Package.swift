// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of the package is compiled with the same rules.
///
/// `SYSTOLE_CI` turns warnings into errors; `SYSTOLE_CHECKS` compiles the expensive per-event checks in.
let swiftSettings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  + (Context.environment["SYSTOLE_CI"] == nil ? [] : [.treatAllWarnings(as: .error)])
  + (Context.environment["SYSTOLE_CHECKS"] == nil ? [] : [.define("SYSTOLE_CHECKS")])

func library(_ name: String, _ dependencies: [Target.Dependency] = [], excluding: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: ["README.md"] + excluding, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

let package = Package(
  name: "systole",
  products: [
    .executable(name: "systole", targets: ["systole"]),
    .library(
      name: "Systole",
      targets: ["Core", "Formats", "Sim", "Mapper", "Evaluation", "Optimizer", "Validation", "Reports", "RTL"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "Builtins"),

    library("Core"),
    library(
      "Formats",
      [
        "Core", "CLibXML2", "Builtins", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "Yams", package: "Yams"),
      ], excluding: ["Schemas", "ONNX/README.md", "ONNX/Schema/onnx.proto"]),
    library(
      "Sim", ["Core"],
      excluding: ["Array/README.md", "DRAM/README.md", "Gemmini/README.md", "Machine/README.md", "ScaleSim/README.md"]),
    library("Mapper", ["Core"]),
    library("Evaluation", ["Core", "Sim", "Mapper"]),
    library("Learning", ["Core", "COpenBLAS"]),
    library(
      "Optimizer",
      ["Core", "Sim", "Mapper", "Evaluation", "Learning", "RTL", .product(name: "GRDB", package: "GRDB.swift")],
      excluding: ["Diffusion/README.md", "Fused/README.md"]),
    library("Validation", ["Core", "Formats", "Sim", "Mapper", "Evaluation", "Learning", "Optimizer"]),
    library("Reports", ["Core"]),
    library("RTL", ["Core", "Sim"]),
    .executableTarget(
      name: "systole",
      dependencies: [
        "Core", "Formats", "Sim", "Mapper", "Evaluation", "Optimizer", "Validation", "Reports", "RTL",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),

    tests("CoreTests", ["Core"]),
    tests(
      "FormatsTests",
      ["Formats", "Core", "Builtins", .product(name: "SwiftProtobuf", package: "swift-protobuf")]),
    tests("SimTests", ["Sim", "Core", "Formats"]),
    tests("MapperTests", ["Mapper", "Core"]),
    tests("EvaluationTests", ["Evaluation", "Core", "Formats", "Sim", "Mapper"]),
    tests("OptimizerTests", ["Optimizer", "Core", "Mapper", "RTL", "Formats"]),
    tests("LearningTests", ["Learning", "Core"]),
    tests("ValidationTests", ["Validation", "Core", "Formats", "Mapper", "Sim"]),
    tests("ReportsTests", ["Reports", "Core", "Formats"]),
    tests("RTLTests", ["RTL", "Core", "Sim"]),
    tests("CommandTests", ["systole"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
