import Foundation
import Telemetry
import TestSupport
import Testing

@Suite("Calibrating and simulating from the command line", .timeLimit(.minutes(2)))
struct SimulateTests {
  private static func plant() throws -> TinyPlant {
    try RehearsedPlant.make(
      RehearsedPlant.plant
        + "twin: { process: identified }\nattacks: { scenarios: 5, look-alikes: 2 }\n"
        + RehearsedPlant.train)
  }

  private static func cells(_ path: String) throws -> [[String]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test(
    "simulate needs calibrate, tells where its traces are, and --csv writes each with its technique in the tampered rows"
  )
  func csv() throws {
    let plant = try Self.plant()
    #expect(try plant.tool.run("ingest").status == 0)
    try plant.configure("{ scenarios: 5,", "{ campaign: attacks.yaml, scenarios: 4,")
    try plant.write(
      """
      scenarios:
        - name: tank 1 told too low
          technique: T0856
          trigger: { at: 60h }
          controller: { L_T1: { use: offset, by: -0.5 } }
      """, to: "attacks.yaml")
    let early = try plant.tool.run("simulate")
    #expect(early.status == 66)
    #expect(
      early.errors == """
        error: there is no result of 'calibrate' for this telemetry and these settings
          at runs/tiny
          hint: run 'tocsin calibrate' or 'tocsin run' first

        """)
    let calibrated = try plant.tool.run("calibrate")
    #expect(calibrated.status == 0, "\(calibrated.errors)")
    #expect(calibrated.output.contains("\ncalibrate  identified twin · "))
    #expect(calibrated.output.contains("\nresults    runs/tiny/.stages/calibrate-"))
    let outcome = try plant.tool.run("simulate", "--csv", "traces")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\nsimulate   5 attacks of "))
    #expect(outcome.output.contains("\nresults    runs/tiny/.stages/simulate-"))

    let folder = plant.folder.file("traces")
    let scenarios = try Self.cells(folder + "/scenarios.csv")
    #expect(
      scenarios[0] == [
        "id", "kind", "technique", "name", "scenario", "where", "size", "start", "end", "what",
      ])
    #expect(scenarios.count == 8)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        == ["scenarios.csv"] + (1...7).map { "trace-0000\($0).csv" })
    #expect(
      scenarios.dropFirst().map { $0[1] }
        == [String](repeating: "attack", count: 5) + ["look-alike", "look-alike"])
    #expect(scenarios.count { $0[4] == "tank 1 told too low" } == 1)
    #expect(Set(scenarios.map { $0[4] }).count == scenarios.count, "a name is not told twice")
    // A sentence may hold commas, and then stands in quotes: only the cells before it are looked at by place.
    let text = try String(contentsOfFile: folder + "/scenarios.csv", encoding: .utf8)
    let lines = text.split(separator: "\n").dropFirst()
    let stamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/
    var fired = 0
    for (number, line) in lines.enumerated() {
      let row = scenarios[number + 1]
      let stamps = line.matches(of: stamp).compactMap { Timestamp(iso8601: String($0.output)) }
      #expect(stamps.isEmpty || stamps.count >= 2, "\(line)")
      let trace = try Self.cells("\(folder)/trace-\(row[0]).csv")
      let header = trace[0]
      #expect(header.first == "time")
      let words = ["technique", "scenario", "step", "target", "phase", "consequence"]
      #expect(header.suffix(6) == words)
      for tag in RehearsedPlant.tags {
        #expect(header.contains(tag) && header.contains("\(tag).true"), "\(header)")
      }
      let times = try trace.dropFirst().map { try #require(Timestamp(iso8601: $0[0])) }
      #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == .hours(0.5) })
      // Four days of half hours.
      #expect(times.count == 192)
      for cells in trace.dropFirst() {
        #expect(cells.count == header.count)
        #expect(cells[1..<cells.count - 6].allSatisfy { $0.isEmpty || Double($0) != nil })
        #expect(cells[cells.count - 5] == row[4])
        #expect((cells[cells.count - 2] == "acting") == !cells[cells.count - 6].isEmpty)
      }
      let told = zip(times, trace.dropFirst()).filter { !$1[header.count - 6].isEmpty }
      if row[1] == "look-alike" || stamps.isEmpty {
        #expect(told.isEmpty)
        continue
      }
      fired += 1
      #expect(row[2].hasPrefix("T0") || row[2] == "unknown")
      #expect(Set(told.map { $0.1[header.count - 6] }) == [row[2]])
      #expect(
        told.map(\.0) == times.filter { $0 >= stamps[0] && $0 <= stamps[1] }, "\(line)")
    }
    #expect(fired > 0)

    let again = try plant.tool.run("simulate", "--csv", "again")
    #expect(again.output.contains("\nsimulate   unchanged · 5 attacks of "))
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      #expect(
        FileManager.default.contents(atPath: "\(folder)/\(name)")
          == FileManager.default.contents(atPath: plant.folder.file("again/\(name)")), "\(name)")
    }
    // Fewer traces beside those of before would be taken for one campaign.
    try plant.configure("scenarios: 4,", "scenarios: 2,")
    let mixed = try plant.tool.run("simulate", "--csv", "traces")
    #expect(mixed.status == 78)
    #expect(
      mixed.errors.contains(
        "error: the folder has 2 traces of another campaign: trace-00006.csv, …\n"),
      "\(mixed.errors)")
    #expect(FileManager.default.fileExists(atPath: folder + "/trace-00007.csv"), "nothing is lost")
  }

  @Test("there is nothing to calibrate or simulate in a plant without a twin: 78, with the file")
  func nothing() throws {
    let plant = try TinyPlant(rows: 0..<8)
    for (command, key) in [("calibrate", "twin"), ("simulate", "attacks")] {
      let outcome = try plant.tool.run(command)
      #expect(outcome.status == 78)
      #expect(
        outcome.errors
          == "error: there is nothing to \(command): '\(key)' is missing\n  at tocsin.yaml\n")
    }
  }

  @Test("a campaign's problems end 'check' with 78, all of them with line and column")
  func badCampaign() throws {
    let plant = try Self.plant()
    try plant.configure("{ scenarios: 5,", "{ campaign: attacks.yaml, scenarios: 5,")
    try plant.write("attacks: -1\ntechniques: [T0865]\n", to: "attacks.yaml")
    let outcome = try plant.tool.run("check")
    #expect(outcome.status == 78)
    #expect(
      outcome.errors == """
        error: 'attacks' must be a whole number from 0 to 100000, got '-1'
          at attacks.yaml:1:10, attacks
        error: technique 'T0865' Spearphishing Attachment is not one that a twin can rehearse: it has no row
          at attacks.yaml:2:14, techniques[0]
          hint: rows of the tactic Initial Access: T0848, T0860, T0862; or write unknown for what no \
        row does
        2 problems

        """)
  }

  @Test("a network's run and its futures are JSON alone with --json; --memory needs --futures")
  func networkAsJSON() throws {
    let folder = try TemporaryFolder()
    let tool = Tool(folder: folder.path)
    let network = ReferenceScripts.path("../../Examples/riverbend/riverbend.inp")
    let start = ["simulate", "--network", network, "--csv", "x.csv", "--duration", "24h", "--json"]
    func object(_ more: [String]) throws -> [String: Any] {
      let outcome = try tool.start(start + more).wait()
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try #require(try json(outcome.output) as? [String: Any])
    }
    let run = try object([])
    #expect(run["seconds"] as? Int == 86_400)
    #expect((run["pumps"] as? [[String: Any]])?.count == 6)
    #expect((run["units"] as? [String: String])?["flow"] == "m3/s")
    let futures = try object(["--futures", "9", "--memory", "500"])
    #expect(futures["futures"] as? Int == 9 && futures["failed"] as? Int == 0)
    #expect((futures["memory"] as? [String: Int])?["limit"] == 500_000_000)
    #expect((futures["output"] as? [String: Any])?["file"] as? String == "x.csv")

    let refused = try tool.start(start + ["--memory", "500"]).wait()
    #expect(refused.status == 64 && refused.output.isEmpty)
    #expect(
      refused.errors
        == "error: --memory needs --futures\n  hint: like --futures 256 --memory 2000\n")
    let small = try tool.start(start + ["--futures", "9", "--memory", "0.5"]).wait()
    #expect(small.status == 64)
    #expect(small.errors.hasPrefix("error: --memory must be from 1 to 1e9 megabytes, got 0.5\n"))
  }

  @Test(
    "both commands have help, and what can be named has a list",
    arguments: [
      ("techniques", "T0856"), ("prognosers", "fourier-ridge"), ("components", "identified"),
      ("shapes", "replay"), ("program-edits", "logic-bomb"), ("triggers", "after-step"),
      ("draws", "sobol"), ("metrics", "rmse"),
    ])
  func lists(_ name: String, _ member: String) throws {
    let here = Tool(folder: FileManager.default.temporaryDirectory.path)
    for command in ["calibrate", "simulate"] {
      let help = try here.run(command, "--help")
      #expect(help.status == 0 && help.output.contains("USAGE: tocsin \(command)"))
    }
    let plain = try here.run("list", name)
    #expect(plain.status == 0)
    let ids = plain.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(ids.contains(Substring(member)), "\(ids)")
    #expect(ids.count == Set(ids).count)
    let markdown = try here.run("list", name, "--markdown").output.split(separator: "\n")
    #expect(markdown.dropFirst(2).map { $0.split(separator: "`")[1] } == ids)
    let rows = try #require(
      try json(try here.run("list", name, "--json").output) as? [[String: String]])
    #expect(rows.compactMap { $0["id"].map { Substring($0) } } == ids)
    #expect(rows.allSatisfy { $0["summary"]?.isEmpty == false })
  }
}
