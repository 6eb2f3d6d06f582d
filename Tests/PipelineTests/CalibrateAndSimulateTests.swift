import Diagnostics
import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Runs with a twin, attacks and histories")
struct CalibrateAndSimulateTests {
  // A plant that was run once on one thread, for tests that only read.
  private struct Finished: Sendable {
    let plant: TinyPlant
    let outcome: RunOutcome
    let lines: [String: String]
  }
  private static let stages = [
    "ingest", "calibrate", "simulate", "train", "real", "simulated", "lives", "export", "gate",
  ]
  private static let made = Result {
    let plant = try RehearsedPlant.make()
    let listener = RecordingListener()
    let outcome = try plant.run(threads: 1, listener: listener)
    return Finished(
      plant: plant, outcome: outcome,
      lines: Dictionary(uniqueKeysWithValues: stages.map { ($0, listener.line($0)) }))
  }
  private static var finished: Finished { get throws { try made.get() } }

  @Test("every stage runs, tells a line of itself, and leaves its files")
  func stagesAndFiles() throws {
    let finished = try Self.finished
    for (stage, line) in finished.lines { #expect(line != "", "\(stage)") }
    let lines = finished.lines
    #expect(lines["calibrate"]?.hasPrefix("identified twin · stocks off by ") == true)
    #expect(lines["calibrate"]?.contains(" of 2 actuators' rules found") == true)
    #expect(
      lines["simulate"]?.wholeMatch(
        of: /12 attacks of \d+ kinds?, 4 harmless look-alikes( · \d+ never triggered)?/) != nil)
    #expect(lines["simulated"]?.contains(" caught") == true)
    #expect(lines["lives"]?.hasPrefix("pumps: 17 failures of 20 units · RMSE ") == true)
    #expect(finished.outcome.gatePassed == true)
    let folder = try #require(finished.outcome.folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(
      names == [
        "alarms.csv", "alerts.jsonl", "config.resolved.yaml", "fidelity.json", "manifest.json",
        "metrics.json", "quarantine.csv", "remaining-life.csv", "report.html", "scores.arrow",
        "timing.json",
      ])
    let model = try FileManager.default.contentsOfDirectory(
      atPath: finished.plant.folder.file("models/tiny/current")
    ).sorted()
    for name in [
      "detector.onnx", "detector.safetensors", "failure.onnx", "failure.safetensors", "model.json",
      "MODEL_CARD.md", "SHA256SUMS",
    ] {
      #expect(model.contains(name), "\(name) is not in \(model)")
    }
    let stages = try #require(
      try finished.plant.json(folder + "/manifest.json")["stages"] as? [String: Any])
    #expect(
      Set(stages.keys)
        == ["calibrate", "simulate", "train", "evaluate", "lives", "export"])
  }

  @Test(
    "metrics.json fits its JSON Schema",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func metricsSchema() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../..").standardizedFileURL
    _ = try ExternalTools.runPython(
      root.appendingPathComponent("Tests/References/json_schema.py").path,
      [
        root.appendingPathComponent("Documentation/schemas/metrics.schema.json").path,
        try #require(try Self.finished.outcome.metrics),
      ])
  }

  @Test("metrics.json holds the choice, the rehearsal and the lives, and they agree with the lines")
  func metrics() throws {
    let finished = try Self.finished
    let metrics = try finished.plant.json(try #require(finished.outcome.metrics))
    let choice = try #require(metrics["choice"] as? [[String: Any]])
    // At least 5 distances alone under 5 accumulators, and 19 other policies of what came out.
    #expect(choice.count >= 44)
    let members = try #require(metrics["members"] as? [[String: Any]])
    #expect(!members.isEmpty)
    let records = try choice.map { record in
      (
        score: try #require(record["score"] as? Double),
        total: try #require(record["total"] as? Int), caught: try #require(record["caught"] as? Int)
      )
    }
    // The chosen one stands first, the others fall off.
    #expect(zip(records.dropFirst(), records.dropFirst(2)).allSatisfy { $0.score >= $1.score })
    #expect(records.allSatisfy { (0...1).contains($0.score) && $0.caught <= $0.total })
    let simulated = try #require(metrics["simulated"] as? [String: Any])
    let attacks = try #require(simulated["attacks"] as? Int)
    let caught = try #require(simulated["caught"] as? Int)
    #expect((1...12).contains(attacks))
    #expect((0...attacks).contains(caught))
    #expect(records.allSatisfy { $0.total == attacks })
    #expect(finished.lines["simulated"]?.hasPrefix("\(caught) of \(attacks) caught") == true)
    let lives = try #require(metrics["lives"] as? [[String: Any]])
    #expect(lives.count == 1)
    #expect(lives[0]["name"] as? String == "pumps")
    #expect(lives[0]["clock"] as? String == "days")
    #expect(lives[0]["units"] as? Int == 20)
    #expect(lives[0]["failed"] as? Int == RehearsedPlant.failed)
    #expect(lives[0]["splits"] as? Int == 2)
    let report = try String(contentsOfFile: try #require(finished.outcome.report), encoding: .utf8)
    let words = report.replacing(/<[^>]*>/, with: "")
    #expect(
      words.contains("\(caught) of \(attacks)"), "the report does not say how many were caught")
    #expect(words.contains("pump-17") && words.contains("PU2"))
    // A kind of look-alike has one row, however far each of them moved a value.
    let table = try #require(report.firstRange(of: "look-alikes-table"))
    let rows = report[table.upperBound...].prefix(
      upTo: try #require(
        report[table.upperBound...].firstRange(of: "</table>")
      ).lowerBound)
    let names = rows.matches(of: /<th [^>]*scope="row"[^>]*>(.*?)<\/th>/.dotMatchesNewlines()).map {
      String($0.1)
    }
    #expect(!names.isEmpty && Set(names).count == names.count)
  }

  @Test("remaining-life.csv has a row for each pump that runs, its quantiles ascending")
  func remainingLife() throws {
    let finished = try Self.finished
    let folder = try #require(finished.outcome.folder)
    let rows = try String(contentsOfFile: folder + "/remaining-life.csv", encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(
      rows.first?.joined(separator: ",")
        == "prognoser,unit,asset,last_seen,age,clock,rul_p05,rul_p50,rul_p95,capped,cause")
    #expect(rows.dropFirst().map { $0[1] } == ["pump-17", "pump-18", "pump-19"])
    #expect(rows.dropFirst().map { $0[2] } == ["PU2", "PU0", "PU1"])
    for row in rows.dropFirst() {
      #expect(row.count == 11)
      #expect(row[0] == "pumps" && row[5] == "days")
      let lives = row[6...8].compactMap { Double($0) }
      #expect(lives.count == 3)
      #expect(lives == lives.sorted() && lives.allSatisfy { $0 >= 0 })
      #expect(row[9] == "0" || row[9] == "1")
    }
  }

  @Test(
    "2 threads in another folder give the same bytes; a second run is unchanged everywhere and so are its bytes; another number of scenarios simulates and trains anew but neither calibrates nor looks at the pumps"
  )
  func sameBytes() throws {
    let finished = try Self.finished
    let results = finished.plant.results
    #expect(results.count >= 50)
    let other = try RehearsedPlant.make()
    try other.run(threads: 2)
    #expect(differences(results, other.results) == [])
    let second = RecordingListener()
    try other.run(threads: 1, listener: second)
    for stage in ["ingest", "calibrate", "simulate", "train", "real", "lives", "export"] {
      let line = second.line(stage)
      #expect(line.hasPrefix("unchanged · "), "\(stage): \(line)")
    }
    for stage in ["calibrate", "simulate", "train", "real", "lives"] {
      #expect(second.line(stage) == "unchanged · " + (finished.lines[stage] ?? ""))
    }
    // What was worth knowing when it was made is told again.
    let stages = other.folder.file("runs/tiny/.stages")
    let made = try FileManager.default.contentsOfDirectory(atPath: stages)
    let notices = try ["calibrate", "simulate", "train"].flatMap { stage -> [String] in
      let folder = try #require(made.first { $0.hasPrefix("\(stage)-") })
      return try other.json("\(stages)/\(folder)/\(stage).json")["notices"] as? [String] ?? []
    }
    try #require(!notices.isEmpty)
    for notice in notices { #expect(second.all.contains { $0.contains(notice) }, "\(notice)") }
    #expect(differences(results, other.results) == [])

    try other.configure("scenarios: 12", "scenarios: 13")
    let third = RecordingListener()
    try other.run(threads: 2, listener: third)
    for stage in ["ingest", "calibrate", "lives"] {
      #expect(third.line(stage).hasPrefix("unchanged · "), "\(stage)")
    }
    #expect(third.line("simulate").hasPrefix("13 attacks of "))
    for stage in ["train", "real", "export"] {
      #expect(!third.line(stage).hasPrefix("unchanged"), "\(stage)")
    }
  }

  @Test("a single stage says which stage must come before it, and what there is nothing to do of")
  func singleStages() throws {
    let plant = try RehearsedPlant.make(
      RehearsedPlant.plant + RehearsedPlant.twin + RehearsedPlant.judge)
    try plant.configure("scenarios: 12, look-alikes: 4", "scenarios: 2, look-alikes: 1")
    let noStore = try #require(fault { try plant.run(only: .calibrate) })
    #expect(noStore.problem == "there is no store: store.json is missing")
    try plant.run(only: .ingest)
    for (stage, before) in [
      (StageName.simulate, "calibrate"), (.train, "calibrate"), (.evaluate, "calibrate"),
    ] {
      let refusal = try #require(fault { try plant.run(only: stage) })
      #expect(refusal.kind == .missingInput)
      #expect(
        refusal.problem
          == "there is no result of '\(before)' for this telemetry and these settings")
      #expect(refusal.hint == "run 'tocsin \(before)' or 'tocsin run' first")
    }
    let calibrated = try #require(try plant.run(only: .calibrate).folder)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: calibrated).sorted()
        == [
          "SHA256SUMS", "calibrate.json", "fidelity.json", "state.safetensors", "twin.safetensors",
          "untouched.arrow",
        ])
    let train = try #require(fault { try plant.run(only: .train) })
    #expect(
      train.problem
        == "there is no result of 'simulate' for this telemetry and these settings")
    let simulated = try #require(try plant.run(only: .simulate).folder)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: simulated).sorted()
        == ["SHA256SUMS", "simulate.json", "traces"])
    let traces = try Store(opening: "\(simulated)/traces")
    #expect(traces.manifest.partitions.map(\.unit) == ["00001", "00002", "00003"])

    let plain = try TinyPlant(rows: 0..<8)
    for (stage, key) in [(StageName.calibrate, "twin"), (.simulate, "attacks")] {
      let refusal = try #require(fault { try plain.run(only: stage) })
      #expect(refusal.kind == .configuration)
      #expect(
        refusal.problem == "there is nothing to \(stage.rawValue): '\(key)' is missing")
    }
  }

  @Test("a twin that every tag is left out of is refused with the place")
  func nothingLeft() throws {
    let plant = try RehearsedPlant.make(
      RehearsedPlant.plant + "twin: { process: identified, leave-out: [L_*, \"*\"] }\n"
        + RehearsedPlant.judge)
    try plant.run(only: .ingest)
    let refusal = try #require(fault { try plant.run(only: .calibrate) })
    #expect(refusal.kind == .configuration)
    #expect(refusal.problem == "'twin.leave-out' leaves the twin without a tag")
    #expect(refusal.place?.path == "twin.leave-out")
  }

  @Test("what the plant cannot do is told by simulate, all problems of the campaign with places")
  func campaignOnThePlant() throws {
    let plant = try RehearsedPlant.make(
      RehearsedPlant.plant
        + "twin: { process: identified }\nattacks: { campaign: attacks.yaml, scenarios: 1 }\n"
        + RehearsedPlant.judge)
    try plant.write(
      """
      scenarios:
        - technique: T0856
          trigger: { above: 900, tag: L_T1 }
          controller: { L_T9: { use: offset, by: -0.5 } }
        - technique: T0856
          trigger: { at: 30h }
          controller: { L_T1: { use: offset, by: -70 } }
      """, to: "attacks.yaml")
    try plant.run(only: .ingest)
    try plant.run(only: .calibrate)
    do {
      try plant.run(only: .simulate)
      Issue.record("the campaign was accepted")
    } catch {
      let text = "\(error)".replacingOccurrences(of: plant.folder.path + "/", with: "")
        .replacing(/ranges from \S+ to \S+/, with: "ranges from … to …")
        .replacing(/by \S+ of its usual span of \S+,/, with: "by … of its usual span of …,")
        .replacing(/at most \S+ in/, with: "at most … in")
      #expect(
        text == """
          error: the trigger can never fire: 'L_T1' is never above 900, it ranges from … to …
            at attacks.yaml:3:14, scenarios[0].trigger
          error: unknown tag 'L_T9'
            at attacks.yaml:4:19, scenarios[0].controller.L_T9
            hint: did you mean 'L_T1'? known: F_PU1, F_PU2, L_T1, L_T2, P_J1, S_PU1, S_PU2
          error: the offset moves 'L_T1' by … of its usual span of …, T0856 goes up to 1
            at attacks.yaml:7:19, scenarios[1].controller.L_T1
            hint: at most … in its unit
          3 problems
          """)
    }
  }
}
