// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Scripts/fuzz.sh gives the path of libFuzzer and a build folder of its own; other builds know nothing of it.
let fuzzer = Context.environment["TOCSIN_FUZZER"]
let covered: [SwiftSetting] = fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer"])]

// One set of rules for every target; warnings are errors everywhere, not only in CI.
let strict: [SwiftSetting] =
  covered + [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
  ]

// Lanes of eight Doubles need AVX2 and FMA at least, which SwiftPM's baseline does not use; with AVX-512 a lane's
// vector is one register. They are compiled for what this machine has, or for TOCSIN_PROCESSOR (x86-64-v3, x86-64-v4)
// where the tool goes to others; numbers are the same bits. `ProcessorSupport` checks the processor before the first of
// them. GramLanes are compiled for AVX2 always, and LinearAlgebra takes them where the processor has it. No SIMD8 crosses the module's border, where callers are compiled for the baseline; -disable-cmo keeps it so.
func lanes(for processor: String) -> [SwiftSetting] {
  var flags = ["-O", "-enforce-exclusivity=unchecked"]
  #if arch(x86_64)
    flags += ["-Xfrontend", "-disable-cmo", "-Xcc", "-march=\(processor)"]
  #endif
  return [.unsafeFlags(flags)] + (processor == "x86-64-v4" ? [.define("AVX512")] : [])
}
let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
  .split(separator: "\n").first { $0.hasPrefix("flags") }?.split(separator: " ").map(String.init)
let hasWide = Set(flags ?? []).isSuperset(
  of: ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"])
let widest = Context.environment["TOCSIN_PROCESSOR"] ?? (hasWide ? "x86-64-v4" : "x86-64-v3")

func library(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
  resources: [Resource] = [], linkerSettings: [LinkerSetting] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: strict, linkerSettings: linkerSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
    swiftSettings: strict)
}

let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "tocsin",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "tocsin", targets: ["tocsin"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0", traits: []),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  // Bottom layer first; the table of who may import whom is held by Scripts/check-imports.sh.
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]),
    .systemLibrary(name: "CAllocator"),
    .systemLibrary(name: "CByteMarks"),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"]), .brew(["isa-l"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(
      name: "CXGBoost", pkgConfig: "xgboost",
      providers: [.apt(["libxgboost-dev"]), .brew(["xgboost"])]),
    library("Diagnostics", []),
    .systemLibrary(name: "CProcessor"),
    .target(name: "GramLanes", swiftSettings: strict + lanes(for: "x86-64-v3")),
    library(
      "LinearAlgebra", ["GramLanes", "COpenBLAS", "CProcessor"],
      // Debian keeps LAPACKE in a library of its own; Homebrew's OpenBLAS carries it.
      linkerSettings: [.linkedLibrary("lapacke", .when(platforms: [.linux]))]),
    library("Telemetry", ["LinearAlgebra", "Diagnostics", "CCrypto"]),
    library(
      "Ingest",
      ["Telemetry", "LinearAlgebra", "Diagnostics", "CAllocator", "CByteMarks", "CISAL", "CZstd"]),
    library("Hydraulics", ["Diagnostics"]),
    .target(
      name: "HydraulicLanes", dependencies: ["Hydraulics", "Diagnostics"],
      swiftSettings: strict + lanes(for: widest)),
    library("Learning", ["Telemetry", "LinearAlgebra", "Diagnostics", "CXGBoost"]),
    library("Detection", ["Learning", "Telemetry", "LinearAlgebra", "Diagnostics"]),
    library("Prognostics", ["Learning", "Telemetry", "LinearAlgebra", "Diagnostics"]),
    library(
      "Twin",
      [
        "HydraulicLanes", "Hydraulics", "Learning", "Telemetry", "LinearAlgebra", "Diagnostics",
      ]),
    library(
      "Attacks", ["Twin", "Learning", "Telemetry", "LinearAlgebra", "Diagnostics"],
      // The techniques travel inside the program: no file has to be found at run time.
      resources: [.embedInCode("techniques.yaml")]),
    library("Evaluation", ["Telemetry", "LinearAlgebra", "Diagnostics"]),
    library(
      "ModelFiles",
      ["Learning", "Telemetry", "LinearAlgebra", "Diagnostics", "CCrypto", protobuf],
      exclude: ["Schema/onnx-subset.proto"]),
    library("Reporting", ["Evaluation", "Telemetry", "Diagnostics"]),
    library(
      "Pipeline",
      [
        "Attacks", "Detection", "Diagnostics", "Evaluation", "HydraulicLanes", "Hydraulics",
        "Ingest",
        "Learning", "LinearAlgebra", "ModelFiles", "Prognostics", "Reporting", "Telemetry", "Twin",
        "CAllocator", yams,
      ]),
    .executableTarget(
      name: "tocsin", dependencies: ["Pipeline", "Diagnostics", "Telemetry", arguments],
      swiftSettings: strict),

    .target(
      name: "TestSupport",
      dependencies: ["Learning", "Telemetry", "LinearAlgebra", "Diagnostics"],
      path: "Tests/Support", swiftSettings: strict),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("GramLanesTests", ["GramLanes", "CProcessor"]),
    tests("LinearAlgebraTests", ["LinearAlgebra"]),
    tests("TelemetryTests", ["Telemetry", "LinearAlgebra", "Diagnostics"]),
    .target(
      name: "IngestOracle",
      dependencies: ["Ingest", "TestSupport", "Telemetry", "LinearAlgebra", "Diagnostics"],
      path: "Tests/IngestOracle", swiftSettings: strict),
    tests(
      "IngestTests",
      ["Ingest", "IngestOracle", "Telemetry", "LinearAlgebra", "Diagnostics"]),
    tests("HydraulicsTests", ["Hydraulics", "Diagnostics"], exclude: ["Reference"]),
    tests(
      "HydraulicLanesTests", ["HydraulicLanes", "Hydraulics", "Diagnostics"],
      exclude: ["Reference"]),
    tests("LearningTests", ["Learning", "Telemetry", "LinearAlgebra", "Diagnostics"]),
    tests(
      "DetectionTests", ["Detection", "Learning", "Telemetry", "LinearAlgebra", "Diagnostics"]),
    tests(
      "PrognosticsTests",
      ["Prognostics", "Learning", "Telemetry", "LinearAlgebra", "Diagnostics"]),
    tests(
      "TwinTests",
      [
        "Twin", "Hydraulics", "HydraulicLanes", "Ingest", "Learning", "Telemetry", "LinearAlgebra",
        "Diagnostics",
      ]),
    tests(
      "AttacksTests",
      ["Attacks", "Twin", "Learning", "Telemetry", "LinearAlgebra", "Diagnostics", yams]),
    tests("EvaluationTests", ["Evaluation", "Telemetry", "Diagnostics"]),
    tests(
      "ModelFilesTests",
      [
        "ModelFiles", "Prognostics", "Learning", "Telemetry", "LinearAlgebra", "Diagnostics",
        protobuf,
      ]),
    tests("ReportingTests", ["Reporting", "Evaluation", "Telemetry", "Diagnostics"]),
    tests(
      "ConformanceTests",
      ["Detection", "ModelFiles", "Learning", "Telemetry", "LinearAlgebra", "Diagnostics"]),
    tests(
      "PipelineTests",
      [
        "Pipeline", "Attacks", "Detection", "Evaluation", "HydraulicLanes", "Hydraulics", "Ingest",
        "Learning", "LinearAlgebra", "ModelFiles", "Prognostics", "Reporting", "Telemetry", "Twin",
        "Diagnostics",
      ]),
    tests("CommandLineTests", ["Telemetry", "Diagnostics", "tocsin"]),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Attacks", "Diagnostics", "Hydraulics", "Ingest", "IngestOracle", "LinearAlgebra",
        "ModelFiles", "Pipeline", "Telemetry", "TestSupport", "Twin",
      ],
      path: "Fuzzing/FuzzTargets", swiftSettings: strict),
    tests("FuzzTests", ["FuzzTargets", "Diagnostics"]),
    tests(
      "ArchitectureTests",
      ["Detection", "Evaluation", "Ingest", "ModelFiles", "Twin", "Diagnostics"]),
  ]
)

if let fuzzer {
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Fuzzing/CLibFuzzer"),
    .executableTarget(
      name: "tocsin-fuzz", dependencies: ["CLibFuzzer", "FuzzTargets"],
      path: "Fuzzing/TocsinFuzz", swiftSettings: strict,
      linkerSettings: [.unsafeFlags([fuzzer]), .linkedLibrary("stdc++")]),
  ]
}
