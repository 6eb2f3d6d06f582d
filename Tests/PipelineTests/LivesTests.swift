import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Plants of histories alone")
struct LivesTests {
  private static func plant() throws -> TinyPlant {
    try RehearsedPlant.make("plant: tiny\ntrain:\n" + RehearsedPlant.prognosers)
  }

  @Test("histories alone are fitted, exported and reported; a second run is unchanged")
  func alone() throws {
    let plant = try Self.plant()
    let first = RecordingListener()
    let outcome = try plant.run(asOf: "2026-02-22T01:00:00Z", listener: first)
    #expect(outcome.gatePassed == true)
    #expect(first.line("lives").hasPrefix("pumps: 17 failures of 20 units · RMSE "))
    #expect(first.line("train") == "" && first.line("ingest") == "")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: try #require(outcome.folder)).sorted()
        == [
          "config.resolved.yaml", "manifest.json", "metrics.json", "remaining-life.csv",
          "report.html", "timing.json",
        ])
    let model = try FileManager.default.contentsOfDirectory(
      atPath: plant.folder.file("models/tiny/current")
    ).sorted()
    #expect(model.contains("failure.onnx") && model.contains("failure.safetensors"))
    #expect(!model.contains { $0.hasPrefix("detector") })
    let results = plant.results
    let second = RecordingListener()
    try plant.run(threads: 2, asOf: "2026-02-22T01:00:00Z", listener: second)
    #expect(second.line("lives") == "unchanged · " + first.line("lives"))
    #expect(differences(results, plant.results) == [])
  }

  @Test("another setting of a prognoser, or another number of splits, fits anew")
  func changedSettings() throws {
    let plant = try Self.plant()
    try plant.run(asOf: "2026-02-22")
    for (old, new) in [("features: 40", "features: 41"), ("splits: 2", "splits: 3")] {
      try plant.configure(old, new)
      let listener = RecordingListener()
      let outcome = try plant.run(asOf: "2026-02-22", listener: listener)
      #expect(!listener.line("lives").hasPrefix("unchanged"), "\(new)")
      let metrics = try plant.json(try #require(outcome.metrics))
      let lives = try #require(metrics["lives"] as? [[String: Any]])
      #expect(lives[0]["splits"] as? Int == (new == "splits: 3" ? 3 : 2))
    }
  }

  @Test("another prognoser neither trains detectors anew nor simulates anew")
  func detectionIsUntouched() throws {
    let plant = try RehearsedPlant.make(
      RehearsedPlant.plant
        + "train:\n  normal: { until: 2026-02-14, wait: 0s }\n  detectors: [mahalanobis]\n"
        + RehearsedPlant.prognosers + RehearsedPlant.judge)
    try plant.run()
    try plant.configure("features: 40", "features: 48")
    let listener = RecordingListener()
    try plant.run(listener: listener)
    #expect(!listener.line("lives").hasPrefix("unchanged"))
    #expect(listener.line("train").hasPrefix("unchanged · "))
    #expect(listener.line("real").hasPrefix("unchanged · "))
  }

  @Test("without a clock to tell now from, nothing lies ahead: every life counts as it is told")
  func noNow() throws {
    let plant = try Self.plant()
    let listener = RecordingListener()
    let outcome = try plant.run(listener: listener)
    #expect(listener.line("lives").hasPrefix("pumps: 17 failures of 20 units · RMSE "))
    let text = try String(
      contentsOfFile: try #require(outcome.folder) + "/remaining-life.csv", encoding: .utf8)
    #expect(text.split(separator: "\n").count == 4)
  }

  @Test("'as of' hides what comes later: a unit that fails later still runs")
  func asOf() throws {
    let plant = try Self.plant()
    // The last pump that failed began on 2025-08-14; two weeks later it runs.
    let outcome = try plant.run(asOf: "2025-08-28")
    let text = try String(
      contentsOfFile: try #require(outcome.folder) + "/remaining-life.csv", encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.map { $0[1] } == ["pump-16"])
    #expect(rows.map { $0[3] } == ["2025-08-28T00:00:00Z"])
    #expect(rows.map { $0[4] } == ["14.0"])
  }

  @Test("too few failures are told with both numbers and the file")
  func tooFew() throws {
    let plant = try Self.plant()
    let units = RehearsedPlant.units.replacing("failed\n", with: "replaced\n")
    try plant.write(units, to: "units.csv")
    do {
      try plant.run(asOf: "2026-02-22")
      Issue.record("no unit failed, and yet a model was made")
    } catch {
      #expect(
        "\(error)".replacingOccurrences(of: plant.folder.path + "/", with: "") == """
          error: 0 of 20 units failed, at least 10 must have
            at histories.csv
            hint: intervals are judged on units left out, which needs several of them
          """)
    }
  }
}
