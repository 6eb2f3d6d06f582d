import Foundation
import TestSupport
import Testing

@Suite("Usage")
struct UsageTests {
  private let here = Tool(folder: FileManager.default.temporaryDirectory.path)

  @Test("--version prints the version alone")
  func version() throws {
    let outcome = try here.run("--version")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(
    "every command has help on standard output",
    arguments: [
      [], ["init"], ["run"], ["ingest"], ["train"], ["evaluate"], ["export"], ["report"],
      ["score"], ["runs"], ["runs", "list"], ["runs", "show"], ["runs", "compare"], ["models"],
      ["models", "list"], ["models", "promote"], ["models", "rollback"], ["models", "verify"],
      ["store"], ["store", "info"], ["store", "verify"], ["store", "gc"], ["list"], ["check"],
    ])
  func help(_ command: [String]) throws {
    let outcome = try here.start(command + ["--help"]).wait()
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("USAGE: " + (["tocsin"] + command).joined(separator: " ")))
  }

  @Test("the exit codes stand in the tool's own help")
  func exitCodes() throws {
    let words = try here.run("--help").output.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    #expect(
      words.contains(
        "Exit codes: 0 ok, 1 gate failed (the old model stays), 64 usage, 65 bad data, "
          + "66 missing input, 69 missing system package, 70 a defect of tocsin, 74 I/O, "
          + "75 try later (locked, too old), 78 bad configuration."))
  }

  @Test(
    "a wrong command line is told on standard error, with exit code 64",
    arguments: [
      (["--bogus"], "Unknown option '--bogus'"),
      (["run", "--bogus"], "Unknown option '--bogus'"),
      (["nonsense"], "Unexpected argument 'nonsense'"),
      (["run", "extra"], "Unexpected argument 'extra'"),
      (["score", "a.csv"], "Missing expected argument '--model <model>'"),
      (["score", "--model", "m"], "Missing expected argument '<files> ...'"),
      (
        ["score", "--model", "m", "--task", "x", "a"],
        "--task must be 'detect' or 'prognose', got 'x'"
      ),
      (["run", "--threads", "0"], "--threads must be from 1 to 1024, got 0"),
      (["run", "--threads", "2000"], "--threads must be from 1 to 1024, got 2000"),
      (["run", "--wait", "-1"], "--wait"),
      (["run", "--seed", "-3"], "--seed"),
      (
        ["run", "--as-of", "noon"],
        "--as-of must be an ISO 8601 time like 2026-06-30 or 2026-06-30T21:10:00Z, got 'noon'"
      ),
      (["evaluate", "--alarms", "a"], "--alarms and --labels are given together or not at all"),
      (["evaluate", "--scores", "a"], "--scores goes with --alarms and --labels"),
      (
        ["evaluate", "--schedule", "24h"],
        "--export-lag, --schedule and --metric go with --alarms and --labels; for a plant they stand in "
          + "'evaluate:' of its configuration"
      ),
      (["list"], "Missing expected argument '<what>'"),
      (["list", "detector"], "there is no list 'detector'\n  hint: did you mean 'detectors'?"),
    ])
  func wrong(_ arguments: [String], _ text: String) throws {
    let outcome = try here.start(arguments).wait()
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(text), "\(outcome.errors)")
  }

  @Test(
    "every list is there as text, as a Markdown table and as JSON",
    arguments: [
      ("detectors", "pca-residual"), ("accumulators", "causal-mean"), ("metrics", "vus-pr"),
      ("dialects", "semicolon-separated"), ("time-formats", "iso8601"), ("exporters", "onnx"),
    ])
  func lists(_ name: String, _ member: String) throws {
    let plain = try here.run("list", name)
    #expect(plain.status == 0)
    let ids = plain.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(ids.contains(Substring(member)), "\(ids)")
    let markdown = try here.run("list", name, "--markdown").output.split(separator: "\n")
    #expect(markdown.prefix(2) == ["| id | what it is |", "|---|---|"])
    #expect(markdown.dropFirst(2).map { $0.split(separator: "`")[1] } == ids)
    let rows = try #require(
      try json(try here.run("list", name, "--json").output) as? [[String: String]])
    #expect(rows.compactMap { $0["id"].map { Substring($0) } } == ids)
    #expect(rows.allSatisfy { $0["summary"]?.isEmpty == false })
  }
}
