import Diagnostics
import Foundation
import Learning
import ModelFiles
import Telemetry
import TestSupport
import Testing

@Suite("model.json")
struct ModelManifestTests {
  private let artifact = RandomSuite(seed: 1, tags: 3, rows: 1).artifact

  private func text(_ manifest: ModelManifest) throws -> String {
    String(decoding: try manifest.encoded(), as: UTF8.self)
  }

  private func fault(_ text: String) throws -> Fault {
    try #require(throws: Fault.self) { try ModelManifest(decoding: Array(text.utf8)) }
  }

  @Test("comes back equal, and its text is the same every time")
  func roundTrip() throws {
    let manifest = try SampleModel.manifest(of: artifact)
    #expect(try ModelManifest(decoding: manifest.encoded()) == manifest)
    #expect(try text(manifest) == text(manifest))
    #expect(manifest.thresholds.map(\.limit) == artifact.parts.map { $0.numbers["limit"] })
    #expect(manifest.sampleInterval == TimeSpan(nanoseconds: RandomSuite.interval))
    #expect(try text(manifest).contains("\"train\" : 18446744073709551615"))
  }

  @Test("a newer schema version is refused by number")
  func newer() throws {
    let newer = try text(SampleModel.manifest(of: artifact))
      .replacingOccurrences(of: "\"schemaVersion\" : 1", with: "\"schemaVersion\" : 7")
    #expect(
      try fault(newer)
        == Fault(
          .badData, "model.json has schema version 7; this tocsin reads 1 to 2",
          hint: "use a newer tocsin, or export the model again with this one"))
    #expect(try fault("{\"schemaVersion\": 3}").problem.contains("version 3;"))
    #expect(
      try fault("{\"schemaVersion\": 0}").problem
        == "model.json has schema version 0; this tocsin reads 1 to 2")
  }

  @Test("what is nested deep or far too long is refused, also where nobody asks for it")
  func hostile() throws {
    let whole = try text(SampleModel.manifest(of: artifact))
    func with(_ extra: String) -> String { "{\"extra\": \(extra)," + whole.dropFirst() }
    let deep = String(repeating: "[", count: 127) + String(repeating: "]", count: 127)
    #expect(throws: Never.self) { try ModelManifest(decoding: Array(with(deep).utf8)) }
    let problem = try fault(with("[" + deep + "]")).problem
    #expect(problem.hasPrefix("model.json is broken: broken JSON at byte "))
    #expect(problem.hasSuffix(": nested deeper than 128"))
    let long = [UInt8](repeating: 32, count: ModelManifest.longest + 1)
    #expect(
      try #require(throws: Fault.self) { try ModelManifest(decoding: long) }.problem
        == "model.json is broken: it has 33554433 bytes, at most 33554432 are read")
  }

  @Test("what is missing or of another type is told with its path")
  func broken() throws {
    let whole = try text(SampleModel.manifest(of: artifact))
    #expect(try fault("{").problem == "model.json is broken: it is not JSON")
    #expect(try fault("{}").problem == "model.json is broken: 'schemaVersion' is missing")
    let noID = try fault(whole.replacingOccurrences(of: "\"id\"", with: "\"ID\""))
    #expect(
      noID
        == Fault(.badData, "model.json is broken: 'id' is missing", at: Place(path: "tags[0]")))
    let asText = whole.replacingOccurrences(
      of: "\"promisedFalsePerWeek\" : 1", with: "\"promisedFalsePerWeek\" : \"one\"")
    #expect(
      try fault(asText)
        == Fault(
          .badData, "model.json is broken: expected a number",
          at: Place(path: "alarms.promisedFalsePerWeek")))
    let badTime = whole.replacingOccurrences(of: "2026-06-30T23:50:00Z", with: "yesterday")
    #expect(try fault(badTime).problem == "'yesterday' is not an ISO 8601 time")
  }

  @Test("a number that JSON cannot hold is refused with its name")
  func notFinite() throws {
    var manifest = try SampleModel.manifest(of: artifact)
    manifest.metrics["auc-pr"] = .nan
    let fault = try #require(throws: Fault.self) { try manifest.encoded() }
    #expect(
      fault
        == Fault(
          .badData, "model.json cannot hold nan: only finite numbers",
          at: Place(path: "metrics.auc-pr")))
  }

  @Test("tags that are not the model's are refused with the first that differs")
  func otherTags() throws {
    let asOf = Timestamp(nanoseconds: 0)
    func fault(_ ids: [String]) throws -> String {
      try #require(throws: Fault.self) {
        try ModelManifest(
          plant: "p", version: "v", asOf: asOf, tags: ids.map { Tag(id: $0) },
          detector: artifact, promisedFalsePerWeek: 1)
      }.problem
    }
    #expect(
      try fault(["T0", "T2", "T1"]) == "tag 1 is 'T2' in model.json and 'T1' in the model 'suite'")
    #expect(try fault(["T0"]) == "model.json has 1 tags, the model 'suite' 3")
  }

  @Test(
    "fits its JSON Schema, and what does not fit is told",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func schema() throws {
    let folder = try ScratchFolder()
    let model = folder.path + "/v1"
    try ModelFolder.write(
      to: model, artifacts: [.detector: artifact], manifest: SampleModel.manifest(of: artifact))
    let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/schemas/model.schema.json").standardizedFileURL
    let script = References.path("json_schema.py")
    _ = try ExternalTools.runPython(script, [schema.path, model + "/model.json"])

    let whole = try String(contentsOfFile: model + "/model.json", encoding: .utf8)
    for (old, new) in [
      ("\"plant\"", "\"plants\""), ("\"role\" : \"sensor\"", "\"role\" : \"sensors\""),
      ("\"schemaVersion\" : 1", "\"schemaVersion\" : 2"),
    ] {
      let changed = whole.replacingOccurrences(of: old, with: new)
      try #require(changed != whole)
      let path = try folder.write(changed.utf8, to: "changed.json")
      #expect(throws: ExternalTools.ToolFailure.self) {
        try ExternalTools.runPython(script, [schema.path, path])
      }
    }
  }
}
