import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import ModelFiles
import Telemetry
import TestSupport
import Testing

@Suite("Folders of models that foresee failures")
struct FailureFolderTests {
  private let detector = RandomSuite(seed: 1, tags: 3, rows: 1).artifact
  private let prognoser = RandomLife(seed: 2, sensors: 3, settings: 2, regimes: 4, rows: 1).artifact

  private func both() throws -> ModelManifest {
    var manifest = try SampleModel.manifest(of: detector)
    manifest.failure = try SampleModel.terms(of: prognoser)
    return manifest
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("a model without a detector comes back as it was written, checked and signed")
  func alone() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    let key = try #require(SigningKey(seed: [UInt8](repeating: 3, count: 32)))
    let manifest = try SampleModel.manifest(ofFailure: prognoser)
    let written = try ModelFolder.write(
      to: folder, artifacts: [.failure: prognoser], manifest: manifest, key: key)
    #expect(
      try names(folder) == [
        "MODEL_CARD.md", "SHA256SUMS", "SHA256SUMS.sig", "failure.onnx", "failure.safetensors",
        "model.json",
      ])
    #expect(try ModelFolder.verify(folder, publicKey: key.publicKey) == .valid)
    let loaded = try ModelFolder.load(folder, publicKey: key.publicKey)
    #expect(loaded.artifacts == [.failure: prognoser])
    #expect(loaded.manifest == written.manifest)
    #expect(loaded.manifest.failure == manifest.failure)
    #expect(loaded.manifest.schemaVersion == 2)
    #expect(loaded.manifest.sampleInterval == nil && loaded.manifest.alarms == nil)
    let graph = try #require(loaded.manifest.graphs.first)
    #expect(graph.file == "failure.onnx")
    #expect(graph.states == (try SampleModel.failureStates(of: prognoser)))
    #expect(
      graph.states.map(\.name) == [
        "state.unit.carried", "state.unit.seen", "state.unit.window", "state.unit.sum",
        "state.unit.count",
      ])
  }

  @Test("what is written is what parity is checked on")
  func parity() throws {
    let drawn = RandomLife(seed: 2, sensors: 3, settings: 2, regimes: 4, rows: 60)
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    try ModelFolder.write(
      to: folder, artifacts: [.failure: drawn.artifact],
      manifest: SampleModel.manifest(ofFailure: drawn.artifact))
    let loaded = try ModelFolder.load(folder)
    let graph = try #require(loaded.manifest.graphs.first { $0.file == "failure.onnx" })
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/failure.onnx")))
    let report = try LifeParity.compare(
      model: bytes, rows: drawn.matrix, ages: drawn.ages, lives: .init(rowMajor: drawn.lives),
      states: graph.states)
    #expect(report.passed && report.rows == 60)
  }

  @Test("a model with both tasks keeps the schema version of one that detects")
  func together() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    try ModelFolder.write(
      to: folder, artifacts: [.detector: detector, .failure: prognoser], manifest: both())
    #expect(
      try names(folder) == [
        "MODEL_CARD.md", "SHA256SUMS", "detector.onnx", "detector.safetensors", "failure.onnx",
        "failure.safetensors", "model.json",
      ])
    let loaded = try ModelFolder.load(folder)
    #expect(loaded.artifacts == [.detector: detector, .failure: prognoser])
    #expect(loaded.manifest.schemaVersion == 1)
    #expect(loaded.manifest.graphs.map(\.file) == ["detector.onnx", "failure.onnx"])
  }

  @Test("models and terms must be of the same tasks, and of the same numbers")
  func disagreement() throws {
    let scratch = try ScratchFolder()
    func problem(
      _ artifacts: [ModelTask: ModelArtifact], _ manifest: ModelManifest
    ) throws -> String {
      let fault = try #require(throws: Fault.self) {
        try ModelFolder.write(to: scratch.path + "/v1", artifacts: artifacts, manifest: manifest)
      }
      #expect(try names(scratch.path) == [])
      return fault.problem
    }
    let (both, alone) = (try both(), try SampleModel.manifest(ofFailure: prognoser))
    #expect(try problem([:], alone) == "there are 0 models, at least 1 is needed")
    #expect(
      try problem([.failure: prognoser], both)
        == "model.json tells of a detector, but there is none")
    #expect(
      try problem([.detector: detector], both)
        == "model.json tells of a failure model, but there is none")
    #expect(
      try problem([.detector: detector], alone)
        == "there is a detector, but model.json has no terms of alarms for it")
    #expect(
      try problem([.detector: detector, .failure: prognoser], SampleModel.manifest(of: detector))
        == "there is a failure model, but model.json has no terms for it")
    func changed(_ change: (inout FailureTerms) -> Void) throws -> String {
      var manifest = alone
      var terms = try SampleModel.terms(of: prognoser)
      change(&terms)
      manifest.failure = terms
      return try problem([.failure: prognoser], manifest)
    }
    #expect(
      try changed { $0.cap = 130 }
        == "the cap of the failure model is 130.0 in model.json and 125.0 in its file")
    #expect(
      try changed { $0.clock = .days }
        == "the clock of the failure model is days in model.json and cycles in its file")
    #expect(
      try changed { $0.levels = [0.5] }
        == "the levels of the failure model is [0.5] in model.json and [0.05, 0.5, 0.95] in its file"
    )
    #expect(
      try changed { $0.model = "weibull" }
        == "the failure model is 'weibull' in model.json and 'fourier-ridge' in its file")
    #expect(
      try changed { $0.columns.removeLast() }
        == "model.json has 5 columns, the model 'fourier-ridge' 6")
    #expect(
      try changed { $0.columns.swapAt(0, 1) }
        == "column 0 is 'sensor 0' in model.json and 'setting 0' in the model 'fourier-ridge'")
  }

  @Test("terms take clock, levels and cap from the model, and its order of columns")
  func terms() throws {
    let given = ["idle", "sensor 2", "sensor 1", "sensor 0", "setting 1", "setting 0", "engine"]
      .map { Tag(id: $0, unit: "bar") }
    let terms = try FailureTerms(model: prognoser, columns: given)
    #expect(terms.columns.map(\.id) == prognoser.lists["columns"])
    #expect(terms.columns[0].unit == "bar")
    #expect(terms.clock == .cycles && terms.cap == 125 && terms.levels == [0.05, 0.5, 0.95])
    #expect(terms.promisedCoverage == 0.9)
    var fault = try #require(throws: Fault.self) {
      try FailureTerms(model: prognoser, columns: Array(given.dropFirst(2)))
    }
    #expect(
      fault.problem == "the model 'fourier-ridge' reads the column 'sensor 2', which is not given")
    var broken = prognoser
    broken.arrays["levels"] = .init([])
    fault = try #require(throws: Fault.self) { try FailureTerms(model: broken, columns: given) }
    #expect(fault.problem == "model 'fourier-ridge' has 0 levels, at least 1 is needed")
  }

  @Test("version 1 without alarms is broken, and versions above 2 are refused by number")
  func versions() throws {
    let text = String(
      decoding: try SampleModel.manifest(ofFailure: prognoser).encoded(), as: UTF8.self)
    func fault(_ version: Int) throws -> Fault {
      let changed = text.replacingOccurrences(
        of: "\"schemaVersion\" : 2", with: "\"schemaVersion\" : \(version)")
      return try #require(throws: Fault.self) { try ModelManifest(decoding: Array(changed.utf8)) }
    }
    #expect(try fault(1).problem == "model.json is broken: 'sampleInterval' is missing")
    #expect(
      try fault(3)
        == Fault(
          .badData, "model.json has schema version 3; this tocsin reads 1 to 2",
          hint: "use a newer tocsin, or export the model again with this one"))
    let weeks = text.replacingOccurrences(of: "\"cycles\"", with: "\"weeks\"")
    let clock = try #require(throws: Fault.self) { try ModelManifest(decoding: Array(weeks.utf8)) }
    #expect(clock.place == Place(path: "failure.clock"))
  }

  @Test("the card says what is foreseen, from what, and how far it is to be trusted")
  func card() throws {
    let scratch = try ScratchFolder()
    var manifest = try SampleModel.manifest(ofFailure: prognoser)
    manifest.failure?.unitColumn = "a|b\n# <engine>"
    try ModelFolder.write(
      to: scratch.path + "/v1", artifacts: [.failure: prognoser], manifest: manifest)
    let card = try text(scratch.path + "/v1/MODEL_CARD.md")
    for part in [
      "Gives times to failure for telemetry of this plant",
      "`tocsin score --model . --task prognose histories.csv`.",
      "Inputs: `rows` float64, at least one, NaN where a cell is missing; `age` float64, in the",
      "tells its remaining life in cycles, as quantiles at the levels 0.05, 0.5, 0.95:",
      "a quantile that reaches this cap means \"at least 125\".",
      "Trained on 100 units; 94 of them failed, the others were replaced or still ran.",
      "the unit in column a\\|b\u{fffd}\\# &lt;engine&gt; and its age in column cycle.",
      "promised 90 % of the time, achieved: 91 % on units that it had not seen.",
      "| rmse | 13.25 |", "| 1 | sensor 0 | sensor |",
      "a sudden break is not foreseen.",
    ] {
      #expect(card.contains(part), "\(part)")
    }
    #expect(
      !card.contains("## Alarms") && !card.contains("## Tags") && !card.contains("A score says"))
    #expect(!card.contains("\n# <") && !card.contains("\n\n\n"))

    for (version, column, told) in [("v3", "a|b", "a\\|b"), ("v4", nil, "time")] {
      manifest.failure?.ageColumn = nil
      manifest.failure?.timeColumn = column
      let folder = scratch.path + "/\(version)"
      try ModelFolder.write(to: folder, artifacts: [.failure: prognoser], manifest: manifest)
      #expect(
        try text(folder + "/MODEL_CARD.md").contains(" and its times in column \(told)."))
    }

    try ModelFolder.write(
      to: scratch.path + "/v2", artifacts: [.detector: detector, .failure: prognoser],
      manifest: both())
    let joint = try text(scratch.path + "/v2/MODEL_CARD.md")
    #expect(joint.contains("Gives anomaly scores and alarms and times to failure for"))
    for part in ["## Alarms", "## Failures", "## Tags", "A score says", "a sudden break is not"] {
      #expect(joint.contains(part), "\(part)")
    }
  }

  @Test(
    "model.json of every kind fits its JSON Schema, and what does not fit is told",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func schema() throws {
    let scratch = try ScratchFolder()
    try ModelFolder.write(
      to: scratch.path + "/v1", artifacts: [.failure: prognoser],
      manifest: SampleModel.manifest(ofFailure: prognoser))
    try ModelFolder.write(
      to: scratch.path + "/v2", artifacts: [.detector: detector, .failure: prognoser],
      manifest: both())
    let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/schemas/model.schema.json").standardizedFileURL
    let script = References.path("json_schema.py")
    for version in ["v1", "v2"] {
      _ = try ExternalTools.runPython(
        script, [schema.path, "\(scratch.path)/\(version)/model.json"])
    }
    let whole = try text(scratch.path + "/v1/model.json")
    for (old, new) in [
      ("\"schemaVersion\" : 2", "\"schemaVersion\" : 1"),
      ("\"clock\" : \"cycles\"", "\"clock\" : 1"),
      ("\"failure\" :", "\"failures\" :"), ("\"cap\" : 125", "\"cap\" : 0"),
      ("\"tags\" : [", "\"alarms\" : {}, \"tags\" : ["),
    ] {
      let changed = whole.replacingOccurrences(of: old, with: new)
      try #require(changed != whole, "\(old)")
      let path = try scratch.write(changed.utf8, to: "changed.json")
      #expect(throws: ExternalTools.ToolFailure.self) {
        try ExternalTools.runPython(script, [schema.path, path])
      }
    }
  }
}
