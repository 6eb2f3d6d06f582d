import Foundation
import Telemetry
import TestSupport
import Testing

@Suite("Remaining life from the command line", .timeLimit(.minutes(2)))
struct PrognoseTests {
  // A plant of histories alone that was run once, for tests that only read.
  private static let made = Result {
    let plant = try RehearsedPlant.make("plant: tiny\ntrain:\n" + RehearsedPlant.prognosers)
    let outcome = try plant.tool.run("run", "--as-of", "2026-02-22")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\nlives      pumps: 17 failures of 20 units · RMSE "))
    #expect(outcome.output.contains("\nreport     runs/tiny/2026-02-22-"))
    return plant
  }
  private static var plant: TinyPlant { get throws { try made.get() } }

  private static func score(_ files: [String], task: String = "prognose") throws -> Tool.Outcome {
    try plant.tool.start(
      ["score", "--model", "models/tiny/current", "--task", task] + files
    ).wait()
  }

  @Test("one row per row of the histories, in their units' order, quantiles ascending")
  func rows() throws {
    let outcome = try Self.score(["histories.csv"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = outcome.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows.first == ["unit", "time", "rul_p05", "rul_p50", "rul_p95"])
    let given = RehearsedPlant.histories.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").prefix(2).map(String.init)
    }
    #expect(rows.dropFirst().map { Array($0.prefix(2)) } == given)
    var told = 0
    for row in rows.dropFirst() {
      #expect(row.count == 5)
      let lives = row[2...].compactMap { Double($0) }
      #expect(lives.count == 3 || row[2...].allSatisfy(\.isEmpty), "\(row)")
      #expect(lives == lives.sorted() && lives.allSatisfy { $0 >= 0 }, "\(row)")
      if lives.count == 3 { told += 1 }
    }
    #expect(told > given.count / 2)
    // A pump at its end is told less than the same pump when it was new.
    let first = try #require(rows.first { $0[0] == "pump-0" && Double($0[3]) != nil })
    let last = try #require(rows.last { $0[0] == "pump-0" })
    let ended = try #require(Double(last[3]))
    let begun = try #require(Double(first[3]))
    #expect(ended < begun)
  }

  @Test("what it says of pumps that run is what the run's remaining-life.csv says")
  func sameAsRun() throws {
    let plant = try Self.plant
    let scored = try Self.score(["histories.csv"]).output.split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    let runs = try FileManager.default.contentsOfDirectory(
      atPath: plant.folder.file("runs/tiny")
    ).filter { !$0.hasPrefix(".") && $0 != "latest" }
    let table = try String(
      contentsOfFile: plant.folder.file("runs/tiny/\(try #require(runs.first))/remaining-life.csv"),
      encoding: .utf8)
    let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.count == 3)
    for row in rows {
      let last = try #require(scored.last { $0[0] == String(row[1]) })
      #expect(last[1] == String(row[3]))
      #expect(Array(last[2...]) == row[6...8].map { String($0) })
    }
  }

  @Test("a later row changes nothing that was told of earlier ones")
  func causal() throws {
    let lines = RehearsedPlant.histories.split(separator: "\n")
    let part = lines.prefix(1) + lines.filter { $0.hasPrefix("pump-3,") }.prefix(12)
    let folder = try TemporaryFolder()
    try Data((part.joined(separator: "\n") + "\n").utf8).write(
      to: URL(fileURLWithPath: folder.file("part.csv")))
    let some = try Self.score([folder.file("part.csv")]).output.split(separator: "\n").dropFirst()
    let all = try Self.score(["histories.csv"]).output.split(separator: "\n")
    #expect(Array(some) == Array(all.filter { $0.hasPrefix("pump-3,") }.prefix(12)))
  }

  @Test("a model that only foresees does not detect, one that only detects foresees nothing: 65")
  func wrongTask() throws {
    let detect = try Self.score(["data.csv"], task: "detect")
    #expect(detect.status == 65)
    #expect(detect.output == "")
    #expect(
      detect.errors == """
        error: the model detects nothing: it has no detector
          at models/tiny/current
          hint: a model that foresees failures is asked with --task prognose

        """)
    let foresee = try FinishedPlant.shared.tool.run(
      "score", "--model", "models/tiny/current", "--task", "prognose", "data.csv")
    #expect(foresee.status == 65)
    #expect(foresee.output == "")
    #expect(
      foresee.errors == """
        error: the model foresees nothing: it has no prognoser
          at models/tiny/current
          hint: a model that detects is asked with --task detect

        """)
    let unknown = try Self.score(["histories.csv"], task: "predict")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("--task must be 'detect' or 'prognose', got 'predict'"))
  }

  @Test("a file without a column that the model reads, and an unknown zone, are told")
  func badFiles() throws {
    let folder = try TemporaryFolder()
    try Data("unit,day,heat\npump-0,2026-01-01,20\n".utf8).write(
      to: URL(fileURLWithPath: folder.file("part.csv")))
    let lacking = try Self.score([folder.file("part.csv")])
    #expect(lacking.status == 65)
    #expect(
      lacking.errors.replacingOccurrences(of: folder.path + "/", with: "") == """
        error: features: column 'shake' is missing
          at part.csv:1
          hint: columns: unit, day, heat
        error: features: column 'flow' is missing
          at part.csv:1
          hint: columns: unit, day, heat
        2 problems

        """)
    let zone = try Self.score(["--timezone", "Mars/Base", "histories.csv"])
    #expect(zone.status == 64)
    #expect(zone.errors.contains("unknown time zone 'Mars/Base'"))
    let none = try Self.score(["none.csv"])
    #expect(none.status == 66)
  }
}
