import Diagnostics
import Foundation
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

/// Riverbend's hydraulic twin, night after night.
@Suite("A twin that follows its plant from night to night")
struct NightlyStateTests {
  private static var root: String {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }

  private struct Calibrated: Decodable {
    struct Followed: Decodable {
      struct Level: Decodable {
        var name: String
        var level: Double
      }
      var time: Timestamp
      var rows: Int
      var refused: Int
      var continues: Bool
      var setAside: String?
      var levels: [Level]
      struct Leak: Decodable {
        var zone: String
        var flow: Double
        var deviation: Double
        var isTold: Bool
      }
      var leaks: [Leak]
    }
    var followed: Followed?
    var notices: [String]
  }

  private struct Plant {
    let folder: TemporaryFolder

    init(process: String? = nil, follow: String = "follow: 2d") throws {
      folder = try TemporaryFolder()
      let example = "\(root)/Examples/riverbend"
      let own =
        process
        ?? "{ use: hydraulic, network: \(example)/riverbend.inp, timezone: America/Chicago }"
      let text = """
        plant: nightly
        output: \(folder.path)
        timezone: UTC
        data: { telemetry: \(root)/datasets/riverbend/2026-01.csv, tags: \(example)/tags.csv }
        twin: { process: \(own), \(follow) }
        attacks: { campaign: \(folder.path)/campaign.yaml, starts: now }
        train: { normal: { from: 2026-01-01, until: 2026-01-20, wait: 0s } }
        evaluate: { from: 2026-01-21 }
        seed: 1
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("tocsin.yaml")))
      let campaign = """
        attacks: 0
        look-alikes: 0
        length: 12h
        lead: 1h
        scenarios:
          - { technique: T0856, trigger: { at: 2h }, lasts: 3h, controller: { L_T2: { use: offset, by: -0.5 } } }
          - { technique: T0856, trigger: { at: 3h }, lasts: 3h, controller: { L_T3: { use: offset, by: -0.5 } } }
        """
      try Data(campaign.utf8).write(to: URL(fileURLWithPath: folder.file("campaign.yaml")))
    }

    @discardableResult
    func run(
      _ stage: StageName, asOf: String, _ listener: any RunListener = SilentListener()
    ) throws -> RunOutcome {
      Tocsin.prepare()
      return try PipelineRun(
        RunContext(
          configuration: try Configuration.read(folder.file("tocsin.yaml")),
          asOf: Timestamp(iso8601: asOf), seed: nil, threads: nil,
          listener: listener), only: stage
      ).execute()
    }

    /// What calibrations left, in the order of the plant's time.
    func followed() throws -> [Calibrated.Followed?] { try calibrated().map(\.followed) }

    func calibrated() throws -> [Calibrated] {
      let stages = folder.file("runs/nightly/.stages")
      return try FileManager.default.contentsOfDirectory(atPath: stages)
        .filter { $0.hasPrefix("calibrate-") }
        .map {
          try JSONDecoder().decode(
            Calibrated.self,
            from: Data(contentsOf: URL(fileURLWithPath: "\(stages)/\($0)/calibrate.json"))
          )
        }
        .sorted {
          ($0.followed?.time.nanoseconds ?? 0) < ($1.followed?.time.nanoseconds ?? 0)
        }
    }
  }

  @Test(
    "goes on from the night before, and rehearses from where the plant stands",
    arguments: [nil, "{ use: identified }"])
  func nights(process: String?) throws {
    let plant = try Plant(process: process)
    try plant.run(.ingest, asOf: "2026-01-28T00:00:00Z")
    try plant.run(.calibrate, asOf: "2026-01-27T00:00:00Z")
    try plant.run(.calibrate, asOf: "2026-01-28T00:00:00Z")
    let nights = try plant.followed().compactMap(\.self)
    try #require(nights.count == 2)
    // Two days of rows every ten minutes and the one at their beginning, then a day.
    #expect(nights.map(\.rows) == [289, 144])
    #expect(nights.map(\.continues) == [false, true])
    #expect(nights.map(\.refused) == [0, 0])
    #expect(nights[1].time == Timestamp(iso8601: "2026-01-28T00:00:00Z"))
    try plant.run(.simulate, asOf: "2026-01-28T00:00:00Z")
    let stages = plant.folder.file("runs/nightly/.stages")
    let simulated = try #require(
      try FileManager.default.contentsOfDirectory(atPath: stages).first {
        $0.hasPrefix("simulate-")
      })
    let traces = try Store(opening: "\(stages)/\(simulated)/traces")
    try #require(traces.partitionCount == 2)
    for trace in 0..<2 {
      let frame = try traces.frame(partition: trace)
      #expect(frame.times.first == Timestamp(iso8601: "2026-01-28T00:10:00Z"))
      for level in nights[1].levels {
        // A network has tanks, telemetry the tags of their levels.
        let id = process == nil ? "L_\(level.name)" : level.name
        let tag = try #require(frame.tags.firstIndex { $0.id == "\(id).true" })
        // Ten minutes of a pump move a level by some centimetres.
        #expect(abs(frame.values[0, tag] - level.level) < 0.25, "\(level.name)")
      }
    }
  }

  @Test("a state that is damaged is not gone on from, and that is said with what to do")
  func damaged() throws {
    let plant = try Plant(process: "{ use: identified }")
    try plant.run(.ingest, asOf: "2026-01-28T00:00:00Z")
    try plant.run(.calibrate, asOf: "2026-01-27T00:00:00Z")
    let stages = plant.folder.file("runs/nightly/.stages")
    let night = try #require(
      try FileManager.default.contentsOfDirectory(atPath: stages).first {
        $0.hasPrefix("calibrate-")
      })
    let file = URL(fileURLWithPath: "\(stages)/\(night)/state.safetensors")
    let bytes = try Data(contentsOf: file)
    try bytes.dropLast(9).write(to: file)
    try plant.run(.calibrate, asOf: "2026-01-28T00:00:00Z")
    let last = try #require(try plant.calibrated().last)
    let followed = try #require(last.followed)
    // As far back as without an earlier night.
    #expect(!followed.continues && followed.rows == 289)
    let reason = try #require(followed.setAside)
    #expect(
      reason.hasPrefix(
        "the state of 2026-01-27T00:00:00Z in .stages/\(night)/state.safetensors is of no use ("))
    #expect(
      last.notices.contains(
        "\(reason), so where the plant stands was told anew from the last rows; if that was not meant, delete its "
          + "folder and calibrate again"))
  }

  /// Remembers notices.
  private final class Notices: RunListener, @unchecked Sendable {
    private(set) var texts: [String] = []
    func advance(_ stage: String, done: Int, of total: Int) {}
    func began(_ run: String, _ asOf: Timestamp, seed: UInt64) {}
    func finished(_ stage: String, _ line: String, seconds: Double) {}
    func notice(_ notice: Notice) { texts.append(notice.text) }
  }

  @Test("a state of the same night that is cut or gone is made again, and that is said")
  func sameNight() throws {
    let plant = try Plant(process: "{ use: identified }")
    try plant.run(.ingest, asOf: "2026-01-28T00:00:00Z")
    try plant.run(.calibrate, asOf: "2026-01-28T00:00:00Z")
    let stages = plant.folder.file("runs/nightly/.stages")
    let night = try #require(
      try FileManager.default.contentsOfDirectory(atPath: stages).first {
        $0.hasPrefix("calibrate-")
      })
    let file = URL(fileURLWithPath: "\(stages)/\(night)/state.safetensors")
    let bytes = try Data(contentsOf: file)
    let damages: [(Data?, String)] = [
      (
        bytes.dropLast(9),
        ".stages/\(night)/state.safetensors: the file was changed: its SHA-256 is "
      ),
      (nil, ".stages/\(night)/state.safetensors: the file was changed: it is not there, "),
    ]
    for (damage, text) in damages {
      if let damage {
        try damage.write(to: file)
      } else {
        try FileManager.default.removeItem(at: file)
      }
      // What needs it says what is wrong with it.
      let problem = fault { try plant.run(.simulate, asOf: "2026-01-28T00:00:00Z") }
      #expect(problem?.problem.contains(text) == true, "\(String(describing: problem))")
      let notices = Notices()
      let outcome = try plant.run(.calibrate, asOf: "2026-01-28T00:00:00Z", notices)
      #expect(
        notices.texts.contains {
          $0.hasPrefix(text) && $0.hasSuffix(": calibrate is done again")
        }, "\(notices.texts)")
      #expect(try Data(contentsOf: file) == bytes)
      #expect(try outcome.json().contains("\"followed\""))
    }
    try plant.run(.simulate, asOf: "2026-01-28T00:00:00Z")
  }

  @Test("a chain of nights tells no leak where there is none")
  func noLeaks() throws {
    let plant = try Plant(follow: "follow: 7d")
    let yaml = try String(contentsOfFile: plant.folder.file("tocsin.yaml"), encoding: .utf8)
    try Data(
      yaml.replacing("2026-01.csv", with: "2026-0*.csv")
        .replacing("until: 2026-01-20", with: "until: 2026-05-31T23:59:59Z")
        .replacing("from: 2026-01-21", with: "from: 2026-06-01").utf8
    ).write(to: URL(fileURLWithPath: plant.folder.file("tocsin.yaml")))
    try plant.run(.ingest, asOf: "2026-06-20T00:00:00Z")
    // However many nights lie between two of them: a state goes on row by row.
    for night in ["2026-06-10", "2026-06-20"] {
      try plant.run(.calibrate, asOf: "\(night)T00:00:00Z")
    }
    let nights = try plant.followed().compactMap(\.self)
    #expect(nights.map(\.continues) == [false, true])
    for night in nights {
      for leak in night.leaks {
        // Before: 1.6 ± 0.2 L/s of J41 on 20 June.
        #expect(!leak.isTold && abs(leak.flow) < 4 * leak.deviation, "\(night.time): \(leak)")
      }
    }
  }

  @Test("says why runs cannot begin now where the twin follows nothing")
  func nothing() throws {
    for process in ["{ use: identified }", nil] {
      let plant = try Plant(process: process, follow: "follow: none")
      try plant.run(.ingest, asOf: "2026-01-28T00:00:00Z")
      try plant.run(.calibrate, asOf: "2026-01-28T00:00:00Z")
      #expect(try plant.followed().compactMap(\.self).isEmpty)
      let problem = fault { try plant.run(.simulate, asOf: "2026-01-28T00:00:00Z") }
      #expect(
        problem?.problem
          == "'attacks.starts: now' needs a twin that follows its telemetry, and this one does not")
    }
  }
}
