import Diagnostics
import Foundation
import Pipeline
import Reporting
import Synchronization
import Telemetry
import TestSupport
import Testing

/// Hears what a run tells.
final class RecordingListener: RunListener {
  private let lines = Mutex<[String]>([])

  func advance(_ stage: String, done: Int, of total: Int) {}
  func began(_ run: String, _ asOf: Timestamp, seed: UInt64) {
    lines.withLock { $0.append("began \(run) \(asOf) \(seed)") }
  }
  func finished(_ stage: String, _ line: String, seconds: Double) {
    lines.withLock { $0.append("\(stage): \(line)") }
  }
  func notice(_ notice: Notice) { lines.withLock { $0.append("\(notice)") } }

  /// What was told so far.
  var all: [String] { lines.withLock { $0 } }

  /// The line of a stage; empty where it told none.
  func line(_ stage: String) -> String {
    let prefix = "\(stage): "
    return String(all.first { $0.hasPrefix(prefix) }?.dropFirst(prefix.count) ?? "")
  }
}

extension TinyPlant {
  /// Runs the pipeline in this process.
  @discardableResult
  func run(
    threads: Int = 1, asOf: String? = nil, seed: UInt64? = nil, only: StageName? = nil,
    listener: any RunListener = SilentListener()
  ) throws -> RunOutcome {
    Tocsin.prepare()
    let configuration = try Configuration.read(folder.file("tocsin.yaml"))
    return try PipelineRun(
      RunContext(
        configuration: configuration, asOf: asOf.flatMap { Timestamp(iso8601: $0) }, seed: seed,
        threads: threads, listener: listener), only: only
    ).execute()
  }

  /// A JSON file of a run folder.
  func json(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// The version that is current.
  var current: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: folder.file("models/tiny/current"))
  }

  /// The alerts of a run.
  func alerts(_ outcome: RunOutcome) throws -> [Alert] {
    let path = try #require(outcome.folder) + "/alerts.jsonl"
    return try AlertsFile.alerts(in: try String(contentsOfFile: path, encoding: .utf8), file: path)
  }
}

/// The names whose bytes differ between two sets of results.
func differences(_ a: [String: Data], _ b: [String: Data]) -> [String] {
  Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
}

@Suite("Pipeline runs")
struct PipelineRunTests {
  @Test("the same seed gives the same bytes on 1 and 2 threads, here and in another folder")
  func sameBytes() throws {
    let one = try TinyPlant()
    let outcome = try one.run(threads: 1)
    #expect(outcome.gatePassed == true)
    let results = one.results
    #expect(results.count >= 20)
    #expect(results["models/tiny/current"] == Data(outcome.run.utf8))
    #expect(results.keys.contains { $0.hasSuffix("/scores.arrow") })
    #expect(results.keys.contains { $0.hasSuffix("/detector.onnx") })
    for threads in [2, 1, 7] {
      let other = try TinyPlant()
      try other.run(threads: threads)
      #expect(differences(results, other.results) == [], "\(threads) threads")
    }
  }

  @Test("another seed is another run, told in the manifest")
  func otherSeed() throws {
    let plant = try TinyPlant()
    let first = try plant.run()
    let second = try plant.run(seed: 2)
    #expect(first.run != second.run)
    let manifest = try plant.json(try #require(second.folder) + "/manifest.json")
    #expect(manifest["seed"] as? Int == 2)
  }

  @Test("what a run leaves behind is complete, and the manifest's digests fit")
  func files() throws {
    let plant = try TinyPlant()
    let outcome = try plant.run()
    let folder = try #require(outcome.folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(
      names == [
        "alarms.csv", "alerts.jsonl", "config.resolved.yaml", "manifest.json", "metrics.json",
        "quarantine.csv", "report.html", "scores.arrow", "timing.json",
      ])
    let manifest = try plant.json(folder + "/manifest.json")
    let digests = try #require(manifest["files"] as? [String: String])
    #expect(Set(digests.keys) == Set(names).subtracting(["manifest.json", "timing.json"]))
    for (name, digest) in digests {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
      #expect(SHA256.hash([UInt8](data)) == digest)
    }
    // The resolved configuration makes the same run.
    try plant.write(
      try String(contentsOfFile: folder + "/config.resolved.yaml", encoding: .utf8),
      to: "tocsin.yaml")
    #expect(try plant.run().run == outcome.run)
  }

  @Test("files are not world-readable")
  func permissions() throws {
    let plant = try TinyPlant()
    try plant.run()
    for name in plant.results.keys {
      let attributes = try FileManager.default.attributesOfItem(atPath: plant.folder.file(name))
      if attributes[.type] as? FileAttributeType == .typeSymbolicLink { continue }
      let mode = try #require(attributes[.posixPermissions] as? Int)
      #expect(mode & 0o007 == 0, "\(name)")
    }
  }

  @Test("a stage whose inputs and settings are unchanged is skipped and says so")
  func unchanged() throws {
    let plant = try TinyPlant()
    let first = RecordingListener()
    try plant.run(listener: first)
    #expect(!first.all.contains { $0.contains("unchanged") })
    let results = plant.results
    let second = RecordingListener()
    try plant.run(listener: second)
    for stage in ["ingest", "train", "real", "export"] {
      #expect(second.line(stage).hasPrefix("unchanged · "), "\(stage)")
    }
    #expect(second.line("train").hasSuffix(first.line("train")))
    #expect(differences(results, plant.results) == [])
  }

  @Test("a changed gate neither trains nor judges anew; a changed detector does both")
  func changedSettings() throws {
    let plant = try TinyPlant()
    let first = try plant.run()
    try plant.configure("false-alarms: 5", "false-alarms: 6")
    let gate = RecordingListener()
    let second = try plant.run(listener: gate)
    #expect(gate.line("train").hasPrefix("unchanged · "))
    #expect(gate.line("real").hasPrefix("unchanged · "))
    #expect(!gate.line("export").hasPrefix("unchanged"))
    #expect(second.run != first.run)
    try plant.configure("use: pca-residual", "use: mahalanobis")
    let detector = RecordingListener()
    try plant.run(listener: detector)
    #expect(detector.line("ingest").hasPrefix("unchanged · "))
    #expect(!detector.line("train").hasPrefix("unchanged"))
    #expect(!detector.line("real").hasPrefix("unchanged"))
    try plant.configure("from: 2026-01-15", "from: 2026-01-15, kinds: [attack, fault]")
    let kinds = RecordingListener()
    try plant.run(listener: kinds)
    #expect(kinds.line("train").hasPrefix("unchanged · "))
    #expect(!kinds.line("real").hasPrefix("unchanged"))
  }

  @Test("a single stage says which stage must come before it")
  func singleStages() throws {
    let plant = try TinyPlant()
    let noStore = try #require(fault { try plant.run(only: .train) })
    #expect(noStore.kind == .missingInput)
    #expect(noStore.problem == "there is no store: store.json is missing")
    try plant.run(only: .ingest)
    for (stage, before) in [
      (StageName.evaluate, "train"), (.export, "train"), (.report, "train"),
    ] {
      let refusal = try #require(fault { try plant.run(only: stage) })
      #expect(refusal.kind == .missingInput)
      #expect(
        refusal.problem
          == "there is no result of '\(before)' for this telemetry and these settings")
      #expect(refusal.hint == "run 'tocsin \(before)' or 'tocsin run' first")
    }
    try plant.run(only: .train)
    try plant.run(only: .evaluate)
    let noModel = try #require(fault { try plant.run(only: .report) })
    #expect(
      noModel.problem == "there is no exported model for this telemetry and these settings")
    #expect(try plant.run(only: .export).gatePassed == true)
    #expect(try plant.run(only: .report).report != nil)
    let whole = try TinyPlant()
    try whole.run()
    #expect(differences(whole.results, plant.results) == [])
  }

  @Test("where the gate fails the champion stays current and the report is written all the same")
  func gateFailure() throws {
    let plant = try TinyPlant()
    let champion = try plant.run()
    #expect(plant.current == champion.run)
    // Held-back time has two false alarms; a tenth of the promise is less.
    try plant.configure(
      "gate: { false-alarms: 5 }", "gate: { false-alarms: 0.1 }")
    let listener = RecordingListener()
    let refused = try plant.run(listener: listener)
    #expect(refused.run != champion.run)
    #expect(plant.current == champion.run)
    #expect(refused.gatePassed == false)
    #expect(
      listener.line("gate").hasPrefix("failed, \(champion.run) stays current · "))
    let report = try String(contentsOfFile: try #require(refused.report), encoding: .utf8)
    let words = report.replacing(/<[^>]*>/, with: "")
    #expect(words.contains("was not promoted; current stays: \(champion.run)."))
    let metrics = try plant.json(try #require(refused.metrics))
    let gate = try #require(metrics["gate"] as? [String: Any])
    let checks = try #require(gate["checks"] as? [[String: Any]])
    #expect(
      checks.compactMap { $0["passed"] as? Bool == false ? $0["name"] as? String : nil }
        == ["false-alarms"])
    // Asked again, the answer is the same.
    #expect(try plant.run().gatePassed == false)
    #expect(plant.current == champion.run)
  }

  @Test(
    "a new model that catches fewer events than the champion is refused, unless any recall will do")
  func championRecall() throws {
    let plant = try TinyPlant()
    let champion = try plant.run()
    // Nothing is ever missing: this one catches nothing.
    let blind = """
          - { use: missing-data }
          - use: pca-residual
      """
    try plant.configure("    - use: default\n    - use: pca-residual", blind)
    try plant.configure("false-alarms: 5", "false-alarms: 100")
    let refused = try plant.run()
    #expect(refused.gatePassed == false)
    #expect(plant.current == champion.run)
    let metrics = try plant.json(try #require(refused.metrics))
    let gate = try #require(metrics["gate"] as? [String: Any])
    let checks = try #require(gate["checks"] as? [[String: Any]])
    let recall = try #require(checks.first { $0["name"] as? String == "recall" })
    #expect(recall["passed"] as? Bool == false)
    #expect(
      recall["reason"] as? String
        == "0 of 2 labelled events caught, the champion \(champion.run) catches 2")
    try plant.configure("false-alarms: 100", "false-alarms: 100, recall: any")
    let any = try plant.json(try #require(try plant.run().metrics))
    let anyGate = try #require(any["gate"] as? [String: Any])
    let anyChecks = try #require(anyGate["checks"] as? [[String: Any]])
    #expect(
      anyChecks.first { $0["name"] as? String == "recall" }?["passed"] as? Bool == true)
  }

  @Test(
    "a run that was killed after it promoted, before it wrote that down, ends like one that was not"
  )
  func killedAfterPromotion() throws {
    let plant = try TinyPlant()
    try plant.run()
    let results = plant.results
    for name in try FileManager.default.contentsOfDirectory(
      atPath: plant.folder.file("runs/tiny/.stages"))
    where name.hasPrefix("export-") {
      try FileManager.default.removeItem(atPath: plant.folder.file("runs/tiny/.stages/\(name)"))
    }
    try plant.run()
    #expect(differences(results, plant.results) == [])
    // Killed between the list of promotions and the link.
    try FileManager.default.removeItem(atPath: plant.folder.file("models/tiny/current"))
    for name in try FileManager.default.contentsOfDirectory(
      atPath: plant.folder.file("runs/tiny/.stages"))
    where name.hasPrefix("export-") {
      try FileManager.default.removeItem(atPath: plant.folder.file("runs/tiny/.stages/\(name)"))
    }
    try plant.run()
    #expect(differences(results, plant.results) == [])
  }

  @Test("leftovers of killed processes are removed by the next run")
  func leftovers() throws {
    let plant = try TinyPlant()
    try plant.run()
    let results = plant.results
    for folder in ["store/tiny", "runs/tiny/.stages", "models/tiny"] {
      let left = plant.folder.file("\(folder)/.tocsin-tmp-1-x")
      try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
      try Data("half".utf8).write(to: URL(fileURLWithPath: left + "/file"))
    }
    #expect(differences(results, plant.results).count == 3)
    try plant.run()
    #expect(differences(results, plant.results) == [])
  }

  @Test("an alert that goes on keeps its id from run to run: new, ongoing, closed")
  func alerts() throws {
    let cut = TinyPlant.attacks[1].lowerBound + 20
    let plant = try TinyPlant(rows: 0..<cut)
    let first = try plant.alerts(try plant.run()).filter { $0.status != .closed }
    #expect(first.map(\.status) == [.new])
    let id = try #require(first.first?.id)
    try plant.write(TinyPlant.csv(cut..<cut + 10), to: "data-2.csv")
    let second = try plant.alerts(try plant.run()).filter { $0.status != .closed }
    #expect(second.map(\.id) == [id])
    #expect(second.map(\.status) == [.ongoing])
    #expect(second.first?.firstSeen == first.first?.firstSeen)
    try plant.write(TinyPlant.csv(cut..<TinyPlant.rows), to: "data-2.csv")
    let third = try plant.alerts(try plant.run())
    #expect(third.first { $0.id == id }?.status == .closed)
  }

  @Test(
    "'as of' hides later rows and later events: scores, alarms and metrics are as if there were none"
  )
  func asOf() throws {
    let cut = 18 * TinyPlant.day
    let now = TinyPlant.time(cut - 1)
    let whole = try TinyPlant()
    let hidden = try whole.run(asOf: now)
    let part = try TinyPlant(rows: 0..<cut)
    let lines = TinyPlant.events.split(separator: "\n")
    try part.write(lines.prefix(2).joined(separator: "\n") + "\n", to: "events.csv")
    let plain = try part.run()
    #expect(hidden.asOf == plain.asOf)
    for name in ["alarms.csv", "alerts.jsonl", "scores.arrow"] {
      let a = try Data(contentsOf: URL(fileURLWithPath: "\(try #require(hidden.folder))/\(name)"))
      let b = try Data(contentsOf: URL(fileURLWithPath: "\(try #require(plain.folder))/\(name)"))
      #expect(a == b, "\(name)")
    }
    let a = try whole.json(try #require(hidden.metrics))
    let b = try part.json(try #require(plain.metrics))
    for key in ["detectors", "judged", "random"] {
      let left = try #require(a[key] as? NSObject)
      #expect(left == b[key] as? NSObject, "\(key)")
    }
    let page = try String(contentsOfFile: try #require(hidden.report), encoding: .utf8)
    #expect(!page.contains("2026-01-19"))
  }

  @Test("rows that a label column calls 1 or -999 never train; those it calls 0 do")
  func labelColumn() throws {
    // Attack 1 and unknown -999 on two stretches of the normal time, whose rows are wild.
    func csv(wild: Double) -> String {
      let header = "time,L_T1,L_T2,D_1,F_P1,P_J1,S_P1,ATT_FLAG\n"
      return header
        + (0..<TinyPlant.rows).map { row in
          var cells = TinyPlant.line(row).split(separator: ",").map(String.init)
          let label = (300..<330).contains(row) ? "1" : (600..<700).contains(row) ? "-999" : "0"
          if label != "0" { cells[1] = "\(wild)" }
          return (cells + [label]).joined(separator: ",") + "\n"
        }.joined()
    }
    var trained: [Data] = []
    for wild in [50.0, 70.0] {
      let plant = try TinyPlant()
      try plant.write(csv(wild: wild), to: "data.csv")
      try plant.write(
        "tag,role,unit\nL_T1,sensor,m\nATT_FLAG,label,\n", to: "tags.csv")
      try plant.configure("events: events.csv", "events: events.csv\n  tags: tags.csv")
      let listener = RecordingListener()
      try plant.run(listener: listener)
      #expect(listener.line("train").contains("on 1,886 normal rows"))
      let artifact = try #require(
        plant.results.first { $0.key.hasSuffix("/suite-0.safetensors") }?.value)
      trained.append(artifact)
    }
    // What stood in the labelled rows made no difference to any fitted bit.
    #expect(trained[0] == trained[1])
  }

  @Test("a declared tag that no file has is refused with its line and the nearest name")
  func unknownTag() throws {
    let plant = try TinyPlant()
    try plant.write("tag,role,unit\nL_T1,sensor,m\nL_T3,sensor,m\n", to: "tags.csv")
    try plant.configure("events: events.csv", "events: events.csv\n  tags: tags.csv")
    do {
      try plant.run()
      Issue.record("nothing was thrown")
    } catch let faults as Faults {
      #expect(faults.all.map(\.problem) == ["no telemetry file has the declared tag 'L_T3'"])
      #expect(faults.all[0].kind == .badData)
      #expect(faults.all[0].place == Place(file: plant.folder.file("tags.csv"), line: 3))
      #expect(faults.all[0].hint == "did you mean 'L_T2'? if both are tags, declare both")
    }
  }

  @Test("a tag that one file lacks is missing there, and told; an undeclared one is told too")
  func tagTable() throws {
    let plant = try TinyPlant(rows: 0..<18 * TinyPlant.day)
    let text = TinyPlant.csv(18 * TinyPlant.day..<TinyPlant.rows)
    let shorter = text.split(separator: "\n").map { line in
      line.split(separator: ",").dropLast().joined(separator: ",")
    }
    try plant.write(shorter.joined(separator: "\n") + "\n", to: "data-2.csv")
    try plant.write("tag,role,unit\nL_T1,sensor,m\n", to: "tags.csv")
    try plant.configure("events: events.csv", "events: events.csv\n  tags: tags.csv")
    let listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    #expect(
      listener.all.contains(
        "warning: is not in this file; its cells are missing "
          + "(\(plant.folder.file("data-2.csv")), tag S_P1)"))
    #expect(
      listener.all.contains(
        "warning: is not declared in tags.csv; its role is taken as status (tag S_P1)"))
    let store = try Store(opening: plant.folder.file("store/tiny"))
    #expect(store.tags.map(\.id) == TinyPlant.tags)
    #expect(store.tags[0].unit == "m")
    #expect(store.manifest.statistics[5].missing == 2 * TinyPlant.day)
  }

  @Test("too old telemetry is refused with exit code 75 where a freshness is set")
  func freshness() throws {
    let plant = try TinyPlant()
    try plant.configure("  events:", "  freshness: 26h\n  events:")
    #expect(try plant.run(asOf: "2026-01-21T12:00:00Z").report != nil)
    let old = try #require(fault { try plant.run(asOf: "2026-01-23T12:00:00Z") })
    #expect(old.kind == .tryLater)
    #expect(
      old.problem
        == "newest sample of tiny is 2 d 12 h old, limit 26 h")
    #expect(old.hint?.contains("silence may be an attack") == true)
  }

  @Test("missing cells and hostile numbers are ingested, judged and reported without a crash")
  func hostileNumbers() throws {
    let plant = try TinyPlant()
    var lines = TinyPlant.csv(0..<TinyPlant.rows).split(separator: "\n").map(String.init)
    for row in stride(from: 2_400, to: 2_800, by: 7) {
      var cells = lines[row].split(separator: ",", omittingEmptySubsequences: false).map(
        String.init)
      cells[1 + row % 6] = ["", "1e300", "-1e308", "NaN", "5e-324", "inf"][row / 7 % 6]
      lines[row] = cells.joined(separator: ",")
    }
    try plant.write(lines.joined(separator: "\n") + "\n", to: "data.csv")
    let outcome = try plant.run()
    let report = try String(contentsOfFile: try #require(outcome.report), encoding: .utf8)
    #expect(report.contains("</html>"))
  }
}
