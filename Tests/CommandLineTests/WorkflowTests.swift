import Foundation
import TestSupport
import Testing

@Suite("From exports to a report")
struct WorkflowTests {
  @Test("'init' writes what 'run' accepts, and overwrites nothing")
  func initialise() throws {
    let plant = try TinyPlant()
    for name in ["tocsin.yaml", "events.csv"] {
      try FileManager.default.removeItem(atPath: plant.folder.file(name))
    }
    let made = try plant.tool.run("init", "--plant", "tiny", "data.csv")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.contains("wrote tocsin.yaml and tags.csv"))
    #expect(plant.folder.names == ["data.csv", "tags.csv", "tocsin.yaml"])
    let tags = try String(contentsOfFile: plant.folder.file("tags.csv"), encoding: .utf8)
    #expect(tags.contains("\nL_T1,sensor,,,,\n"))
    #expect(tags.contains("\nS_P1,status,,,,\n"))
    let check = try plant.tool.run("check")
    #expect(check.status == 0, "\(check.errors)")
    let run = try plant.tool.run("run")
    // The judged part holds unlabelled attacks, but no gate's condition needs labels.
    #expect([0, 1].contains(run.status), "\(run.errors)")
    #expect(run.output.contains("report     runs/tiny/"))
    let before = try Data(contentsOf: URL(fileURLWithPath: plant.folder.file("tocsin.yaml")))
    let again = try plant.tool.run("init", "data.csv")
    #expect(again.status == 64)
    #expect(
      again.errors == """
        error: the file exists already and is not overwritten
          at tocsin.yaml
          hint: name another with --output, or remove it

        """)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: plant.folder.file("tocsin.yaml"))) == before)
  }

  @Test("'run' says what each stage did and ends with the report's path; progress is no result")
  func run() throws {
    let plant = try TinyPlant()
    let outcome = try plant.tool.run("run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(
      lines.map { $0.split(separator: " ").first ?? "" }
        == ["tocsin", "ingest", "train", "real", "export", "gate", "TODAY", "report"])
    #expect(lines[0].contains("· tiny · data to 2026-01-20 23:50 · run 2026-01-20-"))
    let report = try #require(lines.last?.split(separator: " ").last)
    #expect(FileManager.default.fileExists(atPath: plant.folder.file(String(report))))
    #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("warning: ") })
    let again = try plant.tool.run("run")
    #expect(again.status == 0)
    #expect(again.output.split(separator: "\n").count { $0.contains("unchanged · ") } == 4)
  }

  @Test("the same seed, 1 and 2 threads: identical bytes but for timing.json")
  func threads() throws {
    var results: [[String: Data]] = []
    for threads in ["1", "2"] {
      let plant = try TinyPlant()
      #expect(try plant.tool.run("run", "--threads", threads, "--seed", "9").status == 0)
      results.append(plant.results)
    }
    #expect(results[0].count >= 20)
    #expect(Set(results[0].keys) == Set(results[1].keys))
    #expect(results[0].filter { results[1][$0.key] != $0.value }.map(\.key) == [])
  }

  @Test(
    "single stages add up to a run; a failed gate exits 1 where it is asked, and keeps the champion"
  )
  func stages() throws {
    let plant = try TinyPlant()
    for stage in ["ingest", "train", "evaluate", "export", "report"] {
      let outcome = try plant.tool.run(stage)
      #expect(outcome.status == 0, "\(stage): \(outcome.errors)")
    }
    #expect(plant.results == (try FinishedPlant.shared).results)
    let champion = try FileManager.default.destinationOfSymbolicLink(
      atPath: plant.folder.file("models/tiny/current"))
    try plant.configure("false-alarms: 5", "false-alarms: 0.1")
    let run = try plant.tool.run("run")
    #expect(run.status == 1)
    #expect(run.output.contains("gate       failed, \(champion) stays current · "))
    #expect(run.output.contains("report     runs/tiny/"))
    #expect(try plant.tool.run("export").status == 1)
    #expect(try plant.tool.run("report").status == 0)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(
        atPath: plant.folder.file("models/tiny/current")) == champion)
  }

  @Test("--as-of reads nothing later")
  func asOf() throws {
    let plant = try TinyPlant()
    let outcome = try plant.tool.run("run", "--as-of", "2026-01-18T12:00:00Z")
    #expect(outcome.output.contains("data to 2026-01-18 12:00 · run 2026-01-18-"))
    #expect(outcome.output.contains("1 of 1 attacks caught"))
    let path = try #require(outcome.output.split(separator: " ").last).dropLast()
    let report = try String(
      contentsOfFile: plant.folder.file(String(path)), encoding: .utf8)
    #expect(!report.contains("2026-01-19"))
  }

  @Test("runs and models are listed, shown, compared, promoted and rolled back")
  func history() throws {
    let plant = try FinishedPlant.shared.copy()
    let tool = plant.tool
    let first = try #require(try tool.run("models").output.split(separator: " ").last).dropLast()
    try plant.configure("false-alarms: 5", "false-alarms: 6")
    #expect(try tool.run("run").status == 0)
    let versions = try tool.run("models", "list").output.split(separator: "\n")
    #expect(versions.count == 2)
    #expect(versions.count { $0.hasPrefix("* ") } == 1)
    let second = try #require(versions.first { $0.hasPrefix("* ") }).dropFirst(2)
    #expect(second != first)
    #expect(try tool.run("models", "verify").output.hasPrefix("\(second): every digest fits"))
    #expect(try tool.run("models", "rollback").output == "\(first) is now current\n")
    #expect(
      try tool.start(["models", "promote", String(second)]).wait().output
        == "\(second) is now current\n")
    let unknown = try tool.run("models", "promote", "2026")
    #expect(unknown.status == 66)
    #expect(unknown.errors.contains("error: plant 'tiny' has no model '2026'"))
    let runs = try tool.run("runs").output
    #expect(runs.contains(first) && runs.contains(second) && runs.contains("gate passed"))
    #expect(
      try tool.start(["runs", "show", String(first)]).wait().output.contains("2026-01-20 23:50"))
    let comparison = try tool.start(["runs", "compare", String(first), String(second)]).wait()
    #expect(comparison.output.hasPrefix("inputs that differ: configuration\n"))
    #expect(comparison.output.contains("vus-pr"))
    let none = try tool.run("runs", "show", "none")
    #expect(none.status == 66)
    #expect(none.errors.contains("error: there is no finished run 'none'\n  at runs/tiny\n"))
  }

  @Test("--json is JSON on standard output and nothing else")
  func asJSON() throws {
    let plant = try FinishedPlant.shared.copy()
    let run = try #require(try json(try plant.tool.run("run", "--json").output) as? [String: Any])
    let id = try #require(run["run"] as? String)
    #expect(run["gatePassed"] as? Bool == true)
    for arguments in [
      ["check"], ["ingest"], ["train"], ["evaluate"], ["export"], ["report"], ["runs"],
      ["runs", "show", id], ["runs", "compare", id, id], ["models"], ["models", "verify"],
      ["models", "promote", id], ["store"], ["store", "verify"], ["store", "gc"],
    ] {
      let outcome = try plant.tool.start(arguments + ["--json"]).wait()
      #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
      #expect(throws: Never.self, "\(arguments): \(outcome.output)") { try json(outcome.output) }
    }
  }

  @Test("hostile tag names and cells do no harm in any file")
  func hostileText() throws {
    let names = [
      "<script>alert(1)</script>", "\"=cmd(\"\"x\"\")\"", "\"new\nline\"", "\"a,b\"",
      "+1'--><img src=x onerror=y>", "@SUM(A1)",
    ]
    let plant = try TinyPlant()
    try plant.write(TinyPlant.csv(0..<TinyPlant.rows, names: names), to: "data.csv")
    try plant.write(
      TinyPlant.events.replacingOccurrences(of: ",T1,", with: ",=T1<script>,"), to: "events.csv")
    let outcome = try plant.tool.run("run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try #require(plant.results.first { $0.key.hasSuffix("/report.html") }?.value)
    let page = String(decoding: report, as: UTF8.self)
    #expect(!page.lowercased().contains("<script"))
    #expect(!page.contains("<img"))
    #expect(page.contains("&lt;script&gt;"))
    for (name, bytes) in plant.results where name.hasSuffix(".csv") {
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
        for cell in line.split(separator: ",") {
          let bare = cell.drop { $0 == "\"" }
          #expect(
            !["=", "+", "@"].contains(bare.first) || Double(bare) != nil, "\(name): \(cell)")
        }
      }
    }
    for (name, bytes) in plant.results where name.hasSuffix(".jsonl") {
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      #expect(!lines.isEmpty)
      for line in lines { #expect(throws: Never.self) { try json(String(line)) } }
      _ = name
    }
    let scores = try plant.tool.run("score", "--model", "models/tiny/current", "data.csv").output
    #expect(scores.contains(",'+1'--><img"))
    #expect(!scores.contains(",=") && !scores.contains(",@") && !scores.contains(",+"))
    #expect(!scores.contains(",\"=") && !scores.contains(",\"@"))
    #expect(scores.split(separator: "\n").count == TinyPlant.rows + 1)
    #expect(try plant.tool.run("store", "verify").status == 0)
    #expect(try plant.tool.run("store", "info", "--json").status == 0)
  }

  @Test("a store whose sums of squares overflow is told as JSON")
  func overflow() throws {
    let plant = try TinyPlant()
    var lines = TinyPlant.csv(0..<TinyPlant.rows).split(separator: "\n").map(String.init)
    lines[99] = lines[99].replacing(/,.*?,/, with: ",1e200,", maxReplacements: 1)
    try plant.write(lines.joined(separator: "\n") + "\n", to: "data.csv")
    #expect(try plant.tool.run("ingest").status == 0)
    let told = try plant.tool.run("store", "info", "--json")
    #expect(told.status == 0, "\(told.errors)")
    #expect(told.output.contains("\"m2\" : \"inf\""))
  }
}
