import Diagnostics
import Foundation
import Pipeline
import Synchronization
import Telemetry
import TestSupport
import Testing

/// Keeps what it hears.
private final class Notices: RunListener {
  let texts = Mutex<[String]>([])
  func advance(_ stage: String, done: Int, of total: Int) {}
  func began(_ run: String, _ asOf: Timestamp, seed: UInt64) {}
  func finished(_ stage: String, _ line: String, seconds: Double) {}
  func notice(_ notice: Notice) { texts.withLock { $0.append(notice.text) } }
}

@Suite("Training on unusual telemetry")
struct UnusualTrainingTests {
  private func run(_ plant: TinyPlant) throws -> (RunOutcome, [String]) {
    let notices = Notices()
    let outcome = try PipelineRun(
      RunContext(
        configuration: try Configuration.read(plant.folder.file("tocsin.yaml")), asOf: nil,
        seed: nil, threads: 1, listener: notices)
    ).execute()
    return (outcome, notices.texts.withLock { $0 })
  }

  private func caught(_ outcome: RunOutcome) throws -> Double {
    struct Metrics: Decodable {
      struct Detector: Decodable {
        struct Evaluation: Decodable {
          struct Value: Decodable { var value: Double? }
          var metrics: [String: Value]
        }
        var evaluation: Evaluation
      }
      var detectors: [Detector]
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: try #require(outcome.metrics)))
    let own = try #require(try JSONDecoder().decode(Metrics.self, from: data).detectors.first)
    return try #require(own.evaluation.metrics["event-recall"]?.value)
  }

  @Test("one wild value in normal time is told with its tag, does not train, and blinds nobody")
  func wild() throws {
    let untouched = try TinyPlant()
    let clean = try caught(run(untouched).0)
    withExtendedLifetime(untouched) {}
    for value in ["1e30", "-1e155", "1e308"] {
      let plant = try TinyPlant()
      var lines = TinyPlant.csv(0..<TinyPlant.rows).split(separator: "\n").map(String.init)
      var cells = lines[500].split(separator: ",").map(String.init)
      cells[3] = value
      lines[500] = cells.joined(separator: ",")
      try plant.write(lines.joined(separator: "\n") + "\n", to: "data.csv")
      let (outcome, notices) = try run(plant)
      #expect(try caught(outcome) == clean)
      let told = try #require(notices.first { $0.contains("those rows do not train") })
      #expect(
        told.hasPrefix("tag D_1 1 values are over a million times its usual spread away"), "\(told)"
      )
      #expect(told.contains(TinyPlant.time(499)))
      withExtendedLifetime(plant) {}
    }
  }

  @Test(
    "a row stands for its own moment at least, however short the interval",
    arguments: [0, 1, 2, 3, 600])
  func rowRange(_ nanoseconds: Int64) {
    let time = Timestamp(nanoseconds: 1_000)
    let interval = TimeSpan(nanoseconds: nanoseconds)
    let range = TimeRange(ofRowAt: time, interval: interval)
    #expect(range.contains(time))
    // Neighbouring rows' stretches do not share a moment, so that leaving one out leaves no other out.
    if nanoseconds > 1 {
      #expect(!range.overlaps(TimeRange(ofRowAt: time + interval, interval: interval)))
    }
  }

  @Test("a long silence in normal time takes no block of its own")
  func silence() throws {
    // Ten days without a row: by clock time alone two of five blocks would be empty.
    let kept = Array(0..<2 * TinyPlant.day) + Array(12 * TinyPlant.day..<TinyPlant.rows)
    let plant = try TinyPlant()
    try plant.write(
      "time,\(TinyPlant.tags.joined(separator: ","))\n"
        + kept.map { TinyPlant.line($0) + "\n" }.joined(), to: "data.csv")
    let (outcome, _) = try run(plant)
    #expect(outcome.report != nil)
  }

  @Test("a damaged partition is noticed and read again from its source")
  func damaged() throws {
    let plant = try TinyPlant()
    let before = try run(plant).0
    let store = plant.folder.file("store/tiny")
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: store).first { $0.hasSuffix(".arrow") })
    let path = "\(store)/\(name)"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let after = try run(plant).0
    #expect(after.run == before.run)
    #expect(try Store(opening: store).verify().isEmpty)
  }
}
